// Regular expressions of exercise.toml, checked before anything is judged by them.
#pragma once

#include <optional>
#include <string>

namespace ipclab {

/// A sentence about what is wrong with an ECMAScript pattern; nullopt: it can be used with std::regex. Back-references
/// can't, and neither can patterns so large that the standard library's compiler or matcher would overflow the stack.
std::optional<std::string> pattern_error(const std::string& pattern);

}  // namespace ipclab
