// What a run left behind, seen from inside its namespaces.
#pragma once

#include <sys/types.h>

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "sandbox/event.h"

namespace ipclab::sandbox {

/// Every path below the folders.
std::set<std::string> files_below(const std::vector<std::string>& folders);

/// An IPC object, or a file in a folder that others use, too.
struct FoundObject {
  Leftover what;
  uid_t owner = 0;   ///< System V: the creator
  std::string path;  ///< of named ones
};
/// Which of them are the run's. Null: all are.
using IsOfTheRun = std::function<bool(const FoundObject&)>;

/// Those that are there now, of each kind at most as many as can be looked through.
std::vector<FoundObject> system_v_objects();
std::vector<FoundObject> shared_memory_objects();
std::vector<FoundObject> queues_in(const std::string& folder);
std::vector<FoundObject> files_in(const std::string& folder);  ///< not those in folders below it

/// Each lists the run's objects of one kind, at most 1000, and removes them: System V; POSIX shared memory and
/// semaphores; POSIX queues, of which the file system is mounted on `folder`.
void take_system_v(std::vector<Leftover>*, const IsOfTheRun& = {});
void take_shared_memory(std::vector<Leftover>*, const IsOfTheRun& = {});
void take_queues(const std::string& folder, std::vector<Leftover>*, const IsOfTheRun& = {});

/// Lists files below the folders that are not in `before`, at most 1000, and removes them.
void take_files(const std::vector<std::string>& folders, const std::set<std::string>& before, std::vector<Leftover>*);
/// The same for those files in `folder` that are the run's, with all that is below them.
void take_files_in(const std::string& folder, const std::set<std::string>& before, std::vector<Leftover>*,
                   const IsOfTheRun&);

}  // namespace ipclab::sandbox
