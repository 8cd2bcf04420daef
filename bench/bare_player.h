// The steps of a scenario without sandbox and tracer: what it costs to run the same commands.
#pragma once

#include "harness/exercise/exercise.h"

namespace ipclab::bench {

/// Whether programs must end as the exercise expects.
enum class Statuses { AsExpected, Any };

/// Plays a scenario in the bare world, whose /lab and /fixtures hold the built programs. Returns the milliseconds from
/// the first step to the last program's end: what is there before (files, bytes to be fed) is made before. Throws
/// std::runtime_error when a program has not the status that the exercise expects, or the scenario's time is over: then
/// something else ran than what is to be compared.
double play_bare(const Exercise&, const Scenario&, Statuses = Statuses::AsExpected);

}  // namespace ipclab::bench
