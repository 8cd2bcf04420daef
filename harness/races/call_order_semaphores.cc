// System V semaphores: which operation lets which other one go on.
#include <sys/ipc.h>
#include <sys/sem.h>

#include <algorithm>
#include <cerrno>

#include "harness/races/call_order.h"

namespace ipclab::races {
namespace {

constexpr std::int64_t kUndo = 0x1000, kIpc64 = 0x100;
constexpr Thing kAny{};

Thing semaphore(std::int64_t id, std::int64_t index) {
  return {Thing::Kind::Semaphore, static_cast<std::uint64_t>(id), static_cast<std::uint64_t>(index)};
}

}  // namespace

void CallOrder::semaphores_entered(const Event& event) {
  const auto *nums = event.numbers("nums"), *ops = event.numbers("ops");
  if (nums == nullptr || ops == nullptr) return;
  const bool waits = std::any_of(ops->begin(), ops->end(), [](std::int64_t op) { return op <= 0; });
  const std::int64_t id = event.number_or("id", -1);
  for (std::size_t i = 0; i < std::min(nums->size(), ops->size()); ++i) {
    const Thing it = semaphore(id, (*nums)[i]);
    if ((*ops)[i] > 0 && !waits) {
      order_->give(event.process, it, (*ops)[i]);
    } else if ((*ops)[i] != 0) {
      order_->announce_give(event.process, it);  // also of what is lowered: somebody may wait for 0
    }
  }
}

void CallOrder::semaphores_returned(const Event& enter, const Event& exit, Cause cause) {
  const auto *nums = enter.numbers("nums"), *ops = enter.numbers("ops"), *flags = enter.numbers("flags");
  if (nums == nullptr || ops == nullptr) return;
  const bool waits = std::any_of(ops->begin(), ops->end(), [](std::int64_t op) { return op <= 0; });
  const std::int64_t id = enter.number_or("id", -1);
  if (exit.result == -EIDRM) order_->acquire(enter.process, kAny, cause);
  for (std::size_t i = 0; i < std::min(nums->size(), ops->size()); ++i) {
    const Thing it = semaphore(id, (*nums)[i]);
    const std::int64_t change = (*ops)[i];
    if (exit.result < 0) {
      if (change > 0 && !waits) order_->take_back(it, change);
      continue;
    }
    if (change < 0) order_->take(enter.process, it, cause, -change);
    if (change == 0) order_->see(enter.process, it, cause);
    if (change > 0 && waits) order_->give(enter.process, it, change);
    if (flags != nullptr && i < flags->size() && ((*flags)[i] & kUndo) != 0)
      undo_[{enter.process, id, (*nums)[i]}] -= change;
  }
}

void CallOrder::semaphores_set(const Event& enter) {
  const std::int64_t id = enter.number_or("id", -1), command = enter.number_or("cmd", -1) & ~kIpc64;
  if (command == SETVAL)
    order_->set(enter.process, semaphore(id, enter.number_or("index", 0)), enter.number_or("arg", 0));
  const auto* values = enter.numbers("values");
  for (std::size_t i = 0; command == SETALL && values != nullptr && i < values->size(); ++i)
    order_->set(enter.process, semaphore(id, static_cast<std::int64_t>(i)), (*values)[i]);
}

void CallOrder::semaphores_seen(const Event& enter, Cause cause) {
  const std::int64_t command = enter.number_or("cmd", -1) & ~kIpc64;
  if (command != SETVAL && command != SETALL && command != IPC_RMID) order_->acquire(enter.process, kAny, cause);
}

/// SEM_UNDO, when the process has ended.
void CallOrder::semaphores_undone(int ended) {
  for (const auto& [where, value] : undo_) {
    const auto& [process, set, number] = where;
    if (process == ended && value > 0) order_->give(process, semaphore(set, number), value);
  }
}

}  // namespace ipclab::races
