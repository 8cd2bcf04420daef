// A finding as a person reads it: contract, chapter 6.
#pragma once

#include "harness/report/layout.h"
#include "harness/report/merge.h"
#include "harness/report/report.h"

namespace ipclab {

/// What is wrong, and where.
Lines finding_headlines(const Report&, const MergedFinding&, const TextStyle&);

/// What is wrong, where, the source line, why, what proves it, where to look, and what follows from it.
Lines finding_lines(const Report&, const MergedFinding&, const TextStyle&);

}  // namespace ipclab
