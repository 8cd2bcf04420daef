#include "sandbox/timed_waits.h"

#include <linux/futex.h>
#include <seccomp.h>
#include <sys/select.h>
#include <sys/time.h>
#include <time.h>

#include <algorithm>
#include <cerrno>
#include <string>

#include "sandbox/restart_codes.h"

namespace ipclab::sandbox {

/// How a call is told its time, and what it does at the end of it.
struct TimedCall {
  enum class Form : std::uint8_t {
    Sleep,         ///< timespec: nothing else is waited for
    SleepFlagged,  ///< likewise; argument 0 is the clock, argument 1 says whether the time is a moment
    Milliseconds,  ///< an int, negative for none
    Timespec,      ///< a duration
    TimespecLeft,  ///< a duration; what is left of it is written back
    TimevalLeft,   ///< likewise
    Moment,        ///< a timespec of CLOCK_REALTIME
    Futex,         ///< argument 1 says which of them, and of which clock
  };
  std::string_view name;
  std::size_t argument;
  Form form;
  std::int64_t at_deadline = 0;
};

namespace {

using Form = TimedCall::Form;

constexpr TimedCall kTimed[] = {
    {"nanosleep", 0, Form::Sleep},
    {"clock_nanosleep", 2, Form::SleepFlagged},
    {"poll", 2, Form::Milliseconds},
    {"ppoll", 2, Form::TimespecLeft},
    {"select", 4, Form::TimevalLeft},
    {"pselect6", 4, Form::TimespecLeft},
    {"epoll_wait", 3, Form::Milliseconds},
    {"epoll_pwait", 3, Form::Milliseconds},
    {"epoll_pwait2", 3, Form::Timespec},
    {"semtimedop", 3, Form::Timespec, -EAGAIN},
    {"rt_sigtimedwait", 2, Form::Timespec, -EAGAIN},
    {"mq_timedsend", 4, Form::Moment, -ETIMEDOUT},
    {"mq_timedreceive", 4, Form::Moment, -ETIMEDOUT},
    {"futex", 3, Form::Futex, -ETIMEDOUT},
};

const TimedCall* row_of(std::string_view name) {
  const auto* found =
      std::find_if(std::begin(kTimed), std::end(kTimed), [&](const TimedCall& c) { return c.name == name; });
  return found == std::end(kTimed) ? nullptr : found;
}

bool is_sleep(const TimedCall& call) {
  return call.form == Form::Sleep || call.form == Form::SleepFlagged;
}
bool writes_rest(const TimedCall& call) {
  return call.form == Form::TimespecLeft || call.form == Form::TimevalLeft;
}

/// A duration, or a reading of that clock.
struct Time {
  Nanoseconds value = 0;
  std::optional<clockid_t> clock;
};

std::optional<Nanoseconds> timespec_at(std::uint64_t address, const Memory& memory) {
  const auto time = address == 0 ? std::nullopt : memory.object<timespec>(address);
  const bool valid = time && time->tv_sec >= 0 && time->tv_nsec >= 0 && time->tv_nsec < 1000000000;
  return valid ? std::optional(nanoseconds(time->tv_sec, time->tv_nsec)) : std::nullopt;
}

std::optional<Nanoseconds> timeval_at(std::uint64_t address, const Memory& memory) {
  const auto time = address == 0 ? std::nullopt : memory.object<timeval>(address);
  const bool valid = time && time->tv_sec >= 0 && time->tv_usec >= 0 && time->tv_usec < 1000000;
  return valid ? std::optional(nanoseconds(time->tv_sec, time->tv_usec * 1000)) : std::nullopt;
}

/// The clock by which a futex call's limit goes; nothing: the limit is a duration.
std::optional<clockid_t> futex_clock(int operation) {
  const clockid_t chosen = (operation & FUTEX_CLOCK_REALTIME) != 0 ? CLOCK_REALTIME : CLOCK_MONOTONIC;
  switch (operation & FUTEX_CMD_MASK) {
    case FUTEX_LOCK_PI:
      return CLOCK_REALTIME;
    case FUTEX_WAIT_BITSET:
    case FUTEX_WAIT_REQUEUE_PI:
    case 13:  // FUTEX_LOCK_PI2
      return chosen;
    default:
      return std::nullopt;
  }
}

bool futex_waits(int operation) {
  return (operation & FUTEX_CMD_MASK) == FUTEX_WAIT || futex_clock(operation).has_value();
}

std::optional<Time> time_of(const TimedCall& row, const CallSite& site, const Memory& memory) {
  const std::uint64_t raw = site.args[row.argument];
  const auto with_clock = [&](std::optional<Nanoseconds> value, std::optional<clockid_t> clock) {
    return value ? std::optional<Time>({*value, clock}) : std::nullopt;
  };
  switch (row.form) {
    case Form::Milliseconds: {
      const auto limit = static_cast<std::int32_t>(raw);
      return limit < 0 ? std::nullopt : std::optional<Time>({limit * 1000000LL, std::nullopt});
    }
    case Form::Sleep:
    case Form::Timespec:
    case Form::TimespecLeft:
      return with_clock(timespec_at(raw, memory), std::nullopt);
    case Form::TimevalLeft:
      return with_clock(timeval_at(raw, memory), std::nullopt);
    case Form::Moment:
      return with_clock(timespec_at(raw, memory), CLOCK_REALTIME);
    case Form::SleepFlagged: {
      const auto clock = static_cast<clockid_t>(site.args[0]);
      const bool moment = (site.args[1] & TIMER_ABSTIME) != 0;
      return with_clock(timespec_at(raw, memory), moment ? std::optional(clock) : std::nullopt);
    }
    case Form::Futex: {
      const auto operation = static_cast<int>(site.args[1]);
      if (!futex_waits(operation)) return std::nullopt;
      return with_clock(timespec_at(raw, memory), futex_clock(operation));
    }
  }
  return std::nullopt;
}

/// ppoll(NULL, 0, NULL, NULL) is a sleep that only a signal ends, like pause, which AArch64 does not have.
std::int64_t sleep_without_end() {
  static const int number = seccomp_syscall_resolve_name("ppoll");
  return number;
}

template <typename T>
void write_rest(std::uint64_t address, Nanoseconds rest, Nanoseconds unit, const Memory& memory) {
  T left{};
  const Nanoseconds whole = std::max<Nanoseconds>(rest, 0);
  const std::int64_t parts[2] = {whole / 1000000000, whole % 1000000000 / unit};
  static_assert(sizeof left == sizeof parts);
  memory.write(address, parts, sizeof parts);
}

/// What the kernel does to the sets of select when nothing has come.
void clear_sets(const CallSite& site, const Memory& memory) {
  const auto count =
      static_cast<std::size_t>(std::clamp<std::int64_t>(static_cast<std::int32_t>(site.args[0]), 0, 65536));
  const std::string nothing((count + 63) / 64 * 8, '\0');
  for (std::size_t i = 1; i <= 3; ++i) {
    if (site.args[i] != 0) memory.write(site.args[i], nothing.data(), nothing.size());
  }
}

}  // namespace

std::optional<TimedWait> timed_wait(const CallSite& site, pid_t tid, const VirtualClock& clock) {
  const TimedCall* row = row_of(site.call->name);
  if (row == nullptr) return std::nullopt;
  if (row->form == Form::SleepFlagged && !clock.read(static_cast<clockid_t>(site.args[0]))) return std::nullopt;
  const auto time = time_of(*row, site, Memory(tid));
  if (!time) return std::nullopt;
  TimedWait wait;
  wait.call = row;
  wait.at_deadline = row->at_deadline;
  if (time->clock) {
    const auto moment = clock.moment_of(*time->clock, time->value);
    if (!moment) return std::nullopt;
    wait.deadline = *moment;
  } else {
    if (time->value == 0) return std::nullopt;  // it only looks, or gives way to others
    wait.deadline = clock.now() + time->value;
  }
  return wait;
}

bool is_over(const TimedWait& wait, const VirtualClock& clock) {
  return wait.call != nullptr && is_sleep(*wait.call) && wait.deadline <= clock.now();
}

std::int64_t remove_limit(const TimedWait& wait, std::int64_t number, pid_t tid) {
  if (wait.call == nullptr) return number;
  Registers registers;
  if (!registers.load(tid)) return number;
  if (is_sleep(*wait.call)) {
    for (int i = 0; i < 4; ++i) registers.set_argument(i, 0);
    number = sleep_without_end();
    registers.set_call(number);
  } else {
    const bool milliseconds = wait.call->form == Form::Milliseconds;
    registers.set_argument(static_cast<int>(wait.call->argument), milliseconds ? ~std::uint64_t{0} : 0);
  }
  registers.store(tid);
  return number;
}

std::int64_t settle(const TimedWait& wait, const CallSite& site, std::int64_t number, std::int64_t result, pid_t tid,
                    const VirtualClock& clock) {
  const Memory memory(tid);
  const bool waited_in_vain = is_restart(result) || result == -EINTR;
  std::int64_t seen = result;
  if (waited_in_vain && wait.over) {
    seen = wait.at_deadline;
    if (wait.call != nullptr && (wait.call->name == "select" || wait.call->name == "pselect6"))
      clear_sets(site, memory);
  } else if (wait.call != nullptr && wait.call->form != Form::Moment &&
             (result == kRestartSys || result == kRestartBlock)) {
    seen = kRestartNoHand;  // with a limit none of them goes on behind a handler
  }
  if (wait.call == nullptr && seen == result) return result;

  const Nanoseconds rest = wait.deadline - clock.now();
  if (wait.call != nullptr && is_sleep(*wait.call)) {
    const bool moment = wait.call->form == Form::SleepFlagged && (site.args[1] & TIMER_ABSTIME) != 0;
    const std::uint64_t left = site.args[wait.call->argument + 1];
    if (is_restart(seen) && !moment && left != 0) write_rest<timespec>(left, rest, 1, memory);
  } else if (wait.call != nullptr && writes_rest(*wait.call)) {
    const std::uint64_t left = site.args[wait.call->argument];
    if (wait.call->form == Form::TimevalLeft)
      write_rest<timeval>(left, rest, 1000, memory);
    else
      write_rest<timespec>(left, rest, 1, memory);
  }
  Registers registers;
  if (!registers.load(tid)) return seen;
  if (wait.call != nullptr) registers.restore_call(number, site.args);
  registers.set_result(seen);
  registers.store(tid);
  return seen;
}

}  // namespace ipclab::sandbox
