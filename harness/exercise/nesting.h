// Dotted keys of a TOML text, counted before it is parsed.
#pragma once

#include <string>
#include <string_view>

namespace ipclab {

/// Throws ExerciseError when the text has so many dotted keys that the tables they make would overflow the stack:
/// toml++ limits the depth of lists and inline tables, but not that of `a.a.a.a = 1`, and takes tables apart by
/// recursion.
void refuse_deep_keys(std::string_view text, const std::string& file);

}  // namespace ipclab
