// What the end of the time limit says of each process.
#pragma once

#include <vector>

#include "harness/model/world.h"

namespace ipclab {

/// One of the run's processes, and it lived at that event.
bool alive_at(const Process&, int event);

/// The submission's processes that were computing, not waiting in a call and not stopped, when the run's time was over,
/// in the order of their birth. Empty when the time was not over, or when each one was asleep: limit.time is about the
/// former, hang.timeout about the latter.
std::vector<int> computing_at_limit(const World&);

}  // namespace ipclab
