#include "tests/unit/check_case.h"

namespace ipclab {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

/// ps | grep as far as the waits: pipe in line 12, forks in 14 and 22, exec of ps in 18 and of grep in 27.
struct Pipeline : CheckCase {
  int parent = 0, ps = 0, grep = 0;

  struct Closes {
    bool parent_writing = true;
    bool grep_writing = true;
  };

  explicit Pipeline(const Closes& closes) {
    parent = b.start("pipeline", {"x"});
    pipe(parent, 3, 4, 12);
    ps = b.fork(parent, 14);
    dup2(ps, 4, 1);
    close(ps, 3);
    close(ps, 4);
    exec(ps, "ps", 18);
    grep = b.fork(parent, 22);
    dup2(grep, 3, 0);
    close(grep, 3);
    if (closes.grep_writing) close(grep, 4);
    exec(grep, "grep", 27);
    close(parent, 3);
    if (closes.parent_writing) close(parent, 4);
    write(ps, 1, "one\ntwo\n");
    b.end(ps, 0);
    b.reap(parent, ps);
    read(grep, 0, "one\ntwo\n");
  }

  /// grep waits for more and the parent, in line 31, for grep.
  void hang() {
    sleeps(grep, "read", {{"fd", 0}, {"count", 4096}});
    sleeps(parent, "wait4", {{"pid", b.pid(grep)}, {"process", grep}, {"options", 0}}, 31);
    b.quiet(waiting_for(0));
    b.kill_all({grep, parent});
  }
};

TEST(Deadlock, ParentThatKeepsTheWritingEndAndWaitsIsToldAsInTheContract) {
  Pipeline run({.parent_writing = false});
  run.hang();
  const auto findings = run.judge(check_hang);
  ASSERT_THAT(findings, SizeIs(1));
  const Finding& finding = findings[0];
  EXPECT_EQ(finding.id, "hang.deadlock");
  EXPECT_EQ(finding.severity, Severity::Error);
  EXPECT_EQ(finding.process, "grep");
  EXPECT_EQ(finding.location.line, 31);
  EXPECT_EQ(finding.message, "grep waits for the end of its input, and it can never come");
  EXPECT_EQ(finding.reason,
            "grep reads from descriptor 0, the pipe made in line 12. It sees the end of file once nobody holds the "
            "pipe's writing "
            "end any more. The parent still holds it, as descriptor 4, and waits for grep itself.");
  ASSERT_THAT(finding.evidence, SizeIs(3));
  EXPECT_EQ(finding.evidence[0].call, "pipe() made descriptors 3 (reading end) and 4 (writing end)");
  EXPECT_EQ(finding.evidence[0].location.line, 12);
  EXPECT_EQ(finding.evidence[1].call, "fork(): the child that became grep inherited both");
  EXPECT_EQ(finding.evidence[1].location.line, 22);
  EXPECT_EQ(finding.evidence[2].call, "waitpid(): the parent waits here; descriptor 4 is open");
  EXPECT_EQ(finding.evidence[2].location.line, 31);
  EXPECT_THAT(finding.hint, HasSubstr("the parent still has after its last fork"));
}

TEST(Deadlock, TheEndThatWasLeftOpenIsAConsequenceAndNoFindingOfItsOwn) {
  Pipeline run({.parent_writing = false});
  run.hang();
  const auto findings = run.judge(check_hang);
  ASSERT_THAT(findings, SizeIs(1));
  ASSERT_THAT(findings[0].consequences, SizeIs(1));
  const Finding& end = findings[0].consequences[0];
  EXPECT_EQ(end.id, "pipe.end-left-open");
  EXPECT_EQ(end.severity, Severity::Error);
  EXPECT_EQ(end.process, "pipeline");
  EXPECT_EQ(end.message, "the parent keeps the writing end of the pipe made in line 12 and never uses it");
  EXPECT_THAT(run.judge(check_pipe_ends), IsEmpty());
}

TEST(Deadlock, ExecutedReaderThatHoldsItsOwnWritingEndIsLocatedAtTheExec) {
  Pipeline run({.grep_writing = false});
  run.hang();
  const auto findings = run.judge(check_hang);
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].message, "grep waits for the end of its input, and it can never come");
  EXPECT_THAT(findings[0].reason, HasSubstr("grep itself still holds it, as descriptor 4."));
  EXPECT_EQ(findings[0].location.line, 27);
  EXPECT_THAT(findings[0].evidence, Contains(Field(&Evidence::call, HasSubstr("the parent waits for grep itself"))));
  ASSERT_THAT(findings[0].consequences, SizeIs(1));
  EXPECT_EQ(findings[0].consequences[0].process, "grep");
  EXPECT_THAT(run.judge(check_exec_descriptors), IsEmpty()) << "the story has told of descriptor 4 already";
}

