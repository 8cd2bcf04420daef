// Which findings are consequences of which.
#pragma once

#include <vector>

#include "harness/checks/finding.h"

namespace ipclab {

/// Puts each finding of one scenario that follows from another one into that one's consequences, so that one finding a
/// mistake remains. What can only be a cause, and caused nothing, is dropped. What remains is ordered: errors before
/// warnings before notes, causes first. A cause takes over the severity of what it causes.
std::vector<Finding> fold(std::vector<Finding>);

}  // namespace ipclab
