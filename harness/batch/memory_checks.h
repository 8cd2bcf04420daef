// A second look at each scenario, with the programs built for checks of memory.
#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include "harness/exercise/exercise.h"
#include "harness/run/player.h"
#include "harness/run/record.h"
#include "harness/submission/submission.h"

namespace ipclab {

/// For one submission that has been built; what it is given must outlive it. Builds when the first scenario asks for
/// it.
class MemoryChecks {
 public:
  MemoryChecks(sandbox::Sandbox& sandbox, const Exercise& exercise, const Submission& submission,
               std::filesystem::path fixtures)
      : sandbox_(sandbox), exercise_(exercise), submission_(submission), fixtures_(std::move(fixtures)) {}

  /// What the checks say of the scenario, of which `plain` is the record. Nothing where the exercise leaves it out (and
  /// no program crashed), where the plain run was stopped by a limit of the run, or where the programs can't be built
  /// so.
  std::vector<MemoryError> errors_in(const Scenario&, const Record& plain);

 private:
  sandbox::Sandbox& sandbox_;
  const Exercise& exercise_;
  const Submission& submission_;
  std::filesystem::path fixtures_;
  bool built_ = false;
  std::optional<std::filesystem::path> programs_;
};

}  // namespace ipclab