TEST(Deadlock, ParentThatWaitsForSigchldInsteadIsHeldUpByTheSameChild) {
  enum { Sigsuspend, Sigwait, Signalfd, Kinds };
  for (int way = 0; way < Kinds; ++way) {
    Pipeline run({.grep_writing = false});
    run.sleeps(run.grep, "read", {{"fd", 0}, {"count", 4096}});
    if (way == Sigsuspend) {
      run.sleeps(run.parent, "rt_sigsuspend", {}, 31);
      run.b.add(sandbox::EventKind::Asleep, run.parent).with("asleep", 1).with("wakes_itself", 0).with("handled", {17});
    } else if (way == Sigwait) {
      run.sleeps(run.parent, "rt_sigtimedwait", {}, 31).with("mask", {17});
    } else {
      run.b.call(run.parent, "signalfd4", {{"fd", -1}, {"flags", 0}}).with("mask", {17}).at(20).returns(7);
      run.sleeps(run.parent, "read", {{"fd", 7}, {"count", 128}}, 31);
    }
    run.b.quiet(run.waiting_for(0));
    run.b.kill_all({run.grep, run.parent});
    const auto findings = run.judge(check_hang);
    ASSERT_THAT(findings, SizeIs(1));
    EXPECT_EQ(findings[0].message, "grep waits for the end of its input, and it can never come") << way;
    EXPECT_EQ(findings[0].location.line, 27) << way;
  }
}

TEST(Deadlock, WhereReaderAndParentHoldTheEndBothAreNamed) {
  Pipeline run({.parent_writing = false, .grep_writing = false});
  run.hang();
  const auto findings = run.judge(check_hang);
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_THAT(findings[0].reason,
              AllOf(HasSubstr("grep itself still holds it"), HasSubstr("The parent still holds it")));
  EXPECT_THAT(findings[0].consequences, SizeIs(2));
}

TEST(Deadlock, ReaderOfTheSubmissionThatHoldsItsOwnWritingEndIsLocatedAtItsRead) {
  CheckCase run({"prodcons"});
  const int process = run.b.start("prodcons", {"5"});
  run.pipe(process, 3, 4, 10);
  run.write(process, 4, "abc");
  run.read(process, 3, "abc");
  run.sleeps(process, "read", {{"fd", 3}, {"count", 16}}, 20);
  run.b.quiet(run.waiting_for(0));
  const auto findings = run.judge(check_hang);
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].location.line, 20);
  EXPECT_EQ(findings[0].message, "prodcons waits for the end of the pipe made in line 10, and it can never come");
  EXPECT_THAT(findings[0].consequences, IsEmpty()) << "it has used the end";
}

TEST(Deadlock, DataThatNobodyEverWroteIsNotCalledTheEndOfFile) {
  CheckCase run({"prodcons"});
  const int parent = run.b.start("prodcons", {"5"});
  run.pipe(parent, 3, 4, 10);
  const int child = run.b.fork(parent, 11);
  run.sleeps(child, "read", {{"fd", 3}, {"count", 1}}, 15);
  run.sleeps(parent, "wait4", {{"pid", -1}, {"process", 0}, {"options", 0}}, 20);
  run.b.quiet(run.waiting_for(0));
  const auto findings = run.judge(check_hang);
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].message, "the child waits for data from the pipe made in line 10, and none can ever come");
  EXPECT_THAT(findings[0].reason, HasSubstr("into which nobody has written"));
}

TEST(Deadlock, WriterOnAFullPipeWhoseReaderIsStartedLaterIsLocatedAtTheWait) {
  CheckCase run;
  const int parent = run.b.start("pipeline", {"x"});
  run.pipe(parent, 3, 4, 12);
  const int ps = run.b.fork(parent, 14);
  run.dup2(ps, 4, 1);
  run.close(ps, 3);
  run.close(ps, 4);
  run.exec(ps, "ps", 18);
  run.write(ps, 1, std::string(65536, 'x'));
  run.sleeps(ps, "write", {{"fd", 1}, {"count", 4096}});
  run.sleeps(parent, "wait4", {{"pid", run.b.pid(ps)}, {"process", ps}, {"options", 0}}, 21);
  run.b.quiet(run.waiting_for(0));
  const auto findings = run.judge(check_hang);
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].process, "ps");
  EXPECT_EQ(findings[0].location.line, 21);
  EXPECT_EQ(findings[0].message, "ps waits until somebody reads what it writes, and nobody will");
  EXPECT_THAT(findings[0].reason,
              AllOf(HasSubstr("It has written 65536 bytes and wants to write 4096 more; 0 bytes were read"),
                    HasSubstr("The parent still holds it, as descriptor 3, and waits for ps itself.")));
}

