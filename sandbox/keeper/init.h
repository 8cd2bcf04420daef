// A cage's first process: pid 1 of its namespaces, the grader's hand inside.
#pragma once

#include <memory>

#include "sandbox/keeper/ground.h"

namespace ipclab::sandbox {

/// Makes the cage as far as all are the same, then serves the grader until it hangs up. Returns the exit status.
int init_main(int socket, std::unique_ptr<Ground> ground);

}  // namespace ipclab::sandbox
