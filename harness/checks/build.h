// Findings of the build.
#pragma once

#include <vector>

#include "harness/build/build_result.h"
#include "harness/checks/finding.h"

namespace ipclab {

/// build.missing-file for each file, build.error once (at the first error, the others as evidence), build.warning for
/// each warning.
std::vector<Finding> build_findings(const BuildResult&);

}  // namespace ipclab