TEST(Deadlock, WriterThatKeepsItsOwnReadingEndIsStillAboutWhoReads) {
  CheckCase run;
  const int parent = run.b.start("pipeline", {"x"});
  run.pipe(parent, 3, 4, 12);
  const int ps = run.b.fork(parent, 14);
  run.dup2(ps, 4, 1);
  run.exec(ps, "ps", 18);
  run.sleeps(ps, "write", {{"fd", 1}, {"count", 100000}});
  run.sleeps(parent, "wait4", {{"pid", run.b.pid(ps)}, {"process", ps}, {"options", 0}}, 21);
  run.b.quiet(run.waiting_for(0));
  const auto findings = run.judge(check_hang);
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].location.line, 21);
  EXPECT_THAT(findings[0].consequences, IsEmpty()) << "the parent keeps its reading end for the reader to come";
}

TEST(Deadlock, ReadingEndThatOutlivesTheReaderIsAnEndLeftOpen) {
  CheckCase run;
  const int parent = run.b.start("pipeline", {"x"});
  run.pipe(parent, 3, 4, 12);
  const int grep = run.b.fork(parent, 13);
  run.dup2(grep, 3, 0);
  run.close(grep, 3);
  run.close(grep, 4);
  run.exec(grep, "grep", 15);
  run.b.end(grep, 2);
  const int ps = run.b.fork(parent, 16);
  run.dup2(ps, 4, 1);
  run.close(ps, 3);
  run.close(ps, 4);
  run.exec(ps, "ps", 18);
  run.sleeps(ps, "write", {{"fd", 1}, {"count", 100000}});
  run.sleeps(parent, "wait4", {{"pid", run.b.pid(ps)}, {"process", ps}, {"options", 0}}, 21);
  run.b.quiet(run.waiting_for(0));
  const auto findings = run.judge(check_hang);
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].location.line, 21);
  ASSERT_THAT(findings[0].consequences, SizeIs(1));
  EXPECT_EQ(findings[0].consequences[0].message,
            "the parent keeps the reading end of the pipe made in line 12 and never uses it");
}

TEST(Deadlock, AChainOfWaitsIsToldFromItsLastLink) {
  CheckCase run;
  const int parent = run.b.start("pipeline", {"x"});
  run.pipe(parent, 3, 4, 5);
  const int middle = run.b.fork(parent, 7);
  const int last = run.b.fork(middle, 9);
  run.sleeps(last, "read", {{"fd", 3}, {"count", 10}}, 11);
  run.sleeps(middle, "wait4", {{"pid", -1}, {"process", 0}, {"options", 0}}, 14);
  run.sleeps(parent, "wait4", {{"pid", run.b.pid(middle)}, {"process", middle}, {"options", 0}}, 18);
  run.b.quiet(run.waiting_for(0));
  const auto findings = run.judge(check_hang);
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_THAT(findings[0].message, HasSubstr("waits for data from the pipe made in line 5"));
  EXPECT_EQ(findings[0].location.line, 11);
  EXPECT_THAT(findings[0].evidence, Contains(Field(&Evidence::location, Field(&SourceLocation::line, 14))));
  EXPECT_THAT(findings[0].evidence, Contains(Field(&Evidence::location, Field(&SourceLocation::line, 18))));
}

TEST(Deadlock, SignalThatCameBeforeTheWaitIsMentioned) {
  CheckCase run({"prodcons"});
  const int parent = run.b.start("prodcons", {"5"});
  const int child = run.b.fork(parent, 10);
  run.b.signal(parent, 10, child, "handler");
  run.b.end(child, 0);
  run.sleeps(parent, "pause", {}, 15);
  run.b.quiet(run.waiting_for(0));
  const auto findings = run.judge(check_hang);
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].message, "the parent waits for a signal, and nobody will send one");
  EXPECT_THAT(findings[0].reason, HasSubstr("SIGUSR1 (10) before it began to wait"));
}

