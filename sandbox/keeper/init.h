// A cage's first process: pid 1 of its namespaces, the grader's hand inside.
#pragma once

namespace ipclab::sandbox {

/// Sets the cage up and serves the grader until it hangs up. Returns the exit status.
int init_main(int socket);

}  // namespace ipclab::sandbox
