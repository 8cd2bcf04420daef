// For tests: does the model's descriptor table equal the kernel's?
#pragma once

#include <optional>
#include <string>

#include "harness/run/record.h"

namespace ipclab {

/// Replays the record and compares each process's descriptors with every snapshot of /proc/PID/fd in it (field
/// "open_fds" of Exit events), but where another thread of the process was in a call of its own, whose effect may be
/// there before its return is recorded. Returns the first difference as a sentence, nullopt if there is none. A record
/// without any snapshot is a difference too: nothing was compared.
std::optional<std::string> check_descriptor_snapshots(const Record&);

}  // namespace ipclab