TEST(Deadlock, SemaphoreThatNobodyRaisesIsTold) {
  CheckCase run({"prodcons"});
  const int parent = run.b.start("prodcons", {"5"});
  run.b.call(parent, "semget", {{"key", 0}, {"count", 2}, {"flags", 01600}, {"mode", 0600}}).at(8).returns(7);
  const int child = run.b.fork(parent, 10);
  run.sleeps(child, "semop",
             {{"id", 7}, {"nums", std::vector<std::int64_t>{1}}, {"ops", std::vector<std::int64_t>{-1}}}, 15);
  run.sleeps(parent, "wait4", {{"pid", -1}, {"process", 0}, {"options", 0}}, 20);
  run.b.quiet(run.waiting_for(0));
  const auto findings = run.judge(check_hang);
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].location.line, 15);
  EXPECT_EQ(findings[0].message, "the child waits for a semaphore, and nobody will raise it");
  EXPECT_THAT(findings[0].reason, AllOf(HasSubstr("-1 on semaphore 1"), HasSubstr("No process ever raised")));
}

TEST(Deadlock, ServerThatGoesBackToAcceptAfterSigtermIsTold) {
  CheckCase run({"server"});
  const int server = run.b.start("server", {"8080"});
  run.b.call(server, "socket", {{"family", 2}, {"type", 1}}).at(10).returns(3);
  run.b.call(server, "bind", {{"fd", 3}, {"family", 2}, {"port", 8080}}).at(12).returns(0);
  run.b.call(server, "listen", {{"fd", 3}, {"backlog", 5}}).at(13).returns(0);
  run.b.action("signal", server).with("signal", 15);
  run.sleeps(server, "accept4", {{"fd", 3}, {"flags", 0}}, 17);
  run.b.quiet(run.waiting_for(0));
  const auto findings = run.judge(check_hang);
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].location.line, 17);
  EXPECT_EQ(findings[0].message, "server waits for another client, and none will come");
  EXPECT_THAT(findings[0].reason, HasSubstr("server had been sent SIGTERM (15)."));
}

TEST(Deadlock, ProgramThatReadsTheGradersInputInsteadOfThePipeIsTold) {
  CheckCase run({"copy"});
  const int copy = run.b.start("copy", {"a", "b"}, {}, {"pipe", "pipe", "pipe"});
  run.exec(copy, "cat", 14);
  run.sleeps(copy, "read", {{"fd", 0}, {"count", 4096}});
  run.b.quiet(run.waiting_for(0));
  const auto findings = run.judge(check_hang);
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].message, "cat waits for input that nobody gives it");
  EXPECT_EQ(findings[0].location.line, 14);
}

TEST(Deadlock, ProgramThatASignalStoppedIsTold) {
  CheckCase run({"signals"});
  const int process = run.b.start("signals");
  run.sleeps(process, "nanosleep", {{"duration_us", 1000000}}, 15);
  run.b.stop(process, 20);
  run.b.quiet(run.waiting_for(0));
  run.b.kill_all({process});
  const auto findings = run.judge(check_hang);
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].message, "signals is stopped by SIGTSTP (20), and nobody lets it go on");
  EXPECT_EQ(findings[0].location.line, 15);
}

TEST(Deadlock, StepThatWaitsForATextSaysThatItWasNotPrinted) {
  CheckCase run({"signals"});
  const int process = run.b.start("signals");
  run.scenario.steps[1].action = WaitStep{"signals", Until::Printed, ".\n"};
  run.sleeps(process, "pause", {}, 15);
  run.b.quiet(1);
  const auto findings = run.judge(check_hang);
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].message,
            "signals does not print \".\\n\": signals waits for a signal, and nobody will send one");
}

