// The files of a scenario: those that are put there, and those that are looked at when it has ended.
#pragma once

#include "harness/exercise/exercise.h"
#include "harness/exercise/folder.h"
#include "harness/exercise/toml_reader.h"

namespace ipclab {

/// A list of files, folders and links that can be made one after another by the user inside the sandbox.
std::vector<ScenarioFile> read_files(const TomlValue&, ExerciseFolder&);
std::vector<ExpectedFile> read_expected_files(const TomlValue&, ExerciseFolder&);

}  // namespace ipclab
