// How a run goes on where its tasks take turns (sandbox/policies.h, Scheduler).
//
// One task goes on; all others are held at stops or sleep in their calls. Whom it wakes comes to the stop at its call's
// return, and is held there. So what happens between two stops of different tasks happens in the order of the turns,
// whatever the kernel's own scheduler does. A moment in which it is nobody's turn and all have come to rest is the same
// in every run: only then waits of the grader are looked at, its input is handed on, and time passes.
#include <algorithm>
#include <utility>

#include "sandbox/next_stop.h"
#include "sandbox/proc.h"
#include "sandbox/run_impl.h"

namespace ipclab::sandbox {
namespace {

constexpr long kShortUs = 100;
constexpr long kFallingAsleepUs = 20;      ///< in which a task mostly is asleep in a call, if it does not return
constexpr std::int64_t kQuantumUs = 2000;  ///< of work without a stop, while others could go on: it may wait for them
constexpr std::int64_t kQuantumOfCountedUs = 50000;  ///< likewise, where accesses to shared memory are counted
constexpr std::int64_t kMostBetweenLooksUs = kShortUs;
constexpr int kWaits = 50;      ///< for those who are about to come to rest
constexpr int kYields = 10;     ///< of them without a timer
constexpr int kPatience = 200;  ///< turns that a step leaves to the processes it is about

}  // namespace

bool Run::Impl::rests(const Task& task) {
  if (task.held) return true;
  if (!task.exiting && !in_sleeping_call(task)) return false;
  const Sleep sleep = task.sleep.glance(task.tid);
  if (task.exiting) return sleep.dead;
  return task.stopped ? sleep.traced : sleeps_in_its_call(task, sleep);
}

void Run::Impl::let_woken_rest() {
  for (const auto& [number, task] : tracer.tasks()) {
    if (task.held || !in_sleeping_call(task) || number == tracer.running()->number) continue;
    while (task.sleep.works(task.tid) && left_us() > 0) {
      if (!OneCore::give()) await_a_stop(kFallingAsleepUs);
    }
  }
}

bool Run::Impl::has_arrived(const Task& task) {
  if (task.held) return true;
  const Sleep sleep = task.sleep.glance(task.tid);
  return sleep.traced || sleep.dead || (!task.exiting && in_sleeping_call(task) && sleeps_in_its_call(task, sleep));
}

void Run::Impl::let_others_arrive() {
  const int number = tracer.running() == nullptr ? 0 : tracer.running()->number;
  const auto is_there = [&](const auto& entry) { return entry.first == number || has_arrived(entry.second); };
  for (int waits = 0; waits < kWaits; ++waits) {
    if (std::all_of(tracer.tasks().begin(), tracer.tasks().end(), is_there)) break;
    if (waits >= kYields || !OneCore::give()) await_a_stop(kFallingAsleepUs);
  }
  tracer.look_for_others();
}

bool Run::Impl::run_on() {
  const bool came = await_running();
  if (came) {
    turn_cpu_us = -1;
    turn_work_us = 0;
  }
  return came;
}

bool Run::Impl::await_running() {
  const auto reap_running = [this] {
    if (!tracer.reap_running([this] { let_woken_rest(); })) return false;
    if (tracer.has_long_turn()) let_others_arrive();
    return true;
  };
  const int number = tracer.running()->number;
  const auto its_turn = [&] { return tracer.running() != nullptr && tracer.running()->number == number; };
  const bool given = OneCore::give();
  if (given && reap_running()) return true;
  // The first signal may be of a stop that has been handled already.
  for (int tries = 0; tries < 2 && !(given && rests(*tracer.running())); ++tries) {
    if (!await_a_stop(in_sleeping_call(*tracer.running()) ? kFallingAsleepUs : kShortUs)) break;
    if (reap_running()) return true;
  }
  if (reap_running()) return true;
  if (rests(*tracer.running())) {
    // Between the two looks it may have been woken, by nobody of the run but a timer of the machine's.
    if (!reap_running() && its_turn()) tracer.rest();
    return true;
  }
  // An exec sleeps until all other threads of its process have gone (man 2 execve), and these come to their exit stops.
  const Task& task = *tracer.running();
  if (task.call && task.call->site.call->canonical == "execve" &&
      tracer.processes().at(task.process).tasks.size() > 1) {
    tracer.reap();
    return false;
  }
  const std::int64_t used = tracer.cpu_us_of(task);
  // What the kernel does in a call or at an end, a transfer of megabytes say, comes to an end by itself.
  if (task.exiting || (task.call && !task.call->interrupted)) {
    turn_cpu_us = used;
    return false;
  }
  // A jump is the machine's: a virtual one counts as work what its host took away.
  if (turn_cpu_us >= 0) turn_work_us += std::min(used - turn_cpu_us, kMostBetweenLooksUs);
  turn_cpu_us = used;
  if (turn_work_us <= (tracer.counts_accesses() ? kQuantumOfCountedUs : kQuantumUs)) return false;
  // From here on the machine has a say in what is recorded first.
  tracer.reap_others();
  if (its_turn() && tracer.holds_any()) tracer.interrupt_running();
  return false;
}

bool Run::Impl::gather(bool woken_by_machine) {
  // A packet of TCP's wakes one end, and its answer the other one a little later, on another core perhaps.
  while (woken_by_machine && await_a_stop(kFallingAsleepUs)) continue;
  // First all arrive, and only then is anything recorded: in the order of their numbers, not of their arrival.
  const auto is_there = [this](const auto& entry) { return has_arrived(entry.second); };
  for (int waits = 0; waits < kWaits;) {
    if (!std::all_of(tracer.tasks().begin(), tracer.tasks().end(), is_there)) {
      if (waits++ >= kYields || !OneCore::give()) await_a_stop(kFallingAsleepUs);
    } else if (!tracer.reap_others()) {
      return true;
    }
  }
  return false;
}

bool Run::Impl::holds(const Goal& goal, int* patience) const {
  const bool waits = goal.tree != 0 && tracer.holds_any_of(goal.tree);
  if (goal.holds && (!waits || ++*patience > kPatience) && goal.holds()) return true;
  if (!goal.sleepers) return false;
  const bool asleep = std::none_of(tracer.tasks().begin(), tracer.tasks().end(),
                                   [&](const auto& entry) { return entry.second.held && goal.sleepers(entry.second); });
  return asleep && (!goal.then || goal.then());
}

Reached Run::Impl::until_in_turns(const Goal& goal) {
  const auto everyone = [](const Task&) { return true; };
  Stillness still;
  int patience = 0;
  bool paused = false;
  for (;;) {
    watch_memory();
    if (const auto reached = over()) return *reached;
    if (tracer.running() != nullptr) {
      run_on();
      continue;
    }
    if (!gather(std::exchange(paused, false))) {
      wait_a_little(kShortUs);
      continue;
    }
    // What is handed on may have woken somebody.
    if (channels.pump()) continue;
    if (holds(goal, &patience)) return Reached::Yes;
    if (tracer.tasks().empty()) return Reached::Stuck;
    if (tracer.release_held(false) || (tracer.holds_any() && (tracer.end_a_sleep() || tracer.release_held(true)))) {
      still = {};
      continue;
    }
    std::int64_t pause_us = std::min<std::int64_t>(left_us() + 1000, tracer.virtual_time() ? 10000 : 1000000);
    if (look(everyone, &still.now) != Calm::Asleep) {
      wait_a_little(kShortUs);
      continue;
    }
    if (stuck(&still, &pause_us)) return Reached::Stuck;
    if (pause_us > 0) wait_a_little(pause_us);
    paused = true;
  }
}

}  // namespace ipclab::sandbox