TEST(Deadlock, FixtureThatWaitsForAnAnswerPointsAtTheServer) {
  CheckCase run({"server", "pieces"});
  const int server = run.b.start("server", {"8080"});
  run.b.call(server, "socket", {{"family", 2}, {"type", 1}}).returns(3);
  run.b.call(server, "bind", {{"fd", 3}, {"family", 2}, {"port", 8080}}).returns(0);
  run.b.call(server, "listen", {{"fd", 3}, {"backlog", 5}}).returns(0);
  const int client = run.b.start("pieces", {"8080"}, "/fixtures/pieces");
  run.b.call(client, "socket", {{"family", 2}, {"type", 1}}).returns(3);
  run.b.call(client, "connect", {{"fd", 3}, {"family", 2}, {"port", 8080}}).returns(0);
  run.b.call(server, "accept4", {{"fd", 3}, {"flags", 0}}).at(20).returns(4);
  run.sleeps(server, "recv", {{"fd", 4}, {"count", 100}, {"flags", 0}}, 25);
  run.sleeps(client, "recv", {{"fd", 3}, {"count", 100}, {"flags", 0}});
  run.b.quiet(run.waiting_for(1));
  const auto findings = run.judge(check_hang);
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].process, "server");
  EXPECT_EQ(findings[0].location.line, 25);
  EXPECT_EQ(findings[0].message, "pieces waits in vain: server waits for data from its connection, and none will come");
}

TEST(Deadlock, ProgramsThatMayStayAreNoHang) {
  CheckCase run({"server", "silent"});
  const int server = run.b.start("server", {"8080"});
  const int silent = run.b.start("silent", {}, "/fixtures/silent");
  run.start_step(1).must_end = false;
  run.sleeps(silent, "pause", {});
  run.b.end(server, 0);
  run.b.quiet(run.waiting_for(1));
  run.b.kill_all({silent});
  EXPECT_THAT(run.judge(check_hang), IsEmpty());
}

TEST(Deadlock, StandstillWithoutAStuckStepIsNoHang) {
  CheckCase run({"server"});
  const int server = run.b.start("server", {"8080"});
  run.sleeps(server, "accept4", {{"fd", 3}, {"flags", 0}}, 17);
  run.b.add(sandbox::EventKind::Quiet, 0);
  run.b.outcome(1, StepOutcome::Kind::Done);
  EXPECT_THAT(run.judge(check_hang), IsEmpty());
}

TEST(Deadlock, RecordCutOffAnywhereIsJudgedWithoutHarm) {
  Pipeline whole({.parent_writing = false, .grep_writing = false});
  whole.hang();
  const std::size_t length = whole.b.record().events.size();
  for (std::size_t cut = 0; cut < length; ++cut) {
    Pipeline run({.parent_writing = false, .grep_writing = false});
    run.hang();
    run.b.record().events.resize(cut);
    EXPECT_THAT(run.judge(check_hang), SizeIs(1)) << cut;
    run.judge(check_pipe_ends);
    run.judge(check_exec_descriptors);
    run.judge(check_topology);
  }
}

TEST(Deadlock, RightPipelineGivesNothing) {
  Pipeline run({});
  run.read(run.grep, 0, "");
  run.b.end(run.grep, 0);
  run.b.reap(run.parent, run.grep);
  run.b.end(run.parent, 0);
  run.b.outcome(run.waiting_for(0), StepOutcome::Kind::Done);
  EXPECT_THAT(run.judge(check_hang), IsEmpty());
}

TEST(Timeout, SleepingProgramIsToldWithItsLine) {
  CheckCase run({"signals"});
  const int process = run.b.start("signals");
  run.sleeps(process, "nanosleep", {{"duration_us", 1000000}, {"absolute", 0}}, 33);
  run.b.limit("wall");
  run.b.outcome(run.waiting_for(0), StepOutcome::Kind::TimedOut);
  run.b.kill_all({process});
  const auto findings = run.judge(check_hang);
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].id, "hang.timeout");
  EXPECT_EQ(findings[0].message, "signals has not ended after 10 seconds");
  EXPECT_EQ(findings[0].reason, "When the time was over signals was in sleep(): it sleeps.");
  EXPECT_EQ(findings[0].location.line, 33);
}

TEST(Timeout, RunThatWasCutShortForItsOutputIsNoTimeout) {
  CheckCase run({"signals"});
  const int process = run.b.start("signals");
  run.b.limit("output");
  run.b.outcome(run.waiting_for(0), StepOutcome::Kind::TimedOut);
  run.b.kill_all({process});
  EXPECT_THAT(run.judge(check_hang), IsEmpty());
}

TEST(Timeout, ComputingProgramIsLeftToTheLimitOnTime) {
  CheckCase run({"signals"});
  const int process = run.b.start("signals");
  run.b.limit("wall");
  run.b.outcome(run.waiting_for(0), StepOutcome::Kind::TimedOut);
  run.b.kill_all({process});
  EXPECT_THAT(run.judge(check_hang), IsEmpty());
}

}  // namespace
}  // namespace ipclab
