// A line of the submission, as a finding shows it.
#pragma once

#include "harness/report/layout.h"
#include "harness/report/report.h"

namespace ipclab {

/// "  31 │     waitpid(child, &status, 0);" and, where the compiler named a column (from 1 on, counted on a terminal
/// with a tab at each eighth column; 0: none), a caret below it. Empty when the submission has no such line.
Lines quote_source(const std::vector<SubmittedFile>& files, const SourceLocation&, int column, int width, const Paint&);

}  // namespace ipclab
