// SO_RCVTIMEO and SO_SNDTIMEO in virtual time. The kernel gets a limit that is never reached and from which the
// program's can be told: so the socket itself carries it, wherever it is inherited or passed to, and an interrupted
// call fails as it does on a socket with a limit.
#pragma once

#include <sys/types.h>

#include <array>
#include <cstdint>
#include <optional>

#include "sandbox/decoder.h"
#include "sandbox/virtual_clock.h"

namespace ipclab::sandbox {

// In each the process is `pid`, and its task `tid` stands at the entry or the return of the call.

/// Whether setsockopt or getsockopt with these arguments is about a limit of time.
bool concerns_socket_limit(const std::array<std::uint64_t, 6>& args);

/// After setsockopt: the limit just set is moved out of the kernel's reach.
void hide_socket_limit(const CallSite&, pid_t pid, pid_t tid);

/// How long a call on the socket may wait. Nothing: as long as it likes, or it is none of those that wait on sockets.
struct SocketWait {
  Nanoseconds limit = 0;
  std::int64_t at_deadline = 0;
};
std::optional<SocketWait> socket_wait(const CallSite&, pid_t pid, pid_t tid);

/// In the place of getsockopt: the program's limit. Returns its result; nothing: it is the kernel's to answer.
std::optional<std::int64_t> tell_socket_limit(const std::array<std::uint64_t, 6>& args, pid_t pid, pid_t tid);

}  // namespace ipclab::sandbox
