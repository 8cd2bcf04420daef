// Where an order can put one process between two accesses of another to shared memory: seen in a run of programs that
// note their accesses (docs/data-races.md). Pure.
#pragma once

#include <cstdint>
#include <vector>

#include "harness/run/player.h"
#include "harness/run/schedule.h"

namespace ipclab {

/// What a process does to shared bytes, or to a lock or a semaphore, and can be delayed before.
struct SharedUse {
  int process = 0, task = 0;  ///< 0: the process has several tasks, and none can be named
  std::uint64_t number = 0;   ///< as Point::access
  sandbox::AccessKind kind = sandbox::AccessKind::Read;
  int frame = -1;  ///< index into Record::locations
  bool is_lock = false;
  std::uint64_t object = 0, offset = 0, size = 0;

  bool writes() const;
  bool is_atomic() const;
  bool same_bytes(const SharedUse&) const;
  /// Of two processes, on the same bytes, and it makes a difference which one comes first.
  bool conflicts(const SharedUse&) const;
};

/// In the order in which they were done.
std::vector<SharedUse> shared_uses(const NotedRun&);

/// Delays before accesses, one at a time, that let a later one of another process come first: of those that race, of
/// atomic operations, and before locks and semaphores that are taken. What orders all other accesses is a call, at
/// which there are points enough. A write that rests on a look before it comes first, and one access in each line
/// before the second in any.
std::vector<Schedule> access_schedules(const NotedRun& natural, const std::vector<DataRace>&, std::size_t most);

/// Two uses of the usual run that come in the other order when `schedule` is played; null where there are none.
struct UseSwap {
  const SharedUse* first_usually = nullptr;
  const SharedUse* second_usually = nullptr;
  bool rests_on_look = false;  ///< the process has looked at the same bytes before
};
UseSwap swap_of_uses(const std::vector<SharedUse>& usual, const std::vector<SharedUse>& other, const Schedule&);

}  // namespace ipclab
