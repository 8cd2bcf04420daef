// Which processes the sandbox itself has ended.
#pragma once

#include "harness/model/world.h"

namespace ipclab {

/// By the filter of calls, not by a signal that somebody sent.
bool killed_by_filter(const World&, const Process&);

}  // namespace ipclab
