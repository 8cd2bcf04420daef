#include "sandbox/clock_reads.h"

#include <elf.h>
#include <time.h>

#include <algorithm>
#include <cerrno>

#include "sandbox/memory.h"
#include "sandbox/registers.h"

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

void hide_vdso(pid_t tid) {
  Registers registers;
  if (!registers.load(tid)) return;
  // The stack of a new program: argc, argv, a null, the environment, a null, the auxiliary vector in pairs.
  constexpr std::size_t kBlock = 512, kMost = 1 << 20;
  const Memory memory(tid);
  std::vector<std::uint64_t> words;
  const auto word = [&](std::size_t i) {
    while (i >= words.size() && words.size() < kMost) {
      const auto more = memory.array<std::uint64_t>(registers.stack() + words.size() * 8, kBlock);
      words.insert(words.end(), more.begin(), more.end());
      if (more.size() < kBlock) break;
    }
    return i < words.size() ? std::optional(words[i]) : std::nullopt;
  };
  std::size_t at = static_cast<std::size_t>(word(0).value_or(0)) + 2;
  while (word(at).value_or(0) != 0) ++at;
  for (++at; word(at).value_or(AT_NULL) != AT_NULL; at += 2) {
    if (words[at] != AT_SYSINFO_EHDR) continue;
    constexpr std::uint64_t kNothing = AT_IGNORE;
    memory.write(registers.stack() + at * 8, &kNothing, sizeof kNothing);
  }
}

}  // namespace ipclab::sandbox
