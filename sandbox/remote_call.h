// A call that a task of a program carries out for the tracer, with its own descriptors and where the kernel would let
// the tracer not have a copy of them. The program does not notice: its registers, its memory and its set of blocked
// signals are as before, signals that come meanwhile wait, and the call at which it stands or in which it sleeps goes
// on. Only calls that do not block.
#pragma once

#include <sys/types.h>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ipclab::sandbox {

struct RemoteCall {
  static constexpr std::size_t kArguments = 6;
  std::int64_t number = 0;
  std::array<std::uint64_t, kArguments> args{};
  /// What arguments point to: written before the call, read back after it.
  std::string data;
  struct Pointer {
    int argument = 0;
    std::size_t offset = 0;  ///< in `data`
  };
  std::vector<Pointer> pointers;
};

/// The task that is to carry it out: its tracer has handled its stop at the entry or the return of a call and has not
/// let it go on; or it sleeps in a call.
struct RemoteTask {
  pid_t tid = 0;
  /// The call in which it sleeps, as the kernel carries it out.
  struct Asleep {
    std::int64_t number = 0;
    std::uint64_t first_argument = 0;
  };
  std::optional<Asleep> asleep;
};

/// Its result. Nothing: the task was killed, or is elsewhere than said; it goes on as it would have.
/// A sleeper is taken out of its call and put back. Where something else ends the call at that moment, it is left at
/// the stop at its return, which its tracer has yet to wait for.
std::optional<std::int64_t> carry_out(RemoteCall&, const RemoteTask&);

}  // namespace ipclab::sandbox
