// For those who write exercises: does the exercise tell right programs from wrong ones, every time?
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "harness/batch/grade.h"

namespace ipclab {

struct VerifyOptions {
  int runs = 3;                                           ///< of the reference; every second one with all cores busy
  std::function<void(const std::string& what)> progress;  ///< called before each program is graded
};

struct Verification {
  int wrong = 0, right = 0;         ///< programs that were looked at
  std::vector<std::string> faults;  ///< what is missing or not as declared, a sentence each; empty: all is well
};

/// The exercise in `folder`: README.md and starter/ are there; the reference (FOLDER/reference, or reference/NAME
/// beside the folder with all exercises) passes every scenario in each run; what is in wrong/ fails as it declares,
/// what is in right/ passes; each scenario fails for one of the wrong ones; what only hidden scenarios have is not
/// given to students. Throws ExerciseError where the exercise can't be read.
Verification verify_exercise(sandbox::Sandbox&, const std::filesystem::path& folder, const VerifyOptions&);

}  // namespace ipclab
