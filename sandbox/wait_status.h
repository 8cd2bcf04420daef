// The status that wait4 gives, by name (man 2 wait, man 2 ptrace).
#pragma once

#include <sys/ptrace.h>
#include <sys/wait.h>

namespace ipclab::sandbox {

class WaitStatus {
 public:
  WaitStatus() = default;
  explicit WaitStatus(int raw) : raw_(raw) {}

  bool exited() const { return WIFEXITED(raw_); }
  int code() const { return WEXITSTATUS(raw_); }
  bool signalled() const { return WIFSIGNALED(raw_); }
  int signal() const { return WTERMSIG(raw_); }
  bool core() const { return WCOREDUMP(raw_); }
  bool ended() const { return exited() || signalled(); }
  bool stopped() const { return WIFSTOPPED(raw_); }
  int stop_signal() const { return WSTOPSIG(raw_); }  ///< without the 0x80 of PTRACE_O_TRACESYSGOOD
  int ptrace_event() const { return static_cast<int>(static_cast<unsigned>(raw_) >> 16); }
  /// A traced task returns from a call (PTRACE_O_TRACESYSGOOD).
  bool is_return() const { return stopped() && WSTOPSIG(raw_) == (SIGTRAP | 0x80) && ptrace_event() == 0; }
  int raw() const { return raw_; }

 private:
  int raw_ = 0;
};

}  // namespace ipclab::sandbox
