// Addresses -> source lines, through debug information (libdw).
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "harness/run/record.h"
#include "sandbox/event.h"

namespace ipclab {

/// A location for each frame, in the same order; without a file where none is known. `programs`: module as the process
/// saw it -> file on the host.
std::vector<SourceLocation> locate(const std::vector<sandbox::Frame>& frames,
                                   const std::map<std::string, std::filesystem::path>& programs);

}  // namespace ipclab
