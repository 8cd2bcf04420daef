// Calls that sleep for a time or wait with a time limit, in virtual time: the kernel waits without a limit, and at the
// deadline the wait is interrupted and gets the result of a wait that took too long. Who may interrupt it, what a
// signal does to it, and what ends it before stay the kernel's.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "sandbox/decoder.h"
#include "sandbox/registers.h"
#include "sandbox/virtual_clock.h"

namespace ipclab::sandbox {

/// A call with a time, as the table in timed_waits.cc describes it.
struct TimedCall;

/// The time of a call that a task is in.
struct TimedWait {
  const TimedCall* call = nullptr;  ///< null: the limit is not an argument but the socket's
  Nanoseconds deadline = 0;
  std::int64_t at_deadline = 0;  ///< the result when nothing has come until then
  std::uint64_t order = 0;       ///< of two with the same deadline the earlier call ends first
  bool over = false;             ///< it is the deadline, and the wait is being interrupted
};

/// The limit among the arguments, if there is one that makes this call wait. Calls that do not wait, and those that the
/// kernel will refuse, are left to it.
std::optional<TimedWait> timed_wait(const CallSite&, pid_t, const VirtualClock&);

/// A sleep until a moment that has passed: it need not begin.
bool is_over(const TimedWait&, const VirtualClock&);

/// At the entry: the kernel is asked for the same wait without a limit. Returns the number of the call that it carries
/// out.
std::int64_t remove_limit(const TimedWait&, std::int64_t number, pid_t);

/// At the return with `result`: puts the registers and the memory that the call writes into the state that they would
/// have with the limit. Returns the result that the program sees, or the kernel's code for an interruption.
std::int64_t settle(const TimedWait&, const CallSite&, std::int64_t number, std::int64_t result, pid_t,
                    const VirtualClock&);

}  // namespace ipclab::sandbox
