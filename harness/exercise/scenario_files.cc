#include "harness/exercise/scenario_files.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/exercise/content.h"
#include "harness/exercise/expected.h"
#include "harness/exercise/suggest.h"

namespace ipclab {
namespace {

constexpr std::int64_t kHighestMode = 0777;
constexpr unsigned kFolderMode = 0755;
constexpr unsigned kMayEnterAndWrite = 0300;
constexpr std::size_t kLongestTarget = 4095;  ///< what symlink() takes
constexpr std::int64_t kMostInAll = 4 * kMostContent;
/// Where the user inside may write.
constexpr const char* kWritable[] = {"/work/", "/tmp/", "/dev/shm/"};

std::string absolute(const std::string& path) {
  return path.starts_with('/') ? path : "/work/" + path;
}

bool is_below(const std::string& path, const std::string& folder) {
  return path.size() > folder.size() && path.starts_with(folder) && path[folder.size()] == '/';
}

unsigned read_mode(const TomlValue& value) {
  return static_cast<unsigned>(value.integer(0, kHighestMode));
}

ScenarioFile read_file(const TomlValue& value, ExerciseFolder& folder) {
  TomlTable table = value.table("a file");
  ScenarioFile file;
  const TomlValue path = table.need("path");
  file.path = path.path();
  const std::string full = absolute(file.path);
  if (std::none_of(std::begin(kWritable), std::end(kWritable),
                   [&](const char* place) { return full.starts_with(place); })) {
    path.fail(
        fmt::format("{} is not in /work, /tmp or /dev/shm: nothing else can be written to", in_quotes(file.path)));
  }
  const std::string kind = table.which_of({"content", "link-to", "folder"});
  const TomlValue main = table.need(kind);
  if (kind == "content") {
    file.content = read_content(main, folder);
  } else if (kind == "link-to") {
    file.link_to = main.text();  // may lead anywhere, also to where nothing is
    if (file.link_to->empty() || file.link_to->size() > kLongestTarget) {
      main.fail(fmt::format("'link-to' must have 1 to {} bytes", kLongestTarget));
    }
  } else {
    file.folder = true;
    file.mode = kFolderMode;
    if (!main.truth()) main.fail("'folder' can only be true: leave it out for a file");
  }
  if (const auto mode = table.find("mode")) {
    if (file.link_to) mode->fail("a symbolic link has no mode of its own");
    file.mode = read_mode(*mode);
  }
  table.refuse_others();
  return file;
}

/// A file must not be in the way of one that comes after it.
void check_against_earlier(const TomlValue& value, const std::vector<ScenarioFile>& earlier, const ScenarioFile& file) {
  const std::string path = absolute(file.path);
  for (const ScenarioFile& other : earlier) {
    const std::string there = absolute(other.path);
    if (path == there) value.fail(fmt::format("{} is there twice", in_quotes(file.path)));
    if (is_below(there, path))
      value.fail(fmt::format("{} is there already, as the folder of {}", in_quotes(file.path), in_quotes(other.path)));
    if (!is_below(path, there)) continue;
    if (!other.folder)
      value.fail(fmt::format("{} can't be in {}: that is no folder", in_quotes(file.path), in_quotes(other.path)));
    if ((other.mode & kMayEnterAndWrite) != kMayEnterAndWrite) {
      value.fail(fmt::format("{} can't be made in {}, whose mode keeps its owner out", in_quotes(file.path),
                             in_quotes(other.path)));
    }
  }
}

ExpectedFile read_expected_file(const TomlValue& value, ExerciseFolder& folder) {
  TomlTable table = value.table("an expected file");
  ExpectedFile file;
  file.path = table.need("path").path();
  const auto absent = table.find("absent");
  const auto content = table.find("content");
  const auto same_as = table.find("same-as");
  const auto mode = table.find("mode");
  table.refuse_others();
  if (absent) {
    file.absent = absent->truth();
    if (!file.absent) absent->fail("'absent' can only be true: leave it out when the file must be there");
    if (content || same_as || mode) absent->fail("a file that must be absent has neither content nor mode");
  }
  if (content && same_as) same_as->fail("an expected file has 'content' or 'same-as', not both");
  if (content) file.content = read_expected(*content, folder);
  if (same_as) {
    file.content.emplace();
    file.content->kind = Expected::Kind::SameAs;
    file.content->path = same_as->path();
  }
  if (mode) file.mode = read_mode(*mode);
  return file;
}

}  // namespace

std::vector<ScenarioFile> read_files(const TomlValue& value, ExerciseFolder& folder) {
  std::vector<ScenarioFile> files;
  std::int64_t bytes = 0;
  for (const TomlValue& element : value.list()) {
    ScenarioFile file = read_file(element, folder);
    check_against_earlier(element, files, file);
    bytes += size_of(file.content, folder.path());
    if (bytes > kMostInAll)
      element.fail(fmt::format("the scenario's files have more than {} MiB in all", kMostInAll / kMiB));
    files.push_back(std::move(file));
  }
  return files;
}

std::vector<ExpectedFile> read_expected_files(const TomlValue& value, ExerciseFolder& folder) {
  std::vector<ExpectedFile> files;
  for (const TomlValue& element : value.list()) {
    ExpectedFile file = read_expected_file(element, folder);
    const bool twice = std::any_of(files.begin(), files.end(), [&](const ExpectedFile& other) {
      return absolute(other.path) == absolute(file.path);
    });
    if (twice) element.fail(fmt::format("{} is there twice", in_quotes(file.path)));
    files.push_back(std::move(file));
  }
  return files;
}

}  // namespace ipclab
