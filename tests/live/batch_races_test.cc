// Every program of tests/races/: those in wrong/ are found in some order, with the finding and the line that they
// declare; those in right/ in none. And what a report says of it can be repeated.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>

#include "harness/batch/expectation.h"
#include "harness/batch/grade.h"
#include "harness/report/json_read.h"

namespace ipclab {
namespace {

namespace fs = std::filesystem;

const fs::path kRaces = fs::path(IPCLAB_SOURCE_DIR) / "tests/races";

const Exercise& races() {
  static const Exercise exercise = load_exercise(kRaces);
  return exercise;
}

Report graded(const fs::path& folder, const GradeOptions& options = {}) {
  static sandbox::Sandbox sandbox;
  return grade(sandbox, races(), read_submission(folder), options);
}

std::string text_of(const Report& report) {
  TextStyle style;
  style.verbose = true;
  return to_text(report, style);
}

std::vector<fs::path> programs() {
  std::vector<fs::path> all;
  for (const char* kind : {"right", "wrong"}) {
    for (const auto& folder : fs::directory_iterator(kRaces / kind)) all.push_back(folder.path());
  }
  std::sort(all.begin(), all.end());
  return all;
}

std::string test_name(const testing::TestParamInfo<fs::path>& info) {
  std::string name = info.param.parent_path().filename().string() + "_" + info.param.filename().string();
  std::replace_if(
      name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
  return name;
}

class Races : public testing::TestWithParam<fs::path> {};

TEST_P(Races, AreFoundInWrongProgramsAndInNoOthers) {
  const Report report = graded(GetParam());
  EXPECT_THAT(unmet(expectation_of(read_submission(GetParam())), report), testing::IsEmpty()) << text_of(report);
}

INSTANTIATE_TEST_SUITE_P(All, Races, testing::ValuesIn(programs()), test_name);

/// Ten runs of the order in which it failed.
void expect_same_again(const fs::path& folder, const Report& before, const char* id) {
  GradeOptions options;
  options.explore = false;
  options.again["ok"] = before.scenarios[0].failing_schedules.front();
  for (int time = 0; time < 10; ++time) {
    const Report again = graded(folder, options);
    ASSERT_EQ(again.findings.size(), before.findings.size());
    EXPECT_EQ(before.findings[0].id, id);
    EXPECT_EQ(again.findings[0].id, id);
    EXPECT_EQ(again.findings[0].message, before.findings[0].message);
    EXPECT_EQ(again.findings[0].reason, before.findings[0].reason);
    EXPECT_EQ(again.scenarios[0].schedules_explored, 2);
  }
}

struct Replayed {
  const char* program;
  const char* id;
  bool at_accesses;
};

class Replay : public testing::TestWithParam<Replayed> {};

TEST_P(Replay, WhatAReportSaysFailedFailsAgainInTheSameWay) {
  const fs::path folder = kRaces / "wrong" / GetParam().program;
  const Report before = parse_report(to_json(graded(folder)));
  ASSERT_EQ(before.scenarios.size(), 1u);
  const ScenarioReport& scenario = before.scenarios[0];
  ASSERT_FALSE(scenario.failing_schedules.empty());
  EXPECT_EQ(switches_at_accesses(scenario.failing_schedules.front()), GetParam().at_accesses);
  // A data race is an error in the natural order already.
  const int natural = GetParam().id == std::string_view("race.data") ? 1 : 0;
  EXPECT_EQ(scenario.schedules_failed, static_cast<int>(scenario.failing_schedules.size()) + natural);
  expect_same_again(folder, before, GetParam().id);
}

INSTANTIATE_TEST_SUITE_P(All, Replay,
                         testing::Values(Replayed{"leader-by-access", "race.schedule-dependent", false},
                                         Replayed{"atomic-read-then-write", "race.schedule-dependent", true},
                                         Replayed{"counter-in-shared-memory", "race.data", true}),
                         [](const testing::TestParamInfo<Replayed>& it) {
                           std::string name = it.param.program;
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

TEST(DataRace, ShowsTheOrderInWhichTheOutputIsWrong) {
  const Report report = graded(kRaces / "wrong/counter-in-shared-memory");
  ASSERT_EQ(report.findings.size(), 1u) << text_of(report);
  const Finding& race = report.findings[0];
  EXPECT_EQ(race.id, "race.data");
  ASSERT_TRUE(race.schedule);
  EXPECT_TRUE(switches_at_accesses(*race.schedule));
  ASSERT_FALSE(race.consequences.empty());
  EXPECT_EQ(race.consequences.front().id, "output.mismatch");
  EXPECT_EQ(report.scenarios[0].schedules_failed, 2);
}

TEST(ReplayOfAnOrder, ThatIsRightSaysSo) {
  GradeOptions options;
  options.explore = false;
  options.again["ok"] = {.strategy = "delay", .priorities = {}, .points = {{1, 1, true}}};
  EXPECT_EQ(graded(kRaces / "wrong/leader-by-access", options).verdict, Verdict::Pass);
}

TEST(Schedules, AreTriedWhereCallsAreMadeToFailAsWell) {
  static sandbox::Sandbox sandbox;
  Submission submission = read_submission(kRaces / "wrong/leader-by-access");
  std::string& text = submission.files.at(0).bytes;
  const std::string look = "    if (access(";
  text.replace(text.find(look), look.size(), "    int ends[2];\n    if (pipe(ends) == 0)\n        return 0;\n" + look);
  submission.digest += "-pipe";
  Exercise exercise = races();
  exercise.scenarios.at(0).faults = {{.program = "", .call = "pipe2", .error = EMFILE, .time = 0}};
  const Report report = grade(sandbox, exercise, submission, {});
  ASSERT_EQ(report.findings.size(), 1u) << text_of(report);
  EXPECT_EQ(report.findings[0].id, "race.schedule-dependent");
  EXPECT_THAT(report.findings[0].reason, testing::HasSubstr("two leaders"));
  // The delayed call is the one that is told.
  ASSERT_TRUE(report.findings[0].schedule);
  EXPECT_NE(report.findings[0].location.line, 0);
}

TEST(Schedules, InTheNaturalOrderOnlyNoRaceIsFound) {
  GradeOptions options;
  options.explore = false;
  const Report report = graded(kRaces / "wrong/leader-by-access", options);
  EXPECT_EQ(report.verdict, Verdict::Pass);
  EXPECT_EQ(report.scenarios[0].schedules_explored, 1);
}

}  // namespace
}  // namespace ipclab
