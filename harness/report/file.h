// Files that the grader writes for its user.
#pragma once

#include <filesystem>
#include <string_view>

namespace ipclab {

/// Puts `bytes` into the file at `path`: all of them or none, so that nobody ever reads half a report. They go into a
/// new file beside it that then takes its name; a link is followed first. What is there and isn't a regular file (a
/// terminal, a pipe, /dev/null) is written to as it is. Throws std::system_error that names the file.
void write_file_atomically(const std::filesystem::path& path, std::string_view bytes);

}  // namespace ipclab
