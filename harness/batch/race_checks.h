// Another look at scenarios in which processes share memory, with the programs built to note their accesses to it.
#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include "harness/exercise/exercise.h"
#include "harness/run/player.h"
#include "harness/submission/submission.h"

namespace ipclab {

/// For one submission that has been built; what it is given must outlive it. Builds when the first scenario needs it.
class RaceChecks {
 public:
  RaceChecks(sandbox::Sandbox& sandbox, const Exercise& exercise, const Submission& submission,
             std::filesystem::path fixtures)
      : sandbox_(sandbox), exercise_(exercise), submission_(submission), fixtures_(std::move(fixtures)) {}

  /// The races in the scenario, of which `plain` is the record. Looks at the first few scenarios in which processes
  /// share memory, and at each in which something is `wrong`: what comes of a race belongs to it. Nothing where calls
  /// are made to fail, where the plain run was stopped by a limit or is long (very long, where a race was found
  /// already), or where the programs can't be built so.
  std::vector<DataRace> races_in(const Scenario&, const Record& plain, bool wrong);

  /// The last scenario that races_in was asked of has shown places at which another order of accesses can be tried.
  bool may_switch() const { return may_switch_; }
  /// Plays the scenario in turns. Throws std::runtime_error where the programs can't be built so.
  NotedRun play(const Scenario&, const Schedule&);

 private:
  const std::optional<std::filesystem::path>& programs();

  sandbox::Sandbox& sandbox_;
  const Exercise& exercise_;
  const Submission& submission_;
  std::filesystem::path fixtures_;
  int looks_ = 0;
  bool may_switch_ = false;
  bool found_ = false;  ///< a race, in an earlier scenario
  bool built_ = false;
  std::optional<std::filesystem::path> programs_;
};

}  // namespace ipclab
