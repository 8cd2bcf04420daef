// Submission -> programs, or diagnostics. The compiler runs in the sandbox and sees nothing but the submission.
#pragma once

#include <filesystem>
#include <optional>

#include "harness/build/build_result.h"
#include "harness/exercise/exercise.h"
#include "harness/submission/submission.h"
#include "sandbox/sandbox.h"

namespace ipclab {

/// Owns the folder with what was built; removes it when it goes.
class Build {
 public:
  Build(sandbox::Sandbox&, const Exercise&, const Submission&);
  ~Build();
  Build(const Build&) = delete;
  Build& operator=(const Build&) = delete;
  const BuildResult& result() const { return result_; }

 private:
  BuildResult result_;
};

/// The same programs with AddressSanitizer and UBSan, in a folder of the cache below; nullopt where they can't be built
/// so (a Makefile with a way of its own). The plain build must have succeeded.
std::optional<std::filesystem::path> build_with_memory_checks(sandbox::Sandbox&, const Exercise&, const Submission&);

/// Likewise, so that what they do to shared memory is noted (docs/data-races.md).
std::optional<std::filesystem::path> build_with_noted_accesses(sandbox::Sandbox&, const Exercise&, const Submission&);

/// What is linked with programs whose accesses are noted: compiled once, in the sandbox, and kept in the cache folder.
std::string noted_object(sandbox::Sandbox&);

/// The exercise's fixtures, compiled once and kept in the cache folder ($XDG_CACHE_HOME/ipclab, else ~/.cache/ipclab,
/// else a folder of the user's own in the temporary folder). Returns the folder that holds them by name. Throws
/// ExerciseError with the compiler's words when a fixture does not compile: the exercise is wrong.
std::filesystem::path build_fixtures(sandbox::Sandbox&, const Exercise&);

}  // namespace ipclab
