// exit.*, limit.*: how a program ended, and whose doing that was.
#include <cerrno>

#include "tests/unit/check_case.h"

namespace ipclab {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

ExpectedStatus zero() {
  return {false, {0}};
}

TEST(ExitStatus, AsExpectedGivesNoFinding) {
  CheckCase c;
  c.start_step(0).status = zero();
  c.b.end(c.b.start("pipeline"), 0);
  EXPECT_THAT(c.judge(check_exit), IsEmpty());
}

TEST(ExitStatus, OtherThanExpectedNamesBoth) {
  CheckCase c;
  c.start_step(0).status = zero();
  const int process = c.b.start("pipeline");
  c.b.call(process, "exit", {{"code", 3}, {"group", 1}}).at(40);
  c.b.add(sandbox::EventKind::End, process).with("code", 3).with("last", 1);
  const auto findings = c.judge(check_exit);
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].id, "exit.status");
  EXPECT_EQ(findings[0].message, "pipeline ended with status 3; expected is 0");
  EXPECT_EQ(findings[0].location.line, 40);
}

TEST(ExitStatus, ZeroWhereSomethingHadToFail) {
  CheckCase c;
  c.start_step(0).status = ExpectedStatus{true, {}};
  c.b.end(c.b.start("pipeline"), 0);
  ASSERT_THAT(c.judge(check_exit), SizeIs(1));
}

TEST(ExitStatus, OfAProgramKilledAtTheEndIsNotJudged) {
  CheckCase c;
  c.start_step(0).status = zero();
  c.b.kill_all({c.b.start("pipeline")});
  EXPECT_THAT(c.judge(check_exit), IsEmpty());
}

TEST(ExitStatus, OfOneThatEndsBecauseTheOthersWereKilledIsNotJudged) {
  CheckCase c;
  c.start_step(0).status = zero();
  const int process = c.b.start("pipeline");
  c.b.action("kill-all");
  c.b.end(process, 1);
  EXPECT_THAT(c.judge(check_exit), IsEmpty());
}

TEST(ExitStatus, KilledByAnotherProcessIsSaidAndIsNoSignalOfItsOwnMaking) {
  CheckCase c;
  c.start_step(0).status = zero();
  const int parent = c.b.start("pipeline");
  const int child = c.b.fork(parent, 10);
  c.b.signal(parent, 15, child);
  c.b.end_by_signal(parent, 15);
  c.b.end(child, 0);
  const auto findings = c.judge(check_exit);
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].id, "exit.status");
  EXPECT_THAT(findings[0].message, HasSubstr("was killed by SIGTERM (15)"));
}

TEST(ExitSignal, SegmentationFaultNamesTheLine) {
  CheckCase c;
  c.start_step(0).status = zero();
  const int process = c.b.start("pipeline");
  c.b.signal(process, 11, 0).with("code", 1).at(23);
  c.b.end_by_signal(process, 11);
  const auto findings = c.judge(check_exit);
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].id, "exit.signal");
  EXPECT_EQ(findings[0].location.line, 23);
}

TEST(ExitSignal, AbortIsSentByTheProcessToItself) {
  CheckCase c;
  const int process = c.b.start("pipeline");
  c.b.signal(process, 6, process).at(9);
  c.b.end_by_signal(process, 6);
  EXPECT_THAT(c.judge(check_exit), SizeIs(1));
}

TEST(ExitSignal, OfAChildIsJudgedAsWell) {
  CheckCase c;
  const int parent = c.b.start("pipeline");
  const int child = c.b.fork(parent, 10);
  c.b.signal(child, 13, child).at(30);
  c.b.end_by_signal(child, 13);
  c.b.end(parent, 0);
  const auto findings = c.judge(check_exit);
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_THAT(findings[0].message, HasSubstr("SIGPIPE (13)"));
}

