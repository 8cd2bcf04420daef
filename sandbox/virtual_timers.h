// The timers that programs set, in virtual time: alarm and setitimer(ITIMER_REAL), timer_create, timerfd_create. The
// kernel never arms one of them. At its deadline its signal is sent, or its descriptor is made to have expired.
#pragma once

#include <signal.h>
#include <sys/types.h>

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include "sandbox/decoder.h"
#include "sandbox/timer_descriptor.h"
#include "sandbox/virtual_clock.h"

namespace ipclab::sandbox {

class VirtualTimers {
 public:
  explicit VirtualTimers(const VirtualClock& clock) : clock_(clock) {}

  /// At the entry of a call by task `tid` of `process`, whose pid is `pid`: the result, where the kernel is not to
  /// carry it out. `order` is this call's place among all.
  std::optional<std::int64_t> enter(const CallSite&, int process, pid_t pid, pid_t tid, std::uint64_t order);

  /// Calls that only ask: getitimer, timer_gettime, timerfd_gettime.
  std::optional<std::int64_t> ask(std::string_view call, const std::array<std::uint64_t, 6>& args, int process,
                                  pid_t pid);

  /// After a call that the kernel carried out with success.
  void returned(const CallSite&, int process, pid_t pid);

  void executed(int process);
  void ended(int process);

  struct Due {
    Nanoseconds deadline = 0;
    std::uint64_t order = 0;
    int process = 0;        ///< whose signal it is; 0: a descriptor, which anybody may wait for
    std::size_t index = 0;  ///< for fire()
  };
  /// Every armed timer. Valid until anything else is called.
  std::vector<Due> armed() const;

  /// Lets the timer expire, and sets a periodic one again. `pids`: of all living processes.
  void fire(const Due&, const std::vector<pid_t>& pids);

  /// Descriptors that have expired and were out of reach: a task of a process that has them must help.
  bool owes() const { return !owed_.empty(); }
  /// Where they are open.
  std::vector<TimerHolder> holders_of_owed(const std::vector<pid_t>& pids) const;
  /// Makes those that process `pid` has expire by that task of it. Those that the task could not reach are still owed.
  void pay(pid_t pid, const RemoteTask&);

  /// The signal about to be delivered is one that the kernel would have sent for ITIMER_REAL: says so in `info`.
  bool correct(int process, int signal, siginfo_t* info);

 private:
  enum class Kind : std::uint8_t { Interval, Posix, Descriptor };
  struct Timer {
    Kind kind = Kind::Interval;
    int process = 0;  ///< Descriptor: the one that set it
    pid_t pid = 0;
    int id = 0;  ///< Posix: the kernel's; Descriptor: the mark that it carries
    clockid_t clock = CLOCK_REALTIME;
    // Posix: what happens at the deadline.
    int notify = SIGEV_SIGNAL;
    int signal = SIGALRM;
    pid_t thread = 0;  ///< as the process knows it
    std::uint64_t value = 0;
    // While it runs:
    Nanoseconds deadline = -1;
    Nanoseconds interval = 0;
    std::uint64_t order = 0;
    bool sent = false;  ///< Interval: a signal that has not been delivered yet
  };

  Timer* find(Kind, int process, int id);
  Timer& interval_timer(int process, pid_t);
  void arm(Timer&, Nanoseconds deadline, Nanoseconds interval, std::uint64_t order);
  /// What is left until the deadline; 0: it does not run.
  Nanoseconds left(const Timer&) const;
  std::optional<std::int64_t> set_interval(const CallSite&, int process, pid_t, std::uint64_t order);
  std::optional<std::int64_t> set_posix(const CallSite&, int process, pid_t, std::uint64_t order);
  std::optional<std::int64_t> set_descriptor(const CallSite&, int process, pid_t, pid_t tid, std::uint64_t order);
  void expire(std::size_t index, std::uint64_t times, const std::vector<pid_t>& pids);
  Timer* of_descriptor(pid_t, int fd);
  static void send(const Timer&);

  const VirtualClock& clock_;
  std::vector<Timer> timers_;
  int marks_ = 0;
  std::map<int, std::uint64_t> owed_;  ///< by mark: how often it has expired
};

}  // namespace ipclab::sandbox
