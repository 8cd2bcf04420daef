// Which shared bytes lie where in which process. Pure; what it is told comes from the processes themselves.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "sandbox/accesses.h"

namespace ipclab::races {

/// Bytes of a shared object, whatever their address.
struct SharedBytes {
  std::uint64_t object = 0;  ///< its key
  std::uint64_t offset = 0, size = 0;
  int frame = -1;  ///< where the process mapped or attached it
};

class SharedMemory {
 public:
  void map(const sandbox::Access&);
  void unmap(const sandbox::Access&);
  void forked(int parent, int child);
  void executed(int process);

  /// What the process shares at an address, as much of `size` as lies in one mapping; nothing where it shares nothing.
  std::optional<SharedBytes> at(int process, std::uint64_t address, std::uint64_t size) const;

 private:
  struct Range {
    std::uint64_t begin = 0, end = 0, object = 0, offset = 0;
    int frame = -1;
  };
  std::map<int, std::vector<Range>> ranges_;  ///< by process
};

}  // namespace ipclab::races
