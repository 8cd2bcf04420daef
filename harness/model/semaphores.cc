#include "harness/model/semaphores.h"

#include <sys/sem.h>

#include <algorithm>

#include "harness/model/ipc.h"

namespace ipclab::model {
namespace {

constexpr std::int64_t kIpc64 = 0x100;          // a flag in `cmd` of old architectures' calls
constexpr std::size_t kMostInSet = 32000;       // SEMMSL
constexpr std::int64_t kGreatestValue = 32767;  // SEMVMX

SemaphoreState* semaphore(State& s, int object, std::int64_t index) {
  if (object < 0 || index < 0 || static_cast<std::size_t>(index) >= kMostInSet) return nullptr;
  std::vector<SemaphoreState>& set = s.semaphores[object];
  // Of a set that was there before, those come to be known that are used.
  while (set.size() <= static_cast<std::size_t>(index))
    set.push_back({.object = object, .index = static_cast<int>(set.size()), .value = std::nullopt});
  return &set[static_cast<std::size_t>(index)];
}

void change(SemaphoreState& it, std::int64_t by) {
  if (!it.value) return;
  const std::int64_t value = *it.value + by;
  if (value < 0 || value > kGreatestValue)
    it.value.reset();  // a record that does not add up
  else
    it.value = value;
}

void forget_undo(State& s, int object, std::optional<int> index) {
  std::erase_if(s.semaphore_undo, [&](const auto& entry) {
    return std::get<1>(entry.first) == object && (!index || std::get<2>(entry.first) == *index);
  });
}

}  // namespace

void semaphores_made(const ReturnedCall& call) {
  if (!call.succeeded()) return;
  const auto object = call.state.identity.sysv(ObjectKind::Sem, call.result);
  if (!object || call.state.object(*object).created_by != call.index) return;
  const auto count = static_cast<std::size_t>(std::clamp<std::int64_t>(call.number("count", 0), 0, kMostInSet));
  std::vector<SemaphoreState>& set = call.state.semaphores[*object];
  set.clear();
  for (std::size_t i = 0; i < count; ++i) set.push_back({.object = *object, .index = static_cast<int>(i), .value = 0});
}

void semaphores_set(const ReturnedCall& call) {
  State& s = call.state;
  const int object = sysv_object(call, "semctl");
  if (!call.succeeded() || object < 0) return;
  const std::int64_t command = call.number("cmd") & ~kIpc64;
  if (command == IPC_RMID) {
    s.semaphores.erase(object);
    forget_undo(s, object, std::nullopt);
  } else if (command == SETVAL) {
    SemaphoreState* it = semaphore(s, object, call.number("index"));
    if (it == nullptr) return;
    it->value = static_cast<std::int32_t>(call.number("arg", 0));
    it->set_by = call.index;
    forget_undo(s, object, it->index);
  } else if (command == SETALL) {
    const auto* values = call.enter.numbers("values");
    std::vector<SemaphoreState>& set = s.semaphores[object];
    for (std::size_t i = 0; i < set.size(); ++i) {
      set[i].value = values && i < values->size() ? std::optional((*values)[i]) : std::nullopt;
      set[i].set_by = call.index;
    }
    forget_undo(s, object, std::nullopt);
  }
}

void semaphores_operated(const ReturnedCall& call) {
  State& s = call.state;
  const int object = sysv_object(call, "semop");
  const auto* nums = call.enter.numbers("nums");
  const auto* ops = call.enter.numbers("ops");
  const auto* flags = call.enter.numbers("flags");
  if (!call.succeeded() || object < 0 || !nums || !ops) return;
  for (std::size_t i = 0; i < std::min(nums->size(), ops->size()); ++i) {
    SemaphoreState* it = semaphore(s, object, (*nums)[i]);
    const auto op = static_cast<std::int16_t>((*ops)[i]);  // a short in struct sembuf
    if (it == nullptr || op == 0) continue;
    change(*it, op);
    (op > 0 ? it->raised_by : it->lowered_by) = call.index;
    if (flags && i < flags->size() && ((*flags)[i] & SEM_UNDO) != 0)
      s.semaphore_undo[{call.process, object, it->index}] -= op;
  }
}

void semaphores_of_ended(State& s, int process) {
  for (auto entry = s.semaphore_undo.begin(); entry != s.semaphore_undo.end();) {
    const auto [owner, object, index] = entry->first;
    if (owner != process) {
      ++entry;
      continue;
    }
    if (SemaphoreState* it = semaphore(s, object, index)) change(*it, entry->second);
    entry = s.semaphore_undo.erase(entry);
  }
}

}  // namespace ipclab::model
