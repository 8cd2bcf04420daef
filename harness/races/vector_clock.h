// How far each process is known to have come.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace ipclab::races {

class VectorClock {
 public:
  std::uint32_t of(int process) const {
    const auto at = static_cast<std::size_t>(process);
    return at < times_.size() ? times_[at] : 0;
  }

  void set(int process, std::uint32_t time) {
    const auto at = static_cast<std::size_t>(process);
    if (times_.size() <= at) times_.resize(at + 1);
    times_[at] = time;
  }

  /// Knows what both knew.
  void join(const VectorClock& other) {
    if (times_.size() < other.times_.size()) times_.resize(other.times_.size());
    for (std::size_t i = 0; i < other.times_.size(); ++i) times_[i] = std::max(times_[i], other.times_[i]);
  }

  std::size_t size() const { return times_.size(); }

 private:
  std::vector<std::uint32_t> times_;
};

}  // namespace ipclab::races
