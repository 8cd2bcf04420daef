// Looks for an order of a scenario's processes in which it goes wrong (docs/schedules.md). Pure but for the runs, which
// the caller makes.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "harness/checks/check.h"
#include "harness/run/schedule.h"

namespace ipclab {

/// What exploring needs, and all of it that is not pure.
struct Runs {
  const Exercise& exercise;
  const Scenario& scenario;
  std::function<Record(const Schedule&)> play;
};

struct Exploration {
  int explored = 0;               ///< schedules that were tried, the natural one not among them
  std::vector<Schedule> failing;  ///< those with an error; the first one is as small as it can be
  std::optional<Finding> finding;
};

/// `natural` has no finding of severity Error. Tries scenario.limits.schedules others.
Exploration explore(const Runs&, const Record& natural, std::uint64_t seed);

/// Plays one schedule again that is known, and judges it.
Exploration play_again(const Runs&, const Record& natural, const Schedule&);

/// The errors in a run, with all that follows from them.
std::vector<Finding> errors_in(const Exercise&, const Scenario&, const Record&);

/// Those that an order can be blamed for. How much was computed while somebody waited is no result, and where a process
/// that computes is made to give way depends on the machine.
std::vector<Finding> errors_of_order(const Exercise&, const Scenario&, const Record&);

/// Whoever computes for long waits busily, mostly: each of its orders would take as long, and differ by chance.
bool computes_for_long(const Record&);

}  // namespace ipclab
