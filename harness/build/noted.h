// How programs are built whose accesses to shared memory are noted. The functions that note them are the files of
// noted/, which are compiled on the machine that grades, as submissions are.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ipclab {

struct NotedSource {
  std::string_view name, text;
};

/// The files of noted/.
std::span<const NotedSource> noted_sources();

/// What they are compiled with.
const std::vector<std::string>& noted_object_flags();

/// For programs: further flags for the compiler, and what stands behind the program's own libraries.
const std::vector<std::string>& noted_flags();
const std::vector<std::string>& noted_libraries();

}  // namespace ipclab
