// A scenario's picture in the language of Graphviz (man 1 dot).
#pragma once

#include <string>

#include "harness/report/report.h"

namespace ipclab {

/// Everything: who gave what to whom, and, of a run that hangs, who waits for whom.
std::string picture_dot(const ScenarioReport&);

/// Only who waits for what, and who could end it. A cycle in it is a deadlock. Empty where nobody waited.
std::string waits_dot(const ScenarioReport&);

}  // namespace ipclab
