// What must be the same each time a submission is graded.
#pragma once

#include <string>
#include <vector>

#include "harness/report/report.h"

namespace ipclab::bench {

/// The verdict, each scenario's verdict, and of each finding the id, severity, scenario, process and line; one line
/// each, sorted. Nothing that may differ: times, numbers of processes, the words of a message.
std::vector<std::string> fingerprint(const Report&);

/// "- " and what only `before` has, "+ " and what only `after` has. Both sorted.
std::vector<std::string> differences(const std::vector<std::string>& before, const std::vector<std::string>& after);

}  // namespace ipclab::bench
