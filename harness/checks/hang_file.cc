// Waits for locks on files, and for somebody at the other end of a FIFO.
#include <fcntl.h>
#include <fmt/format.h>

#include <algorithm>

#include "harness/checks/hang_explain.h"
#include "harness/checks/process_words.h"
#include "harness/checks/tell.h"
#include "harness/checks/wakers.h"

namespace ipclab {
namespace {

/// Who holds the lock now: of one that belongs to an open file description, somebody who has that open. 0: nobody.
int holder_of(const HangScene& scene, const HeldLock& lock, int waiting) {
  if (lock.kind == HeldLock::Kind::Process) return lock.process;
  int found = 0;
  for (const auto& [process, table] : scene.state.fds) {
    const bool has = std::any_of(table.begin(), table.end(),
                                 [&](const auto& entry) { return entry.second.open_file == lock.open_file; });
    if (!has) continue;
    // Who took it before others who have inherited it; the waiting process itself before all.
    if (found == 0 || process == waiting || (process == lock.process && found != waiting)) found = process;
  }
  return found;
}

std::string range_text(const HeldLock& lock) {
  if (lock.kind == HeldLock::Kind::Flock || (lock.start == 0 && lock.end == INT64_MAX)) return "";
  if (lock.end == INT64_MAX) return fmt::format(" (from byte {} on)", lock.start);
  return fmt::format(" (bytes {} to {})", lock.start, lock.end - 1);
}

bool opens_for_reading(const sandbox::Event& enter) {
  return (enter.number_or("flags", 0) & O_ACCMODE) == O_RDONLY;
}

/// Earlier opens of the same FIFO for the other direction: by whom, in which line, and what became of it.
std::string former_partner(const HangScene& scene, const Wait& wait, bool reads, Story& story) {
  const World& world = scene.world();
  const std::string path = world.enter(scene.call(wait.call)).text_or("path", "");
  int last = -1;
  for (std::size_t i = 0; i < world.calls.size(); ++i) {
    const Call& call = world.calls[i];
    if (call.name != "openat" || !call.returned() || call.failed()) continue;
    const sandbox::Event& enter = world.enter(call);
    if (enter.text_or("path", "") == path && opens_for_reading(enter) != reads) last = static_cast<int>(i);
  }
  if (last < 0) return "";
  show(scene, story, last,
       fmt::format("{}: {} opened it for {}", call_word(world, scene.call(last)),
                   name_of(world, scene.call(last).process), reads ? "writing" : "reading"));
  const int process = scene.call(last).process;
  const std::string line = in_line(scene.input, where_called(world, last));
  if (scene.state.fds.count(process) == 0)
    return fmt::format(" {}, which had opened it for {}{}, has ended.", begin_with(name_of(world, process)),
                       reads ? "writing" : "reading", line);
  return fmt::format(" {} had it open for {}{}, and has closed it.", begin_with(name_of(world, process)),
                     reads ? "writing" : "reading", line);
}

}  // namespace

Story explain_lock(const HangScene& scene, const Wait& wait) {
  const World& world = scene.world();
  const std::string who = name_of_waiter(world, wait);
  const std::string file = wait.object < 0 ? "a file" : object_text(world, wait.object);
  Story story = begin_story(scene, wait);
  story.message = fmt::format("{} waits for a lock on {}, and nobody will give it back", who, file);
  story.reason = fmt::format("{} sleeps in {}.", begin_with(who), call_word(world, scene.call(wait.call)));
  for (const HeldLock& lock : conflicting_locks(world, scene.state, wait)) {
    const int holder = holder_of(scene, lock, wait.process);
    if (holder == 0) continue;
    const std::string since = in_line(scene.input, where_called(world, lock.call));
    const std::string held = fmt::format("has it locked{}{}", range_text(lock), since.empty() ? "" : " since" + since);
    if (holder == wait.process) {
      story.message = fmt::format("{} waits for a lock on {} that it holds itself", who, file);
      story.reason += fmt::format(" It {} already, through another open() of the file.", held);
    } else {
      story.reason += who_could(scene, wait, {{holder, held}});
    }
    show(scene, story, lock.call,
         fmt::format("{}: {} got the lock", call_word(world, scene.call(lock.call)),
                     name_of(world, scene.call(lock.call).process)));
    if (const Wait* its = holder == wait.process ? nullptr : wait_in(scene.waits, holder))
      show_wait(scene, story, *its);
    break;
  }
  show_wait(scene, story, wait);
  const bool whole = scene.call(wait.call).name == "flock";
  story.hint = fmt::format("Look at where the lock is given back, and at the order in which locks are taken. man 2 {}",
                           whole ? "flock" : "fcntl");
  return story;
}

Story explain_fifo(const HangScene& scene, const Wait& wait) {
  const World& world = scene.world();
  const std::string who = name_of_waiter(world, wait);
  const sandbox::Event& enter = world.enter(scene.call(wait.call));
  const std::string path = path_text(enter.text_or("path", "the FIFO"));
  const bool reads = opens_for_reading(enter);
  const std::string_view own = reads ? "reading" : "writing", other = reads ? "writing" : "reading";
  Story story = begin_story(scene, wait);
  story.message = fmt::format("{} waits until somebody opens the other end of the FIFO {}, and nobody will", who, path);
  story.reason = fmt::format("{} opens the FIFO for {}, and {} returns when somebody else opens it for {}.",
                             begin_with(who), own, call_word(world, scene.call(wait.call)), other);
  story.reason += former_partner(scene, wait, reads, story);
  for (const Wait& one : scene.waits) {
    if (one.what != WaitFor::FifoPartner || one.task == wait.task) continue;
    const sandbox::Event& its = world.enter(scene.call(one.call));
    const bool same = one.object == wait.object && its.text_or("path", "") == enter.text_or("path", "");
    const std::string name = begin_with(name_of_waiter(world, one));
    if (same && opens_for_reading(its) == reads)
      story.reason += fmt::format(" {} opens it for {} as well.", name, own);
    else if (!same)
      story.reason += fmt::format(" Meanwhile {} waits in the same way at the FIFO {}.", name_of_waiter(world, one),
                                  path_text(its.text_or("path", "")));
    show_wait(scene, story, one);
  }
  show_creation(scene, story);
  show_wait(scene, story, wait);
  story.hint = "Look at the order in which the processes open their FIFOs, and for what. man 7 fifo";
  return story;
}

}  // namespace ipclab
