// The steps of a scenario.
#pragma once

#include "harness/exercise/exercise.h"
#include "harness/exercise/folder.h"
#include "harness/exercise/toml_reader.h"

namespace ipclab {

/// A list of steps. A "run" becomes two of them, a start and a wait. `programs` are the names that may be started.
std::vector<Step> read_steps(const TomlValue&, const std::vector<std::string>& programs, ExerciseFolder&);

/// A table of environment variables.
std::map<std::string, std::string> read_env(const TomlValue&);

}  // namespace ipclab
