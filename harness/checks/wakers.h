// Who would end a wait by doing what is ordinarily done: write to the pipe, raise the semaphore, end. The wait-for
// graph, the stories of hangs and the proof that some of the processes are stuck all go by this.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "harness/checks/waits.h"

namespace ipclab {

struct Waker {
  int process = 0;
  int task = 0;     ///< 0: any of the process's
  std::string how;  ///< "holds descriptor 4", "has raised it", "is waited for"
};

struct Wakers {
  std::vector<Waker> known;  ///< living at that moment; one entry a process or task
  /// Others could as well: by the object's name or id, or by a signal.
  bool anybody = false;
};

Wakers wakers_of(const World&, const World::Standstill&, const Wait&);

/// The locks that keep it waiting, of a wait for a lock.
std::vector<HeldLock> conflicting_locks(const World&, const World::Standstill&, const Wait&);

/// The tasks that can never go on, whatever the others do that run or will wake by themselves. Errs on the side of
/// hope: what could be done by a process of the submission that still runs counts as done, and so does a signal that it
/// could send. Empty where the record has no evidence of who was asleep.
std::set<int> stuck_tasks(const World&, const World::Standstill&, const std::vector<Wait>&);

}  // namespace ipclab
