// The results by which the kernel marks a call that a signal ended (include/linux/errno.h): never seen by a program,
// only by its tracer.
#pragma once

#include <cstdint>

namespace ipclab::sandbox {

constexpr std::int64_t kRestartSys = -512;     ///< again, if there is no handler or it has SA_RESTART; else EINTR
constexpr std::int64_t kRestartNoIntr = -513;  ///< always again
constexpr std::int64_t kRestartNoHand = -514;  ///< again if there is no handler; else EINTR
constexpr std::int64_t kRestartBlock = -516;   ///< likewise, by restart_syscall

/// What an Exit's result says of a call that will be carried out again after the handler.
constexpr std::int64_t kAgainAfterHandler = kRestartSys;

constexpr bool is_restart(std::int64_t result) {
  return result <= kRestartSys && result >= kRestartBlock;
}

}  // namespace ipclab::sandbox
