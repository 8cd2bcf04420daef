// The picture that really was: processes, descriptors, kernel objects and the bytes between them, drawn from a Record.
// Pure: the same Record gives the same World. See docs/model.md.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "harness/run/record.h"

namespace ipclab {

/// A call of the trace, its entry and its return together.
struct Call {
  int process = 0, task = 0;
  int image = 0;     ///< index into Process::images: which program made it
  std::string name;  ///< canonical
  int enter = -1;    ///< index into Record::events
  int exit = -1;     ///< likewise; -1: it never returned
  std::int64_t result = 0;
  int object = -1;  ///< the one that it is about, index into World::objects; -1: none, or none that is known
  bool returned() const { return exit >= 0; }
  bool failed() const { return exit >= 0 && result < 0; }
};

enum class ObjectKind {
  Pipe,
  Fifo,
  File,
  Folder,
  Tty,
  Device,
  Socket,
  MsgQueue,
  Shm,
  Sem,
  Mapping,
  Event,
  Signal,
  Timer,
  Epoll,
  Memory,
  Pid,
  Other
};

/// A kernel object that outlives the calls on it. One entry an object, however many descriptors and names lead to it.
struct IpcObject {
  int id = 0;  ///< index into World::objects
  ObjectKind kind = ObjectKind::Other;
  std::string name;           ///< path, or POSIX name; empty for the nameless
  std::int64_t key = 0;       ///< System V
  std::int64_t sysv_id = -1;  ///< System V
  bool posix = false;         ///< a POSIX queue, segment, semaphore
  std::string family;         ///< Socket: "tcp", "udp", "unix"
  int port = 0;               ///< Socket: the port it is bound to or accepted on
  int peer = -1;              ///< Socket: the object at the other end, where it is known
  bool listening = false;     ///< Socket: it takes connections
  bool grader = false;        ///< the grader holds the other end (a program's standard input or output)
  std::string grader_role;    ///< whose
  int created_by = -1;        ///< index into World::calls; -1: before the run
  int removed_by = -1;        ///< likewise: IPC_RMID, unlink
  unsigned mode = 0;          ///< as asked for when it was created
};

/// An open file description (man 2 open, "Open file descriptions"): what descriptors that were duplicated or inherited
/// share.
struct OpenFile {
  int id = 0;      ///< index into World::open_files
  int object = 0;  ///< index into World::objects
  bool readable = false, writable = false;
  bool nonblocking = false;
  int opened_by = -1;  ///< index into World::calls; -1: given at the start
};

/// How a descriptor came to be.
struct Descriptor {
  int open_file = 0;
  bool close_on_exec = false;
  int made_by =
      -1;  ///< call that made this number in this process or an ancestor (open, dup, pipe …); -1: given at the start
  int inherited_by = -1;  ///< the fork call through which this process got it; -1: its own
  bool used = false;  ///< read, written, polled … through this number in this process since it was made or inherited
};
using FdTable = std::map<int, Descriptor>;

/// What a process executes, from one exec to the next.
struct Image {
  std::string name;  ///< last component of the path: "ps"; for the first image of a started program its role's program
  std::string path;
  std::vector<std::string> argv;
  bool submission = false;  ///< a program of the submission (not a fixture, not a system program)
  int begin = 0;            ///< index into Record::events
  FdTable at_start;         ///< descriptors right after the exec
};

struct ExitState {
  enum class Kind { Code, Signal, Killed };  ///< Killed: by the grader at the end of the scenario or at a limit
  Kind kind = Kind::Code;
  int value = 0;
};

struct Process {
  int id = 0;
  int parent = 0;             ///< 0: the grader
  std::string role;           ///< of the started program that it descends from
  int forked_by = -1;         ///< index into World::calls
  int begin = 0;              ///< index into Record::events
  std::vector<Image> images;  ///< at least one
  std::vector<int> tasks;
  std::optional<ExitState> end;
  int end_event = -1;
  int reaped_by = -1;      ///< call (wait4) that reaped it; -1: nobody
  FdTable fds;             ///< when it ended, or at the end of the record
  std::vector<int> calls;  ///< indices into World::calls, in order
  std::int64_t cpu_us = 0;
  bool stopped = false;  ///< at the end of the record
  const Image& image() const { return images.back(); }
};

/// Bytes that went one way through an object, for one process image and descriptor.
struct Flow {
  int process = 0, image = 0;
  int fd = -1;  ///< -1: not through a descriptor (queues, mappings)
  int object = 0;
  bool writes = false;  ///< the process wrote; else it read
  std::int64_t bytes = 0;
  std::int64_t operations = 0;
  int first_call = -1, last_call = -1;
  std::string sample;  ///< first bytes, at most 4 KiB, as captured
};

/// A process that maps or attaches a shared segment.
struct Attachment {
  int process = 0, object = 0, call = -1;
  bool writable = false;
  bool detached = false;
};

/// A descriptor that poll, select or epoll looks at.
struct Polled {
  int fd = -1;  ///< of epoll: the number under which it was added
  int object = -1;
  bool reads = false, writes = false;
};

/// A task asleep in a call when nothing could happen any more, or at the end.
struct Waiting {
  int process = 0, task = 0;
  int call = 0;                ///< index into World::calls
  int object = -1;             ///< what it waits for; -1: a process, a signal, nothing
  std::vector<int> processes;  ///< wait4: the children that it could reap
  std::vector<Polled> polled;  ///< ppoll, pselect6, epoll_pwait
};

/// A lock on a file, or on a part of one, that was granted and not given back.
struct HeldLock {
  enum class Kind { Flock, Process, OpenFile };  ///< flock(); fcntl() of a process (lockf); F_OFD_SETLK
  Kind kind = Kind::Flock;
  int object = -1, process = 0;
  int open_file = -1;
  bool exclusive = false;
  std::int64_t start = 0, end = INT64_MAX;  ///< bytes from `start` up to `end`
  int call = -1;                            ///< that was granted it
};

/// A semaphore of a System V set, as the calls on it add up.
struct SemaphoreState {
  int object = -1, index = 0;
  std::optional<std::int64_t> value;    ///< nullopt: the set was there before
  int set_by = -1;                      ///< the last SETVAL or SETALL (index into World::calls); -1: none
  int raised_by = -1, lowered_by = -1;  ///< the last semop that did so
};

/// What the tracer could see of a task from outside.
struct Sleeper {
  bool asleep = true;                                   ///< in the call; else it may be running
  bool wakes_itself = false;                            ///< by a time limit or a timer
  std::vector<std::int64_t> handled, pending, blocked;  ///< signals
  std::optional<std::int64_t> word;                     ///< of a futex: what stands there
  int owner_task = 0, awaited_task = 0;                 ///< of a futex, if it is a lock or a thread's end
  std::string mapping;                                  ///< of a futex: what is mapped there ("[stack]", a path)
  std::int64_t offset = 0;
};

/// Somebody who holds a descriptor of an object.
struct Holder {
  int process = 0;
  int fd = 0;
  Descriptor descriptor;
};

struct World {
  const Record* record = nullptr;  ///< must outlive the World
  std::vector<Process> processes;  ///< by number: processes[0] is the grader
  std::vector<Call> calls;
  std::vector<IpcObject> objects;
  std::vector<OpenFile> open_files;
  std::vector<Flow> flows;
  std::vector<Attachment> attachments;

