// A .c file of the user's own, built where it is: by gcc with the flags of submissions, and no sandbox around it.
#pragma once

#include <filesystem>

#include "harness/build/build_result.h"

namespace ipclab {

/// Owns the temporary folder with the program; removes it when it goes.
class LocalBuild {
 public:
  /// `source` is taken as the compiler takes it: its headers are looked for beside it.
  explicit LocalBuild(const std::filesystem::path& source);
  ~LocalBuild();
  LocalBuild(const LocalBuild&) = delete;
  LocalBuild& operator=(const LocalBuild&) = delete;

  const BuildResult& result() const { return result_; }
  std::filesystem::path program() const;  ///< where it is, if it was built

 private:
  std::string name_;
  BuildResult result_;
};

}  // namespace ipclab
