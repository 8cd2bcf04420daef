// proc.*, must-run and must-not-run, sandbox.violation.
#include "tests/unit/check_case.h"

namespace ipclab {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST(Orphan, IsAChildThatStillSleepsWhenTheProgramEnds) {
  CheckCase c;
  const int parent = c.b.start("pipeline");
  const int child = c.b.fork(parent, 22);
  c.exec(child, "grep", 24);
  c.sleeps(child, "read", {{"fd", 0}, {"count", 4096}});
  c.b.end(parent, 0);
  c.b.kill_all({child});
  const auto findings = c.judge(check_orphans);
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].message, "grep outlives pipeline, which started it");
  EXPECT_EQ(findings[0].location.line, 22);
}

TEST(Orphan, IsAChildThatEndsByItselfButOnlyAfterMoreWork) {
  CheckCase c;
  const int parent = c.b.start("pipeline");
  const int child = c.b.fork(parent, 22);
  c.exec(child, "grep", 24);
  auto read = c.sleeps(child, "read", {{"fd", 0}, {"count", 4096}});
  c.b.end(parent, 0);
  read.returns(0);
  c.b.end(child, 0);
  EXPECT_THAT(c.judge(check_orphans), SizeIs(1));
}

TEST(Orphan, IsNotAChildThatWasWaitedFor) {
  CheckCase c;
  const int parent = c.b.start("pipeline");
  const int child = c.b.fork(parent, 22);
  c.b.end(child, 0);
  c.b.reap(parent, child);
  c.b.end(parent, 0);
  EXPECT_THAT(c.judge(check_orphans), IsEmpty());
}

TEST(Orphan, IsNotAChildThatWasAlreadyExiting) {
  CheckCase c;
  const int parent = c.b.start("pipeline");
  const int child = c.b.fork(parent, 22);
  c.exec(child, "ps", 24);
  c.b.call(child, "exit", {{"code", 0}, {"group", 1}});
  c.exec(parent, "grep", 30);
  c.b.end(parent, 0);
  c.b.add(sandbox::EventKind::End, child).with("code", 0).with("last", 1);
  EXPECT_THAT(c.judge(check_orphans), IsEmpty());
}

TEST(Orphan, IsNotAChildThatOnlyFinishes) {
  CheckCase c;
  const int parent = c.b.start("pipeline");
  const int child = c.b.fork(parent, 22);
  c.exec(child, "cat", 24);
  c.write(child, 1, "last words");
  c.b.end(parent, 0);
  c.close(child, 1);
  c.b.end(child, 0);
  EXPECT_THAT(c.judge(check_orphans), IsEmpty());
}

TEST(Orphan, IsNotAChildThatItsParentHasKilled) {
  CheckCase c({"server"});
  const int parent = c.b.start("server");
  const int child = c.b.fork(parent, 22);
  c.sleeps(child, "recv", {{"fd", 4}, {"count", 10}, {"flags", 0}});
  c.b.call(parent, "kill", {{"pid", c.b.pid(child)}, {"process", child}, {"signal", 15}}).returns(0);
  c.b.end(parent, 0);
  c.b.signal(child, 15, parent);
  c.b.end_by_signal(child, 15);
  EXPECT_THAT(c.judge(check_orphans), IsEmpty());
}

TEST(Orphan, IsNobodyWhereTheProgramItselfWasKilledAtTheEnd) {
  CheckCase c;
  const int parent = c.b.start("pipeline");
  const int child = c.b.fork(parent, 22);
  c.b.kill_all({parent, child});
  EXPECT_THAT(c.judge(check_orphans), IsEmpty());
}

TEST(Orphan, SeveralAreOneFinding) {
  CheckCase c;
  const int parent = c.b.start("pipeline");
  const int first = c.b.fork(parent, 22);
  const int second = c.b.fork(parent, 23);
  c.b.end(parent, 0);
  c.b.kill_all({first, second});
  const auto findings = c.judge(check_orphans);
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_THAT(findings[0].reason, HasSubstr("another process"));
}

