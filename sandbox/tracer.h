// Turns ptrace stops into events (man 2 ptrace; facts about SEIZE, group stops, restarts and exec are in
// docs/tracing.md).
//
// The thread that made the Tracer is the tracer of every process of the run: only it may call anything here. Nothing
// blocks.
#pragma once

#include <sys/ptrace.h>

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "sandbox/accesses.h"
#include "sandbox/cage.h"
#include "sandbox/event.h"
#include "sandbox/limits.h"
#include "sandbox/policies.h"
#include "sandbox/registers.h"
#include "sandbox/stack.h"
#include "sandbox/task.h"
#include "sandbox/virtual_time.h"
#include "sandbox/wait_status.h"

namespace ipclab::sandbox {

struct TracerOptions {
  std::optional<Surrounding> shared;                    ///< level degraded: what the run has in common with the machine
  std::function<bool(const std::string& path)> is_own;  ///< the submission's programs: their stacks are recorded
  std::map<std::string, std::string> host_paths;        ///< of modules that are elsewhere on the host
  Limits limits;
  bool snapshot_descriptors = false;
  Scheduler* scheduler = nullptr;
  VirtualClock* clock = nullptr;
  FaultPlan* faults = nullptr;
  bool note_accesses = false;
  UnwindTables* unwinding = nullptr;  ///< must be given; outlives the tracer
  std::function<bool()>
      killed_for_memory;  ///< whether the kernel has killed one more for want of memory; null: unknown
};

class Tracer {
 public:
  explicit Tracer(TracerOptions);

  /// Attaches to a process that waits before its first exec. `start` becomes its Start event when it has executed.
  int attach(pid_t pid, std::vector<Field> start);

  /// Handles every stop that is there. False: there was none.
  bool reap();

  // Where there is a Scheduler (tracer_turns.cc).
  bool takes_turns() const { return options_.scheduler != nullptr && !free_; }
  /// Whose turn it is; null: nobody's.
  const Task* running() const;
  /// Handles a stop of the one whose turn it is. False: there was none. `let_others_rest`: is called when a call of its
  /// has returned or it has died, which may have woken others.
  bool reap_running(const std::function<void()>& let_others_rest);
  /// Handles the stops that the others have come to, in the order of their numbers. False: there was none.
  bool reap_others();
  /// It has come to so many stops without a sleep that others are to have a turn, and nobody is known who could: a child
  /// that was made, or somebody who was woken, may have come to a stop that nobody has looked at.
  bool has_long_turn() const;
  /// Handles their stops as well. Without any the turn counts from here.
  void look_for_others();
  /// The one whose turn it is sleeps in its call: it is nobody's turn.
  void rest() { running_ = 0; }
  /// It is to give way at once, wherever it is.
  void interrupt_running();
  /// Its accesses are counted, and it gives way after a number of them (tracer_accesses.cc).
  bool counts_accesses() const { return options_.note_accesses; }
  bool holds_any() const { return !held_.empty(); }
  bool holds_any_of(int process) const;  ///< it or a descendant
  /// Gives the turn to somebody who is held. False: the scheduler does not want to, which it can't if it `must`.
  bool release_held(bool must);
  /// A sleep has the next deadline of all, and the scheduler lets it end now. False: not so.
  bool end_a_sleep();
  /// The run is at its end: notes for everybody who makes no call where it works.
  void note_all_work();
  /// All have been killed: from here on nobody is held any more, and their ends are recorded in the order of their
  /// numbers.
  void all_are_killed();

  /// SIGKILL to every process that lives, and to none other. They end with later stops.
  void kill_all() const;

  /// Lets whoever is stopped go on: a malfunction may have kept the tracer from it, and at its end a process stands
  /// still whatever signal it gets. Only for those that are to die.
  void let_all_die() const;
  /// Those of whom no maker told, since it was killed at that very event. Nobody else would let them pass their stops.
  void let_unknown_die();

  /// Records something that the grader did.
  void act(int process, std::string name, std::vector<Field> fields = {});
  void record(EventKind kind, std::string name = {});
  /// Records what can be seen of a task from outside (Asleep).
  void record_of(EventKind kind, const Task& task, std::vector<Field> fields);

  std::int64_t now_us() const;   ///< since the run's start, in the time that its programs see
  std::int64_t wall_us() const;  ///< likewise, on the machine's clock
  /// Null: the programs see the machine's time.
  VirtualTime* virtual_time() { return time_ ? &*time_ : nullptr; }
  const VirtualTime* virtual_time() const { return time_ ? &*time_ : nullptr; }
  const std::vector<Event>& events() const { return events_; }
  std::vector<Event> take_events() { return std::move(events_); }
  std::vector<Frame> take_frames() { return std::move(frames_); }
  std::vector<Access> take_accesses() { return std::move(accesses_); }
  const std::map<int, Task>& tasks() const { return tasks_; }                  ///< living ones, by number
  const std::map<int, ProcessState>& processes() const { return processes_; }  ///< all, by number
  const Timers& shared_timers() const { return shared_timers_; }
  bool descends(int process, int from) const;
  std::int64_t cpu_us_of(const Task&) const;
  std::int64_t cpu_us() const;  ///< of all, so far

