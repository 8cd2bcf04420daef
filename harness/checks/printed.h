// What a program printed, against what the exercise states of it.
#pragma once

#include <optional>
#include <string>

#include "harness/checks/check.h"
#include "harness/checks/text_match.h"

namespace ipclab {

/// The path as the programs see it: one that is relative lies in the working folder.
std::string absolute(const std::string& path);
bool same_path(const std::string& left, const std::string& right);

/// How `got` differs from what is expected, which may refer to files of the scenario.
std::optional<TextDifference> compare(const CheckInput&, const Expected&, const std::string& got);

struct Printed {
  std::string stream;
  std::string bytes;
  bool truncated = false;
};

/// What the started program and all that wrote to the same place printed on "stdout" or "stderr"; at a terminal
/// everything, without the returns that it puts before newlines.
Printed printed(const CheckInput&, const StartStep&, const std::string& stream);

/// How what was printed on `stream` would differ from what the exercise states, had it been `bytes`; nullopt where it
/// would not, or where nothing is stated.
std::optional<TextDifference> difference_with(const CheckInput&, const StartStep&, const std::string& stream,
                                              const std::string& bytes);

}  // namespace ipclab
