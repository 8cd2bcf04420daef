#include "harness/model/locks.h"

#include <fcntl.h>
#include <sys/file.h>

#include <algorithm>

namespace ipclab::model {
namespace {

/// Beyond it no further locks are kept: nobody is told a story about so many.
constexpr std::size_t kMostLocks = 1000;

bool same_owner(const HeldLock& a, const HeldLock& b) {
  if (a.kind != b.kind || a.object != b.object) return false;
  return a.kind == HeldLock::Kind::Process ? a.process == b.process : a.open_file == b.open_file;
}

/// The owner gives back what it holds within the range of `freed`; of a lock that reaches beyond it the rest stays.
void give_back(State& s, const HeldLock& freed) {
  std::vector<HeldLock> kept;
  for (const HeldLock& held : s.locks) {
    if (!same_owner(held, freed) || held.end <= freed.start || held.start >= freed.end) {
      kept.push_back(held);
      continue;
    }
    if (held.start < freed.start) {
      kept.push_back(held);
      kept.back().end = freed.start;
    }
    if (held.end > freed.end) {
      kept.push_back(held);
      kept.back().start = freed.end;
    }
  }
  s.locks = std::move(kept);
}

HeldLock lock_by(const ReturnedCall& call, HeldLock::Kind kind) {
  HeldLock lock{.kind = kind, .process = call.process, .call = call.index};
  lock.object = call.state.object_of(call.progress.fd);
  lock.open_file = call.progress.fd->open_file;
  return lock;
}

bool is_open(State& s, int open_file) {
  return std::any_of(s.world.processes.begin(), s.world.processes.end(), [&](const Process& process) {
    if (!s.alive(process.id)) return false;
    const FdTable& table = *s.living(process.id).fds;
    return std::any_of(table.begin(), table.end(),
                       [&](const auto& entry) { return entry.second.open_file == open_file; });
  });
}

}  // namespace

void file_locked(const ReturnedCall& call) {
  if (!call.succeeded() || !call.progress.fd) return;
  const std::int64_t operation = call.number("op", 0) & ~std::int64_t{LOCK_NB};
  HeldLock lock = lock_by(call, HeldLock::Kind::Flock);
  give_back(call.state, lock);
  if (operation == LOCK_UN || call.state.locks.size() >= kMostLocks) return;
  lock.exclusive = operation == LOCK_EX;
  call.state.locks.push_back(lock);
}

void part_locked(const ReturnedCall& call) {
  const std::int64_t* type = call.enter.number("lock");
  if (!call.succeeded() || !call.progress.fd || !type) return;
  const std::int64_t command = call.number("cmd");
  const bool of_process = command == F_SETLK || command == F_SETLKW;
  HeldLock lock = lock_by(call, of_process ? HeldLock::Kind::Process : HeldLock::Kind::OpenFile);
  // Where the range counts from the position in the file, it isn't known: the whole file stands for it.
  if (call.number("whence", SEEK_SET) == SEEK_SET) {
    const std::int64_t start = call.number("start", 0), length = call.number("len", 0);
    lock.start = std::max<std::int64_t>(0, length < 0 ? saturating_sum(start, length) : start);
    if (length != 0) lock.end = length < 0 ? start : saturating_sum(start, length);
  }
  give_back(call.state, lock);
  if (*type == F_UNLCK || call.state.locks.size() >= kMostLocks) return;
  lock.exclusive = *type == F_WRLCK;
  call.state.locks.push_back(lock);
}

void unlocked_by_close(State& s, int process, const Descriptor& closed) {
  const int object = s.object_of(closed);
  std::erase_if(s.locks, [&](const HeldLock& held) {
    return held.kind == HeldLock::Kind::Process && held.process == process && held.object == object;
  });
}

void locks_of_ended(State& s, int process) {
  std::erase_if(s.locks,
                [&](const HeldLock& held) { return held.kind == HeldLock::Kind::Process && held.process == process; });
}

std::vector<HeldLock> locks_in_force(State& s) {
  std::vector<HeldLock> locks = s.locks;
  std::erase_if(
      locks, [&](const HeldLock& held) { return held.kind != HeldLock::Kind::Process && !is_open(s, held.open_file); });
  return locks;
}

}  // namespace ipclab::model
