#include "harness/races/shared_memory.h"

#include <algorithm>

namespace ipclab::races {
namespace {

constexpr std::size_t kMostRanges = 1024;

std::uint64_t end_of(std::uint64_t begin, std::uint64_t size) {
  return size > UINT64_MAX - begin ? UINT64_MAX : begin + size;
}

}  // namespace

void SharedMemory::map(const sandbox::Access& access) {
  unmap(access);
  std::vector<Range>& ranges = ranges_[access.process];
  if (ranges.size() < kMostRanges)
    ranges.push_back({access.address, end_of(access.address, access.size), access.key, access.value, access.frame});
}

void SharedMemory::unmap(const sandbox::Access& access) {
  const std::uint64_t end = end_of(access.address, access.size);
  std::erase_if(ranges_[access.process],
                [&](const Range& range) { return range.begin < end && access.address < range.end; });
}

void SharedMemory::forked(int parent, int child) {
  ranges_[child] = ranges_[parent];
}

void SharedMemory::executed(int process) {
  ranges_.erase(process);
}

std::optional<SharedBytes> SharedMemory::at(int process, std::uint64_t address, std::uint64_t size) const {
  const auto ranges = ranges_.find(process);
  if (ranges == ranges_.end()) return std::nullopt;
  for (const Range& range : ranges->second) {
    if (address < range.begin || address >= range.end) continue;
    return SharedBytes{range.object, address - range.begin + range.offset, std::min(size, range.end - address),
                       range.frame};
  }
  return std::nullopt;
}

}  // namespace ipclab::races
