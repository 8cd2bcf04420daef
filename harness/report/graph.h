// The picture that the student looks at: processes, the objects between them, and what went which way.
#pragma once

#include <vector>

#include "harness/model/world.h"
#include "harness/report/report.h"

namespace ipclab {

struct Graph {
  std::vector<GraphNode> nodes;  ///< every process, and the objects that have an edge
  std::vector<GraphEdge>
      edges;  ///< in the order in which they came to be; from writer to object, from object to reader
};

/// Leaves out what every program touches and no exercise is about: the C library's files, devices such as /dev/null.
/// A connection is one node, though the kernel has an object for each of its ends.
Graph draw(const World&);

}  // namespace ipclab
