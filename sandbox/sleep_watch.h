// Whether a task sleeps, looked up in /proc. The tracer asks that after nearly each stop.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string_view>

#include "sandbox/fd.h"

namespace ipclab::sandbox {

/// Whether a task sleeps, in which call, and a number that changes whenever it has been woken.
struct Sleep {
  bool asleep = false;
  bool works = false;   ///< has a processor or waits for one
  bool traced = false;  ///< at a stop of its tracer's
  bool dead = false;    ///< ended; a first thread stays so until the last one ends
  bool uninterruptible =
      false;               ///< for the moments that a device takes; or, in vfork, until the child executes or ends
  std::int64_t call = -1;  ///< of one that sleeps, the kernel's number; -1: in none (a page fault)
  std::int64_t switches = 0;
};

/// For looks at one task. Keeps its files of /proc open, since opening them costs more than reading them.
class SleepWatch {
 public:
  /// The task may have another id than at the last look.
  Sleep look(pid_t tid);
  /// The same without `switches`, which take longest.
  Sleep glance(pid_t tid);
  /// Only whether it works.
  bool works(pid_t tid);

 private:
  /// Of /proc/TID/NAME; empty where it can't be read (the task is gone). Good until the next call.
  std::string_view text_of(Fd* file, const char* name);
  void turn_to(pid_t tid);
  char state(pid_t tid);
  Sleep told(char state);

  pid_t tid_ = 0;
  Fd status_, stat_, syscall_;
};

}  // namespace ipclab::sandbox
