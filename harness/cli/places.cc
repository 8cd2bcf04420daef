#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>

#include "harness/cli/commands.h"
#include "harness/report/file.h"

namespace ipclab::cli {
namespace {

namespace fs = std::filesystem;

/// The folder that the running program is in.
fs::path program_folder() {
  std::error_code none;
  return fs::read_symlink("/proc/self/exe", none).parent_path();
}

}  // namespace

std::filesystem::path exercises_folder() {
  if (const char* chosen = std::getenv("IPCLAB_EXERCISES"); chosen != nullptr && *chosen != '\0') return chosen;
  const fs::path above = program_folder().parent_path();
  fs::path installed = above / "share/ipclab/exercises";  // beside bin/
  // A build folder stands in the source tree (build/, or build/NAME/).
  for (const fs::path& folder : {installed, above / "exercises", above.parent_path() / "exercises"}) {
    if (fs::exists(folder)) return folder;
  }
  return installed;
}

std::vector<std::filesystem::path> all_exercises() {
  std::vector<fs::path> folders;
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(exercises_folder(), none)) {
    if (fs::exists(entry.path() / "exercise.toml", none)) folders.push_back(entry.path());
  }
  std::sort(folders.begin(), folders.end());
  return folders;
}

std::filesystem::path find_exercise(const std::string& name_or_path) {
  std::error_code none;
  const bool is_path = name_or_path.find('/') != std::string::npos || name_or_path == ".";
  if (!is_path) {
    fs::path known = exercises_folder() / name_or_path;
    if (fs::exists(known / "exercise.toml", none)) return known;
  }
  if (fs::exists(fs::path(name_or_path) / "exercise.toml", none)) return name_or_path;
  std::string names;
  for (const auto& entry : fs::directory_iterator(exercises_folder(), none)) {
    if (fs::exists(entry.path() / "exercise.toml", none)) names += " " + entry.path().filename().string();
  }
  if (is_path) throw UsageError(fmt::format("there is no exercise.toml in {}", name_or_path));
  throw UsageError(
      fmt::format("there is no exercise named {}; there are:{}", name_or_path, names.empty() ? " none" : names));
}

TextStyle style_for(int fd) {
  TextStyle style;
  const char* no_colour = std::getenv("NO_COLOR");
  style.colour = isatty(fd) != 0 && (no_colour == nullptr || *no_colour == '\0');
  winsize size{};
  if (isatty(fd) != 0 && ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
    style.width = std::clamp(static_cast<int>(size.ws_col), 60, 120);
  }
  return style;
}

ExitCode exit_code(const Report& report) {
  if (report.verdict == Verdict::Inconclusive) return kCouldNotJudge;
  return report.verdict == Verdict::Pass ? kHolds : kFallsShort;
}

void write_output(const std::string& path, const std::string& text) {
  if (path == "-2") {
    std::cerr << text << std::flush;
    return;
  }
  if (path != "-") return write_file_atomically(path, text);
  std::cout << text << std::flush;
  if (!std::cout) throw std::runtime_error("standard output can't be written");
}

}  // namespace ipclab::cli
