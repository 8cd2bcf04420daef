#include "sandbox/foreign_descriptor.h"

#include <fmt/format.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>

#include "sandbox/check.h"
#include "sandbox/proc.h"

namespace ipclab::sandbox {

Fd copy_of_descriptor(pid_t pid, int fd) {
  const Fd process(static_cast<int>(syscall(SYS_pidfd_open, pid, 0)));
  if (!process) return {};
  Fd copy(static_cast<int>(syscall(SYS_pidfd_getfd, process.get(), fd, 0)));
  // Docker's profile refuses it to those without CAP_SYS_PTRACE. To go on would be to take the descriptor for closed.
  if (!copy && (errno == EPERM || errno == ENOSYS)) fail("tracer: copying a descriptor of a program (pidfd_getfd)");
  return copy;
}

std::string descriptor_details(pid_t pid, int fd) {
  return read_proc(fmt::format("/proc/{}/fdinfo/{}", pid, fd));
}

}  // namespace ipclab::sandbox
