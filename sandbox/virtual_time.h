// A run in virtual time: which calls of its tasks are answered or changed, what everybody waits for until when, and
// what happens at such a deadline (docs/virtual-time.md). The tracer tells it of calls as they come; whoever looks
// after the run moves the time on when nobody can go on without that.
#pragma once

#include <signal.h>

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string_view>

#include "sandbox/random_bytes.h"
#include "sandbox/task.h"
#include "sandbox/virtual_clock.h"
#include "sandbox/virtual_timers.h"

namespace ipclab::sandbox {

class VirtualTime {
 public:
  /// All three outlive it.
  VirtualTime(VirtualClock& clock, std::map<int, Task>& tasks, std::map<int, ProcessState>& processes)
      : clock_(clock), tasks_(tasks), processes_(processes), timers_(clock) {}

  VirtualClock& clock() { return clock_; }

  /// A task is about to enter a call. Usually that takes next to no time; of tasks that make one call after the other
  /// and do not sleep it takes what it takes on a machine.
  void work(Task&);
  /// How long the calls since the last time that everybody slept would have kept a machine busy.
  Nanoseconds worked() const { return worked_; }

  // Each is called while the task is stopped. A result is what the call returns at once, instead of being carried out.
  /// A call that only asks for a time, and is in no event.
  std::optional<std::int64_t> asked(Task&, std::int64_t number, const std::array<std::uint64_t, 6>& args);
  /// task.call is being entered, for the first time or, after an interruption that the program does not notice, again.
  std::optional<std::int64_t> entered(Task&);
  std::optional<std::int64_t> entered_again(Task&);
  /// task.call returned `result`. Returns what the program is to see.
  std::int64_t returned(Task&, std::int64_t result);
  void executed(const Task&);
  void ended(int process) { timers_.ended(process); }
  /// Makes a timer's signal look as the kernel's.
  void correct(const Task&, int signal, siginfo_t*);

  /// The next moment at which somebody would be woken by time; nothing: no time will wake anybody.
  std::optional<Nanoseconds> next() const;
  /// The task that would be woken, if it only sleeps: what it waits for is nothing but the time. 0: it is not so.
  int next_sleeper() const;
  /// Wakes who is first in the queue. Only where there is a next().
  void wake_next();
  /// Wakes all whose deadline has passed.
  void wake_due();

  /// Whether a timer of that process runs; 0: a timer with a descriptor, whosever.
  bool is_armed(int process) const;

  bool uses_network() const { return network_; }
  bool uses_ipv6() const { return ipv6_; }

 private:
  struct Waiter {
    Nanoseconds deadline = 0;
    std::uint64_t order = 0;
    int task = 0;  ///< 0: a timer
    VirtualTimers::Due timer;
  };
  std::optional<Waiter> first() const;
  void wake(const Waiter&);
  /// A call with a time begins to wait, in the kernel without one.
  std::optional<std::int64_t> limited(Task&);
  /// A task helps where a descriptor has expired out of reach: one at a stop, or one that waits for it.
  void pay(const Task&);
  void pay_by_sleepers();
  std::vector<pid_t> pids() const;

  VirtualClock& clock_;
  std::map<int, Task>& tasks_;
  std::map<int, ProcessState>& processes_;
  VirtualTimers timers_;
  RandomBytes random_;
  std::uint64_t calls_ = 0;
  Nanoseconds worked_ = 0;
  bool socket_limits_ = false;  ///< one has been set in this run
  bool network_ = false;        ///< somebody has made a socket of TCP
  bool ipv6_ = false;           ///< one of IPv6
};

}  // namespace ipclab::sandbox
