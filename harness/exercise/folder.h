// The files of an exercise's own, beside exercise.toml.
#pragma once

#include <cstdint>
#include <filesystem>
#include <set>
#include <string>

#include "harness/exercise/toml_reader.h"

namespace ipclab {

inline constexpr std::int64_t kMiB = std::int64_t{1024} * 1024;
inline constexpr std::int64_t kMostContent = 64 * kMiB;  ///< bytes of one file or text of a scenario

/// The bytes of a file of the exercise. Throws std::runtime_error with a sentence: it is not there, no ordinary file,
/// leads out of the folder, or is larger than `limit`.
std::string read_exercise_file(const std::filesystem::path& folder, const std::filesystem::path& name,
                               std::int64_t limit);

/// The folder while exercise.toml is read. Knows in the end which of its files grading reads.
class ExerciseFolder {
 public:
  explicit ExerciseFolder(std::filesystem::path folder) : folder_(std::move(folder)) {}

  const std::filesystem::path& path() const { return folder_; }

  /// The file that the value names, which must be one that read_exercise_file can read. Returns its size.
  std::int64_t require(const TomlValue& name);
  /// SHA-256 over exercise.toml and every file that was required.
  std::string digest() const;

 private:
  std::filesystem::path folder_;
  std::set<std::string> read_;
};

}  // namespace ipclab
