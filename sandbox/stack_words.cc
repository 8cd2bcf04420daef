#include "sandbox/stack_words.h"

#include <algorithm>
#include <cstring>

namespace ipclab::sandbox {
namespace {

constexpr std::size_t kMost = 16384;  ///< bytes kept
constexpr std::size_t kStep = 2048;   ///< bytes read at once: as many as most stacks need

}  // namespace

/// Reads on until `end` bytes are there.
bool StackWords::reach(std::uint64_t end) {
  while (bytes_.size() < end) {
    if (all_ || bytes_.size() >= kMost) return false;
    const std::string more = memory_.bytes(from_ + bytes_.size(), kStep);
    all_ = more.size() < kStep;
    bytes_ += more;
  }
  return true;
}

bool StackWords::holds(std::uint64_t address) {
  return address >= from_ && address - from_ < kMost && reach(address - from_ + 1);
}

bool StackWords::word(std::uint64_t address, std::uint64_t* value) {
  if (address >= from_ && address - from_ < kMost && reach(address - from_ + sizeof *value)) {
    std::memcpy(value, bytes_.data() + (address - from_), sizeof *value);
    return true;
  }
  const auto read = memory_.object<std::uint64_t>(address);
  if (read) *value = *read;
  return read.has_value();
}

}  // namespace ipclab::sandbox