/// A server that makes a child for each of three clients.
std::vector<Finding> serve_three(bool reaps, bool ignores_child_signal) {
  CheckCase c({"server"});
  const int server = c.b.start("server");
  if (ignores_child_signal) {
    c.b.call(server, "rt_sigaction", {{"signal", 17}, {"set", 1}, {"action", "ignore"}, {"flags", 0}}).returns(0);
  }
  for (int client = 0; client < 3; ++client) {
    c.b.call(server, "accept4", {{"fd", 3}, {"flags", 0}})
        .at(30)
        .returns(4)
        .with("family", 2)
        .with("port", 40000 + client);
    const int child = c.b.fork(server, 33);
    c.b.end(child, 0);
    if (reaps) c.b.reap(server, child);
  }
  c.b.end(server, 0);
  return c.judge(check_zombies);
}

TEST(Zombie, IsAChildWhoseParentGoesOnServing) {
  const auto findings = serve_three(false, false);
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].severity, Severity::Warning);
  EXPECT_EQ(findings[0].location.line, 33);
}

TEST(Zombie, IsNobodyWhoWasWaitedFor) {
  EXPECT_THAT(serve_three(true, false), IsEmpty());
}

TEST(Zombie, IsNobodyWhereTheKernelCollectsTheChildren) {
  EXPECT_THAT(serve_three(false, true), IsEmpty());
}

TEST(Zombie, IsNotAChildWhoseParentEndsSoon) {
  CheckCase c({"prodcons"});
  const int parent = c.b.start("prodcons");
  const int child = c.b.fork(parent, 10);
  c.b.end(child, 0);
  c.read(parent, 3, "rest");
  c.write(parent, 1, "rest");
  c.b.end(parent, 0);
  EXPECT_THAT(c.judge(check_zombies), IsEmpty());
}

TEST(Shell, StartedBySystemIsFoundAtTheLineThatCallsIt) {
  CheckCase c;
  c.scenario.rules.shell_forbidden = true;
  const int parent = c.b.start("pipeline");
  const int child = c.b.fork(parent, {.line = 14, .call = "vfork"});
  c.b.exec(child, "/bin/sh", {"sh", "-c", "ps -ef | grep x"});
  c.b.end(child, 0);
  c.b.end(parent, 0);
  const auto findings = c.judge(check_shell);
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].location.line, 14);
  EXPECT_EQ(findings[0].message, "a shell was started with the command \"ps -ef | grep x\"");
}

TEST(Shell, IsNotJudgedWhereTheExerciseAllowsIt) {
  CheckCase c;
  const int process = c.b.start("pipeline");
  c.b.exec(process, "/bin/sh", {"sh", "-c", "true"});
  c.b.end(process, 0);
  EXPECT_THAT(c.judge(check_shell), IsEmpty());
}

TEST(RunawayChild, WaitsLikeItsParentAfterExecHasFailed) {
  CheckCase c;
  const int parent = c.b.start("pipeline");
  const int child = c.b.fork(parent, 20);
  c.b.call(child, "execve", {{"path", "/bin/grep"}}).at(24).returns(-2);
  c.write(child, 2, "grep: No such file");
  c.b.call(child, "wait4", {{"pid", -1}, {"process", 0}, {"options", 0}}).at(31).returns(-10);
  c.b.end(child, 0);
  c.b.end(parent, 0);
  const auto findings = c.judge(check_runaway_child);
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].location.line, 24);
  EXPECT_THAT(findings[0].reason, HasSubstr("in line 31"));
}

