// The JSON report: contract, chapter 2.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/unit/report_samples.h"

namespace ipclab {
namespace {

using nlohmann::json;

TEST(ReportJson, HasTheContractsFields) {
  Report report = sample_report();
  report.mechanisms = {{"seccomp", false, "the kernel has none"}};
  ScenarioReport& scenario = report.scenarios.front();
  scenario.seed = 7;
  scenario.processes = {{1, 0, "pipeline", "grep", {"grep", "x"}, ExitState{ExitState::Kind::Code, 1}},
                        {2, 1, "pipeline", "ps", {"ps"}, ExitState{ExitState::Kind::Signal, 13}},
                        {3, 1, "pipeline", "ps", {}, ExitState{ExitState::Kind::Killed, 9}},
                        {4, 1, "pipeline", "ps", {}, std::nullopt}};
  scenario.nodes = {{"p1", "grep", "process"}};
  scenario.edges = {{"p1", "o2", "1", 5}};
  scenario.outputs = {{"pipeline", "stdout", "x\n", true}};
  const json parsed = json::parse(to_json(report));

  EXPECT_EQ(parsed.at("schema"), "ipclab.report/1");
  EXPECT_EQ(parsed.at("exercise"),
            json::parse(R"({"name": "pipeline", "title": "A pipeline: ps -ef | grep PATTERN", "digest": "e1"})"));
  EXPECT_EQ(parsed.at("submission"),
            json::parse(R"({"path": "submissions/miller", "digest": "5a", "files": ["pipeline.c"]})"));
  EXPECT_EQ(parsed.at("isolation"), json::parse(R"({"level": "full", "mechanisms": [
      {"name": "seccomp", "enforced": false, "reason": "the kernel has none"}]})"));
  EXPECT_EQ(parsed.at("verdict"), "fail");
  EXPECT_EQ(parsed.at("score"), json::parse(R"({"earned": 1.0, "possible": 4.5})"));
  EXPECT_EQ(parsed.at("build").at("ok"), true);
  EXPECT_EQ(parsed.at("build").at("diagnostics").at(0).at("column"), 13);

  const json& first = parsed.at("scenarios").at(0);
  EXPECT_EQ(first.at("name"), "matches");
  EXPECT_EQ(first.at("visibility"), "public");
  EXPECT_EQ(first.at("verdict"), "fail");
  EXPECT_EQ(first.at("points"), json::parse(R"({"earned": 0.0, "possible": 2.0})"));
  EXPECT_EQ(first.at("seed"), 7);
  EXPECT_EQ(first.at("schedules").at("explored"), 1);
  EXPECT_TRUE(first.at("wall_ms").is_number());
  EXPECT_TRUE(first.at("virtual_ms").is_number());
  EXPECT_EQ(first.at("processes").at(0), json::parse(R"({"id": 1, "parent": 0, "role": "pipeline", "program": "grep",
      "argv": ["grep", "x"], "exit": {"code": 1}})"));
  EXPECT_EQ(first.at("processes").at(1).at("exit"), json::parse(R"({"signal": 13})"));
  EXPECT_EQ(first.at("processes").at(2).at("exit"), json::parse(R"({"killed": true})"));
  EXPECT_EQ(first.at("processes").at(3).at("exit"), nullptr);
  EXPECT_EQ(first.at("graph"), json::parse(R"({"nodes": [{"id": "p1", "label": "grep", "kind": "process"}],
      "edges": [{"from": "p1", "to": "o2", "label": "1", "bytes": 5, "kind": "data"}]})"));
  EXPECT_EQ(first.at("outputs"),
            json::parse(R"([{"role": "pipeline", "stream": "stdout", "text": "x\n", "truncated": true}])"));
  EXPECT_EQ(parsed.at("scenarios").at(3).at("visibility"), "hidden");

  const json& finding = parsed.at("findings").at(0);
  EXPECT_EQ(finding.at("id"), "hang.deadlock");
  EXPECT_EQ(finding.at("severity"), "error");
  EXPECT_EQ(finding.at("scenario"), "matches");
  EXPECT_EQ(finding.at("process"), "grep");
  EXPECT_EQ(finding.at("location"), json::parse(R"({"file": "pipeline.c", "line": 6, "function": "main"})"));
  EXPECT_EQ(finding.at("evidence").at(0).at("time_us"), 120);
  EXPECT_EQ(finding.at("evidence").at(0).at("location").at("line"), 3);
  EXPECT_EQ(finding.at("evidence").at(2).at("location"), nullptr);
  EXPECT_EQ(finding.at("consequences").at(1).at("id"), "output.mismatch");
}

TEST(ReportJson, IsValidWhateverBytesASubmissionHolds) {
  Report report = sample_report();
  const std::string hostile("\xff\x1b[2J\0\"\\\n\xe2\x80\xae", 12);
  report.submission_path = hostile;
  report.files.front().name = hostile;
  report.build.output = hostile;
  report.build.missing_files = {hostile};
  report.scenarios[0].outputs = {{hostile, "stdout", hostile, false}};
  report.scenarios[0].processes = {{1, 0, hostile, hostile, {hostile}, {}}};
  report.scenarios[0].nodes = {{"p1", hostile, "process"}};
  report.findings[0].message = hostile;
  report.findings[0].location.file = hostile;
  report.findings[0].evidence[0].call = hostile;
  const std::string text = to_json(report);
  const json parsed = json::parse(text);

  const std::string expected("\\xff\x1b[2J\0\"\\\n\xe2\x80\xae", 15);
  EXPECT_EQ(parsed.at("submission").at("path"), expected);
  EXPECT_EQ(parsed.at("scenarios").at(0).at("outputs").at(0).at("text"), expected);
  EXPECT_EQ(parsed.at("findings").at(0).at("message"), expected);
  for (const char c : text) ASSERT_TRUE(c == '\n' || (c >= 0x20 && c < 0x7f)) << "safe to be shown on a terminal";
}

TEST(ReportJson, AnEmptyReportIsValidToo) {
  const json parsed = json::parse(to_json(Report{}));
  EXPECT_EQ(parsed.at("verdict"), "inconclusive");
  EXPECT_EQ(parsed.at("findings"), json::array());
  EXPECT_EQ(parsed.at("scenarios"), json::array());
}

}  // namespace
}  // namespace ipclab
