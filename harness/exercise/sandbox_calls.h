// [sandbox] of exercise.toml: what its programs may do beyond what every lab needs.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/exercise/toml_reader.h"

namespace ipclab {

/// The calls that an exercise may allow, and no others: what holds the sandbox together is not to be given away.
std::span<const std::string_view> calls_to_allow();

/// `allow`, each a name of calls_to_allow().
std::vector<std::string> read_allowed_calls(const TomlValue& sandbox);

}  // namespace ipclab
