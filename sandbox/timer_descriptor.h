// A timerfd of a program whose expiry is the tracer's to decide. The kernel's own timer is armed for a far day, with an
// interval by which the descriptor is known again in whichever process it turns up.
#pragma once

#include <sys/types.h>
#include <time.h>

#include <cstdint>
#include <optional>
#include <vector>

#include "sandbox/foreign_descriptor.h"

namespace ipclab::sandbox {

struct TimerDescriptor {
  clockid_t clock = CLOCK_MONOTONIC;
  std::uint64_t expirations = 0;  ///< not yet read
  int mark = 0;                   ///< 0: not marked
};

/// Nothing: it is no timerfd.
std::optional<TimerDescriptor> timer_descriptor(pid_t, int fd);

/// Forgets expirations and marks it anew; with mark 0 it is just disarmed. False: it could not be reached.
bool mark_timer(ForeignDescriptor&, int mark);

/// Where the marked descriptor is open.
struct TimerHolder {
  pid_t pid = 0;
  int fd = -1;
  std::uint64_t expirations = 0;  ///< not yet read
};
/// In those of the processes that have it: each once.
std::vector<TimerHolder> holders_of_timer(int mark, const std::vector<pid_t>&);

/// The marked descriptor expires so many times more. False: it is out of reach.
bool expire_timer(const TimerHolder&, int mark, std::uint64_t times, std::optional<RemoteTask>);

}  // namespace ipclab::sandbox
