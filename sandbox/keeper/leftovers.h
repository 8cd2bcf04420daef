// What a run left behind, seen from inside its namespaces.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "sandbox/event.h"

namespace ipclab::sandbox {

/// Every path below /work and /tmp.
std::set<std::string> all_files();

/// Lists IPC objects of this namespace, at most 1000 of each kind, and files that are not in `before`, at most 1000,
/// and removes them. No process may run any more.
std::vector<Leftover> take_leftovers(const std::set<std::string>& before);

}  // namespace ipclab::sandbox
