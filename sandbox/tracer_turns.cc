// The tracer's part where tasks take turns: who is held, and how a held one goes on.
#include <fmt/format.h>
#include <signal.h>
#include <sys/wait.h>

#include <algorithm>
#include <tuple>
#include <utility>

#include "sandbox/next_stop.h"
#include "sandbox/proc.h"
#include "sandbox/restart_codes.h"
#include "sandbox/tracer.h"

namespace ipclab::sandbox {
namespace {

/// Stops of one task without a sleep: then others have a turn as well, if they can go on. It may wait for them busily.
constexpr int kLongestTurn = 2000;

/// By default.
bool has_no_effect(int signal) {
  return signal == SIGCHLD || signal == SIGURG || signal == SIGWINCH || signal == SIGCONT;
}

}  // namespace

const Task* Tracer::running() const {
  const auto at = tasks_.find(running_);
  return at == tasks_.end() ? nullptr : &at->second;
}

bool Tracer::is_its_turn(Task& task, __ptrace_request request) const {
  if (!takes_turns() || request == PTRACE_LISTEN || processes_.at(task.process).starting) return true;
  // An exec sleeps until all other threads of its process have gone (man 2 execve).
  const std::set<int>& threads = processes_.at(task.process).tasks;
  const auto executes = [this](int number) {
    const Task& other = tasks_.at(number);
    return other.call && other.call->site.call->canonical == "execve";
  };
  if (task.exiting && std::any_of(threads.begin(), threads.end(), executes)) return true;
  return task.number == running_ && !task.gives_way;
}

bool Tracer::reap_running(const std::function<void()>& let_others_rest) {
  const auto at = tasks_.find(running_);
  if (at == tasks_.end()) return false;
  int raw = 0;
  if (at->second.exiting) {
    // Whom its death woke comes first: the kernel shows it to its parent when it has been taken here, and to whom its
    // children were given before that.
    const auto stop = pending_stop(at->second.tid);
    if (!stop || stop->si_pid == 0) return false;
    let_others_rest();
  }
  if (waitpid(at->second.tid, &raw, __WALL | __WNOTHREAD | WNOHANG) <= 0) return false;
  if (WaitStatus(raw).is_return()) let_others_rest();
  if (++stops_in_a_row_ > kLongestTurn && !held_.empty()) {
    stops_in_a_row_ = 0;
    at->second.gives_way = true;
  }
  stop(at->second.tid, WaitStatus(raw));
  return true;
}

bool Tracer::has_long_turn() const {
  return stops_in_a_row_ > kLongestTurn && held_.empty();
}

void Tracer::look_for_others() {
  reap_others();
  if (held_.empty()) stops_in_a_row_ = 0;
}

bool Tracer::reap_others() {
  std::vector<std::pair<int, pid_t>> others;
  for (const auto& [number, task] : tasks_) {
    if (number != running_) others.emplace_back(number, task.tid);
  }
  bool any = false;
  for (const auto& [number, tid] : others) {
    int raw = 0;
    if (!tasks_.contains(number) || waitpid(tid, &raw, __WALL | __WNOTHREAD | WNOHANG) <= 0) continue;
    any = true;
    stop(tid, WaitStatus(raw));
  }
  return any;
}

void Tracer::interrupt_running() {
  const auto at = tasks_.find(running_);
  if (at == tasks_.end()) return;
  at->second.gives_way = true;
  ptrace(PTRACE_INTERRUPT, at->second.tid, nullptr, nullptr);
}

bool Tracer::holds_any_of(int process) const {
  return std::any_of(held_.begin(), held_.end(),
                     [&](int number) { return descends(tasks_.at(number).process, process); });
}

AtCall Tracer::at_stop(const Task& task) const {
  AtCall at;
  at.process = task.process;
  at.task = task.number;
  if (task.call) {
    at.call = task.call->site.call->canonical;
    at.place = task.call->place;
  }
  at.entry = task.call && task.held_at_entry;
  return at;
}

bool Tracer::release_held(bool must) {
  if (held_.empty()) return false;
  // Those who came during the same turn came in whichever order the machine let them.
  std::sort(held_.begin(), held_.end(), [this](int a, int b) {
    const Task &one = tasks_.at(a), &other = tasks_.at(b);
    return std::tie(one.turn, one.gave_way, a) < std::tie(other.turn, other.gave_way, b);
  });
  std::vector<AtCall> choices;
  for (const int number : held_) choices.push_back(at_stop(tasks_.at(number)));
  const auto choice = options_.scheduler->next(choices, must);
  if (!choice && !must) return false;
  const std::size_t index = std::min(choice.value_or(0), held_.size() - 1);
  Task& task = tasks_.at(held_[index]);
  held_.erase(held_.begin() + static_cast<std::ptrdiff_t>(index));
  task.held = false;
  running_ = task.number;
  ++turns_;
  stops_in_a_row_ = 0;
  if (withdraw(task)) return true;
  if (ptrace(task.resume_with, task.tid, nullptr, task.resume_signal) == -1)
    only_if_killed("giving a program its turn");
  return true;
}

/// While the task was held before a call, a signal came. The kernel would let it have its effect after the call, or let
/// it end the call. On a machine it may as well come just before the call is made, which is what happens now: the
/// classic lost wakeup of a look at a flag before a pause(), or of a handler that is not there yet. Calls that unblock
/// signals only for their own time are let be: there the signal can't come before.
bool Tracer::withdraw(Task& task) {
  if (!task.call || !task.held_at_entry || task.call->interrupted || task.call->cut_short) return false;
  if (task.call->site.call->canonical == "restart_syscall") return false;
  const SignalSets sets = signal_sets(task.tid);
  const std::uint64_t can_come = (sets.pending | sets.shared_pending) & ~sets.blocked;
  const ProcessState& process = processes_.at(task.process);
  bool comes = false;
  for (int signal = 1; signal <= 64 && !comes; ++signal) {
    const Disposition::Kind kind = process.dispositions[static_cast<std::size_t>(signal)].kind;
    const bool has_effect =
        kind == Disposition::Kind::Handler || (kind == Disposition::Kind::Default && !has_no_effect(signal));
    comes = has_effect && holds(can_come, signal);
  }
  Registers registers;
  if (!comes || !registers.load(task.tid)) return false;
  const PendingCall& pending = *task.call;
  registers.restore_call(pending.number, pending.site.args);
  registers.set_call(-1);
  if (!registers.repeat_call(task.tid, pending.number)) return false;
  finish_call(task, kAgainAfterHandler);
  if (ptrace(PTRACE_CONT, task.tid, nullptr, nullptr) == -1) only_if_killed("letting a signal come first");
  return true;
}

bool Tracer::end_a_sleep() {
  if (!time_) return false;
  const int number = time_->next_sleeper();
  if (number == 0 || !options_.scheduler->may_wake(at_stop(tasks_.at(number)))) return false;
  time_->wake_next();
  return true;
}

void Tracer::all_are_killed() {
  all_killed_ = true;
  free_ = true;
  running_ = 0;
  for (const int number : std::exchange(held_, {})) {
    Task& task = tasks_.at(number);
    task.held = false;
    if (ptrace(task.resume_with, task.tid, nullptr, task.resume_signal) == -1) only_if_killed("letting all go on");
  }
}

}  // namespace ipclab::sandbox
