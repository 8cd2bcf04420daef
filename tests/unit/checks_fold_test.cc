// Which findings remain, the catalog, and the findings of the build.
#include "harness/checks/fold.h"

#include <set>

#include "harness/checks/build.h"
#include "tests/unit/check_case.h"

namespace ipclab {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

Finding finding(const std::string& id, const std::string& process = "pipeline", Severity severity = Severity::Error) {
  Finding one;
  one.id = id;
  one.process = process;
  one.severity = severity;
  one.scenario = "case";
  return one;
}

std::vector<std::string> ids(const std::vector<Finding>& findings) {
  std::vector<std::string> names;
  for (const Finding& one : findings) names.push_back(one.id);
  return names;
}

TEST(Fold, LeavesOneCauseWhateverTheOrder) {
  const auto left = fold({finding("output.mismatch"), finding("ipc.leak.msgqueue"), finding("exit.status"),
                          finding("hang.deadlock"), finding("topology.missing")});
  ASSERT_THAT(ids(left), ElementsAre("hang.deadlock"));
  EXPECT_THAT(left[0].consequences, SizeIs(4));
}

TEST(Fold, PutsAHangUnderWhatCausedIt) {
  const auto left = fold({finding("hang.deadlock"), finding("sock.one-client")});
  EXPECT_THAT(ids(left), ElementsAre("sock.one-client"));
}

TEST(Fold, PutsTheHangOfAProcessLeftBehindUnderTheOrphan) {
  EXPECT_THAT(ids(fold({finding("hang.deadlock"), finding("proc.orphan")})), ElementsAre("proc.orphan"));
}

TEST(Fold, KeepsConsequencesOfConsequencesInOneList) {
  Finding hang = finding("hang.deadlock");
  hang.consequences.push_back(finding("pipe.end-left-open"));
  const auto left = fold({hang, finding("proc.runaway-child")});
  ASSERT_THAT(ids(left), ElementsAre("proc.runaway-child"));
  EXPECT_THAT(ids(left[0].consequences), ElementsAre("hang.deadlock", "pipe.end-left-open"));
  EXPECT_THAT(left[0].consequences[0].consequences, IsEmpty());
}

TEST(Fold, KeepsMistakesThatHaveNothingToDoWithEachOther) {
  EXPECT_THAT(ids(fold({finding("ipc.leak.sem"), finding("output.mismatch")})),
              ElementsAre("output.mismatch", "ipc.leak.sem"));
}

TEST(Fold, PutsWrongTextUnderWrongStatusOnlyForTheSameProcess) {
  EXPECT_THAT(ids(fold({finding("output.mismatch", "sender"), finding("exit.status", "sender")})),
              ElementsAre("exit.status"));
  EXPECT_THAT(ids(fold({finding("output.mismatch", "receiver"), finding("exit.status", "sender")})),
              ElementsAre("exit.status", "output.mismatch"));
}

TEST(Fold, NothingFollowsFromAWarning) {
  const auto left = fold({finding("ipc.permissions", "creator", Severity::Warning), finding("exit.status", "sender")});
  EXPECT_THAT(ids(left), ElementsAre("exit.status", "ipc.permissions"));
}

TEST(Fold, ErrorsComeBeforeWarnings) {
  const auto left = fold({finding("proc.zombie", "server", Severity::Warning), finding("ipc.leak.file")});
  EXPECT_THAT(ids(left), ElementsAre("ipc.leak.file", "proc.zombie"));
}

TEST(Judge, OfARightRunFindsNothing) {
  CheckCase c;
  c.start_step(0).status = ExpectedStatus{false, {0}};
  c.b.end(c.b.start("pipeline"), 0);
  const World world = replay(c.b.record());
  EXPECT_THAT(judge({c.exercise, c.scenario, c.b.record(), world}), IsEmpty());
}

TEST(Judge, OfACrashNamesTheCrashAndFoldsTheRest) {
  CheckCase c({"creator"});
  c.start_step(0).status = ExpectedStatus{false, {0}};
  c.start_step(0).stdout_text = Expected{.kind = Expected::Kind::NonEmpty, .contents = {}, .pattern = {}, .path = {}};
  const int process = c.b.start("creator");
  c.b.call(process, "msgget", {{"key", 1234}, {"flags", 01000}, {"mode", 0666}}).at(14).returns(0);
  c.b.signal(process, 11, 0).at(15);
  c.b.end_by_signal(process, 11);
  c.b.leftover({sandbox::Leftover::Kind::MsgQueue, "", 1234, 0, 0666, 0});
  const World world = replay(c.b.record());
  const auto findings = judge({c.exercise, c.scenario, c.b.record(), world});
  ASSERT_THAT(ids(findings), ElementsAre("exit.signal"));
  EXPECT_THAT(ids(findings[0].consequences), testing::UnorderedElementsAre("output.mismatch", "ipc.leak.msgqueue"));
}

TEST(Catalog, HasEachIdOnceAndEveryTextFilled) {
  std::set<std::string_view> known;
  for (const FindingInfo& info : finding_catalog()) {
    EXPECT_TRUE(known.insert(info.id).second) << info.id;
    for (const std::string_view words : {info.title, info.meaning, info.why, info.look, info.read})
      EXPECT_FALSE(words.empty()) << info.id;
  }
  EXPECT_EQ(finding_info("no.such-id"), nullptr);
  ASSERT_NE(finding_info("hang.deadlock"), nullptr);
}

TEST(Build, ErrorIsToldOnceAtTheFirstPlaceWithTheOthersAsEvidence) {
  BuildResult build;
  build.diagnostics = {{"copy.c", 3, 1, "warning", "implicit declaration", "-Wimplicit-function-declaration"},
                       {"copy.c", 7, 2, "error", "expected ';'", ""},
                       {"copy.c", 9, 2, "error", "'x' undeclared", ""}};
  const auto findings = build_findings(build);
  ASSERT_THAT(ids(findings), ElementsAre("build.error", "build.warning"));
  EXPECT_EQ(findings[0].location.line, 7);
  EXPECT_THAT(findings[0].evidence, SizeIs(1));
  EXPECT_EQ(findings[1].severity, Severity::Note);
  EXPECT_THAT(findings[1].message, HasSubstr("[-Wimplicit-function-declaration]"));
}

TEST(Build, MissingFileExplainsWhyNothingWasBuilt) {
  BuildResult build;
  build.missing_files = {"sender.c"};
  EXPECT_THAT(ids(build_findings(build)), ElementsAre("build.missing-file"));
}

TEST(Build, FailureWithoutADiagnosticShowsTheLastWords) {
  BuildResult build;
  build.output = "collect2: error\nld returned 1 exit status\n";
  const auto findings = build_findings(build);
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_THAT(findings[0].message, HasSubstr("ld returned 1 exit status"));
}

TEST(Build, ThatWorksWithoutWarningsGivesNothing) {
  BuildResult build;
  build.ok = true;
  EXPECT_THAT(build_findings(build), IsEmpty());
}

}  // namespace
}  // namespace ipclab
