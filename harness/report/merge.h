// The same mistake seen in several scenarios is told once.
#pragma once

#include <vector>

#include "harness/report/report.h"

namespace ipclab {

/// Findings of the same id and line. Of the same process at most one of each scenario.
struct MergedFinding {
  const Finding* finding = nullptr;    ///< the one that is told
  bool hidden = false;                 ///< all are from hidden scenarios: nothing of what was seen there may be shown
  std::vector<const Finding*> others;  ///< of public scenarios, with another message than the one that is told
  std::vector<std::string> scenarios;  ///< names of public ones, in order; none for a finding of the build
  int hidden_scenarios = 0;
};

/// In the order of the report. `same_message_only`: findings that say something else stay apart. The result points into
/// the report.
std::vector<MergedFinding> merge(const Report&, bool same_message_only);

}  // namespace ipclab
