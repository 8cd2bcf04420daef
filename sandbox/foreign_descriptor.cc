#include "sandbox/foreign_descriptor.h"

#include <fmt/format.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "sandbox/proc.h"

namespace ipclab::sandbox {

Fd copy_of_descriptor(pid_t pid, int fd) {
  const Fd process(static_cast<int>(syscall(SYS_pidfd_open, pid, 0)));
  if (!process) return {};
  return Fd(static_cast<int>(syscall(SYS_pidfd_getfd, process.get(), fd, 0)));
}

std::string descriptor_details(pid_t pid, int fd) {
  return read_proc(fmt::format("/proc/{}/fdinfo/{}", pid, fd));
}

}  // namespace ipclab::sandbox
