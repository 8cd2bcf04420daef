// What a run left behind, seen from inside its namespaces.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "sandbox/event.h"

namespace ipclab::sandbox {

/// Every path below /work and /tmp.
std::set<std::string> all_files();

/// Each lists the IPC objects of one kind in this namespace, at most 1000, and removes them: System V; POSIX shared
/// memory and semaphores; POSIX queues, of which the file system is mounted on `folder`.
void take_system_v(std::vector<Leftover>*);
void take_shared_memory(std::vector<Leftover>*);
void take_queues(const std::string& folder, std::vector<Leftover>*);

/// Lists IPC objects of this namespace, at most 1000 of each kind, and files that are not in `before`, at most 1000,
/// and removes them. No process may run any more.
std::vector<Leftover> take_leftovers(const std::set<std::string>& before);

}  // namespace ipclab::sandbox
