// Which library's function the program calls at a place in its own code: of a futex it tells the semaphore from the
// mutex.
#pragma once

#include <sys/types.h>

#include <map>
#include <string>

#include "sandbox/code_map.h"
#include "sandbox/event.h"

namespace ipclab::sandbox {

/// The function that is called at a frame of StackReader::own_frames(): "sem_wait". Empty where it is one of the
/// program's own, or can't be told. `host_paths` as for StackReader. Takes some 0.1 ms: keep the answer, a place in the
/// code calls the same function every time.
std::string called_function(pid_t tid, const Frame&, CodeMap*, const std::map<std::string, std::string>& host_paths);

}  // namespace ipclab::sandbox
