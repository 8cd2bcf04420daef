// The part of `ipclab exercise` that is for those who write exercises.
#pragma once

#include "harness/cli/commands.h"

namespace ipclab::cli {

/// new and verify, below `exercise`.
void add_exercise_work(CLI::App& exercise, Action*);

}  // namespace ipclab::cli
