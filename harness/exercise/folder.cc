#include "harness/exercise/folder.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "harness/exercise/digest.h"
#include "harness/exercise/exercise.h"
#include "harness/exercise/suggest.h"

namespace ipclab {
namespace {

namespace fs = std::filesystem;

/// Links are followed, but not out of the folder.
fs::path resolve(const fs::path& folder, const fs::path& name) {
  std::error_code error;
  const fs::path root = fs::canonical(folder, error);
  if (error)
    throw std::runtime_error(
        fmt::format("the folder {} can't be read: {}", in_quotes(folder.string()), error.message()));
  fs::path file = fs::canonical(root / name, error);
  if (error) throw std::runtime_error(fmt::format("{} can't be read: {}", in_quotes(name.string()), error.message()));
  const auto [rest, unused] = std::mismatch(root.begin(), root.end(), file.begin(), file.end());
  if (rest != root.end())
    throw std::runtime_error(fmt::format("{} leads out of the exercise's folder", in_quotes(name.string())));
  return file;
}

/// The file's size. Throws a sentence when it is none that can be read.
std::int64_t size_of(const fs::path& file, const fs::path& name, std::int64_t limit) {
  std::error_code error;
  if (!fs::is_regular_file(file, error))
    throw std::runtime_error(fmt::format("{} is no ordinary file", in_quotes(name.string())));
  const std::uintmax_t size = fs::file_size(file, error);
  if (error) throw std::runtime_error(fmt::format("{} can't be read: {}", in_quotes(name.string()), error.message()));
  if (size > static_cast<std::uintmax_t>(limit)) {
    throw std::runtime_error(fmt::format("{} is larger than {} MiB", in_quotes(name.string()), limit / kMiB));
  }
  return static_cast<std::int64_t>(size);
}

}  // namespace

std::string read_exercise_file(const fs::path& folder, const fs::path& name, std::int64_t limit) {
  const fs::path file = resolve(folder, name);
  const auto size = static_cast<std::size_t>(size_of(file, name, limit));
  std::ifstream in(file, std::ios::binary);
  std::string bytes(size, '\0');
  in.read(bytes.data(), static_cast<std::streamsize>(size));
  if (!in) throw std::runtime_error(fmt::format("{} can't be read", in_quotes(name.string())));
  return bytes;
}

std::int64_t ExerciseFolder::require(const TomlValue& name) {
  const std::string path = name.relative_path();
  try {
    const std::int64_t size = size_of(resolve(folder_, path), path, kMostContent);
    read_.insert(path);
    return size;
  } catch (const ExerciseError&) {
    throw;
  } catch (const std::runtime_error& error) {
    name.fail(error.what());
  }
}

std::string ExerciseFolder::digest() const {
  Sha256 digest;
  digest.add_file("exercise.toml", read_exercise_file(folder_, "exercise.toml", kMostContent));
  for (const std::string& name : read_) digest.add_file(name, read_exercise_file(folder_, name, kMostContent));
  return digest.hex();
}

}  // namespace ipclab
