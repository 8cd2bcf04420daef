// Accesses to shared memory that nothing orders: docs/data-races.md. Pure.
#pragma once

#include <vector>

#include "harness/run/player.h"

namespace ipclab {

/// Each pair of lines once, in the order of lines; the first 64 that are found.
std::vector<DataRace> find_races(const NotedRun&);

/// Whether two processes of the run share memory: else there is nothing to be found.
bool shares_memory(const Record&);

}  // namespace ipclab
