// A timerfd of a program whose expiry is the tracer's to decide. The kernel's own timer is armed for a far day, with an
// interval by which the descriptor is known again in whichever process it turns up.
#pragma once

#include <sys/types.h>
#include <time.h>

#include <cstdint>
#include <optional>
#include <vector>

namespace ipclab::sandbox {

struct TimerDescriptor {
  clockid_t clock = CLOCK_MONOTONIC;
  std::uint64_t expirations = 0;  ///< not yet read
  int mark = 0;                   ///< 0: not marked
};

/// Nothing: it is no timerfd.
std::optional<TimerDescriptor> timer_descriptor(pid_t, int fd);

/// Forgets expirations and marks it anew; with mark 0 it is just disarmed. False: it could not be reached.
bool mark_timer(pid_t, int fd, int mark);

/// The marked descriptor expires so many times, in whichever of the processes it is open. False: in none any more.
bool expire_timer(int mark, std::uint64_t times, const std::vector<pid_t>&);

}  // namespace ipclab::sandbox
