// Score and verdict.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/report_samples.h"

namespace ipclab {
namespace {

using testing::ElementsAre;

std::vector<std::string> ids(const Report& report) {
  std::vector<std::string> all;
  for (const Finding& finding : report.findings) all.push_back(finding.id);
  return all;
}

Finding finding(const std::string& id, Severity severity, const std::string& scenario) {
  Finding it;
  it.id = id;
  it.severity = severity;
  it.scenario = scenario;
  return it;
}

Report built(std::vector<ScenarioReport> scenarios) {
  Report report;
  report.build.ok = true;
  report.scenarios = std::move(scenarios);
  return report;
}

TEST(Conclude, EveryScenarioPassedIsAPass) {
  Report report = built({sample_scenario("a", "", true, 2), sample_scenario("b", "", true, 1)});
  report.findings = {finding("ipc.permissions", Severity::Warning, "a")};
  conclude(report);
  EXPECT_EQ(report.verdict, Verdict::Pass);
  EXPECT_EQ(report.score.earned, 3);
  EXPECT_EQ(report.score.possible, 3);
}

TEST(Conclude, OneFailedScenarioIsAFailAndCostsItsPointsAlone) {
  Report report = built({sample_scenario("a", "", true, 2), sample_scenario("b", "", false, 1)});
  conclude(report);
  EXPECT_EQ(report.verdict, Verdict::Fail);
  EXPECT_EQ(report.score.earned, 2);
  EXPECT_EQ(report.score.possible, 3);
}

TEST(Conclude, ASumOfTenthsIsARoundNumber) {
  Report report = built({sample_scenario("a", "", true, 0.1), sample_scenario("b", "", true, 0.2)});
  conclude(report);
  EXPECT_EQ(report.score.earned, 0.3);
}

TEST(Conclude, WhatDoesNotBuildEarnsNothing) {
  Report report = built({sample_scenario("a", "", true, 2)});
  report.build.ok = false;
  conclude(report);
  EXPECT_EQ(report.verdict, Verdict::BuildError);
  EXPECT_EQ(report.score.earned, 0);
  EXPECT_EQ(report.score.possible, 2);
}

TEST(Conclude, TroubleInOneScenarioIsNoVerdictOnTheSubmission) {
  Report report = built({sample_scenario("a", "", false, 2), sample_scenario("b", "", true, 1)});
  report.scenarios[1].verdict = ScenarioVerdict::Inconclusive;
  report.scenarios[1].trouble = "mounting /proc: no";
  conclude(report);
  EXPECT_EQ(report.verdict, Verdict::Inconclusive);
  EXPECT_EQ(report.trouble, "scenario b: mounting /proc: no");
}

TEST(Conclude, NothingPlayedIsNoVerdictEither) {
  Report report = built({sample_scenario("a", "", true, 2)});
  report.scenarios[0].verdict = ScenarioVerdict::Skipped;
  conclude(report);
  EXPECT_EQ(report.verdict, Verdict::Inconclusive);
  EXPECT_EQ(report.trouble, "no scenario was played");
}

TEST(Conclude, SkippedScenariosDoNotMatterBesideAPlayedOne) {
  Report report = built({sample_scenario("a", "", true, 2), sample_scenario("b", "", true, 0)});
  report.scenarios[1].verdict = ScenarioVerdict::Skipped;
  conclude(report);
  EXPECT_EQ(report.verdict, Verdict::Pass);
}

TEST(Conclude, ErrorsComeBeforeWarningsAndEachScenariosFirstBeforeItsSecond) {
  Report report = built({sample_scenario("a", "", false, 1), sample_scenario("b", "", false, 1)});
  report.findings = {
      finding("build.warning", Severity::Note, ""), finding("hang.deadlock", Severity::Error, "a"),
      finding("exit.status", Severity::Error, "a"), finding("proc.zombie", Severity::Warning, "a"),
      finding("exit.signal", Severity::Error, "b"),
  };
  conclude(report);
  EXPECT_THAT(ids(report), ElementsAre("hang.deadlock", "exit.signal", "exit.status", "proc.zombie", "build.warning"));
}

}  // namespace
}  // namespace ipclab
