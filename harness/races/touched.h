// Who touched which shared bytes last, and whether that was ordered. Pure.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "harness/races/order.h"
#include "harness/races/shared_memory.h"

namespace ipclab::races {

/// One access to shared bytes.
struct Touch {
  int process = 0;
  int frame = -1;
  bool writes = false, atomic = false, is_volatile = false;
  std::uint32_t moment = 0;  ///< of the process
  int mapped = -1;           ///< frame: where the process maps the memory
};

/// Two that nothing orders.
struct Unordered {
  Touch first, second;
  std::uint64_t object = 0, offset = 0, size = 0;
};

class Touched {
 public:
  /// Notes the access and adds to `found` each earlier one of another process that conflicts with it and is not certain
  /// to come before it. After very many comparisons nothing more is found: a run ends, whatever a program does.
  void touch(const SharedBytes&, const Touch&, const Order&, std::vector<Unordered>* found);

 private:
  /// Bytes that were always touched together.
  struct Cell {
    std::uint64_t end = 0;
    std::vector<Touch> touches;  ///< the last one of each process, kind and line
  };
  using Cells = std::map<std::uint64_t, Cell>;

  static void split(Cells&, std::uint64_t at);

  std::map<std::uint64_t, Cells> objects_;  ///< by key
  std::int64_t comparisons_ = 0;
};

}  // namespace ipclab::races