/// A server that forks a child for the client that it has accepted; the child writes when the client has gone.
struct ServerWithChild : CheckCase {
  int server = 0, child = 0;
  ServerWithChild() : CheckCase({"server", "peer"}) {
    server = b.start("server", {"4000"});
    b.call(server, "socket", {{"family", 2}, {"type", 1}}).returns(3);
    b.call(server, "bind", {{"fd", 3}, {"family", 2}, {"port", 4000}}).returns(0);
    b.call(server, "listen", {{"fd", 3}, {"backlog", 5}}).returns(0);
    accept(server, 4);
    child = b.fork(server, 20);
  }
  void accept(int process, int fd) {
    b.call(process, "accept4", {{"fd", 3}, {"flags", 0}})
        .returns(fd)
        .with("family", 2)
        .with("port", 50000 + fd)
        .with("address", "127.0.0.1");
  }
  std::vector<Finding> write_to_nobody(int process) {
    b.call(process, "write", {{"fd", 4}, {"count", 2}, {"data", "A\n"}}).at(30).returns(-EPIPE);
    b.signal(process, 13, 0).at(30);
    b.end_by_signal(process, 13);
    return judge(check_exit);
  }
};

TEST(ExitSignal, OfAChildThatEndsWithTheOnlyClientThatItServedHarmsNobody) {
  ServerWithChild run;
  EXPECT_THAT(run.write_to_nobody(run.child), IsEmpty());
}

TEST(ExitSignal, OfAServerThatEndsWithItsClientIsAnError) {
  ServerWithChild run;
  EXPECT_THAT(run.write_to_nobody(run.server), SizeIs(1));
}

TEST(ExitSignal, OfAWorkerThatServesOthersAsWellIsAnError) {
  ServerWithChild run;
  run.accept(run.child, 5);
  EXPECT_THAT(run.write_to_nobody(run.child), SizeIs(1));
}

TEST(ExitSignal, OfAnExecutedSystemProgramIsNotJudged) {
  CheckCase c;
  c.start_step(0).status = zero();
  const int parent = c.b.start("pipeline");
  const int child = c.b.fork(parent, 10);
  c.exec(child, "ps", 12);
  c.b.signal(child, 13, child);
  c.b.end_by_signal(child, 13);
  c.exec(parent, "grep", 20);
  c.b.signal(parent, 13, parent);
  c.b.end_by_signal(parent, 13);
  EXPECT_THAT(c.judge(check_exit), IsEmpty());
}

TEST(ExitSignal, SentByTheScenarioIsNotOfItsOwnMaking) {
  CheckCase c({"signals"});
  const int process = c.b.start("signals");
  c.b.action("signal", process).with("signal", 14);
  c.b.signal(process, 14, 0);
  c.b.end_by_signal(process, 14);
  EXPECT_THAT(c.judge(check_exit), IsEmpty());
}

TEST(Limits, AProgramThatTheKernelChoseWhenMemoryRanOutIsNotKilledByItself) {
  CheckCase c;
  const int process = c.b.start("pipeline");
  c.b.add(sandbox::EventKind::End, process).with("signal", 9).with("last", 1).with("limit", "memory");
  const auto findings = c.judge(check_limits);
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].id, "limit.memory");
  EXPECT_THAT(c.judge(check_exit), IsEmpty());
}

TEST(Limits, OfTheWholeRunAreNamedOnceAndAsNoTimeLimit) {
  for (const std::string what : {"cpu", "memory"}) {
    CheckCase c;
    c.b.start("pipeline");
    c.b.limit(what);
    const auto findings = c.judge(check_limits);
    ASSERT_THAT(findings, SizeIs(1));
    EXPECT_EQ(findings[0].id, "limit." + what);
    EXPECT_THAT(findings[0].message, HasSubstr("all processes together"));
  }
}

TEST(Violation, ACallOfAnotherArchitectureIsOneAndASignalThatSomebodySentIsNot) {
  CheckCase killed;
  const int process = killed.b.start("pipeline");
  killed.b.add(sandbox::EventKind::End, process).with("signal", 31).with("last", 1);
  ASSERT_THAT(killed.judge(check_violation), SizeIs(1));
  EXPECT_EQ(killed.judge(check_violation)[0].id, "sandbox.violation");
  EXPECT_THAT(killed.judge(check_exit), IsEmpty());

  CheckCase raised;
  const int other = raised.b.start("pipeline");
  raised.b.signal(other, 31, other);
  raised.b.add(sandbox::EventKind::End, other).with("signal", 31).with("last", 1);
  EXPECT_THAT(raised.judge(check_violation), IsEmpty());
}

