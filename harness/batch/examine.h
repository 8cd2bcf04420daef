// A program without an exercise: run, replay, check, report. Everything that needs no statement to be judged by.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "harness/report/report.h"
#include "harness/run/open_run.h"

namespace ipclab {

struct ExamineOptions {
  double seconds = 0;  ///< after which the program is ended; 0: never
};

/// `command`: a program and its arguments. A .c file as the program is built first. The report has one scenario, "run".
/// Throws CommandError when there is no such program.
Report examine(sandbox::Sandbox&, const std::vector<std::string>& command, const ExamineOptions&);

/// The command can't be run: not there, not executable. what() is a sentence.
class CommandError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace ipclab
