// Descriptors of another process, as the tracer can get at them.
#pragma once

#include <sys/socket.h>
#include <sys/types.h>
#include <time.h>

#include <cstdint>
#include <optional>
#include <string>

#include "sandbox/fd.h"
#include "sandbox/remote_call.h"

namespace ipclab::sandbox {

/// A descriptor of a program. What is asked of it is asked of a copy (man 2 pidfd_getfd): the same open file
/// description. Where copies are refused, as Docker's default profile does to those without CAP_SYS_PTRACE, a task of
/// the program makes the call. To be dropped soon, so that the file is not held open.
///
/// Each call returns false where it fails: there is no such descriptor, or it is of another kind.
class ForeignDescriptor {
 public:
  /// `task`: of process `pid`, or any other that has the same descriptors. Nothing: there is only the copy.
  ForeignDescriptor(pid_t pid, int fd, std::optional<RemoteTask> task);

  /// Copies are refused, and no task was given or it could not make a call that was asked for: nothing was done.
  bool out_of_reach() const { return out_of_reach_; }

  bool set_timer(const itimerspec&);
  /// How often a timer has expired since it was last read.
  bool set_expirations(std::uint64_t);

  /// An option of level SOL_SOCKET; T as the kernel has it: int or timeval.
  template <typename T>
  std::optional<T> socket_option(int option) {
    T value{};
    return get_option(option, &value, sizeof value) ? std::optional(value) : std::nullopt;
  }
  template <typename T>
  bool set_socket_option(int option, const T& value) {
    return set_option(option, &value, sizeof value);
  }

 private:
  std::optional<std::int64_t> remotely(RemoteCall&);
  bool get_option(int option, void* value, socklen_t size);
  bool set_option(int option, const void* value, socklen_t size);

  int fd_;
  Fd copy_;
  std::optional<RemoteTask> task_;
  bool refused_ = false, out_of_reach_ = false;
};

/// What /proc/PID/fdinfo tells of it, a line each; empty: there is no such descriptor.
std::string descriptor_details(pid_t pid, int fd);

}  // namespace ipclab::sandbox
