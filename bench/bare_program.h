// A program started by plain fork and exec, with pipes or a terminal at its standard streams. Nobody traces it: whether
// it sleeps is read from /proc.
#pragma once

#include <poll.h>
#include <sys/types.h>

#include <string>
#include <vector>

#include "sandbox/fd.h"

namespace ipclab::bench {

struct BareStart {
  std::string path;
  std::vector<std::string> argv, env;
  unsigned umask = 022;
  enum class Input { Null, Pipe, Terminal } input = Input::Null;  ///< Terminal: 0, 1 and 2
};

class BareProgram {
 public:
  explicit BareProgram(const BareStart&);
  /// Kills what still runs of its process group.
  ~BareProgram();
  BareProgram(const BareProgram&) = delete;
  BareProgram& operator=(const BareProgram&) = delete;

  /// What attend() may have to do something about.
  void add_to(std::vector<pollfd>&) const;
  /// Takes what was printed, writes what is to be fed, notices the end. Never waits.
  void attend();

  bool ended() const { return ended_; }
  /// As a shell says it: 128 and the signal's number for a killed one.
  int status() const { return status_; }
  /// Every task of it and of its descendants sleeps in a call, or has ended.
  bool asleep() const;
  /// Takes the printed text up to and with `text`, where it is there.
  bool take_printed(const std::string& text);

  void feed(const std::string& bytes) { to_write_ += bytes; }
  void close_input() { close_input_ = true; }
  void type(const std::string& text);
  void signal(int number, bool group) const;

 private:
  struct Ends {
    sandbox::Fd in, out, err;
  };
  Ends open_streams(BareStart::Input);
  void write_input();

  pid_t pid_ = -1;
  sandbox::Fd end_;                      ///< pidfd
  sandbox::Fd input_, output_, errors_;  ///< our ends; at a terminal output_ is its master, for both ways
  std::string printed_, to_write_;
  bool close_input_ = false;
  bool ended_ = false;
  int status_ = 0;
};

}  // namespace ipclab::bench
