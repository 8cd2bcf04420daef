#include "sandbox/socket_limits.h"

#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <algorithm>
#include <cerrno>
#include <string_view>

#include "sandbox/foreign_descriptor.h"
#include "sandbox/proc.h"

namespace ipclab::sandbox {
namespace {

constexpr std::int64_t kFar = 1000000000;  ///< seconds; a limit above is the program's and this

bool is_limit(int option) {
  constexpr int kNewReceive = 66, kNewSend = 67;  // the same with 64 bits on every machine
  return option == SO_RCVTIMEO || option == SO_SNDTIMEO || option == kNewReceive || option == kNewSend;
}

bool is_socket(pid_t pid, int fd) {
  return read_link(fmt::format("/proc/{}/fd/{}", pid, fd)).starts_with("socket:");
}

/// The program's limit, as the kernel keeps it.
std::optional<timeval> limit_of(pid_t pid, pid_t tid, int fd, int option) {
  if (!is_socket(pid, fd)) return std::nullopt;
  auto kept = ForeignDescriptor(pid, fd, RemoteTask{tid, {}}).socket_option<timeval>(option);
  if (!kept || kept->tv_sec < kFar) return std::nullopt;
  kept->tv_sec -= kFar;
  return kept;
}

}  // namespace

bool concerns_socket_limit(const std::array<std::uint64_t, 6>& args) {
  return static_cast<int>(args[1]) == SOL_SOCKET && is_limit(static_cast<int>(args[2]));
}

void hide_socket_limit(const CallSite& site, pid_t pid, pid_t tid) {
  ForeignDescriptor socket(pid, static_cast<int>(site.args[0]), RemoteTask{tid, {}});
  const int option = static_cast<int>(site.args[2]);
  auto limit = socket.socket_option<timeval>(option);
  if (!limit || (limit->tv_sec == 0 && limit->tv_usec == 0)) return;
  limit->tv_sec = std::min<std::int64_t>(limit->tv_sec, kFar) + kFar;
  socket.set_socket_option(option, *limit);
}

std::optional<SocketWait> socket_wait(const CallSite& site, pid_t pid, pid_t tid) {
  const std::string_view name = site.call->canonical;
  const bool receives = name == "recv" || name == "read" || name == "accept4";
  if (!receives && name != "send" && name != "write" && name != "connect") return std::nullopt;
  const auto limit = limit_of(pid, tid, static_cast<int>(site.args[0]), receives ? SO_RCVTIMEO : SO_SNDTIMEO);
  if (!limit) return std::nullopt;
  return SocketWait{nanoseconds(limit->tv_sec, limit->tv_usec * 1000), name == "connect" ? -EINPROGRESS : -EAGAIN};
}

std::optional<std::int64_t> tell_socket_limit(const std::array<std::uint64_t, 6>& args, pid_t pid, pid_t tid) {
  const Memory memory(pid);
  const auto limit = limit_of(pid, tid, static_cast<int>(args[0]), static_cast<int>(args[2]));
  const auto room = memory.object<socklen_t>(args[4]);
  if (!limit || !room || *room < sizeof *limit) return std::nullopt;
  const socklen_t size = sizeof *limit;
  const bool told = memory.write(args[3], &*limit, sizeof *limit) && memory.write(args[4], &size, sizeof size);
  return told ? 0 : -EFAULT;
}

}  // namespace ipclab::sandbox
