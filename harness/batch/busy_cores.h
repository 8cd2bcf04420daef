// Keeps every core busy while it lives: one thread that only computes for each.
#pragma once

#include <thread>
#include <vector>

namespace ipclab {

class BusyCores {
 public:
  BusyCores();
  /// Waits for their end.
  ~BusyCores() = default;
  BusyCores(const BusyCores&) = delete;
  BusyCores& operator=(const BusyCores&) = delete;

 private:
  std::vector<std::jthread> loops_;
};

}  // namespace ipclab
