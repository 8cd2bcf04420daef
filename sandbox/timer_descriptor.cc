#include "sandbox/timer_descriptor.h"

#include <fmt/format.h>

#include <cstdlib>
#include <string>
#include <string_view>

#include "sandbox/proc.h"

namespace ipclab::sandbox {
namespace {

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

bool mark_timer(ForeignDescriptor& timer, int mark) {
  itimerspec armed{};
  if (mark != 0) {
    armed.it_value.tv_sec = kFar;
    armed.it_interval.tv_sec = kFar + mark;
  }
  return timer.set_timer(armed);
}

std::vector<TimerHolder> holders_of_timer(int mark, const std::vector<pid_t>& pids) {
  std::vector<TimerHolder> all;
  for (const pid_t pid : pids) {
    for (const std::int64_t number : open_descriptors(pid)) {
      if (read_link(fmt::format("/proc/{}/fd/{}", pid, number)) != "anon_inode:[timerfd]") continue;
      const int fd = static_cast<int>(number);
      const auto found = timer_descriptor(pid, fd);
      if (!found || found->mark != mark) continue;
      all.push_back({pid, fd, found->expirations});
      break;
    }
  }
  return all;
}

bool expire_timer(const TimerHolder& holder, int mark, std::uint64_t times, std::optional<RemoteTask> task) {
  ForeignDescriptor timer(holder.pid, holder.fd, task);
  if (timer.set_expirations(holder.expirations + times)) return true;
  if (timer.out_of_reach()) return false;
  // A kernel without CONFIG_CHECKPOINT_RESTORE: expired once, whatever has not been read.
  itimerspec now{};
  now.it_value.tv_nsec = 1;
  now.it_interval.tv_sec = kFar + mark;
  timer.set_timer(now);
  return !timer.out_of_reach();
}

}  // namespace ipclab::sandbox
