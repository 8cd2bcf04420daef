// The tracer's part for tasks that work and make no call: where in the program that is.
//
// An instruction looked at by chance is another one in each run. So the task is followed step by step for a while, and
// the place is the first instruction of the code that the outermost function executes meanwhile: of a loop, that is
// where a round of it begins, wherever it was met.
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/wait.h>

#include <optional>
#include <vector>

#include "sandbox/next_stop.h"
#include "sandbox/registers.h"
#include "sandbox/tracer.h"

namespace ipclab::sandbox {
namespace {

constexpr int kSteps = 3000;           ///< some microseconds each
constexpr int kInterruptsOfWork = 20;  ///< each after 2 ms of work without a call
constexpr long kPatienceUs = 5000000;  ///< for one stop: other programs may have the core

/// Takes the stop that is expected next. False: another one has come, or none, and is left to whoever handles stops.
bool take_stop(pid_t tid, int status) {
  // A signal may be of a stop of somebody else, or of one that has been handled already.
  while (await_a_stop(kPatienceUs)) {
    const auto stop = pending_stop(tid);
    if (stop && stop->si_pid == 0) continue;
    if (!stop || stop->si_code != CLD_TRAPPED || stop->si_status != status) return false;
    return waitpid(tid, nullptr, __WALL | __WNOTHREAD) == tid;
  }
  return false;
}

/// An instruction, and how deep in the calls of functions. Stacks grow downwards.
struct Step {
  std::uint64_t pc = 0, stack = 0;
  bool operator==(const Step&) const = default;
  bool is_further_out(const Step& other) const { return stack != other.stack ? stack > other.stack : pc < other.pc; }
};

/// Where a stopped task is after one more instruction. Nothing: it makes a call, gets a signal, or ends.
std::optional<Step> step(pid_t tid) {
  Registers registers;
  if (ptrace(PTRACE_SINGLESTEP, tid, nullptr, nullptr) == -1 || !take_stop(tid, SIGTRAP) || !registers.load(tid))
    return std::nullopt;
  return Step{registers.pc(), registers.stack()};
}

}  // namespace

bool Tracer::note_work(const Task& task) {
  ProcessState& process = processes_.at(task.process);
  if (!process.own_code) return true;
  std::optional<Step> outermost;
  for (int i = 0; i < kSteps; ++i) {
    const auto here = step(task.tid);
    if (!here) return false;
    if (!outermost || here->is_further_out(*outermost)) outermost = here;
  }
  for (int i = 0; i < kSteps; ++i) {
    const auto here = step(task.tid);
    if (!here) return false;
    if (here != outermost) continue;
    process.working_at = stack_of(task, here->pc);
    return true;
  }
  return true;
}

bool Tracer::note_long_work(const Task& task) {
  ProcessState& process = processes_.at(task.process);
  return ++process.interrupts_of_work != kInterruptsOfWork || note_work(task);
}

void Tracer::note_all_work() {
  std::vector<int> working;
  for (const auto& [number, task] : tasks_) {
    const bool rests = task.held || task.stopped || task.exiting || task.call;
    if (!rests && !processes_.at(task.process).starting) working.push_back(number);
  }
  for (const int number : working) {
    Task& task = tasks_.at(number);
    if (ptrace(PTRACE_INTERRUPT, task.tid, nullptr, nullptr) == -1) continue;  // it has just ended
    if (take_stop(task.tid, SIGTRAP | (PTRACE_EVENT_STOP << 8)) && note_work(task)) resume(task, PTRACE_CONT);
  }
}

}  // namespace ipclab::sandbox
