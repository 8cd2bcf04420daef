// A schedule that goes wrong, made as small as it can be. Pure but for the runs that `fails` makes.
#pragma once

#include <functional>

#include "harness/run/schedule.h"

namespace ipclab {

/// Leaves out what is not needed for `fails` to hold: the priorities, then one point after the other. `fails` holds for
/// what is given, and for what is returned.
Schedule shrunk(Schedule, const std::function<bool(const Schedule&)>& fails);

}  // namespace ipclab