  /// The state at the last Quiet event before which nothing moved any more and which ended a step (stuck), if there is
  /// one.
  struct Standstill {
    int event = 0;  ///< index into Record::events
    std::vector<Waiting> waiting;
    std::map<int, FdTable> fds;  ///< by process, live ones
    std::vector<HeldLock> locks;
    std::vector<SemaphoreState> semaphores;
    std::map<int, Sleeper> sleepers;  ///< by task; empty in a record without such evidence
  };
  std::optional<Standstill> standstill;  ///< proved: nobody can go on
  std::optional<Standstill> at_limit;    ///< the state when the time limit was hit: not a proof
  /// The state when the first signal came that is sent from outside in order to end a program: not a proof.
  std::optional<Standstill> interrupted;

  const sandbox::Event& event(int index) const { return record->events[static_cast<std::size_t>(index)]; }
  const sandbox::Event& enter(const Call& call) const { return event(call.enter); }
  const IpcObject& object(int id) const { return objects[static_cast<std::size_t>(id)]; }
  const Process& process(int id) const { return processes[static_cast<std::size_t>(id)]; }

  /// Who holds a descriptor of the object in `fds`, for reading and for writing.
  std::vector<Holder> holders(const std::map<int, FdTable>& fds, int object, bool writing) const;

  /// Where in the submission's source the event happened: the innermost frame that is in it.
  std::optional<SourceLocation> location(int event) const;

  /// The started program of that role, or null.
  const Process* started(const std::string& role) const;

  /// "grep (child of pipeline)", "the parent": how a finding names a process.
  std::string describe(int process) const;
};

/// Replays the record. Events that don't fit (a truncated record) are passed over.
World replay(const Record&);

}  // namespace ipclab
