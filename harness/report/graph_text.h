// The drawing of a run (graph.h) as text and for Graphviz.
#pragma once

#include <string>

#include "harness/report/graph.h"

namespace ipclab {

/// A line for each object that something goes through: "ps ─1→ pipe ─0→ grep". Processes that have to do with none come
/// last.
std::string graph_text(const Graph&);

/// In the DOT language (man 1 dot): processes as boxes, objects as ellipses.
std::string graph_dot(const Graph&);

}  // namespace ipclab
