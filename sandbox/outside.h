// What an open run shares with the rest of the machine, and what follows from that: who outside could still wake a
// sleeper, and how the run behaves at its user's terminal.
#pragma once

#include <signal.h>
#include <termios.h>

#include <array>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "sandbox/enclosed.h"
#include "sandbox/tracer.h"

namespace ipclab::sandbox {

/// Lives as long as its run. From its making on the calling process takes no notice of the keys that make signals: they
/// are for the program, which is in the same process group. Puts everything back at its end, the terminal's mode, too.
class Outside {
 public:
  Outside();
  ~Outside();
  Outside(const Outside&) = delete;
  Outside& operator=(const Outside&) = delete;

  /// What the caller's descriptors 0, 1 and 2 are: "terminal", "null", "file", "pipe" (and whatever else).
  static std::array<std::string, 3> streams();

  /// The sleeping tasks that somebody who is no part of the run could make go on: by input, a connection, a FIFO's
  /// other end, a lock let go, or a signal for which there is a handler. Where there is one, everyone asleep is no
  /// standstill.
  std::set<int> may_wake(const Tracer&) const;

  /// As at a shell: when the program that was started is stopped, so is the caller, and the shell has the terminal
  /// again. True: that was the case, and both go on now.
  bool stop_with(const Tracer&, const std::function<void()>& pump);

  /// A SIGTERM that came to the caller alone is the program's.
  void hand_on_signals(const Tracer&);

 private:
  bool may_wake(const Tracer&, const Enclosed&, const Task&) const;
  bool is_shared(pid_t, const Enclosed&, std::int64_t fd) const;

  std::set<std::string> inherited_;  ///< "pipe:[123]", "socket:[124]": what the run was started with
  bool terminal_ = false;            ///< there is a controlling one
  std::optional<termios> mode_;
  std::vector<std::pair<int, struct sigaction>> before_;
  std::size_t looked_at_ = 0;     ///< events
  std::size_t stopped_with_ = 0;  ///< event: the last stop that the caller stopped with
};

}  // namespace ipclab::sandbox
