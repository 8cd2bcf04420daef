#include "sandbox/program_start.h"

#include <elf.h>

#include <optional>
#include <vector>

#include "sandbox/memory.h"
#include "sandbox/registers.h"

namespace ipclab::sandbox {

void prepare_program(pid_t tid, RandomBytes* random) {
  Registers registers;
  if (!registers.load(tid)) return;
  // The stack of a new program: argc, argv, a null, the environment, a null, the auxiliary vector in pairs.
  constexpr std::size_t kBlock = 512, kMost = 1 << 20, kRandomBytes = 16;
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
    constexpr std::uint64_t kNothing = AT_IGNORE;
    if (words[at] == AT_SYSINFO_EHDR) memory.write(registers.stack() + at * 8, &kNothing, sizeof kNothing);
    if (words[at] == AT_RANDOM && word(at + 1)) random->fill(words[at + 1], kRandomBytes, tid);
  }
}

}  // namespace ipclab::sandbox
