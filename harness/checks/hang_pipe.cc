// Waits on pipes and FIFOs: the end of file that never comes, the pipe that nobody empties.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "harness/checks/hang_explain.h"
#include "harness/checks/process_words.h"
#include "harness/checks/tell.h"

namespace ipclab {
namespace {

std::int64_t bytes_through(const World& world, int object, bool writes, int process = 0) {
  std::int64_t bytes = 0;
  for (const Flow& flow : world.flows)
    if (flow.object == object && flow.writes == writes && (process == 0 || flow.process == process))
      bytes += flow.bytes;
  return bytes;
}

/// "The parent still holds it, as descriptor 4, and waits for grep itself."
std::string holder_sentence(const HangScene& scene, const Wait& wait, const KeptEnd& end) {
  const World& world = scene.world();
  const std::string held = descriptors_text(end.fds);
  if (end.process == wait.process)
    return fmt::format(" {} itself still holds it, as {}.", begin_with(name_of(world, end.process)), held);
  const Wait* its = wait_in(scene.waits, end.process);
  const std::string doing = its == nullptr ? "" : fmt::format(", and {}", wait_phrase(world, *its, wait.process));
  return fmt::format(" {} still holds it, as {}{}.", begin_with(name_of(world, end.process)), held, doing);
}

std::string holder_sentences(const HangScene& scene, const Wait& wait, const std::vector<KeptEnd>& ends) {
  constexpr std::size_t kMost = 3;
  std::string text;
  for (std::size_t i = 0; i < ends.size() && i < kMost; ++i) text += holder_sentence(scene, wait, ends[i]);
  if (ends.size() > kMost) text += fmt::format(" So do {} others.", ends.size() - kMost);
  return text;
}

/// The process's descriptors of this pipe were closed in the parent before the fork, so that it can't have inherited
/// both.
bool closed_before(const World& world, const Call& maker, const Call& fork) {
  const std::vector<std::int64_t>* made = maker.exit >= 0 ? world.event(maker.exit).numbers("fds") : nullptr;
  if (made == nullptr || maker.process != fork.process) return true;
  for (int index : world.process(fork.process).calls) {
    const Call& call = world.calls[static_cast<std::size_t>(index)];
    if (call.enter < maker.enter || call.enter > fork.enter) continue;
    if (call.name == "close_range") return true;
    const std::int64_t fd =
        call.name == "dup3" ? world.enter(call).number_or("to", -1) : world.enter(call).number_or("fd", -1);
    if ((call.name == "close" || call.name == "dup3") && std::find(made->begin(), made->end(), fd) != made->end())
      return true;
  }
  return false;
}

void show_pipe(const HangScene& scene, Story& story) {
  const World& world = scene.world();
  const int maker = world.objects[static_cast<std::size_t>(story.object)].created_by;
  if (maker < 0) return;
  const Call& call = scene.call(maker);
  const auto* made = call.exit >= 0 ? world.event(call.exit).numbers("fds") : nullptr;
  if (made != nullptr && made->size() == 2) {
    show(scene, story, maker,
         fmt::format("{} made descriptors {} (reading end) and {} (writing end)", call_word(world, call), (*made)[0],
                     (*made)[1]));
  } else {
    show(scene, story, maker, fmt::format("{} made {}", call_word(world, call), object_text(world, story.object)));
  }
}

/// The fork through which a process got the pipe.
void show_inheritance(const HangScene& scene, Story& story, int process) {
  const World& world = scene.world();
  const int fork = world.process(process).forked_by;
  const int maker = world.objects[static_cast<std::size_t>(story.object)].created_by;
  if (fork < 0 || maker < 0 || scene.call(fork).enter < scene.call(maker).enter) return;
  const bool executed = !in_submission(world.process(process));
  const std::string who =
      executed ? fmt::format("the child that became {}", name_of(world, process)) : name_of(world, process);
  const bool both = !closed_before(world, scene.call(maker), scene.call(fork));
  show(scene, story, fork,
       fmt::format("{}: {} inherited {}", call_word(world, scene.call(fork)), who, both ? "both" : "it"));
}

void show_kept(const HangScene& scene, Story& story, const KeptEnd& end) {
  const World& world = scene.world();
  const std::string open = fmt::format("{} {} open", descriptors_text(end.fds), end.fds.size() == 1 ? "is" : "are");
  const int place = place_of(world, scene.state, end.process);
  if (place < 0) return;
  const std::string call = call_word(world, scene.call(place));
  const std::string& name = scene.call(place).name;
  const std::string who = name_of(world, end.process);
  if (name == "execve")
    show(scene, story, place, fmt::format("{}: {} starts with {} open", call, who, descriptors_text(end.fds)));
  else
    show(scene, story, place, fmt::format("{}: {} waits here; {}", call, who, open));
}

void show_all(const HangScene& scene, const Wait& wait, Story& story) {
  show_pipe(scene, story);
  show_inheritance(scene, story, wait.process);
  for (const KeptEnd& end : story.kept) show_inheritance(scene, story, end.process);
  // A FIFO's ends are made by whoever opens it.
  const World& world = scene.world();
  for (const KeptEnd& end : story.kept) {
    const int opened = end.descriptor.made_by;
    if (opened < 0 || world.object(story.object).kind != ObjectKind::Fifo) continue;
    show(scene, story, opened,
         fmt::format("{}: {} opened it as {}", call_word(world, scene.call(opened)),
                     name_of(world, scene.call(opened).process), descriptors_text(end.fds)));
  }
  for (const KeptEnd& end : story.kept) show_kept(scene, story, end);
}

/// "its input", "its output", "the pipe made in line 12".
std::string way_in(const World& world, const Wait& wait) {
  return wait.fd == 0 ? "its input" : object_text(world, wait.object);
}

std::string hint_for(const HangScene& scene, const Wait& wait, const KeptEnd* decisive) {
  const World& world = scene.world();
  if (decisive == nullptr) return "Look at who was to hold the other end, and why it is not there. man 7 pipe";
  const std::string who = name_of(world, decisive->process);
  if (!decisive->never_used)
    return fmt::format(
        "Look at what {} still does with its end of the pipe, and what it waits for meanwhile. man 7 pipe", who);
  if (!in_submission(world.process(decisive->process)))
    return fmt::format("Look at which descriptors are open when {} is executed, and which of them it needs. man 7 pipe",
                       who);
  if (decisive->process == wait.process)
    return fmt::format(
        "Look at which ends {} still has when it comes to this call, and which of them it needs. man 7 pipe", who);
  return fmt::format("Look at which ends {} still has after its last fork, and which of them it needs. man 7 pipe",
                     who);
}

bool waits_for_process(const HangScene& scene, int who, int whom) {
  const Wait* wait = wait_in(scene.waits, who);
  return wait != nullptr && std::find(wait->processes.begin(), wait->processes.end(), whom) != wait->processes.end();
}

/// Somebody who read the pipe, or was executed in order to, has ended.
bool reader_has_gone(const HangScene& scene, const Wait& wait) {
  const World& world = scene.world();
  const auto ended = [&](int process) { return scene.state.fds.count(process) == 0; };
  for (const Flow& flow : world.flows)
    if (flow.object == wait.object && !flow.writes && flow.process != wait.process && ended(flow.process)) return true;
  return std::any_of(world.processes.begin(), world.processes.end(), [&](const Process& process) {
    return process.id > 0 && process.id != wait.process && ended(process.id) &&
           std::any_of(process.images.begin() + 1, process.images.end(), [&](const Image& image) {
             const auto input = image.at_start.find(0);
             return input != image.at_start.end() &&
                    world.open_files[static_cast<std::size_t>(input->second.open_file)].object == wait.object;
           });
  });
}

}  // namespace

std::vector<KeptEnd> kept_ends(const HangScene& scene, const Wait& wait, bool writing) {
  const World& world = scene.world();
  std::map<int, KeptEnd> by_process;
  for (const Holder& holder : world.holders(scene.state.fds, wait.object, writing)) {
    if (is_fixture(world, holder.process)) continue;
    const bool first = by_process.count(holder.process) == 0;
    KeptEnd& end = by_process[holder.process];
    if (first) {
      end.process = holder.process;
      end.writing = writing;
      end.descriptor = holder.descriptor;
      end.never_used = bytes_through(world, wait.object, writing, holder.process) == 0;
    }
    end.fds.push_back(holder.fd);
    if (holder.descriptor.used) end.never_used = false;
  }
  // A reader's own writing end alone keeps it waiting. A writer's own reading end alone does not: who is to read is the
  // question.
  const int self = writing ? 0 : 4;
  const auto rank = [&](const KeptEnd& end) {
    if (end.process == wait.process) return self;
    if (waits_for_process(scene, end.process, wait.process)) return 1;
    return end.never_used ? 2 : 3;
  };
  std::vector<KeptEnd> ends;
  ends.reserve(by_process.size());
  for (auto& [process, end] : by_process) ends.push_back(std::move(end));
  std::stable_sort(ends.begin(), ends.end(), [&](const KeptEnd& a, const KeptEnd& b) { return rank(a) < rank(b); });
  return ends;
}

Story explain_pipe_data(const HangScene& scene, const Wait& wait) {
  const World& world = scene.world();
  Story story = begin_story(scene, wait);
  story.kept = kept_ends(scene, wait, true);
  if (!story.kept.empty()) story.place = place_of(world, scene.state, story.kept[0].process);

  const std::string who = name_of_waiter(world, wait);
  const std::string pipe = object_text(world, wait.object);
  const std::int64_t written = bytes_through(world, wait.object, true);
  // A program that reads its standard input, and a reader that got all there was, go on to the end of the file.
  const bool to_the_end = !in_submission(world.process(wait.process)) || written > 0;
  story.message = to_the_end
                      ? fmt::format("{} waits for the end of {}, and it can never come", who, way_in(world, wait))
                      : fmt::format("{} waits for data from {}, and none can ever come", who, way_in(world, wait));
  story.reason = fmt::format("{} reads from descriptor {}, {}{}.", begin_with(who), wait.fd, pipe,
                             written == 0 ? ", into which nobody has written" : "");
  story.reason += " It sees the end of file once nobody holds the pipe's writing end any more.";
  story.reason += holder_sentences(scene, wait, story.kept);
  story.hint = hint_for(scene, wait, story.kept.empty() ? nullptr : &story.kept[0]);
  show_all(scene, wait, story);
  return story;
}

Story explain_pipe_space(const HangScene& scene, const Wait& wait) {
  const World& world = scene.world();
  Story story = begin_story(scene, wait);
  story.kept = kept_ends(scene, wait, false);
  // Where a program of the system was to read, the line that started it says little; the one that writes says more.
  const bool own_reader = !story.kept.empty() && in_submission(world.process(story.kept[0].process));
  if (!story.kept.empty() && (own_reader || where_called(world, wait.call).line == 0))
    story.place = place_of(world, scene.state, story.kept[0].process);
  // A reading end is a forgotten one where the reader has gone, so that the writer would be told that nobody reads any
  // more. Where no reader was there yet it is kept for that one.
  const bool nobody_else = story.kept.size() == 1 && story.kept[0].process == wait.process;
  if (!nobody_else && !reader_has_gone(scene, wait))
    for (KeptEnd& end : story.kept) end.never_used = false;

  const std::string who = name_of_waiter(world, wait);
  const std::int64_t wanted = world.enter(scene.call(wait.call)).number_or("count", 0);
  story.message = fmt::format("{} waits until somebody reads what it writes, and nobody will", who);
  story.reason = fmt::format(
      "{} writes to descriptor {}, {}. It has written {} and wants to write {} more; {} {} read, and "
      "the pipe is full.",
      begin_with(who), wait.fd, object_text(world, wait.object),
      count(bytes_through(world, wait.object, true, wait.process), "byte"), wanted,
      count(bytes_through(world, wait.object, false), "byte"),
      bytes_through(world, wait.object, false) == 1 ? "was" : "were");
  story.reason += story.kept.empty()
                      ? " Nobody who is left could read from it."
                      : " Whoever holds the reading end does not read." + holder_sentences(scene, wait, story.kept);
  story.hint =
      "Look at who was to read while this is written, and when that one is started. man 7 pipe (Pipe capacity)";
  show_all(scene, wait, story);
  if (where_called(world, wait.call).line > 0) show_wait(scene, story, wait);
  return story;
}

}  // namespace ipclab
