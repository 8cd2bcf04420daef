// The random bytes of a run: the same in every run, as far as its programs ask for them in the same order.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>

namespace ipclab::sandbox {

class RandomBytes {
 public:
  /// Writes the next `count` bytes into the memory of the task. Returns what getrandom() returns; nothing where more
  /// are asked for than anybody needs, which is the kernel's to answer.
  std::optional<std::int64_t> fill(std::uint64_t address, std::uint64_t count, pid_t);

 private:
  std::uint64_t state_ = 1;
};

}  // namespace ipclab::sandbox
