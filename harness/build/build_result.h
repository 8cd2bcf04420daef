// What a build gave, as a value.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace ipclab {

struct Diagnostic {
  std::string file;  ///< as in the submission; empty for the linker's
  int line = 0, column = 0;
  std::string severity;  ///< "error", "warning", "note"
  std::string message;
  std::string option;  ///< "-Wunused-result", or empty
};

struct BuildResult {
  bool ok = false;
  std::vector<Diagnostic> diagnostics;
  std::vector<std::string> missing_files;  ///< that the exercise names and the submission lacks
  std::string output;                      ///< all that the compiler said, at most 256 KiB
  std::filesystem::path folder;            ///< holds the built programs, by name; removed with the Build that owns it
};

}  // namespace ipclab
