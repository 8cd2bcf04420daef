// The grader's ends of the programs' standard streams: it feeds inputs and keeps outputs, and never makes a program
// wait for it longer than until the next pump().
#pragma once

#include <poll.h>
#include <sys/types.h>

#include <map>
#include <string>
#include <vector>

#include "sandbox/fd.h"

namespace ipclab::sandbox {

class Channels {
 public:
  enum class Input { Null, Pipe, Terminal, Inherit };

  /// What the program gets as 0, 1 and 2. To be closed by the caller when it has been started.
  struct Ends {
    Fd in, out, err;
  };

  /// `keep`: bytes kept of each output.
  explicit Channels(std::size_t keep) : keep_(keep) {}

  /// Streams for program `id`. Terminal: one pseudo-terminal for all three, made by the multiplexer at
  /// `terminals`, without echo and without changes to what is printed. Inherit: those of the grader itself; nothing is
  /// fed or kept.
  Ends open(int id, Input input, const std::string& terminals);

  void feed(int id, const std::string& bytes);
  void close_input(int id);
  /// At the terminal; returns when the line discipline has taken it (its signals are sent).
  void type(int id, const std::string& text);

  /// Moves what can be moved without waiting. False: nothing could.
  bool pump();

  /// What to wait for until pump() can move something.
  void add_to(std::vector<pollfd>*) const;

  struct Output {
    std::string stream;  ///< "stdout", "stderr", "terminal"
    std::string bytes;
    bool truncated = false;
  };
  const std::vector<Output>& outputs(int id) const { return streams_.at(id).outputs; }
  std::vector<Output> take_outputs(int id) { return std::move(streams_.at(id).outputs); }
  bool overflowed() const { return overflowed_; }

 private:
  struct Streams {
    Fd in;                ///< the pipe's writing end, or nothing
    std::string pending;  ///< not yet written to it
    bool close_when_written = false;
    Fd terminal, terminal_slave;  ///< the slave is only for finding out that input was taken
    std::vector<Fd> sources;      ///< parallel to outputs
    std::vector<Output> outputs;
  };
  bool drain(Fd*, Output*);
  bool write_pending(Streams*);

  std::size_t keep_;
  bool overflowed_ = false;
  std::map<int, Streams> streams_;
};

}  // namespace ipclab::sandbox
