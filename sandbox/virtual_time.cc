#include "sandbox/virtual_time.h"

#include <seccomp.h>
#include <sys/ptrace.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "sandbox/clock_reads.h"
#include "sandbox/program_start.h"
#include "sandbox/socket_limits.h"

namespace ipclab::sandbox {
namespace {

constexpr Nanoseconds kFreeWork = 100000000;  ///< of calls between two sleeps of everybody
constexpr Nanoseconds kCall = 20000;          ///< what a traced call takes; more than it does on most machines
constexpr int kAsksInARow = 1000;             ///< looks at the clock: more are a wait for it
constexpr Nanoseconds kAskInARow = 100000;    ///< such a look

/// A sleep, or a look at no descriptors at all for some time.
bool only_sleeps(const PendingCall& call) {
  const std::string_view name = call.site.call->canonical;
  if (name == "nanosleep") return true;
  if (name != "ppoll" && name != "pselect6") return false;
  return std::none_of(call.entry.begin(), call.entry.end(), [](const Field& field) {
    const auto* descriptors = std::get_if<std::vector<std::int64_t>>(&field.value);
    return descriptors != nullptr && !descriptors->empty();
  });
}

bool waits_in(const Task& task, std::string_view call) {
  return !task.held && task.call && task.call->site.call->canonical == call;
}

/// Whether a task may carry out a call at any time, and how readily: the lower, the sooner. It is held at a stop; or it
/// sleeps in a call that may wait for the timer, or that it can begin anew where somebody else may (`for_others`).
std::optional<int> helpfulness(const Task& task, int timer, bool for_others) {
  if (task.held) return 0;
  if (task.stopped || task.exiting || !task.call || task.call->interrupted) return std::nullopt;
  if (task.call->timed && task.call->timed->over) return std::nullopt;  // it is being interrupted
  const CallSite& site = task.call->site;
  const std::string_view name = site.call->canonical;
  if (name == "read" && static_cast<int>(site.args[0]) == timer) return 1;
  if (name == "ppoll" || name == "pselect6" || name == "epoll_pwait") return 2;
  constexpr std::string_view kBeginAnew[] = {"wait4", "nanosleep", "pause", "read", "msgrcv", "semop", "rt_sigsuspend"};
  const bool can = for_others && std::find(std::begin(kBeginAnew), std::end(kBeginAnew), name) != std::end(kBeginAnew);
  return can ? std::optional(3) : std::nullopt;
}

RemoteTask as_helper(const Task& task) {
  if (task.held) return {task.tid, {}};
  // A sleep without an end has no arguments (timed_waits.cc).
  const bool same = task.call->in_kernel == task.call->number;
  return {task.tid, RemoteTask::Asleep{task.call->in_kernel, same ? task.call->site.args[0] : 0}};
}

}  // namespace

void VirtualTime::work(Task& task) {
  task.asked_in_a_row = 0;
  worked_ += kCall;
  clock_.tick();
  if (worked_ <= kFreeWork) return;
  clock_.pass(kCall - VirtualClock::kTick);
  wake_due();
}

std::optional<std::int64_t> VirtualTime::asked(Task& task, std::int64_t number,
                                               const std::array<std::uint64_t, 6>& args) {
  const std::string_view call = asking_call(number);
  ProcessState& process = processes_.at(task.process);
  if (call == "getsockopt") return tell_socket_limit(args, process.pid, task.tid);
  if (call == "getrandom") return random_.fill(args[0], args[1], task.tid);
  clock_.tick();
  if (++task.asked_in_a_row > kAsksInARow) {
    // It waits busily for a moment to come. That it comes sooner must not make the wait look shorter.
    clock_.pass(kAskInARow);
    process.waited_for_clock_us += kAskInARow / 1000;
    worked_ += kAskInARow;
    wake_due();
  }
  if (const auto answer = read_clock(call, args, task.tid, clock_)) return answer;
  return timers_.ask(call, args, process.number, process.pid);
}

std::optional<std::int64_t> VirtualTime::entered(Task& task) {
  PendingCall& pending = *task.call;
  const ProcessState& process = processes_.at(task.process);
  const std::uint64_t order = ++calls_;
  pay(task);
  if (const auto answer = timers_.enter(pending.site, process.number, process.pid, task.tid, order)) return answer;
  pending.timed = timed_wait(pending.site, task.tid, clock_);
  if (!pending.timed && socket_limits_) {
    if (const auto wait = socket_wait(pending.site, process.pid, task.tid)) {
      pending.timed.emplace();
      pending.timed->deadline = clock_.now() + wait->limit;
      pending.timed->at_deadline = wait->at_deadline;
    }
  }
  if (!pending.timed) return std::nullopt;
  pending.timed->order = order;
  return limited(task);
}

std::optional<std::int64_t> VirtualTime::entered_again(Task& task) {
  pay(task);
  return limited(task);
}

std::optional<std::int64_t> VirtualTime::limited(Task& task) {
  PendingCall& pending = *task.call;
  if (!pending.timed) return std::nullopt;
  if (is_over(*pending.timed, clock_)) return 0;
  pending.timed->over = false;
  pending.in_kernel = remove_limit(*pending.timed, pending.number, task.tid);
  return std::nullopt;
}

std::int64_t VirtualTime::returned(Task& task, std::int64_t result) {
  pay(task);
  const PendingCall& pending = *task.call;
  if (pending.timed) return settle(*pending.timed, pending.site, pending.number, result, task.tid, clock_);
  if (result < 0) return result;
  const ProcessState& process = processes_.at(task.process);
  const std::string_view call = pending.site.call->canonical;
  if (call == "setsockopt" && concerns_socket_limit(pending.site.args)) {
    hide_socket_limit(pending.site, process.pid, task.tid);
    socket_limits_ = true;
  } else if (call == "socket") {
    const auto family = static_cast<int>(pending.site.args[0]);
    network_ |= family == AF_INET || family == AF_INET6;
    ipv6_ |= family == AF_INET6;
  } else {
    timers_.returned(pending.site, process.number, process.pid);
  }
  return result;
}

void VirtualTime::executed(const Task& task) {
  prepare_program(task.tid, &random_);
  timers_.executed(task.process);
}

void VirtualTime::correct(const Task& task, int signal, siginfo_t* info) {
  if (timers_.correct(task.process, signal, info)) ptrace(PTRACE_SETSIGINFO, task.tid, nullptr, info);
}

std::optional<VirtualTime::Waiter> VirtualTime::first() const {
  std::vector<Waiter> all;
  bool wakes = false;
  for (const auto& [number, task] : tasks_) {
    if (task.stopped || task.held || !task.call || task.call->interrupted) continue;
    if (!task.call->timed || task.call->timed->over) continue;
    all.push_back({task.call->timed->deadline, task.call->timed->order, number, {}});
    wakes = true;
  }
  for (const VirtualTimers::Due& due : timers_.armed()) {
    // The signal to a stopped process waits until it is continued, and that no time will do.
    wakes |= due.process == 0 || !processes_.at(due.process).stop_told;
    all.push_back({due.deadline, due.order, 0, due});
  }
  if (!wakes) return std::nullopt;
  return *std::min_element(all.begin(), all.end(), [](const Waiter& a, const Waiter& b) {
    return std::tie(a.deadline, a.order) < std::tie(b.deadline, b.order);
  });
}

std::optional<Nanoseconds> VirtualTime::next() const {
  const auto waiter = first();
  return waiter ? std::optional(waiter->deadline) : std::nullopt;
}

int VirtualTime::next_sleeper() const {
  const auto waiter = first();
  return waiter && waiter->task != 0 && only_sleeps(*tasks_.at(waiter->task).call) ? waiter->task : 0;
}

bool VirtualTime::is_armed(int process) const {
  const std::vector<VirtualTimers::Due> all = timers_.armed();
  return std::any_of(all.begin(), all.end(), [&](const VirtualTimers::Due& due) { return due.process == process; });
}

void VirtualTime::wake(const Waiter& waiter) {
  if (waiter.task != 0) {
    tasks_.at(waiter.task).call->timed->over = true;
    ptrace(PTRACE_INTERRUPT, tasks_.at(waiter.task).tid, nullptr, nullptr);  // ESRCH: it was killed meanwhile
    return;
  }
  timers_.fire(waiter.timer, pids());
  pay_by_sleepers();
}

std::vector<pid_t> VirtualTime::pids() const {
  std::vector<pid_t> all;
  for (const auto& [number, process] : processes_) {
    if (!process.ended) all.push_back(process.pid);
  }
  return all;
}

void VirtualTime::pay(const Task& task) {
  if (timers_.owes()) timers_.pay(processes_.at(task.process).pid, {task.tid, {}});
}

void VirtualTime::pay_by_sleepers() {
  if (!timers_.owes()) return;
  // A set of epoll may hold a descriptor that its user does not have any more.
  const bool for_others = std::any_of(tasks_.begin(), tasks_.end(),
                                      [](const auto& entry) { return waits_in(entry.second, "epoll_pwait"); });
  std::vector<std::tuple<int, pid_t, RemoteTask>> helpers;
  for (const TimerHolder& holder : timers_.holders_of_owed(pids())) {
    for (const auto& [number, task] : tasks_) {
      if (processes_.at(task.process).pid != holder.pid) continue;
      if (const auto rank = helpfulness(task, holder.fd, for_others))
        helpers.emplace_back(*rank, holder.pid, as_helper(task));
    }
  }
  std::stable_sort(helpers.begin(), helpers.end(),
                   [](const auto& a, const auto& b) { return std::get<0>(a) < std::get<0>(b); });
  // Where there is none nobody waits for it: it is enough when a task that has it makes its next call.
  for (const auto& [rank, pid, task] : helpers) {
    if (!timers_.owes()) return;
    timers_.pay(pid, task);
  }
}

void VirtualTime::wake_next() {
  const auto waiter = first();
  if (!waiter) return;
  worked_ = 0;
  clock_.wake_at(waiter->deadline);
  wake(*waiter);
}

void VirtualTime::wake_due() {
  for (auto waiter = first(); waiter && waiter->deadline <= clock_.now(); waiter = first()) wake(*waiter);
}

}  // namespace ipclab::sandbox
