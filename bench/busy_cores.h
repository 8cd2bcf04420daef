// Keeps every core busy while it lives: one process that only computes for each.
#pragma once

#include <sys/types.h>

#include <vector>

namespace ipclab::bench {

class BusyCores {
 public:
  BusyCores();
  /// Ends them by their ids and waits for them.
  ~BusyCores();
  BusyCores(const BusyCores&) = delete;
  BusyCores& operator=(const BusyCores&) = delete;

 private:
  std::vector<pid_t> loops_;
};

}  // namespace ipclab::bench
