// What the tracer asks while a run goes on: who goes on next, which call fails. The plain run has the plain version of
// each. A policy sees tasks and calls as values and never touches a process itself. (What time it is says a
// VirtualClock, virtual_clock.h.)
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "sandbox/event.h"

namespace ipclab::sandbox {

/// A task at the entry or exit of a call.
struct AtCall {
  int process = 0, task = 0;
  std::string_view call;  ///< canonical name
  bool entry = true;
  /// 0: it is a call. Else it is no call: the task is about to make its how manieth access to shared memory.
  std::uint64_t access = 0;
  int place = -1;  ///< where in the submission's code, as in Event::stack; -1: elsewhere

  // What a FaultPlan is told besides; the others get none of it.
  std::string_view program;                       ///< the executed file
  bool own_code = false;                          ///< the submission made the call, not the loader before it
  const std::vector<Field>* arguments = nullptr;  ///< decoded, see vocabulary.h
  enum class Carrier { Other, Pipe, Stream } carrier = Carrier::Other;  ///< of a read, recv, write or send
  /// The kernel itself may move less than it could: an interrupted or non-blocking write; a read of what arrives in
  /// pieces, unless the program relies on being told of each arrival only once (EPOLLET).
  bool may_fall_short = false;
};

/// With a Scheduler the tasks of a run take turns: one goes on until it sleeps, ends or gives way, and all others are
/// held at their stops (docs/schedules.md). The same answers give the same run. The plain one: whoever became able to
/// go on first goes first, and gives way to nobody.
class Scheduler {
 public:
  virtual ~Scheduler() = default;
  /// A task enters a call or returns from it, or is about to make an access (next_access). True: it gives way, if it is
  /// the one whose turn it is.
  virtual bool hold(const AtCall&) { return false; }
  /// Of programs that note their accesses to shared memory: hold() is also asked before the task's access with this
  /// number, the next one after number `after`; 0: before none.
  virtual std::uint64_t next_access(int task, std::uint64_t after) {
    (void)task, (void)after;
    return 0;
  }
  /// It is nobody's turn: whose is it? An index into `held`, those that can go on, in the order in which they became
  /// able to. Nothing: rather let a sleep end, if may_wake() allows it. If none can, the same is asked with `must`, and
  /// an answer is needed.
  virtual std::optional<std::size_t> next(std::span<const AtCall> held, bool must) {
    (void)held, (void)must;
    return 0;
  }
  /// All sleep or are held, and of all deadlines the next is the end of this sleep. May it end while others are held?
  virtual bool may_wake(const AtCall&) { return true; }
};

/// What the tracer puts in the place of a call. Legal failures only: what the kernel may do to any program.
struct Fault {
  std::optional<int> error;           ///< the call is not carried out and returns -error
  std::optional<std::int64_t> count;  ///< reads and writes: at most that many bytes
};
class FaultPlan {
 public:
  virtual ~FaultPlan() = default;
  /// Asked at the entry of each traced call.
  virtual std::optional<Fault> at(const AtCall&) { return std::nullopt; }
};

}  // namespace ipclab::sandbox
