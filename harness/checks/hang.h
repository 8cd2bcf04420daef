// The one story of a run that hangs, for the checks whose findings it may include.
#pragma once

#include <optional>

#include "harness/checks/hang_explain.h"

namespace ipclab {

/// The first step that could not be completed because nobody can go on, or because the time was over; null if none.
const StepOutcome* unfinished_step(const CheckInput&, StepOutcome::Kind);

/// Why nobody can go on; nullopt where the run did not come to a standstill in a step that should have been completed.
std::optional<Story> deadlock_story(const CheckInput&);

}  // namespace ipclab