TEST(RunawayChild, IsNotOneThatWaitsForAChildOfItsOwn) {
  CheckCase c;
  const int parent = c.b.start("pipeline");
  const int child = c.b.fork(parent, 20);
  const int grandchild = c.b.fork(child, 22);
  c.b.end(grandchild, 0);
  c.b.call(child, "execve", {{"path", "/usr/bin/grep"}}).at(24).returns(-2);
  c.b.call(child, "wait4", {{"pid", -1}, {"process", 0}, {"options", 0}}).at(26).returns(grandchild);
  c.b.end(child, 127);
  c.b.end(parent, 127);
  EXPECT_THAT(c.judge(check_runaway_child), IsEmpty());
}

TEST(RunawayChild, IsNotOneThatSaysSoAndEnds) {
  CheckCase c;
  const int parent = c.b.start("pipeline");
  const int child = c.b.fork(parent, 20);
  c.b.call(child, "execve", {{"path", "/usr/bin/grep"}}).at(24).returns(-2);
  c.b.call(child, "execve", {{"path", "/bin/grep"}}).at(24).returns(-2);
  c.write(child, 2, "grep: No such file");
  c.b.end(child, 127);
  c.b.end(parent, 0);
  EXPECT_THAT(c.judge(check_runaway_child), IsEmpty());
}

TEST(RunawayChild, IsNotOneWhoseExecWorksInAnotherFolder) {
  CheckCase c;
  const int parent = c.b.start("pipeline");
  const int child = c.b.fork(parent, 20);
  c.b.call(child, "execve", {{"path", "/usr/local/bin/grep"}}).at(24).returns(-2);
  c.exec(child, "grep", 24);
  c.b.call(child, "fork", {{"vfork", 0}, {"thread", 0}}).returns(-11);
  c.b.end(child, 0);
  c.b.end(parent, 0);
  EXPECT_THAT(c.judge(check_runaway_child), IsEmpty());
}

TEST(RunawayChild, IsNotTheProgramItself) {
  CheckCase c({"copy"});
  const int process = c.b.start("copy");
  c.b.call(process, "execve", {{"path", "/bin/cat"}}).at(24).returns(-2);
  c.b.call(process, "wait4", {{"pid", -1}, {"process", 0}, {"options", 0}}).returns(-10);
  c.b.end(process, 1);
  EXPECT_THAT(c.judge(check_runaway_child), IsEmpty());
}

TEST(MustRun, ProgramThatWasNeverTriedIsMissing) {
  CheckCase c;
  c.scenario.rules.must_run = {"ps", "grep"};
  const int parent = c.b.start("pipeline");
  c.exec(parent, "ps", 9);
  c.b.end(parent, 0);
  const auto findings = c.judge(check_executed);
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].id, "topology.missing");
  EXPECT_EQ(findings[0].message, "grep was never executed");
}

TEST(MustRun, ProgramThatCouldNotBeExecutedSaysWhy) {
  CheckCase c({"copy"});
  c.scenario.rules.must_run = {"cat"};
  const int process = c.b.start("copy");
  c.b.call(process, "execve", {{"path", "/bin/cta"}}).at(8).returns(-2);
  c.b.call(process, "execve", {{"path", "/bin/cat"}}).at(9).returns(-13);
  c.b.end(process, 1);
  const auto findings = c.judge(check_executed);
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].location.line, 9);
  EXPECT_THAT(findings[0].reason, HasSubstr("EACCES"));
}

TEST(MustNotRun, ProgramThatRanAllTheSameIsExtra) {
  CheckCase c({"copy"});
  c.scenario.rules.must_not_run = {"cat"};
  const int process = c.b.start("copy");
  c.exec(process, "cat", 17);
  c.b.end(process, 0);
  const auto findings = c.judge(check_executed);
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].id, "topology.extra");
  EXPECT_EQ(findings[0].location.line, 17);
}

TEST(Violation, OfOneLineIsToldOnce) {
  CheckCase c;
  const int process = c.b.start("pipeline");
  c.b.refused(process, "mount").at(5);
  c.b.refused(process, "mount").at(5);
  c.b.end(process, 0);
  const auto findings = c.judge(check_violation);
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].location.line, 5);
}

}  // namespace
}  // namespace ipclab
