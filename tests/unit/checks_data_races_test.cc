// race.data, as the student is told it.
#include "harness/checks/fold.h"
#include "tests/unit/check_case.h"

namespace ipclab {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

DataRace race_of(int writes, int reads, std::int64_t offset = 0) {
  DataRace race;
  race.one = {"the parent", "write", false, {"prog.c", writes, "main"}};
  race.other = {"the child", "read", false, {"prog.c", reads, "main"}};
  race.offset = offset;
  race.size = 4;
  race.memory = {"prog.c", 8, "main"};
  race.ordered_by = "fork";
  race.ordered_at = {"prog.c", 11, "main"};
  return race;
}

TEST(DataRaceFindings, AreNoneWhereNoRaceWasSeen) {
  CheckCase c({"prog"});
  EXPECT_THAT(c.judge(check_data_races), IsEmpty());
}

TEST(DataRaceFindings, SayWhoTouchesWhichBytesInBothLinesAndWhatOrderedThemLast) {
  CheckCase c({"prog"});
  c.b.record().data_races = {race_of(14, 20)};
  const auto findings = c.judge(check_data_races);
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].id, "race.data");
  EXPECT_EQ(findings[0].severity, Severity::Error);
  EXPECT_EQ(findings[0].location.line, 14);
  EXPECT_EQ(
      findings[0].message,
      "the parent writes bytes 0 to 3 of the shared memory of line 8 in line 14, the child reads them in line 20, "
      "and nothing makes one wait for the other");
  EXPECT_THAT(findings[0].reason, HasSubstr("The last that put the two in an order was fork in line 11"));
  ASSERT_THAT(findings[0].evidence, SizeIs(4));
  EXPECT_EQ(findings[0].evidence[3].location.line, 20);
}

TEST(DataRaceFindings, InOneLineNameItOnce) {
  CheckCase c({"prog"});
  c.b.record().data_races = {race_of(14, 14)};
  const auto findings = c.judge(check_data_races);
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_THAT(findings[0].message, HasSubstr("both use bytes 0 to 3"));
}

TEST(DataRaceFindings, OfTheSameMemoryAreOneWithAllLines) {
  CheckCase c({"prog"});
  c.b.record().data_races = {race_of(14, 20), race_of(15, 21, 64)};
  const auto findings = c.judge(check_data_races);
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_THAT(findings[0].evidence, SizeIs(6));
}

TEST(DataRaceFindings, OfTwoMemoriesAreTwo) {
  CheckCase c({"prog"});
  DataRace other = race_of(15, 21, 64);
  other.memory.line = 9;
  c.b.record().data_races = {race_of(14, 20), other};
  EXPECT_THAT(c.judge(check_data_races), SizeIs(2));
}

TEST(DataRaceFindings, SayThatVolatileOrdersNothing) {
  CheckCase c({"prog"});
  DataRace race = race_of(14, 20);
  EXPECT_THAT((c.b.record().data_races = {race}, c.judge(check_data_races)[0].reason), Not(HasSubstr("volatile")));
  race.other.is_volatile = true;
  c.b.record().data_races = {race};
  EXPECT_THAT(c.judge(check_data_races)[0].reason, HasSubstr("volatile"));
}

TEST(DataRaceFindings, AreTheCauseOfAWrongOutputInTheSameScenario) {
  CheckCase c({"prog"});
  c.b.record().data_races = {race_of(14, 20)};
  std::vector<Finding> findings = c.judge(check_data_races);
  Finding output;
  output.id = "output.mismatch";
  output.severity = Severity::Error;
  output.scenario = findings[0].scenario;
  findings.push_back(output);
  const auto folded = fold(std::move(findings));
  ASSERT_THAT(folded, SizeIs(1));
  EXPECT_EQ(folded[0].id, "race.data");
}

}  // namespace
}  // namespace ipclab
