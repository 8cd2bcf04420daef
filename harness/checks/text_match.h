// Is a text as the exercise states it, and if not, where does it first differ?
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "harness/exercise/exercise.h"

namespace ipclab {

struct TextDifference {
  std::string what;    ///< goes on a sentence about the text: "is empty", "differs in line 3, column 1: …"
  std::string reason;  ///< more of what was expected and what was there; may be empty
  std::optional<std::size_t>
      offset;  ///< of the first byte that is wrong and was written; nullopt: none that could be named
};

/// The bytes of a file of the scenario, for "same-as" and "lines-of".
using FileBytes = std::function<std::string(const std::string& path)>;

/// What is wrong with `got`; nullopt if it is as expected. `folder` is the exercise's, for contents that lie in files.
std::optional<TextDifference> difference(const Expected&, const std::string& got, const std::filesystem::path& folder,
                                         const FileBytes&);

/// Where two texts first differ, told for a person; nullopt if they are the same.
std::optional<TextDifference> first_difference(const std::string& expected, const std::string& got);

}  // namespace ipclab
