#include "sandbox/clock_reads.h"

#include <time.h>

#include <cerrno>

#include "sandbox/memory.h"

namespace ipclab::sandbox {
namespace {

constexpr Nanoseconds kSecond = 1000000000;

/// struct timespec (unit 1) or timeval (unit 1000).
bool tell(std::uint64_t address, Nanoseconds reading, Nanoseconds unit, const Memory& memory) {
  const std::int64_t parts[2] = {reading / kSecond, reading % kSecond / unit};
  return memory.write(address, parts, sizeof parts);
}

}  // namespace

std::optional<std::int64_t> read_clock(std::string_view call, const std::array<std::uint64_t, 6>& args, pid_t tid,
                                       const VirtualClock& clock) {
  const Memory memory(tid);
  const auto date = clock.read(CLOCK_REALTIME);
  if (call == "clock_gettime") {
    const auto reading = clock.read(static_cast<clockid_t>(args[0]));
    if (!reading) return std::nullopt;
    return tell(args[1], *reading, 1, memory) ? 0 : -EFAULT;
  }
  if (call == "gettimeofday" && date && args[1] == 0) {
    return args[0] == 0 || tell(args[0], *date, 1000, memory) ? 0 : -EFAULT;
  }
  if (call == "time" && date) {
    const std::int64_t seconds = *date / kSecond;
    return args[0] == 0 || memory.write(args[0], &seconds, sizeof seconds) ? seconds : -EFAULT;
  }
  return std::nullopt;
}

}  // namespace ipclab::sandbox
