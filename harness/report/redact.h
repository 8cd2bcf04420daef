// What students may be shown of a report.
#pragma once

#include "harness/report/report.h"

namespace ipclab {

/// The report with nothing in it that tells what a hidden scenario does: its name becomes "hidden scenario 2", and of
/// what was found in it the ids, their general titles and the lines of the submission stay. Every other scenario is as
/// it was. Each output that students or their CI see is made from this.
Report without_hidden(const Report&);

}  // namespace ipclab
