#include "sandbox/timer_descriptor.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <sys/timerfd.h>

#include <cstdlib>
#include <string>
#include <string_view>

#include "sandbox/foreign_descriptor.h"
#include "sandbox/proc.h"

namespace ipclab::sandbox {
namespace {

/// TFD_IOC_SET_TICKS of <linux/timerfd.h>, which does not go together with <fcntl.h>.
constexpr unsigned long kSetTicks = _IOW('T', 0, std::uint64_t);
constexpr std::int64_t kFar = 1000000000;  ///< seconds; an interval above is a mark

std::optional<std::int64_t> number_after(const std::string& text, std::string_view label) {
  const std::size_t at = text.find(label);
  if (at == std::string::npos) return std::nullopt;
  return std::strtoll(text.c_str() + at + label.size(), nullptr, 10);
}

}  // namespace

std::optional<TimerDescriptor> timer_descriptor(pid_t pid, int fd) {
  const std::string details = descriptor_details(pid, fd);
  const auto clock = number_after(details, "clockid: ");
  const auto interval = number_after(details, "it_interval: (");
  if (!clock || !interval) return std::nullopt;
  TimerDescriptor found;
  found.clock = static_cast<clockid_t>(*clock);
  found.expirations = static_cast<std::uint64_t>(number_after(details, "ticks: ").value_or(0));
  found.mark = *interval > kFar ? static_cast<int>(*interval - kFar) : 0;
  return found;
}

bool mark_timer(pid_t pid, int fd, int mark) {
  const Fd timer = copy_of_descriptor(pid, fd);
  itimerspec armed{};
  if (mark != 0) {
    armed.it_value.tv_sec = kFar;
    armed.it_interval.tv_sec = kFar + mark;
  }
  return timer && timerfd_settime(timer.get(), 0, &armed, nullptr) == 0;
}

bool expire_timer(int mark, std::uint64_t times, const std::vector<pid_t>& pids) {
  for (const pid_t pid : pids) {
    for (const std::int64_t fd : open_descriptors(pid)) {
      if (read_link(fmt::format("/proc/{}/fd/{}", pid, fd)) != "anon_inode:[timerfd]") continue;
      const auto found = timer_descriptor(pid, static_cast<int>(fd));
      if (!found || found->mark != mark) continue;
      const Fd timer = copy_of_descriptor(pid, static_cast<int>(fd));
      std::uint64_t expirations = found->expirations + times;
      if (!timer || ioctl(timer.get(), kSetTicks, &expirations) == 0) return static_cast<bool>(timer);
      // A kernel without CONFIG_CHECKPOINT_RESTORE: expired once, whatever has not been read.
      itimerspec now{};
      now.it_value.tv_nsec = 1;
      now.it_interval.tv_sec = kFar + mark;
      return timerfd_settime(timer.get(), 0, &now, nullptr) == 0;
    }
  }
  return false;
}

}  // namespace ipclab::sandbox
