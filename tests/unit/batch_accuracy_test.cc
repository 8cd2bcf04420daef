// The table of findings that were found, missed and wrongly found: ids and lines only, no program is run.
#include "harness/batch/accuracy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ipclab {
namespace {

Report with(const std::vector<std::pair<std::string, Severity>>& ids, int line = 0) {
  Report report;
  for (const auto& [id, severity] : ids) {
    Finding finding;
    finding.id = id;
    finding.severity = severity;
    finding.location = {"prog.c", line, "main"};
    report.findings.push_back(finding);
  }
  return report;
}

Expectation fails_with(const std::vector<std::string>& ids) {
  Expectation expected;
  expected.declared = true;
  expected.cause = ids.front();
  expected.ids = {ids.begin(), ids.end()};
  return expected;
}

TEST(Accuracy, TheCauseIsFoundOrMissedAndWhatMayBeFoundIsNeverMissed) {
  AccuracyTable table;
  table.add(fails_with({"hang.deadlock", "exit.status"}), with({{"hang.deadlock", Severity::Error}}));
  table.add(fails_with({"hang.deadlock", "exit.status"}), with({{"exit.status", Severity::Error}}));
  EXPECT_EQ(table.by_id().at("hang.deadlock").found, 1);
  EXPECT_EQ(table.by_id().at("hang.deadlock").missed, 1);
  EXPECT_EQ(table.by_id().at("exit.status").found, 1);
  EXPECT_EQ(table.by_id().at("exit.status").missed, 0);
}

TEST(Accuracy, AnErrorThatIsNotDeclaredIsWronglyFoundAndAWarningOnlyInARightProgram) {
  AccuracyTable table;
  const Report report = with({{"exit.status", Severity::Error}, {"proc.zombie", Severity::Warning}});
  table.add(fails_with({"exit.status"}), report);
  EXPECT_EQ(table.by_id().count("proc.zombie"), 0U);
  table.add(Expectation{}, report);
  EXPECT_EQ(table.by_id().at("proc.zombie").wrongly_found, 1);
  EXPECT_EQ(table.by_id().at("exit.status").wrongly_found, 1);
  EXPECT_EQ(table.by_id().at("exit.status").found, 1);
}

TEST(Accuracy, LinesCountWhereTheIdIsFoundAndMarked) {
  AccuracyTable table;
  Expectation expected = fails_with({"exit.status"});
  expected.marked = {{"exit.status", {"prog.c", 7, ""}}};
  table.add(expected, with({{"exit.status", Severity::Error}}, 7));
  table.add(expected, with({{"exit.status", Severity::Error}}, 8));
  table.add(expected, with({}));
  EXPECT_EQ(table.by_id().at("exit.status").marked, 2);
  EXPECT_EQ(table.by_id().at("exit.status").right_line, 1);
  EXPECT_THAT(table.text(), testing::HasSubstr("50.0 %"));
}

}  // namespace
}  // namespace ipclab
