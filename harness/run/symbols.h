// Addresses -> source lines, through debug information (libdw).
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "harness/build/compile.h"
#include "harness/run/record.h"
#include "sandbox/event.h"

namespace ipclab {

enum class Elsewhere { Nameless, WholePath };

/// A location for each frame, in the same order; without a file where none is known. `programs`: module as the process
/// saw it -> file on the host. Sources below `folder` are named relative to it; `elsewhere` says whether others (but
/// for the system's headers) have a name at all: their whole path.
std::vector<SourceLocation> locate(const std::vector<sandbox::Frame>& frames,
                                   const std::map<std::string, std::filesystem::path>& programs,
                                   const std::filesystem::path& folder = kSourceFolder,
                                   Elsewhere elsewhere = Elsewhere::Nameless);

}  // namespace ipclab
