// Where a submission runs without sandbox and tracer, but for what its scenarios take for granted: folders /work, /lab
// and /fixtures, a user who is not root, port numbers and IPC keys that nobody else uses. No pid namespace, no limits,
// no filter, nobody who looks.
#pragma once

#include <filesystem>

namespace ipclab::bench {

/// Moves this process, for good, into user, mount, IPC and network namespaces of its own with a root folder in memory
/// that shows the system's /usr, /etc, /dev and /proc, and the exercise's folder as /exercise. It must have one thread.
/// What it executes is uid 1000 without capabilities. Throws std::system_error.
void enter_bare_world(const std::filesystem::path& exercise);

/// Empty folders /work, /tmp and /dev/shm, a network with nothing but the loopback, no IPC object: what each scenario
/// begins with.
void clean_bare_world();

}  // namespace ipclab::bench
