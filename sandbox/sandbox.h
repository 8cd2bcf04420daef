// Runs untrusted programs and observes them. The library's front door: a Sandbox is long-lived and plays many Runs, one
// after another; a Run holds several programs in one set of namespaces, on one core, traced. It is driven step by step
// by the caller's thread, which is the tracer.
//
// One Sandbox a process: it blocks SIGCHLD and waits for every traced child of the calling thread.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sandbox/accesses.h"
#include "sandbox/cage.h"
#include "sandbox/event.h"
#include "sandbox/limits.h"
#include "sandbox/policies.h"
#include "sandbox/virtual_clock.h"

namespace ipclab::sandbox {

/// A mechanism of isolation and whether it is in force.
struct MechanismState {
  std::string name;
  bool enforced = true;
  std::string reason;
};

struct RunSpec {
  std::map<std::string, std::filesystem::path> programs;  ///< path inside -> file on the host, copied in
  std::vector<CageFile> files;
  Limits limits;
  std::string own_code = "/lab/";          ///< programs below this path are the submission's: their stacks are recorded
  std::string report_prefix;               ///< a process's report is the file PREFIX.PID inside; empty: there are none
  std::vector<std::string> allowed_calls;  ///< of allowable_calls(): let through, unseen
  bool network = false;                    ///< level degraded: it may have internet sockets, on the loopback interface
  bool snapshot_descriptors = false;       ///< tests: each Exit gets "open_fds", what /proc/PID/fd holds
  Scheduler* scheduler = nullptr;          ///< null: the plain one. Policies must outlive the run
  VirtualClock* clock = nullptr;           ///< null: the machine's time
  FaultPlan* faults = nullptr;
  bool note_accesses = false;  ///< the programs are built for it (accesses.h)
};

/// A run of the user's own program on the user's own machine. It has IPC objects of its own (System V, /dev/shm,
/// /dev/mqueue), so that what it leaves behind is known; everything else is as without us. docs/run.md says more.
struct OpenRunSpec {
  double wall_seconds = 0;                              ///< 0: as long as it takes
  std::function<bool(const std::string& path)> is_own;  ///< programs whose stacks are recorded
  bool note_accesses = false;                           ///< its program is built for it (accesses.h)
};

struct ProgramStart {
  std::string role;
  std::string path;
  std::vector<std::string> argv, env;
  std::string cwd = "/work";
  unsigned umask = 022;
  enum class Input { Null, Pipe, Terminal, Inherit } input = Input::Null;  ///< Terminal, Inherit: 0, 1 and 2
};

/// How a wait ended.
enum class Reached { Yes, Stuck, TimeOver, TooMuchOutput };

struct ProgramOutput {
  std::string role, stream;  ///< "stdout", "stderr", "terminal"
  std::string bytes;
  bool truncated = false;
};

/// What a run gave.
struct Trace {
  std::vector<Event> events;
  std::vector<Frame> frames;
  std::vector<Access> accesses;
  std::vector<ProgramOutput> outputs;
  std::vector<Leftover> leftovers;
  std::map<std::string, Cage::FileContent> files;  ///< those asked for and there
  std::map<int, std::string> reports;              ///< by number of process: what it wrote below the report prefix
  double wall_ms = 0;
};

class Run {
 public:
  ~Run();
  Run(Run&&) noexcept;

  /// Starts a program and returns the number of its process.
  int start(const ProgramStart&);

  /// Lets everything go on until the program … Returns at once when it holds already. Stuck: it does not hold, every
  /// task sleeps and nothing can wake one (recorded as Quiet).
  Reached until_ends(int process);
  Reached until_blocks(int process);   ///< it and its descendants sleep in calls (or have ended)
  Reached until_listens(int process);  ///< it or a descendant has a listening socket, and blocks
  Reached until_printed(int process, const std::string& text);  ///< each byte counts for one wait only
  Reached until_all_end(const std::vector<int>& processes);
  bool ended(int process) const;
  /// Lets what still runs go on until it sleeps or has ended, a second at most.
  void settle();

  void feed(int process, const std::string& bytes);  ///< the rest is written as the program reads
  void close_input(int process);
  void type(int process, const std::string& text);  ///< at its terminal
  void signal(int process, int signal, bool group);

  std::size_t events() const;

  /// Kills what still runs, reads the `files` asked for (at most `limit` bytes each), lists and removes what is left
  /// behind.
  Trace finish(const std::vector<std::string>& files = {}, std::size_t limit = 0);

 private:
  friend class Sandbox;
  struct Impl;
  explicit Run(std::unique_ptr<Impl>);
  std::unique_ptr<Impl> impl_;
};

/// A program run untraced in a cage of its own: the compiler.
struct Command {
  std::vector<CageFile> files;
  std::vector<std::string> argv, env;
  std::string cwd = "/work";
  Limits limits;
  std::vector<std::string> collect;  ///< files to be read when it has ended
};
struct CommandResult {
  bool time_over = false;
  WaitStatus status;
  std::string output;  ///< standard output and error together, at most Limits::output_bytes
  bool truncated = false;
  std::map<std::string, Cage::FileContent> files;  ///< of `collect`, those that are there
};

class Sandbox {
 public:
  /// `only`: throws later where the machine does not allow this level. Otherwise the best that it does, which is found
  /// by trying, when it is first needed.
  explicit Sandbox(std::optional<Level> only = {});
  ~Sandbox();
  Sandbox(const Sandbox&) = delete;
  Sandbox& operator=(const Sandbox&) = delete;

  Run begin(RunSpec);
  /// Its program is to be started with Input::Inherit, in the caller's process group. What is typed at the terminal
  /// then is for the program: while the Run lives, the caller notices neither control-C nor control-Z, stops when the
  /// program is stopped, and hands a SIGTERM on to it.
  Run begin_open(const OpenRunSpec&);
  CommandResult command(const Command&);
  /// Each in a cage of its own, as many at once as there are cores. The results in the same order.
  std::vector<CommandResult> commands(const std::vector<Command>&);
  Level level() const;
  std::string why_not_full() const;  ///< the step that failed; empty at level full
  std::vector<MechanismState> mechanisms() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace ipclab::sandbox
