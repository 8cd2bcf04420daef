// One [[scenario]] of exercise.toml.
#pragma once

#include "harness/exercise/exercise.h"
#include "harness/exercise/folder.h"
#include "harness/exercise/toml_reader.h"

namespace ipclab {

/// What a scenario takes from the exercise.
struct ScenarioDefaults {
  Rules rules;
  LimitSpec limits;
  std::vector<std::string> programs;  ///< of the submission
  std::vector<std::string> fixtures;
};

Scenario read_scenario(const TomlValue&, const ScenarioDefaults&, ExerciseFolder&);

}  // namespace ipclab
