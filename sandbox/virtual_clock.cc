#include "sandbox/virtual_clock.h"

#include <algorithm>

namespace ipclab::sandbox {
namespace {

constexpr std::int64_t kSecond = 1000000000;

bool counts_processor_time(clockid_t clock) {
  return clock == CLOCK_PROCESS_CPUTIME_ID || clock == CLOCK_THREAD_CPUTIME_ID;
}

bool tells_date(clockid_t clock) {
  return clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE || clock == CLOCK_REALTIME_ALARM ||
         clock == CLOCK_TAI;
}

}  // namespace

Nanoseconds nanoseconds(std::int64_t seconds, std::int64_t rest_ns) {
  return std::clamp<std::int64_t>(seconds, 0, kLatest / kSecond - 1) * kSecond +
         std::clamp<std::int64_t>(rest_ns, 0, kSecond);
}

VirtualClock::VirtualClock() {
  constexpr Nanoseconds kDate = 1780315200 * kSecond, kUp = 3600 * kSecond;
  for (clockid_t clock = 0; clock < kClocks; ++clock) {
    timespec now{};
    if (counts_processor_time(clock) || clock_gettime(clock, &now) == -1) continue;
    start_[static_cast<std::size_t>(clock)] = tells_date(clock) ? kDate : kUp;
  }
}

void VirtualClock::move_to(Nanoseconds moment) {
  now_ = std::max(now_, moment);
}

void VirtualClock::wake_at(Nanoseconds deadline) {
  if (deadline > now_) now_ = deadline + kLateness;
}

std::optional<Nanoseconds> VirtualClock::read(clockid_t clock) const {
  if (clock < 0 || clock >= kClocks || !start_[static_cast<std::size_t>(clock)]) return std::nullopt;
  return *start_[static_cast<std::size_t>(clock)] + now_;
}

std::optional<Nanoseconds> VirtualClock::moment_of(clockid_t clock, Nanoseconds reading) const {
  if (clock < 0 || clock >= kClocks || !start_[static_cast<std::size_t>(clock)]) return std::nullopt;
  return reading - *start_[static_cast<std::size_t>(clock)];
}

}  // namespace ipclab::sandbox