 private:
  void stop_in_order(pid_t tid, WaitStatus);
  void end_in_order(pid_t tid, WaitStatus);
  void stop(pid_t tid, WaitStatus);
  void ended(Task&, WaitStatus);
  void at_filter(Task&);
  void at_exit(Task&);
  void at_fork(Task&, const char* how);
  void at_exec(Task&, pid_t stopped);
  void at_exit_event(Task&);
  void at_group_stop(Task&, int signal);
  void at_signal(Task&, int signal);

  /// Of a task that stands between two calls: where it works (tracer_work.cc), for its process. False: it has come to
  /// another stop meanwhile, which is still to be handled.
  bool note_work(const Task&);
  /// It was interrupted at its work. When that happens often to its process, the same, once.
  bool note_long_work(const Task&);

  bool is_access_call(Task&, const __ptrace_syscall_info&);
  void note_accesses(const Task&);
  void count_accesses_of(const Task&, std::uint64_t done);
  int frame_of(const Task&, std::uint64_t return_address);

  void enter(Task&, const __ptrace_syscall_info&, const CallInfo&);
  void refuse(Task&, const __ptrace_syscall_info&);
  bool is_refused(const Task&, const PendingCall&) const;
  // Level degraded (tracer_shared.cc).
  bool reaches_out(const Task&, const PendingCall&) const;
  bool is_of_the_run(std::int64_t pid) const;
  bool is_owner_allowed(const Task&, std::int64_t command, std::uint64_t argument) const;
  bool are_destinations_allowed(const Task&, const CallSite&) const;
  bool is_address_allowed(const Task&, std::uint64_t at, std::uint64_t size, bool own) const;
  void free_port(Task&);
  void settle_port(const Task&, std::int64_t result);
  bool apply_policies(Task&, bool own_code);
  bool apply_faults(Task&, AtCall);
  void restore_count(const Task&) const;
  void note_boundaries(const Task&, std::int64_t result, const std::vector<Field>& exit);
  void describe_transfer(const Task&, AtCall&) const;
  void ask(Task&, const __ptrace_syscall_info&);
  void skip(Task&, std::int64_t result);
  void finish_call(Task&, std::int64_t result);
  void settle_interruption(Task&, int signal);
  void note_effects(const Task&, ProcessState&, std::int64_t result);
  void note_timer(Timers&, const std::string& name, std::int64_t value_us, std::int64_t interval_us);
  void describe_descriptors(const Task&, std::int64_t result, std::vector<Field>*) const;

  Event& add(EventKind, const Task&, std::string name = {});
  /// The submission's own frames of a stopped task: indices into Trace::frames, innermost first.
  std::vector<int> stack_of(const Task&, std::uint64_t pc);
  /// What the process's C library has printed and not yet written, of the submission's own programs.
  std::vector<Field> unwritten(const Task&);
  /// What the program calls at that frame, looked up once for each.
  const std::string& function_at(const Task&, int frame);
  Task& new_task(pid_t tid, int process);
  ProcessState& new_process(pid_t pid, int parent, int root);
  Task* by_tid(pid_t);
  void remove(Task&);
  void resume(Task&, __ptrace_request request, int signal = 0);
  /// After a failed ptrace: throws where the task is still there.
  static void only_if_killed(const char* what);
  bool is_its_turn(Task&, __ptrace_request) const;
  bool withdraw(Task&);
  AtCall at_stop(const Task&) const;
  int process_of(std::int64_t inside_pid) const;

  TracerOptions options_;
  StackReader stacks_;
  std::int64_t start_us_ = 0;
  std::vector<Event> events_;
  std::vector<Frame> frames_;
  std::vector<Access> accesses_;
  std::map<std::pair<std::string, std::uint64_t>, int> frame_index_;
  std::map<int, std::string> function_of_frame_;  ///< of frames that lead to a futex
  std::map<int, Task> tasks_;
  std::map<pid_t, int> task_of_tid_;
  std::map<int, ProcessState> processes_;
  std::optional<VirtualTime> time_;
  Timers shared_timers_;  ///< of descriptors: they outlive the process that set them, since others may have inherited
                          ///< those
  std::map<std::int64_t, int> process_of_inside_;
  std::map<pid_t, WaitStatus> early_;  ///< first stops of children whose parent's fork event has not come yet
  std::set<int> leaving_;              ///< processes past their last exit event that have not ended yet
  std::vector<std::pair<pid_t, WaitStatus>> deferred_;  ///< stops that are handled when those have ended
  bool all_killed_ = false;
  /// Then: by process, whether it is its first thread, and task.
  std::map<std::tuple<int, bool, int>, std::pair<pid_t, WaitStatus>> ends_;
  std::map<int, std::vector<Field>> starts_;
  std::vector<int> held_;                   ///< in the order in which they could go on
  int turns_ = 0;                           ///< that were given so far
  int running_ = 0;                         ///< whose turn it is; 0: nobody's
  int stops_in_a_row_ = 0;                  ///< of the one whose turn it is, since it last slept
  bool free_ = false;                       ///< nobody is held any more
  std::set<std::int64_t> bound_ports_;      ///< level degraded: that the run has had so far
  std::set<std::int64_t> with_boundaries_;  ///< sockets (their inodes) that keep messages apart: not streams
  ProcessOfPid namer_;
  int next_task_ = 1;
};

}  // namespace ipclab::sandbox
