#include "sandbox/foreign_descriptor.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "sandbox/proc.h"

namespace ipclab::sandbox {
namespace {

/// TFD_IOC_SET_TICKS of <linux/timerfd.h>, which does not go together with <fcntl.h>.
constexpr unsigned long kSetTicks = _IOW('T', 0, std::uint64_t);

std::string bytes_of(const void* value, std::size_t size) {
  return {static_cast<const char*>(value), size};
}

std::uint64_t argument(int value) {
  return static_cast<std::uint64_t>(static_cast<std::int64_t>(value));
}

}  // namespace

ForeignDescriptor::ForeignDescriptor(pid_t pid, int fd, std::optional<RemoteTask> task) : fd_(fd), task_(task) {
  const Fd process(static_cast<int>(syscall(SYS_pidfd_open, pid, 0)));
  if (!process) return;
  copy_ = Fd(static_cast<int>(syscall(SYS_pidfd_getfd, process.get(), fd, 0)));
  refused_ = !copy_ && (errno == EPERM || errno == ENOSYS);
  out_of_reach_ = refused_ && !task_;
}

std::optional<std::int64_t> ForeignDescriptor::remotely(RemoteCall& call) {
  if (!refused_ || out_of_reach_) return std::nullopt;
  call.args[0] = argument(fd_);
  const auto result = carry_out(call, *task_);
  out_of_reach_ = !result;
  return result;
}

bool ForeignDescriptor::set_timer(const itimerspec& time) {
  if (copy_) return timerfd_settime(copy_.get(), 0, &time, nullptr) == 0;
  RemoteCall call{SYS_timerfd_settime, {}, bytes_of(&time, sizeof time), {{2, 0}}};
  return remotely(call) == 0;
}

bool ForeignDescriptor::set_expirations(std::uint64_t times) {
  if (copy_) return ioctl(copy_.get(), kSetTicks, &times) == 0;
  RemoteCall call{SYS_ioctl, {0, kSetTicks}, bytes_of(&times, sizeof times), {{2, 0}}};
  return remotely(call) == 0;
}

bool ForeignDescriptor::get_option(int option, void* value, socklen_t size) {
  if (copy_) return getsockopt(copy_.get(), SOL_SOCKET, option, value, &size) == 0;
  RemoteCall call{SYS_getsockopt,
                  {0, SOL_SOCKET, argument(option)},
                  std::string(size, '\0') + bytes_of(&size, sizeof size),
                  {{3, 0}, {4, size}}};
  if (remotely(call) != 0) return false;
  std::memcpy(value, call.data.data(), size);
  return true;
}

bool ForeignDescriptor::set_option(int option, const void* value, socklen_t size) {
  if (copy_) return setsockopt(copy_.get(), SOL_SOCKET, option, value, size) == 0;
  RemoteCall call{SYS_setsockopt, {0, SOL_SOCKET, argument(option), 0, size}, bytes_of(value, size), {{3, 0}}};
  return remotely(call) == 0;
}

std::string descriptor_details(pid_t pid, int fd) {
  return read_proc(fmt::format("/proc/{}/fdinfo/{}", pid, fd));
}

}  // namespace ipclab::sandbox
