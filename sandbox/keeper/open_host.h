// The keeper of an open run (Sandbox::begin_open): IPC objects, /dev/shm and /dev/mqueue of the run's own; everything
// else is the user's: files, network, processes, terminal. It starts the run's programs and lists what they leave
// behind. It never kills: without a pid namespace that could reach the user's other processes.
#pragma once

namespace ipclab::sandbox {

/// Serves the grader at the other end of `socket` until it hangs up. The exit status is of no interest.
int open_host(int socket);

}  // namespace ipclab::sandbox
