// What the tracer saw, as values. The only part of the sandbox that the model and the checks know.
//
// A run is a sequence of events in the order in which the tracer received them. Within one task the order is the
// kernel's. Between tasks it is the order of the tracer's stops: an entry is recorded before the kernel carries the
// call out, an exit after it has. A call that never returned has an entry without an exit.
//
// Everything in an event that came from the program (names, paths, data) is bytes of a stranger: escape it when
// printing.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace ipclab::sandbox {

/// Enter of fork (without shared memory), execve and exit, Signal with a default effect that kills, and End by SIGKILL
/// also have unwritten_fds, unwritten_bytes (lists of numbers) and unwritten_texts (list of texts): what the program
/// has printed through stdio and its C library has not yet written, stream by stream, with at most the first 4096 bytes
/// of each. Left out where there is none, and for programs that are not the submission's.
enum class EventKind : std::uint8_t {
  Start,     ///< the grader started a program: it has just been executed. fields: role, path, argv, fd0, fd1, fd2, cwd,
             ///< umask, own (0/1: the submission's)
  Fork,      ///< `process`/`task` made another one. fields: child_process, child_task, call ("fork", "vfork", "clone"),
             ///< thread (0/1), shares_files (0/1), shares_memory (0/1)
  Exec,      ///< an exec succeeded; what follows is the new program. fields: path, argv (list), real (path found), own
  Enter,     ///< `name` is entered. fields: the decoded arguments, see vocabulary.h
  Exit,      ///< `name` returned `result`. fields: what the kernel wrote back, see vocabulary.h
  Signal,    ///< a signal is about to be delivered. fields: signal, code (si_code), from_process (0: kernel or grader),
             ///< action ("handler", "default", "ignore"), address (SIGSEGV, SIGBUS: the one that was used)
  Stop,      ///< the process stopped (group stop). fields: signal
  Continue,  ///< it goes on after a stop. fields: none
  End,  ///< the task ended. fields: code or signal, core (0/1), last (1: last task of its process), utime_us, stime_us,
        ///< limit ("cpu" | "file-size" | "" )
  Action,   ///< the grader did something. `name`: "signal" (fields: signal), "type" (text), "feed" (bytes),
            ///< "close-input", "kill-all" (end of the scenario; what still runs is killed), "step" (number)
  Refused,  ///< the filter refused call `name`; the program got EPERM. fields: number
  Limit,    ///< a limit of the run was hit. `name`: "wall", "output", "calls" (too many were made), "memory" (where it
            ///< is watched)
  Asleep,   ///< just before `quiet`, and before the end of the time: one for each living task, what can be seen of its
            ///< wait. fields: asleep, wakes_itself (0/1), handled, pending, blocked (lists of signals); for a futex
            ///< word, owner_task, awaited_task, mapping, offset, shared: see docs/tracing.md
  Quiet,    ///< every task of the run sleeps in a call without a time limit and nothing can wake it: nothing more can
            ///< happen unless the grader acts
};

/// One decoded value: a number, bytes, or a list of either.
using FieldValue = std::variant<std::int64_t, std::string, std::vector<std::int64_t>, std::vector<std::string>>;

struct Field {
  std::string name;
  FieldValue value;
  bool operator==(const Field&) const = default;
};

/// An instruction of the program: its module's path as the sandbox sees it, and its offset in that file.
struct Frame {
  std::string module;
  std::uint64_t offset = 0;
  bool operator==(const Frame&) const = default;
};

struct Event {
  EventKind kind = EventKind::Action;
  std::int64_t time_us = 0;  ///< since the start of the run, monotonic
  int process = 0;           ///< number of the process in this run, from 1 on in order of birth; 0: the grader
  int task = 0;              ///< number of the thread in this run, from 1 on in order of birth
  std::string name;          ///< the call's canonical name (vocabulary.h) or the action's
  std::int64_t result = 0;   ///< Exit: what the call returned; -errno for a failure
  std::vector<Field> fields;
  std::vector<int> stack;  ///< Enter, Signal: indices into Trace::frames, innermost first, the program's own module
                           ///< only; but the first may be the library's function that the program called. End, of a
                           ///< process that had to be stopped at its work: where that was

  bool operator==(const Event&) const = default;

  /// The field's value, or null where the event has no such field (or it has another type).
  const std::int64_t* number(std::string_view field) const;
  const std::string* text(std::string_view field) const;
  const std::vector<std::int64_t>* numbers(std::string_view field) const;
  const std::vector<std::string>* texts(std::string_view field) const;

  /// The same with a default for an absent field.
  std::int64_t number_or(std::string_view field, std::int64_t otherwise) const;
  std::string text_or(std::string_view field, std::string_view otherwise) const;
};

/// What a run leaves behind in its own namespaces when every process is dead.
struct Leftover {
  enum class Kind : std::uint8_t { MsgQueue, Shm, Sem, PosixShm, PosixSem, PosixMq, Fifo, SocketFile, File };
  Kind kind = Kind::File;
  std::string name;       ///< path or POSIX name; empty for System V
  std::int64_t key = 0;   ///< System V
  std::int64_t id = -1;   ///< System V
  unsigned mode = 0;      ///< permission bits
  std::int64_t size = 0;  ///< bytes; messages for a queue
  bool operator==(const Leftover&) const = default;
};

std::string_view to_string(EventKind);
std::string_view to_string(Leftover::Kind);
/// The inverse; throws std::invalid_argument for a word that names none.
EventKind event_kind(std::string_view);
Leftover::Kind leftover_kind(std::string_view);

}  // namespace ipclab::sandbox
