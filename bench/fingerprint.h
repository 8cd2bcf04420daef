// What must be the same each time a submission is graded.
#pragma once

#include <string>
#include <vector>

#include "harness/report/report.h"

namespace ipclab::bench {

/// The verdict, each scenario's verdict, and of each finding the id, severity, scenario, process and line; one line
/// each, sorted. Nothing that may differ: times, numbers of processes, the words of a message.
std::vector<std::string> fingerprint(const Report&);

/// The events of a run, a line each, in their order, and its outputs. Without what the machine alone decides: processor
/// times, use of memory, numbers of inodes and of ports that nobody asked for.
std::vector<std::string> events_of(const Record&);

/// Where two runs part: the first line that differs, as it is in either; empty: nowhere.
std::string first_difference(const std::vector<std::string>& before, const std::vector<std::string>& after);

/// "- " and what only `before` has, "+ " and what only `after` has. Both sorted.
std::vector<std::string> differences(const std::vector<std::string>& before, const std::vector<std::string>& after);

}  // namespace ipclab::bench
