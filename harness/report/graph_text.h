// The picture of a run (graph.h) as text.
#pragma once

#include <string>

#include "harness/report/report.h"

namespace ipclab {

/// A line for each object that something goes through: "ps ─1→ pipe ─0→ grep". Then signals and, of a run that hangs,
/// who waits for what; processes that have to do with nothing come last.
std::string graph_text(const ScenarioReport&);

}  // namespace ipclab
