// What is around a run: at level full namespaces (at level degraded keeper/shared_ground.cc). A Keeper is a long-lived
// small process (the program ipclab-keeper) that holds the costly namespaces (user, UTS) and a base file system; a Cage
// is one run's own pid, IPC, network and mount namespaces, with an init (pid 1) of ours. Nothing here traces. Works as
// root and as an ordinary user: inside, the user is always uid and gid 1000, without capabilities.
//
// What goes wrong while something is set up arrives as std::system_error that names the step ("cage: mounting /proc:
// …"), never as an exit status. Both ends of every descriptor are close-on-exec.
#pragma once

#include <sched.h>
#include <sys/resource.h>
#include <sys/types.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sandbox/control_group.h"
#include "sandbox/event.h"
#include "sandbox/fd.h"
#include "sandbox/level.h"
#include "sandbox/limits.h"
#include "sandbox/wait_status.h"

namespace ipclab::sandbox {

/// A file, folder or link made before the first program starts. Owned by the user inside.
struct CageFile {
  enum class Kind { File, Folder, Link };
  Kind kind = Kind::File;
  std::string path;   ///< absolute, or relative to /work; parents are made
  std::string bytes;  ///< Link: where it points to
  unsigned mode = 0644;
};

struct CageSpec {
  std::vector<CageFile> files;
  Limits limits;
  bool network = true;             ///< its own network with loopback up; false: none at all (the compiler)
  std::optional<cpu_set_t> cores;  ///< where everything inside stays
};

struct SpawnSpec {
  std::string path;               ///< inside the cage
  std::vector<std::string> argv;  ///< with argv[0]
  std::vector<std::string> env;   ///< "NAME=value"
  std::string cwd = "/work";
  unsigned umask = 022;
  int stdin_fd = -1, stdout_fd = -1,
      stderr_fd = -1;     ///< given to the program as 0, 1, 2; -1: /dev/null. Stay the caller's
  bool terminal = false;  ///< 0, 1, 2 are the slave of a pty (stdin_fd): it becomes the controlling terminal of the
                          ///< cage's init, which is the session's leader, and the program its foreground group
  std::string filter;     ///< seccomp BPF (struct sock_filter[]) installed before exec; empty: none
  bool open = false;      ///< of an open run: in its starter's process group, with its limits and ignored signals
  bool barrier = false;   ///< waits before the filter and the exec until release(): time to attach a tracer
};

/// How an untraced program ended.
struct Ended {
  WaitStatus status;
  rusage usage{};
};

/// What a cage has in common with the machine: nothing at level full.
struct Surrounding {
  std::string root;               ///< the folder that /work, /lab and /fixtures are in; empty: they are in none
  std::vector<Leftover> foreign;  ///< IPC objects and files of others that the run could take for its own
  uid_t user = 0;                 ///< whose the run's processes are; 0: the caller's
};

class Cage {
 public:
  Cage(Cage&&) noexcept;
  Cage& operator=(Cage&&) noexcept;
  /// Ends everything inside. After a sweep, which has seen to that, its namespaces may go a little later: at the latest
  /// when their keeper opens the next cage or goes.
  ~Cage();

  /// Starts a program in a process group of its own, as child of the cage's init. Returns its pid in the caller's pid
  /// namespace. Without a barrier it has executed when this returns. Throws when it could not be started, or when the
  /// cage could not be set up.
  pid_t spawn(const SpawnSpec&);

  /// Lets a program that waits at its barrier go on to its exec.
  void release(pid_t);

  /// Waits (at most `wall_seconds`) for an untraced program of this cage; nullopt when the time is over.
  std::optional<Ended> wait(pid_t, double wall_seconds);

  /// SIGKILL to everything inside but init. Returns at once: a tracer must still reap its tracees.
  void kill_all();

  /// Waits until no process but init is left (a tracer has reaped all of its own), lists what is left behind, and
  /// removes it. Files that were there at the start are not listed. `seen`: what the run was seen to make, which tells
  /// its objects from others' at level degraded: System V by id, queues by name, files by the last part of theirs.
  /// `meanwhile` is called now and then as long as somebody is left.
  std::vector<Leftover> sweep(const std::vector<Leftover>& seen = {}, const std::function<void()>& meanwhile = {});

  Surrounding surrounding() const;

  /// The cage's init in the caller's pid namespace: /proc/PID/root is the cage's file system, which is set up when this
  /// returns.
  pid_t init_pid() const;

  /// Reads a file of the cage without following links out of it or waiting at a FIFO; at most `limit` bytes. nullopt:
  /// it is not there.
  struct FileContent {
    bool regular = false;
    unsigned mode = 0;
    std::string bytes;
  };
  std::optional<FileContent> read_file(const std::string& path, std::size_t limit) const;

  /// A file of /proc as it is for those inside, whole; empty: it can't be read.
  std::string read_proc_inside(const std::string& path) const;

 private:
  friend class Keeper;
  friend Cage open_cage();
  struct Impl;
  explicit Cage(std::unique_ptr<Impl>);
  std::unique_ptr<Impl> impl_;
};

/// A cage that is open: IPC objects, /dev/shm and /dev/mqueue of its own, and everything else the user's (his files,
/// network, processes and terminal). kill_all() and read_file() are not for it, and sweep() expects that nobody is left
/// who could still make something; it lists no files.
Cage open_cage();

class Keeper {
 public:
  /// Starts the keeper. Throws std::system_error with a sentence about what this machine refuses.
  explicit Keeper(Level = Level::Full);
  ~Keeper();
  Keeper(const Keeper&) = delete;
  Keeper& operator=(const Keeper&) = delete;

  /// A new cage. Returns while it is still being set up; what goes wrong there is thrown by its first use.
  Cage open(const CageSpec&);

  /// Has the next cage with a network made while the caller does something else. Its init is one process more of the
  /// user inside: not while programs run whose number has to be limited exactly. `untouched`: a cage of this keeper in
  /// which nobody has made a socket and nobody lives any more; the next one gets its network, which is as good as new.
  void prepare(const Cage* untouched = nullptr);

  /// Whether root gives runs an id of their own.
  bool gives_user() const;

  /// Holds all that this keeper starts. A cage that is opened begins a new count.
  ControlGroup& group();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace ipclab::sandbox
