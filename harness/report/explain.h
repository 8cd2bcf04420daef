// What an id of a finding means, for `ipclab explain`.
#pragma once

#include <string>

#include "harness/checks/finding.h"
#include "harness/report/report.h"

namespace ipclab {

std::string explain_text(const FindingInfo&, const TextStyle&);

}  // namespace ipclab
