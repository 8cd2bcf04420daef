// The processes below the calling one, where there is no pid namespace that holds them.
#pragma once

#include <sys/types.h>

#include <set>

namespace ipclab::sandbox {

/// All that live, without the calling process. Complete where it is a child subreaper: nobody leaves its tree.
std::set<pid_t> descendants();

/// SIGKILL to each, also to those that are born meanwhile: who has been killed forks no more. Does not wait.
void kill_descendants();

/// How many processes and threads the calling user has, as the kernel counts them for RLIMIT_NPROC: also those that
/// can't be seen from here. Found by trying; the caller must be single-threaded and without privileges.
long processes_of_user();

}  // namespace ipclab::sandbox
