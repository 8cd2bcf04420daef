// topology.missing, which needs more words than a check has room for.
#pragma once

#include "harness/checks/check.h"

namespace ipclab {

/// The finding for an edge that was not drawn.
Finding missing_edge(const CheckInput&, const PictureEdge&);

}  // namespace ipclab
