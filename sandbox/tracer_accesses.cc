// The tracer's part in noting accesses to shared memory: a process's buffer is read at each of its stops, so that what
// is in it lies between the stop before and this one.
#include <algorithm>
#include <string_view>

#include "sandbox/access_reader.h"
#include "sandbox/tracer.h"
#include "sandbox/vocabulary.h"

namespace ipclab::sandbox {
namespace {

constexpr std::size_t kMostAccesses = 300000;
/// Of one task in a row, without a stop: then others have a turn as well, if they can go on. It may wait for them in a
/// loop, and is interrupted always at the same place.
constexpr std::uint64_t kMostInARow = 500000;

}  // namespace

/// The call only says something to us: it is in no event, and fails in the kernel.
bool Tracer::is_access_call(Task& task, const __ptrace_syscall_info& info) {
  if (!options_.note_accesses || static_cast<std::int64_t>(info.seccomp.args[0]) != kAccessCall) return false;
  const CallInfo* call = traced_call(static_cast<std::int64_t>(info.seccomp.nr));
  if (call == nullptr || call->canonical != std::string_view("prctl")) return false;
  ProcessState& process = processes_.at(task.process);
  const bool announces = info.seccomp.args[1] == kAnnounceAccesses && process.own_code;
  if (announces) process.access_buffer = info.seccomp.args[2];
  note_accesses(task);
  if (announces) count_accesses_of(task, 0);
  if (info.seccomp.args[1] == kGivesWayBeforeAccess && info.seccomp.args[3] != 0 && takes_turns()) {
    AtCall at;
    at.process = task.process;
    at.task = task.number;
    at.access = info.seccomp.args[3];
    const bool is_point = options_.scheduler->next_access(task.number, at.access - 1) == at.access;
    task.gives_way = is_point ? options_.scheduler->hold(at) : !held_.empty();
    count_accesses_of(task, at.access);
  }
  return true;
}

/// The task has made so many, and is told where it has to stop next.
void Tracer::count_accesses_of(const Task& task, std::uint64_t done) {
  const std::uint64_t buffer = processes_.at(task.process).access_buffer;
  if (!options_.note_accesses || buffer == 0 || !takes_turns()) return;
  const std::uint64_t next = options_.scheduler->next_access(task.number, done), over = done + kMostInARow;
  count_accesses(Memory(task.tid), buffer, done, next == 0 ? over : std::min(next, over));
}

void Tracer::note_accesses(const Task& task) {
  const std::uint64_t buffer = processes_.at(task.process).access_buffer;
  if (!options_.note_accesses || buffer == 0) return;
  for (const RawAccess& raw : sandbox::take_accesses(Memory(task.tid), buffer)) {
    Access access;
    // What comes after the last one that is kept is not known of: nothing is missed before it.
    if (accesses_.size() >= kMostAccesses || !decode_access(raw, &access)) continue;
    access.event = events_.size();
    access.process = task.process;
    access.frame = frame_of(task, raw.pc);
    accesses_.push_back(access);
  }
}

int Tracer::frame_of(const Task& task, std::uint64_t return_address) {
  ProcessState& process = processes_.at(task.process);
  if (return_address == 0) return -1;
  if (!process.code || process.code->own < 0) process.code = CodeMap::of(task.tid, process.program);
  if (!process.code->is_own(return_address)) return -1;
  const CodeMap::Module& own = process.code->modules[static_cast<std::size_t>(process.code->own)];
  Frame frame{own.path, return_address - 1 - own.base};
  const auto [at, added] = frame_index_.try_emplace({frame.module, frame.offset}, static_cast<int>(frames_.size()));
  if (added) frames_.push_back(std::move(frame));
  return at->second;
}

}  // namespace ipclab::sandbox
