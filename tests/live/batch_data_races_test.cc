// Which accesses to shared memory are seen, and which calls order them: tests/programs/races, a program for each way.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include "harness/build/build.h"
#include "harness/races/find_races.h"
#include "harness/run/player.h"
#include "harness/submission/submission.h"

namespace ipclab {
namespace {

namespace fs = std::filesystem;

const fs::path kPrograms = fs::path(IPCLAB_SOURCE_DIR) / "tests/programs/races";

std::string text_of(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// The number of the line with that mark.
int marked_line(const std::string& text, const std::string& mark) {
  const std::size_t at = text.find(mark);
  return at == std::string::npos ? 0 : 1 + static_cast<int>(std::count(text.begin(), text.begin() + at, '\n'));
}

std::vector<std::string> programs_in(const fs::path& folder) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() == ".c") names.push_back(entry.path().stem());
  }
  std::sort(names.begin(), names.end());
  return names;
}

class DataRaces : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    const std::string name = GetParam();
    const bool unusual = fs::exists(kPrograms / "right" / (name + ".c"));
    const std::string source = (unusual ? "right/" : "") + name + ".c";
    text_ = text_of(kPrograms / source);
    submission_.files = {{"race.h", text_of(kPrograms / "race.h")}, {source, text_}};
    submission_.digest = name + text_ + submission_.files[0].bytes;
    exercise_.name = name;
    ProgramSpec program;
    program.name = name;
    program.sources = {source};
    program.libraries = {"pthread", "rt"};
    exercise_.programs = {program};
    folder_ = build_with_noted_accesses(sandbox(), exercise_, submission_);
    ASSERT_TRUE(folder_);
  }

  std::vector<DataRace> races(std::vector<std::string> args) {
    StartStep start;
    start.program = start.role = GetParam();
    start.args = std::move(args);
    Scenario scenario;
    scenario.name = "one";
    scenario.steps.push_back({start, 0});
    return find_races(play_with_noted_accesses(sandbox(), exercise_, scenario, {*folder_, *folder_}));
  }

  static sandbox::Sandbox& sandbox() {
    static sandbox::Sandbox one;
    return one;
  }

  std::string text_;
  Submission submission_;
  Exercise exercise_;
  std::optional<fs::path> folder_;
};

std::string told(const std::vector<DataRace>& races) {
  std::string all;
  for (const DataRace& race : races) {
    all += race.one.access + " in line " + std::to_string(race.one.location.line) + " and " + race.other.access +
           " in line " + std::to_string(race.other.location.line) + ", last ordered by " + race.ordered_by + "\n";
  }
  return all;
}

TEST_P(DataRaces, AreNoneWhereTheProcessesWaitForEachOther) {
  const auto found = races({});
  EXPECT_THAT(found, testing::IsEmpty()) << told(found);
}

TEST_P(DataRaces, AreFoundWithBothLinesWhereOneWaitIsLeftOut) {
  const int one = marked_line(text_, "<one>"), other = marked_line(text_, "<other>");
  ASSERT_TRUE(one > 0 && other > 0);
  const auto found = races({"without"});
  const auto is_it = [&](const DataRace& race) {
    return std::set{race.one.location.line, race.other.location.line} == std::set{one, other};
  };
  EXPECT_TRUE(std::any_of(found.begin(), found.end(), is_it)) << told(found);
}

class UnusualPrograms : public DataRaces {};

TEST_P(UnusualPrograms, ThatAreRightHaveNoRace) {
  const auto found = races({});
  EXPECT_THAT(found, testing::IsEmpty()) << told(found);
}

INSTANTIATE_TEST_SUITE_P(Programs, DataRaces, testing::ValuesIn(programs_in(kPrograms)),
                         [](const auto& program) { return program.param; });
INSTANTIATE_TEST_SUITE_P(Programs, UnusualPrograms, testing::ValuesIn(programs_in(kPrograms / "right")),
                         [](const auto& program) { return program.param; });

}  // namespace
}  // namespace ipclab
