// What the calls of a run say about the order of its processes. Pure.
#pragma once

#include <map>
#include <set>
#include <tuple>
#include <vector>

#include "harness/races/descriptors_at.h"
#include "harness/races/order.h"
#include "harness/races/shared_memory.h"

namespace ipclab::races {

/// Takes the events of a run one by one, in order.
class CallOrder {
 public:
  /// All must outlive it.
  CallOrder(const World&, const DescriptorsAt&, const SharedMemory&, Order*);

  void event(int index);

 private:
  using Event = sandbox::Event;

  void entered(int index, const Event&);
  void returned(const Event&, int enter_index);
  void ended(int index, const Event&);
  void signalled(int index, const Event&);

  bool has_locked(int process, int object) const;
  void make_room(int process, const Thing&, int event);
  void need_room(int process, const Thing&, int enter, std::int64_t bytes);
  void killed(const Event& enter);
  void semaphores_entered(const Event&);
  void semaphores_returned(const Event& enter, const Event& exit, Cause);
  void semaphores_set(const Event& enter);
  void semaphores_seen(const Event& enter, Cause);
  void semaphores_undone(int ended);
  void join_children(int process, Cause);
  Thing word_at(const Event& futex) const;

  const World& world_;
  const DescriptorsAt& descriptors_;
  const SharedMemory& memory_;
  Order* order_;
  std::set<std::pair<int, int>> locked_;  ///< process, object
  std::map<Thing, int> room_made_;        ///< event of the last call that made room
  std::map<Thing, std::int64_t> filled_;  ///< bytes written so far, as far as that matters
  std::map<int, int> enter_of_exit_;      ///< indices of events
  std::map<std::tuple<int, std::int64_t, std::int64_t>, std::int64_t> undo_;  ///< process, set, index -> at its end
};

/// The names of files that there are, all of them.
inline constexpr Thing kAllNames{Thing::Kind::Names, 0, 2};

/// The lock, the atomic or the semaphore at an address of the process.
Thing thing_at(const SharedMemory&, int process, std::uint64_t address);

}  // namespace ipclab::races
