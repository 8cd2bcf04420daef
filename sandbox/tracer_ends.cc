// The tracer's part where tasks end: in which order that is recorded, and how a run is ended.
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/wait.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "sandbox/access_reader.h"
#include "sandbox/check.h"
#include "sandbox/memory.h"
#include "sandbox/tracer.h"

namespace ipclab::sandbox {

/// An ending process closes its files, undoes its semaphores and frees its locks one by one, and only then is its end
/// told. Whom that woke may come to a stop before, and is handled after it: a cause is recorded before its effects.
void Tracer::stop_in_order(pid_t tid, WaitStatus status) {
  // A call's return or a signal.
  const bool may_be_effect = status.stopped() && status.ptrace_event() == 0;
  if (may_be_effect && !leaving_.empty() && !takes_turns()) {
    deferred_.emplace_back(tid, status);
    return;
  }
  std::erase_if(deferred_, [&](const auto& stop) { return stop.first == tid; });  // it was killed where it stood
  if (all_killed_ && status.ended() && by_tid(tid) != nullptr) return end_in_order(tid, status);
  stop(tid, status);
  if (!leaving_.empty()) return;
  for (const auto& [stopped, its_status] : std::exchange(deferred_, {})) stop(stopped, its_status);
}

/// Those who were killed at one moment end in any order: their ends are handled when all have come.
void Tracer::end_in_order(pid_t tid, WaitStatus status) {
  const Task& task = *by_tid(tid);
  // A process's first thread last, as the kernel tells them.
  ends_[{task.process, tid == processes_.at(task.process).pid, task.number}] = {tid, status};
  const auto is_here = [this](const auto& each) {
    const auto first_thread = ends_.lower_bound({each.second.process, true, 0});
    return first_thread != ends_.end() && std::get<0>(first_thread->first) == each.second.process;
  };
  if (!std::all_of(tasks_.begin(), tasks_.end(), is_here)) return;
  for (const auto& [number, end] : std::exchange(ends_, {})) stop(end.first, end.second);
}

void Tracer::at_exit_event(Task& task) {
  task.exiting = true;
  note_accesses(task);
  ProcessState& process = processes_.at(task.process);
  if (process.access_buffer != 0) process.accesses = accesses_made(Memory(task.tid), process.access_buffer);
  process.cpu_us += cpu_us_of(task);
  // Any other end was seen coming: as a call, or as a signal's delivery.
  unsigned long status = 0;
  const bool told = ptrace(PTRACE_GETEVENTMSG, task.tid, nullptr, &status) == 0;
  if (told && WIFSIGNALED(static_cast<int>(status)) && WTERMSIG(static_cast<int>(status)) == SIGKILL &&
      process.unwritten_at_kill.empty() && !process.starting)
    process.unwritten_at_kill = unwritten(task);
  resume(task, PTRACE_CONT);
  // What its threads share is given back when the last of them ends.
  if (std::all_of(process.tasks.begin(), process.tasks.end(), [this](int number) {
        const Task& thread = tasks_.at(number);
        return thread.exiting && !thread.held;
      }))
    leaving_.insert(process.number);
}

void Tracer::ended(Task& task, WaitStatus status) {
  ProcessState& process = processes_.at(task.process);
  // The first thread's end comes after all others'. One that is still known was killed when its exec had just given it
  // the first one's id: as if nobody else had been there.
  if (task.tid == process.pid) {
    for (const int other : std::set<int>(process.tasks)) {
      if (other != task.number) remove(tasks_.at(other));
    }
  }
  const bool last = process.tasks.size() == 1;
  if (last) leaving_.erase(process.number);
  if (process.starting) {
    const int number = process.number;
    remove(task);
    processes_.at(number).ended = true;
    return;
  }
  Event& event = add(EventKind::End, task);
  if (status.exited()) {
    event.fields.push_back({"code", std::int64_t{status.code()}});
  } else {
    event.fields.push_back({"signal", std::int64_t{status.signal()}});
    event.fields.push_back({"core", std::int64_t{status.core()}});
  }
  event.fields.push_back({"last", std::int64_t{last}});
  event.fields.push_back({"utime_us", process.cpu_us + process.waited_for_clock_us});
  if (options_.note_accesses) event.fields.push_back({"accesses", static_cast<std::int64_t>(process.accesses)});
  std::string limit;
  const bool out_of_time = process.cpu_us / 1000000 >= options_.limits.cpu_seconds;
  if (status.signalled() && (status.signal() == SIGXCPU || (status.signal() == SIGKILL && out_of_time))) limit = "cpu";
  if (status.signalled() && status.signal() == SIGXFSZ) limit = "file-size";
  if (limit.empty() && status.signalled() && status.signal() == SIGKILL && options_.killed_for_memory &&
      options_.killed_for_memory())
    limit = "memory";
  event.fields.push_back({"limit", limit});
  if (last) {
    std::move(process.unwritten_at_kill.begin(), process.unwritten_at_kill.end(), std::back_inserter(event.fields));
    process.ended = true;
    process.timers.clear();
    event.stack = std::move(process.working_at);
    if (time_) time_->ended(process.number);
  }
  remove(task);
}

void Tracer::kill_all() const {
  for (const auto& [number, task] : tasks_) kill(processes_.at(task.process).pid, SIGKILL);
  for (const auto& [tid, status] : early_) {
    if (status.stopped()) kill(tid, SIGKILL);
  }
}

void Tracer::let_all_die() const {
  for (const auto& [number, task] : tasks_) ptrace(PTRACE_CONT, task.tid, nullptr, 0);
}

void Tracer::let_unknown_die() {
  int raw = 0;
  for (pid_t tid = 0; (tid = waitpid(-1, &raw, __WALL | __WNOTHREAD | WNOHANG)) > 0;) {
    if (by_tid(tid) != nullptr) {
      stop(tid, WaitStatus(raw));
    } else if (WaitStatus(raw).stopped()) {
      early_[tid] = WaitStatus(raw);
    } else {
      early_.erase(tid);
    }
  }
  for (const auto& [tid, status] : early_) {
    if (status.stopped()) ptrace(PTRACE_DETACH, tid, nullptr, SIGKILL);
  }
  early_.clear();
}

}  // namespace ipclab::sandbox
