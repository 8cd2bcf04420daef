#include "sandbox/random_bytes.h"

#include <cerrno>
#include <vector>

#include "sandbox/memory.h"

namespace ipclab::sandbox {

std::optional<std::int64_t> RandomBytes::fill(std::uint64_t address, std::uint64_t count, pid_t tid) {
  constexpr std::uint64_t kMost = 1 << 16;
  if (count > kMost) return std::nullopt;
  std::vector<unsigned char> bytes(count);
  for (unsigned char& byte : bytes) {
    // Knuth's MMIX generator; the high bits are the random ones.
    state_ = state_ * 6364136223846793005 + 1442695040888963407;
    byte = static_cast<unsigned char>(state_ >> 56);
  }
  if (count > 0 && !Memory(tid).write(address, bytes.data(), bytes.size())) return -EFAULT;
  return static_cast<std::int64_t>(count);
}

}  // namespace ipclab::sandbox
