// One submission all the way: build, run, replay, check, report.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "harness/exercise/exercise.h"
#include "harness/report/report.h"
#include "harness/run/player.h"
#include "harness/submission/submission.h"

namespace ipclab {

struct GradeOptions {
  std::int64_t seed = 1;
  bool explore = true;  ///< try other orders of the processes where the natural one is right
  /// By scenario: nothing is explored, but this order tried again.
  std::map<std::string, Schedule> again;
  bool memory_checks = true;   ///< also play the scenarios that allow it with programs built for checks of memory
  bool race_checks = true;     ///< also play scenarios in which memory is shared with programs that note accesses to it
  std::set<std::string> only;  ///< scenarios to play; empty: all. The others are "skipped" and give no points
  std::function<void(const std::string& what, int done, int of)> progress;  ///< called before each step of the work
  std::function<void(const Record&)> recorded;                              ///< called with each run's record

  /// Each scenario in its natural order, and no more.
  void play_only_once() { explore = memory_checks = race_checks = false; }
};

/// Never throws for what a submission does. A malfunction in a scenario makes the report inconclusive and says what it
/// was.
Report grade(sandbox::Sandbox&, const Exercise&, const Submission&, const GradeOptions&);

/// The same judging without running anything: `record_of` gives the saved record of a scenario, or nothing (skipped).
Report grade_records(const Exercise&, const Submission&,
                     const std::function<std::optional<Record>(const std::string&)>& record_of);

}  // namespace ipclab
