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

  // What a FaultPlan is told besides; the others get none of it.
  std::string_view program;                       ///< the executed file
  bool own_code = false;                          ///< the submission made the call, not the loader before it
  const std::vector<Field>* arguments = nullptr;  ///< decoded, see vocabulary.h
  enum class Carrier { Other, Pipe, Stream } carrier = Carrier::Other;  ///< of a read, recv, write or send
  /// The kernel itself may move less than it could: an interrupted or non-blocking write; a read of what arrives in
  /// pieces, unless the program relies on being told of each arrival only once (EPOLLET).
  bool may_fall_short = false;
};

/// Decides which of the stopped tasks go on. Asked at every stop of a call.
class Scheduler {
 public:
  virtual ~Scheduler() = default;
  /// True: the task waits at this stop until next() names it.
  virtual bool hold(const AtCall&) { return false; }
  /// Every other task sleeps or is held: which of the held ones goes on? An index into `held`.
  virtual std::size_t next(std::span<const AtCall> held) {
    (void)held;
    return 0;
  }
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
