// The `faults` of a scenario.
#pragma once

#include <vector>

#include "harness/exercise/exercise.h"
#include "harness/exercise/toml_reader.h"

namespace ipclab {

/// A list of tables. A call may fail only as its man page says that it can.
std::vector<FaultSpec> read_faults(const TomlValue&, const std::vector<std::string>& programs);

}  // namespace ipclab
