// [rules] and [limits] of exercise.toml, the exercise's own and each scenario's.
#pragma once

#include "harness/exercise/exercise.h"
#include "harness/exercise/toml_reader.h"

namespace ipclab {

/// `base` with every member replaced whose key is there.
Rules read_rules(const TomlValue&, Rules base);
LimitSpec read_limits(const TomlValue&, LimitSpec base);

}  // namespace ipclab
