// The subcommands. Each adds itself to the command line and is run when it was asked for.
#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "harness/report/report.h"

namespace ipclab::cli {

/// The contract's exit codes.
enum ExitCode { kHolds = 0, kFallsShort = 1, kUsage = 2, kCouldNotJudge = 3 };

/// What the verdict means to the caller.
ExitCode exit_code(const Report&);

/// Called by main when the command was asked for.
using Action = std::function<int()>;

void add_check(CLI::App&, Action*);
void add_batch(CLI::App&, Action*);
void add_doctor(CLI::App&, Action*);
void add_exercise(CLI::App&, Action*);
void add_init(CLI::App&, Action*);
/// Takes COMMAND and what follows it off `args`, the whole command line: that belongs to the program that is run.
void add_run(CLI::App&, Action*, std::vector<std::string>* args);
void add_explain(CLI::App&, Action*);
void add_trace(CLI::App&, Action*);
void add_replay(CLI::App&, Action*);

/// The whole command line. Exceptions become sentences on standard error and exit codes here and nowhere else.
int run(int argc, char** argv);

/// The command line asks for something that isn't there.
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// EXERCISE as the contract says: a path to a folder with an exercise.toml, or a name of one below the exercises
/// folder.
std::filesystem::path find_exercise(const std::string& name_or_path);
/// $IPCLAB_EXERCISES, the installed ones (share/ipclab beside bin/), or the source tree's exercises/.
std::filesystem::path exercises_folder();
/// The exercises in it, sorted by name.
std::vector<std::filesystem::path> all_exercises();

/// How a person wants text on this stream (1 or 2): colour on a terminal without NO_COLOR, its width.
TextStyle style_for(int fd);

/// Names of the formats that a report can be written in, "text" among them.
const std::vector<std::string>& report_formats();
/// The report in one of them. Hidden scenarios are shown in full in JSON alone, and there only without
/// `without_hidden`.
std::string formatted(const Report&, const std::string& format, const TextStyle&, bool without_hidden);

/// Writes to `path` ("-": standard output, "-2": standard error), or not at all: a temporary file, then a rename.
void write_output(const std::string& path, const std::string& text);

}  // namespace ipclab::cli
