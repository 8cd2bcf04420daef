// The house: what the source tree must look like so that each part can be understood alone. Reads the sources, runs
// nothing.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

namespace ipclab {
namespace {

namespace fs = std::filesystem;
using testing::IsEmpty;

constexpr std::size_t kMostLines = 500;

/// From the first to the last on the one way through. A folder includes its own headers and those of folders before it.
const std::vector<std::string> kWay = {"exercise", "submission", "build",  "run",   "model", "races",
                                       "checks",   "explore",    "report", "batch", "cli"};

struct Source {
  std::string name;                   ///< relative to the repository
  std::string part;                   ///< "sandbox", or the folder below harness/
  std::vector<std::string> includes;  ///< without <> or ""
  std::size_t lines = 0;
};

/// The file that an #include line names; empty when the line is none.
std::string included(const std::string& line) {
  const std::size_t hash = line.find_first_not_of(" \t");
  if (hash == std::string::npos || line[hash] != '#') return {};
  const std::size_t word = line.find_first_not_of(" \t", hash + 1);
  if (word == std::string::npos || line.compare(word, 7, "include") != 0) return {};
  const std::size_t begin = line.find_first_of("<\"", word + 7);
  if (begin == std::string::npos) return {};
  return line.substr(begin + 1, line.find_first_of(">\"", begin + 1) - begin - 1);
}

Source read(const fs::path& file, const fs::path& root) {
  Source source;
  source.name = fs::relative(file, root).string();
  const std::string inside = source.name.starts_with("harness/") ? source.name.substr(8) : source.name;
  source.part = inside.substr(0, inside.find('/'));
  std::ifstream in(file);
  for (std::string line; std::getline(in, line); ++source.lines) {
    if (const std::string name = included(line); !name.empty()) source.includes.push_back(name);
  }
  return source;
}

std::vector<Source> sources_below(const std::vector<std::string>& folders) {
  const fs::path root = IPCLAB_SOURCE_DIR;
  std::vector<Source> sources;
  for (const std::string& folder : folders) {
    if (!fs::exists(root / folder)) continue;
    for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
      const std::string extension = entry.path().extension().string();
      if (extension == ".cc" || extension == ".h") sources.push_back(read(entry.path(), root));
    }
  }
  return sources;
}

/// "FILE includes HEADER" for every include that is wrong.
template <typename IsWrong>
std::vector<std::string> offences(IsWrong is_wrong) {
  std::vector<std::string> found;
  for (const Source& source : sources_below({"sandbox", "harness"})) {
    for (const std::string& header : source.includes) {
      if (is_wrong(source, header)) found.push_back(source.name + " includes " + header);
    }
  }
  return found;
}

/// The place on the way; -1: none of its folders.
int place(const std::string& part) {
  const auto at = std::find(kWay.begin(), kWay.end(), part);
  return at == kWay.end() ? -1 : static_cast<int>(at - kWay.begin());
}

bool is_in(const Source& source, const std::vector<std::string>& parts) {
  return std::find(parts.begin(), parts.end(), source.part) != parts.end();
}

TEST(Architecture, SourcesAreFoundAndTheirIncludesAreRead) {
  const std::vector<Source> sources = sources_below({"sandbox", "harness"});
  EXPECT_GT(sources.size(), 50U);
  for (const std::string& part : kWay) {
    EXPECT_TRUE(std::any_of(sources.begin(), sources.end(), [&](const Source& it) { return it.part == part; })) << part;
  }
  EXPECT_EQ(included("#include <sys/ptrace.h>"), "sys/ptrace.h");
  EXPECT_EQ(included("  #  include \"sandbox/event.h\"  // why"), "sandbox/event.h");
  EXPECT_EQ(included("// #include <x.h>"), "");
}

TEST(Architecture, OnlyTheSandboxTracesAndFilters) {
  EXPECT_THAT(offences([](const Source& source, const std::string& header) {
                return (header == "sys/ptrace.h" || header == "linux/ptrace.h" || header == "seccomp.h" ||
                        header == "linux/seccomp.h") &&
                       source.part != "sandbox";
              }),
              IsEmpty());
}

TEST(Architecture, OnlyTheExerciseReadsToml) {
  EXPECT_THAT(offences([](const Source& source, const std::string& header) {
                return header.starts_with("toml++") && source.part != "exercise";
              }),
              IsEmpty());
}

TEST(Architecture, OnlyReportAndBatchSpeakJson) {
  EXPECT_THAT(offences([](const Source& source, const std::string& header) {
                return header.starts_with("nlohmann/") && !is_in(source, {"report", "batch"});
              }),
              IsEmpty());
}

TEST(Architecture, OnlyTheCommandLineParsesArguments) {
  EXPECT_THAT(offences([](const Source& source, const std::string& header) {
                return header.starts_with("CLI/") && source.part != "cli";
              }),
              IsEmpty());
}

TEST(Architecture, IncludesPointOneWay) {
  EXPECT_THAT(offences([](const Source& source, const std::string& header) {
                if (!header.starts_with("harness/")) return false;
                const std::string target = header.substr(8, header.find('/', 8) - 8);
                return place(target) == -1 || place(source.part) < place(target);
              }),
              IsEmpty());
}

TEST(Architecture, ExerciseAndSubmissionAndModelKnowNothingThatRuns) {
  EXPECT_THAT(offences([](const Source& source, const std::string& header) {
                return is_in(source, {"exercise", "submission"}) && header.starts_with("sandbox/");
              }),
              IsEmpty());
  EXPECT_THAT(
      offences([](const Source& source, const std::string& header) {
        return is_in(source, {"model", "checks"}) && header.starts_with("sandbox/") && header != "sandbox/event.h";
      }),
      IsEmpty());
}

TEST(Architecture, OnlyBuildAndRunKnowTheSandbox) {
  EXPECT_THAT(offences([](const Source& source, const std::string& header) {
                return (header == "sandbox/sandbox.h" || header == "sandbox/cage.h") &&
                       !is_in(source, {"sandbox", "build", "run"});
              }),
              IsEmpty());
}

TEST(Architecture, NoFileIsTooLongToRead) {
  std::map<std::string, std::size_t> too_long;
  for (const Source& source : sources_below({"sandbox", "harness", "tests", "bench"})) {
    if (source.lines > kMostLines) too_long[source.name] = source.lines;
  }
  EXPECT_THAT(too_long, IsEmpty());
}

}  // namespace
}  // namespace ipclab
