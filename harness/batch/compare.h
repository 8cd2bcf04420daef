// Whose mark changed between two runs of a batch, and why.
#pragma once

#include <string>
#include <vector>

#include "harness/batch/store.h"

namespace ipclab {

struct Change {
  std::string student, exercise;            ///< the student's key
  std::string verdict_before, verdict_now;  ///< empty: there was, or is, none
  Points before, now;
  std::vector<std::string> reasons;  ///< "the exercise changed", "no-match: 0 -> 1", "found: exit.status"
};

/// The last two runs, the later one against the earlier one. Empty where nothing changed or there is but one run.
std::vector<Change> changes_of(const Store&);

std::string changes_text(const std::vector<Change>&);

}  // namespace ipclab
