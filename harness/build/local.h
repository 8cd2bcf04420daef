// A .c file of the user's own, built where it is: by gcc with the flags of submissions, and no sandbox around it.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

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

  /// Whether the program calls what makes memory that processes can share.
  bool may_share_memory() const;
  /// Builds it anew so that it notes its accesses to shared memory (docs/data-races.md); `object` is linked with it.
  /// False: that can't be, and the program is as it was.
  bool note_accesses(const std::string& object);

 private:
  std::vector<std::string> compiler(const std::vector<std::string>& flags, const std::filesystem::path& output) const;

  std::filesystem::path source_;
  std::string name_;
  BuildResult result_;
};

}  // namespace ipclab
