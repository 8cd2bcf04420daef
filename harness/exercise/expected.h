// EXPECTED of exercise.toml.
#pragma once

#include "harness/exercise/exercise.h"
#include "harness/exercise/folder.h"
#include "harness/exercise/toml_reader.h"

namespace ipclab {

/// A CONTENT that must be met exactly, or a table that says in which way a text must fit.
Expected read_expected(const TomlValue&, ExerciseFolder&);

/// A number from 0 to 255, a list of them, or "non-zero".
ExpectedStatus read_expected_status(const TomlValue&);

}  // namespace ipclab
