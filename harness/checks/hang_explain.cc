#include "harness/checks/hang_explain.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/checks/process_words.h"
#include "harness/checks/tell.h"

namespace ipclab {
namespace {

/// The wait in a sentence, for kinds that need no more.
Story explain_plainly(const HangScene& scene, const Wait& wait) {
  const World& world = scene.world();
  const std::string who = name_of_waiter(world, wait);
  Story story = begin_story(scene, wait);
  story.message = fmt::format("{} {}, and it will never be over", who, wait_phrase(world, wait));
  story.reason = fmt::format("{} sleeps in {}.", begin_with(who), call_word(world, scene.call(wait.call)));
  story.hint = "Look at what was to end this wait, and who was to do it.";
  show_wait(scene, story, wait);
  return story;
}

Story explain_input(const HangScene& scene, const Wait& wait) {
  const World& world = scene.world();
  const std::string who = name_of_waiter(world, wait);
  Story story = begin_story(scene, wait);
  story.message = fmt::format("{} waits for input that nobody gives it", who);
  story.reason = fmt::format(
      "{} reads from descriptor {}, which is still what {} was started with. Nothing more is typed or sent there.",
      begin_with(who), wait.fd, escaped(world.process(wait.process).role));
  story.hint = "Look at where this is to read from. man 2 dup2, man 2 read";
  show_wait(scene, story, wait);
  return story;
}

Story explain_child(const HangScene& scene, const Wait& wait) {
  const World& world = scene.world();
  const std::string who = name_of_waiter(world, wait);
  Story story = begin_story(scene, wait);
  story.message = fmt::format("{} {}, and that will never be", who, wait_phrase(world, wait));
  for (int child : wait.processes) {
    if (world.process(child).stopped)
      story.reason +=
          fmt::format(" {} is stopped by a signal, and nobody lets it go on.", begin_with(name_of(world, child)));
    else if (const Wait* its = wait_in(scene.waits, child))
      story.reason += fmt::format(" {} {}.", begin_with(name_of(world, child)), wait_phrase(world, *its, wait.process));
  }
  if (!story.reason.empty()) story.reason.erase(0, 1);
  story.hint = "Look at what the child needs in order to end, and who was to give it that. man 2 wait";
  show_wait(scene, story, wait);
  return story;
}

}  // namespace

Story explain_stop(const HangScene& scene, int process, int signal) {
  const World& world = scene.world();
  const std::string who = name_of(world, process);
  Story story;
  story.process = process;
  story.place = place_of(world, scene.state, process);
  story.message = fmt::format("{} is stopped by {}, and nobody lets it go on", who, signal_text(signal));
  story.reason = "A process that is stopped does nothing until it gets SIGCONT.";
  story.hint = "Look at what the program is to do with this signal. man 7 signal, man 2 sigaction";
  show(scene, story, story.place, fmt::format("{} was here", who));
  return story;
}

std::string what_it_does(const HangScene& scene, int process, int about) {
  const World& world = scene.world();
  if (process <= 0 || scene.state.fds.count(process) == 0) return "has ended";
  if (stopped_by(world, process, scene.state.event) != 0) return "is stopped";
  const Wait* wait = wait_in(scene.waits, process);
  return wait == nullptr ? "is still at work" : wait_phrase(world, *wait, about);
}

std::string who_could(const HangScene& scene, const Wait& wait,
                      const std::vector<std::pair<int, std::string>>& others) {
  constexpr std::size_t kMost = 3;
  std::string text;
  for (std::size_t i = 0; i < others.size() && i < kMost; ++i) {
    const auto& [process, clause] = others[i];
    const std::string name = begin_with(name_of(scene.world(), process));
    text += fmt::format(" {}{} {}.", name, clause.empty() ? "" : fmt::format(", which {},", clause),
                        what_it_does(scene, process, wait.process));
  }
  if (others.size() > kMost) text += fmt::format(" There are {} more.", others.size() - kMost);
  return text;
}

Story begin_story(const HangScene& scene, const Wait& wait) {
  Story story;
  story.process = wait.process;
  story.object = wait.object;
  const bool known = where_called(scene.world(), wait.call).line > 0;
  story.place = known ? wait.call : place_of(scene.world(), scene.state, wait.process);
  return story;
}

void show(const HangScene& scene, Story& story, int call, const std::string& text) {
  if (call < 0 || std::find(story.shown.begin(), story.shown.end(), call) != story.shown.end()) return;
  story.shown.push_back(call);
  story.evidence.push_back(evidence_of(scene.world(), call, text));
}

void show_creation(const HangScene& scene, Story& story) {
  if (story.object < 0) return;
  const int maker = scene.world().object(story.object).created_by;
  if (maker < 0) return;
  // Its own line stands before it.
  std::string made = object_text(scene.world(), story.object);
  made = made.substr(0, made.find(" made in line "));
  show(scene, story, maker, fmt::format("{} made {}", call_word(scene.world(), scene.call(maker)), made));
}

void show_wait(const HangScene& scene, Story& story, const Wait& wait) {
  const World& world = scene.world();
  show(scene, story, wait.call,
       fmt::format("{}: {} waits here", call_word(world, scene.call(wait.call)), name_of_waiter(world, wait)));
}

Story explain(const HangScene& scene, const Wait& wait) {
  switch (wait.what) {
    case WaitFor::PipeData:
      return explain_pipe_data(scene, wait);
    case WaitFor::PipeSpace:
      return explain_pipe_space(scene, wait);
    case WaitFor::FifoPartner:
      return explain_fifo(scene, wait);
    case WaitFor::Input:
      return explain_input(scene, wait);
    case WaitFor::SocketData:
    case WaitFor::SocketSpace:
      return explain_socket_data(scene, wait);
    case WaitFor::Connection:
      return explain_connection(scene, wait);
    case WaitFor::Message:
      return explain_message(scene, wait);
    case WaitFor::QueueSpace:
      return explain_queue_space(scene, wait);
    case WaitFor::Child:
      return explain_child(scene, wait);
    case WaitFor::Semaphore:
      return scene.call(wait.call).name == "semop" ? explain_semaphore(scene, wait)
                                                   : explain_posix_semaphore(scene, wait);
    case WaitFor::Event:
      return explain_event(scene, wait);
    case WaitFor::Mutex:
      return explain_mutex(scene, wait);
    case WaitFor::Condition:
      return explain_condition(scene, wait);
    case WaitFor::Thread:
      return explain_thread(scene, wait);
    case WaitFor::Signal:
      return explain_signal(scene, wait);
    case WaitFor::Lock:
      return explain_lock(scene, wait);
    case WaitFor::Several:
      return explain_several(scene, wait);
    case WaitFor::Futex:
    case WaitFor::Time:
    case WaitFor::Other:
      break;
  }
  return explain_plainly(scene, wait);
}

}  // namespace ipclab
