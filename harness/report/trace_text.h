// What the processes of a run did, for a person: a line a call, as strace prints it, but with who did it and in which
// line of the submission.
#pragma once

#include <string>

#include "harness/model/world.h"
#include "harness/report/report.h"

namespace ipclab {

/// In the order of events. A call during which others did something has two lines, one where it began and one where it
/// ended. Of the submission's programs those calls are shown that it makes itself, of others what goes through
/// descriptors 0 to 2 and what they start; with TextStyle::verbose everything that was recorded.
std::string trace_text(const World&, const TextStyle&);

}  // namespace ipclab
