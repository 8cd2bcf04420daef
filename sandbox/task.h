// What the tracer knows of the tasks and processes of a run while it goes on.
#pragma once

#include <sys/ptrace.h>
#include <sys/types.h>

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "sandbox/decoder.h"
#include "sandbox/sleep_watch.h"
#include "sandbox/stack.h"
#include "sandbox/timed_waits.h"

namespace ipclab::sandbox {

/// How a process takes a signal, as it last told the kernel (rt_sigaction).
struct Disposition {
  enum class Kind : std::uint8_t { Default, Ignore, Handler } kind = Kind::Default;
  bool restarts = false;  ///< SA_RESTART
  bool once = false;      ///< SA_RESETHAND: default again after the first delivery
};

/// A call that a task is in.
struct PendingCall {
  CallSite site;
  std::int64_t number = 0;     ///< the kernel's
  std::int64_t in_kernel = 0;  ///< of the call that is carried out in its place: in virtual time another one perhaps
  std::optional<TimedWait> timed;  ///< in virtual time
  std::vector<Field> entry;
  int place = -1;  ///< in the submission's code: an index into the frames
  /// The kernel ended the call because of a signal (-EINTR or an internal restart code). Whether the program will see
  /// that, the signal's delivery tells.
  std::optional<std::int64_t> interrupted;
  bool repeating = false;                 ///< we make it go into the call again
  bool failed_by_plan = false;            ///< the FaultPlan made it fail
  std::optional<std::int64_t> cut_short;  ///< the FaultPlan let it move at most that many bytes
  int cut_argument = -1;                  ///< which argument says how many
  bool frees_port = false;                ///< level degraded: bind or listen finds its port as no run had used it
};

struct Task {
  int number = 0;
  int process = 0;
  pid_t tid = 0;
  mutable SleepWatch sleep;  ///< for whoever looks at the task from outside
  bool stopped = false;      ///< in a group stop
  bool exiting = false;      ///< its exit event has been seen
  int asked_in_a_row = 0;    ///< looks at a virtual clock without any other call between
  std::optional<PendingCall> call;
  // Where tasks take turns:
  bool held = false;       ///< at a stop: it is not its turn
  bool gives_way = false;  ///< it is held at this stop even if it is its turn
  bool gave_way = false;   ///< that is why it is held: it goes behind all who can go on
  bool held_at_entry = false;
  int turn = 0;                                ///< since which one it is held
  __ptrace_request resume_with = PTRACE_CONT;  ///< how it goes on
  int resume_signal = 0;
};

/// Armed timers -> when they fire (µs of the run); kForever for periodic ones.
using Timers = std::map<std::string, std::int64_t>;
constexpr std::int64_t kForever = INT64_MAX;

struct ProcessState {
  int number = 0;
  int parent = 0;
  int root = 0;           ///< the started program that it descends from
  pid_t pid = 0;          ///< as the tracer sees it
  pid_t inside = 0;       ///< as it sees itself
  bool starting = false;  ///< not yet the program: what happens before the first exec is ours
  bool ended = false;
  bool stop_told = false;                ///< its group stop is recorded
  std::int64_t cpu_us = 0;               ///< of its ended tasks
  std::int64_t waited_for_clock_us = 0;  ///< virtual time that it spent looking at the clock
  std::set<int> tasks;                   ///< living ones
  std::array<Disposition, 65> dispositions{};
  std::string program;    ///< the executed file, as the process sees it
  bool own_code = false;  ///< of the submission: its stacks are recorded
  std::optional<CodeMap> code;
  Timers timers;                         ///< those that end with it
  std::vector<Field> unwritten_at_kill;  ///< text in its C library's buffers when SIGKILL ended it
  bool edge_triggered = false;           ///< it has asked epoll for EPOLLET
  int interrupts_of_work = 0;            ///< where tasks take turns: how often it was
  std::vector<int> working_at;           ///< the stack where it was found to work without a call
  std::uint64_t access_buffer = 0;       ///< where it notes its accesses to shared memory; 0: it does not
  std::uint64_t accesses = 0;            ///< how many it had made when it ended
};

}  // namespace ipclab::sandbox