TEST(Limits, ProcessorTimeNamesTheProcessAndItsLastPlace) {
  CheckCase c;
  const int process = c.b.start("pipeline");
  c.b.signal(process, 24, 0).at(17);
  c.b.add(sandbox::EventKind::End, process)
      .with("signal", 24)
      .with("last", 1)
      .with("limit", "cpu")
      .with("utime_us", 5000000);
  const auto findings = c.judge(check_limits);
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].id, "limit.cpu");
  EXPECT_EQ(findings[0].location.line, 17);
}

TEST(Limits, FileSize) {
  CheckCase c;
  const int process = c.b.start("pipeline");
  c.b.add(sandbox::EventKind::End, process).with("signal", 25).with("last", 1).with("limit", "file-size");
  const auto findings = c.judge(check_limits);
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].id, "limit.file-size");
}

TEST(Limits, MemoryThatWasRefusedBeforeABadEnd) {
  CheckCase c;
  const int process = c.b.start("pipeline");
  c.b.call(process, "mmap", {{"length", 1 << 30}, {"prot", 3}, {"flags", 0x22}, {"fd", -1}}).at(8).returns(-12);
  c.b.signal(process, 11, 0).at(9);
  c.b.end_by_signal(process, 11);
  const auto findings = c.judge(check_limits);
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].id, "limit.memory");
  EXPECT_EQ(findings[0].location.line, 8);
}

TEST(Limits, MemoryThatWasRefusedFirstAndGrantedThenIsNoLimit) {
  CheckCase c;
  const int process = c.b.start("pipeline");
  c.b.call(process, "brk", {{"address", 0x900000}}).returns(0x800000);
  c.b.call(process, "mmap", {{"length", 1 << 20}, {"prot", 3}, {"flags", 0x22}, {"fd", -1}}).returns(0x7f0000000000);
  c.b.end(process, 1);
  EXPECT_THAT(c.judge(check_limits), IsEmpty());
}

TEST(Limits, ProcessesNamesWhoCouldNotFork) {
  CheckCase c;
  const int process = c.b.start("pipeline");
  c.b.fork(process, 5);
  c.b.call(process, "fork", {{"vfork", 0}, {"thread", 0}}).at(5).returns(-11);
  c.b.end(process, 1);
  const auto findings = c.judge(check_limits);
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].id, "limit.processes");
  EXPECT_EQ(findings[0].location.line, 5);
}

TEST(Limits, TimeIsForAProcessThatWasComputing) {
  CheckCase c;
  const int process = c.b.start("pipeline");
  c.b.call(process, "write", {{"fd", 1}, {"count", 1}, {"data", "x"}}).at(6).returns(1);
  c.b.limit("wall");
  c.b.outcome(c.waiting_for(0), StepOutcome::Kind::TimedOut);
  c.b.kill_all({process});
  const auto findings = c.judge(check_limits);
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].id, "limit.time");
  EXPECT_EQ(findings[0].location.line, 6);
  EXPECT_THAT(c.judge(check_hang), IsEmpty());
}

TEST(Limits, TimeNamesTheLoopWhereTheProcessWasStoppedAtItsWork) {
  CheckCase c;
  const int process = c.b.start("pipeline");
  c.b.call(process, "write", {{"fd", 1}, {"count", 1}, {"data", "x"}}).at(6).returns(1);
  c.b.limit("wall");
  c.b.outcome(c.waiting_for(0), StepOutcome::Kind::TimedOut);
  c.b.action("kill-all");
  c.b.end_by_signal(process, 9).at(20);
  const auto findings = c.judge(check_limits);
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].location.line, 20);
  EXPECT_THAT(findings[0].reason, Not(HasSubstr("last call")));
}

TEST(Limits, TimeIsNotForAProcessThatSleeps) {
  CheckCase c;
  const int process = c.b.start("pipeline");
  c.sleeps(process, "nanosleep", {{"duration_us", 100000000}, {"absolute", 0}}, 6);
  c.b.limit("wall");
  c.b.outcome(c.waiting_for(0), StepOutcome::Kind::TimedOut);
  c.b.kill_all({process});
  EXPECT_THAT(c.judge(check_limits), IsEmpty());
  EXPECT_THAT(c.judge(check_hang), SizeIs(1));
}

}  // namespace
}  // namespace ipclab
