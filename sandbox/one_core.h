// One core for a run: for the tracer and for all programs of the run. Private to the library.
#pragma once

#include <sched.h>
#include <sys/types.h>

namespace ipclab::sandbox {

/// Keeps the calling thread, and what it is told to, on one core, where its run's programs are to be as well: a ptrace
/// stop there costs a twentieth (docs/tracing.md).
class OneCore {
 public:
  OneCore();
  ~OneCore();
  OneCore(const OneCore&) = delete;
  OneCore& operator=(const OneCore&) = delete;
  void take(pid_t) const;
  const cpu_set_t& set() const { return core_; }

  /// Lets the others on the core go on, mostly until they sleep or have come to a stop. No timer is set for that, which
  /// would cost more than all the rest of a stop. False: not done. Lately somebody kept the core for long, and it may
  /// have been none of the run's: on a busy machine that would be so for each stop.
  static bool give();

 private:
  cpu_set_t before_{}, core_{};
};

}  // namespace ipclab::sandbox
