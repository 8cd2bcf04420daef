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

TEST(Replay, WhatAReportSaysFailedFailsAgainInTheSameWay) {
  const fs::path folder = kRaces / "wrong/leader-by-access";
  const Report before = parse_report(to_json(graded(folder)));
  ASSERT_EQ(before.scenarios.size(), 1u);
  ASSERT_FALSE(before.scenarios[0].failing_schedules.empty());
  EXPECT_EQ(before.scenarios[0].schedules_failed, static_cast<int>(before.scenarios[0].failing_schedules.size()));
  GradeOptions options;
  options.explore = false;
  options.again["ok"] = before.scenarios[0].failing_schedules.front();
  for (int time = 0; time < 10; ++time) {
    const Report again = graded(folder, options);
    ASSERT_EQ(again.findings.size(), before.findings.size());
    EXPECT_EQ(again.findings[0].id, before.findings[0].id);
    EXPECT_EQ(again.findings[0].message, before.findings[0].message);
    EXPECT_EQ(again.scenarios[0].schedules_explored, 2);
  }
}

/// The findings of a report and of ten runs of the order in which it failed.
void expect_same_again(const fs::path& folder, const char* id) {
  const Report before = parse_report(to_json(graded(folder)));
  ASSERT_EQ(before.scenarios.size(), 1u);
  ASSERT_FALSE(before.scenarios[0].failing_schedules.empty());
  EXPECT_TRUE(switches_at_accesses(before.scenarios[0].failing_schedules.front()));
  GradeOptions options;
  options.explore = false;
  options.again["ok"] = before.scenarios[0].failing_schedules.front();
  for (int time = 0; time < 10; ++time) {
    const Report again = graded(folder, options);
    ASSERT_EQ(again.findings.size(), before.findings.size());
    EXPECT_EQ(again.findings[0].id, id);
    EXPECT_EQ(again.findings[0].message, before.findings[0].message);
    EXPECT_EQ(again.findings[0].reason, before.findings[0].reason);
  }
}

TEST(Replay, OfAnOrderOfAccessesFailsAgainInTheSameWay) {
  expect_same_again(kRaces / "wrong/atomic-read-then-write", "race.schedule-dependent");
}

TEST(Replay, OfAnOrderThatADataRaceShowsFailsAgainInTheSameWay) {
  expect_same_again(kRaces / "wrong/counter-in-shared-memory", "race.data");
}

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

TEST(Replay, OfAnOrderThatIsRightSaysSo) {
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
