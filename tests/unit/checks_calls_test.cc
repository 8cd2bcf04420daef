// Failed calls, handlers, interruptions and streams: what a right program does that looks like the mistake gets
// nothing.
#include <cerrno>

#include "harness/checks/check.h"
#include "harness/checks/fold.h"
#include "harness/checks/signal_safety.h"
#include "tests/unit/check_case.h"

namespace ipclab {
namespace {

using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;

/// One program, "sender", whose status must tell a failure.
struct Calls : testing::Test {
  CheckCase c{{"sender"}};
  int p = c.b.start("sender");

  EventBuilder fails(const std::string& name, RecordBuilder::Fields fields, int error, int line) {
    return c.b.call(p, name, fields).at(line).returns(-error);
  }
  void says(const std::string& text, int fd = 2) { c.write(p, fd, text); }
  std::vector<Finding> unchecked() { return c.judge(check_unchecked); }
};

using Unchecked = Calls;

TEST_F(Unchecked, FilesThatALookUpDoesNotFindAreNotTheProgramsFailure) {
  c.start_step(0).status = ExpectedStatus{true, {}};
  fails("openat", {{"path", "/etc/resolv.conf"}, {"flags", 0}, {"function", "gethostbyname"}}, ENOENT, 10);
  fails("connect", {{"fd", 3}, {"family", 2}, {"port", 4000}}, ECONNREFUSED, 12);
  c.b.end(p, 0);
  const auto findings = unchecked();
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].location.line, 12);
}

TEST_F(Unchecked, AnIdOfMinusOnePassedOnIsNamedWithBothLines) {
  fails("msgget", {{"key", 1234}, {"flags", 0666}}, ENOENT, 10);
  fails("msgsnd", {{"id", -1}, {"size", 6}}, EINVAL, 14);
  c.b.end(p, 0);
  const auto findings = unchecked();
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].id, "syscall.unchecked");
  EXPECT_EQ(findings[0].severity, Severity::Warning);
  EXPECT_EQ(findings[0].location.line, 10);
  EXPECT_THAT(findings[0].message, HasSubstr("msgget() for key 1234 failed"));
  EXPECT_THAT(findings[0].reason, HasSubstr("ENOENT"));
  EXPECT_THAT(findings[0].reason, HasSubstr("msgsnd() in line 14"));
  EXPECT_THAT(findings[0].evidence, ElementsAre(Field(&Evidence::location, Field(&SourceLocation::line, 10)),
                                                Field(&Evidence::location, Field(&SourceLocation::line, 14))));
}

TEST_F(Unchecked, WhoSaysSoAndEndsWithAFailureHasLooked) {
  fails("msgget", {{"key", 1234}, {"flags", 0666}}, ENOENT, 10);
  says("msgget: No such file or directory\n");
  c.b.end(p, 1);
  EXPECT_THAT(unchecked(), IsEmpty());
}

TEST_F(Unchecked, TidyingUpWithABadValueAfterAMessageIsNoMistake) {
  fails("openat", {{"path", "dest"}, {"flags", 1}}, EACCES, 10);
  says("dest: Permission denied\n");
  fails("close", {{"fd", -1}}, EBADF, 30);
  c.b.end(p, 1);
  EXPECT_THAT(unchecked(), IsEmpty());
}

TEST_F(Unchecked, CloseOfMinusOneCountsWhereNobodySaidAnything) {
  fails("openat", {{"path", "dest"}, {"flags", 1}}, EACCES, 10);
  fails("close", {{"fd", -1}}, EBADF, 30);
  c.b.end(p, 0);
  EXPECT_EQ(unchecked().size(), 1u);
}

TEST_F(Unchecked, AMessageDoesNotHelpWhenTheValueIsUsedAllTheSame) {
  fails("openat", {{"path", "dest"}, {"flags", 1}}, EACCES, 10);
  says("dest: Permission denied\n");
  fails("dup3", {{"fd", -1}, {"to", 1}, {"dup2", 1}}, EBADF, 12);
  c.b.end(p, 0);
  const auto findings = unchecked();
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_THAT(findings[0].reason, HasSubstr("said something, and went on all the same"));
}

TEST_F(Unchecked, ASecondPathThatWorksIsNoMistake) {
  fails("openat", {{"path", "first"}, {"flags", 0}}, ENOENT, 10);
  c.b.call(p, "openat", {{"path", "second"}, {"flags", 0}}).at(12).returns(3).with("type", "file");
  c.read(p, 3, "x");
  c.b.end(p, 0);
  EXPECT_THAT(unchecked(), IsEmpty());
}

TEST_F(Unchecked, ADescriptorThatWasNeverOpenedIsNoFailureOfAnyCall) {
  fails("close", {{"fd", -1}}, EBADF, 30);
  c.b.end(p, 0);
  EXPECT_THAT(unchecked(), IsEmpty());
}

TEST_F(Unchecked, FilesThatTheLibraryLooksForAreItsOwnAffair) {
  fails("openat", {{"path", "/usr/share/locale/de/libc.mo"}, {"function", "perror"}}, ENOENT, 10);
  fails("close", {{"fd", -1}}, EBADF, 30);
  c.b.end(p, 0);
  EXPECT_THAT(unchecked(), IsEmpty());
}

TEST_F(Unchecked, RemovingWhatAnotherOneHasRemovedIsNoMistake) {
  fails("msgctl", {{"id", 7}, {"cmd", 0}}, EINVAL, 20);
  fails("kill", {{"pid", 102}, {"process", 2}, {"signal", 15}}, ESRCH, 21);
  fails("unlinkat", {{"path", "socket"}}, ENOENT, 22);
  c.b.end(p, 0);
  EXPECT_THAT(unchecked(), IsEmpty());
}

TEST_F(Unchecked, DeathAtTheAddressMinusOneIsTracedToShmat) {
  c.b.call(p, "shmget", {{"key", 5}, {"size", 64}}).at(9).returns(3);
  fails("shmat", {{"id", 3}}, EACCES, 10);
  c.b.signal(p, SIGSEGV, 0).at(15).with("address", 63);
  c.b.end_by_signal(p, SIGSEGV);
  const auto findings = unchecked();
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].location.line, 10);
  EXPECT_THAT(findings[0].reason, HasSubstr("in line 15"));
}

TEST_F(Unchecked, DeathElsewhereIsNotBlamedOnShmat) {
  fails("shmat", {{"id", 3}}, EACCES, 10);
  c.b.signal(p, SIGSEGV, 0).at(15).with("address", 0x7fff12345678);
  c.b.end_by_signal(p, SIGSEGV);
  EXPECT_THAT(unchecked(), IsEmpty());
}

TEST_F(Unchecked, ASocketThatIsNotConnectedIsWrittenTo) {
  c.b.call(p, "socket", {{"family", 2}, {"type", 1}}).at(8).returns(3);
  fails("connect", {{"fd", 3}, {"family", 2}, {"port", 4000}}, ECONNREFUSED, 10);
  fails("write", {{"fd", 3}, {"count", 5}}, EPIPE, 12);
  c.b.end(p, 1);
  const auto findings = unchecked();
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_THAT(findings[0].reason, HasSubstr("The same socket was then used by write() in line 12"));
}

TEST_F(Unchecked, TheNextAddressOnANewSocketIsRight) {
  c.b.call(p, "socket", {{"family", 2}, {"type", 1}}).at(8).returns(3);
  fails("connect", {{"fd", 3}, {"family", 2}, {"port", 4000}}, ECONNREFUSED, 10);
  c.close(p, 3);
  c.b.call(p, "socket", {{"family", 2}, {"type", 1}}).at(8).returns(3);
  c.b.call(p, "connect", {{"fd", 3}, {"family", 2}, {"port", 4000}}).at(10).returns(0);
  c.write(p, 3, "hello");
  c.b.end(p, 0);
  EXPECT_THAT(unchecked(), IsEmpty());
}

TEST_F(Unchecked, AForkThatFailedLeavesNobodyToWaitFor) {
  fails("fork", {{"thread", 0}}, EAGAIN, 10).with("failed_by_plan", 1);
  fails("wait4", {{"pid", -1}}, ECHILD, 12);
  c.b.end(p, 0);
  const auto findings = unchecked();
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_THAT(findings[0].reason, HasSubstr("on purpose"));
}

TEST_F(Unchecked, StatusZeroWithoutAWordWhereAFailureMustBeToldIsOne) {
  c.start_step(0).status = ExpectedStatus{true, {}};
  fails("msgget", {{"key", 1234}, {"flags", 0666}}, ENOENT, 10);
  c.b.end(p, 0);
  EXPECT_EQ(unchecked().size(), 1u);
}

TEST_F(Unchecked, AMessageWithStatusZeroIsAnotherMistake) {
  c.start_step(0).status = ExpectedStatus{true, {}};
  fails("msgget", {{"key", 1234}, {"flags", 0666}}, ENOENT, 10);
  says("no queue\n");
  c.b.end(p, 0);
  EXPECT_THAT(unchecked(), IsEmpty());
}

TEST_F(Unchecked, LeadsWhatFollowsFromItAndBecomesAnError) {
  c.start_step(0).status = ExpectedStatus{true, {}};
  fails("msgget", {{"key", 1234}, {"flags", 0666}}, ENOENT, 10);
  fails("msgsnd", {{"id", -1}, {"size", 6}}, EINVAL, 14);
  c.b.end(p, 0);
  const auto findings = c.judge(judge);
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].id, "syscall.unchecked");
  EXPECT_EQ(findings[0].severity, Severity::Error);
  EXPECT_THAT(findings[0].consequences, ElementsAre(Field(&Finding::id, "exit.status")));
}

/// A program whose handler runs while main is in line 20.
struct Handlers : Calls {
  EventBuilder arrives() {
    auto delivery = c.b.signal(p, SIGINT, 0, "handler");
    delivery.at("sender.c", 20, "main");
    return delivery;
  }
  EventBuilder in_handler(const std::string& name, const std::string& called, RecordBuilder::Fields fields = {}) {
    auto call = c.b.call(p, name, fields);
    call.with("function", called).at("sender.c", 5, "on_int").at("sender.c", 20, "main");
    return call;
  }
};

TEST_F(Handlers, PrintfInAHandlerIsAWarningAtItsLine) {
  arrives();
  in_handler("write", "printf", {{"fd", 1}, {"count", 2}}).returns(2);
  c.b.call(p, "rt_sigreturn");
  c.b.end(p, 0);
  const auto findings = c.judge(check_unsafe_handler);
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].severity, Severity::Warning);
  EXPECT_EQ(findings[0].location.line, 5);
  EXPECT_THAT(findings[0].message, HasSubstr("on_int() calls printf()"));
}

TEST_F(Handlers, WriteAndUnderscoreExitAreSafe) {
  arrives();
  in_handler("write", "write", {{"fd", 1}, {"count", 2}}).returns(2);
  in_handler("exit", "_exit", {{"code", 0}});
  c.b.end(p, 0);
  EXPECT_THAT(c.judge(check_unsafe_handler), IsEmpty());
}

TEST_F(Handlers, AfterItsReturnPrintfIsTheProgramsOwn) {
  arrives();
  c.b.call(p, "rt_sigreturn");
  c.b.call(p, "write", {{"fd", 1}, {"count", 2}, {"function", "printf"}}).at("sender.c", 21, "main").returns(2);
  c.b.end(p, 0);
  EXPECT_THAT(c.judge(check_unsafe_handler), IsEmpty());
}

TEST_F(Handlers, WhoLeavesAHandlerByAJumpIsOutOfIt) {
  arrives();
  c.b.call(p, "write", {{"fd", 1}, {"count", 2}, {"function", "printf"}}).at("sender.c", 30, "main").returns(2);
  c.b.end(p, 0);
  EXPECT_THAT(c.judge(check_unsafe_handler), IsEmpty());
}

TEST_F(Handlers, ASignalThatComesOnlyInSigsuspendInterruptsNothing) {
  c.b.call(p, "rt_sigprocmask", {{"how", 0}, {"set", 1}, {"mask", std::vector<std::int64_t>{SIGINT}}}).returns(0);
  c.b.call(p, "rt_sigsuspend", {{"mask", std::vector<std::int64_t>{}}}).at("sender.c", 20, "main").returns(-EINTR);
  arrives();
  in_handler("write", "printf", {{"fd", 1}, {"count", 2}}).returns(2);
  c.b.call(p, "rt_sigreturn");
  c.b.end(p, 0);
  EXPECT_THAT(c.judge(check_unsafe_handler), IsEmpty());
}

TEST(SignalSafety, KnowsTheListAndWhatIsOnlyACall) {
  for (const char* safe : {"write", "_exit", "sem_post", "waitpid", "kill", "msgctl", "abort"})
    EXPECT_TRUE(is_async_signal_safe(safe)) << safe;
  for (const char* unsafe : {"printf", "exit", "malloc", "free", "fflush", "syslog", "sem_wait", "perror"})
    EXPECT_FALSE(is_async_signal_safe(unsafe)) << unsafe;
}

struct Interrupted : Calls {
  EventBuilder interrupted_accept(int signal) {
    auto call = c.b.call(p, "accept4", {{"fd", 3}}).at(40).returns(-EINTR);
    c.b.signal(p, signal, 0, "handler").at(40);
    c.b.call(p, "rt_sigreturn");
    return call;
  }
};

TEST_F(Interrupted, WhoReportsItAndGivesUpTakesItForAFailure) {
  interrupted_accept(SIGTERM);
  says("accept: Interrupted system call\n");
  c.b.end(p, 1);
  const auto findings = c.judge(check_interrupted);
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].id, "signal.eintr");
  EXPECT_EQ(findings[0].location.line, 40);
}

TEST_F(Interrupted, WhoCallsAgainDoesRightWhateverHeSays) {
  interrupted_accept(SIGCHLD);
  says("accept: Interrupted system call\n");
  c.b.call(p, "accept4", {{"fd", 3}}).at(40).returns(4);
  c.b.end(p, 1);
  EXPECT_THAT(c.judge(check_interrupted), IsEmpty());
}

TEST_F(Interrupted, WhoEndsWithStatusZeroWasAskedTo) {
  interrupted_accept(SIGTERM);
  says("accept: Interrupted system call\n");
  c.b.end(p, 0);
  EXPECT_THAT(c.judge(check_interrupted), IsEmpty());
}

struct InterruptedSleep : Interrupted {
  InterruptedSleep() {
    c.start_step(0).status = ExpectedStatus{false, {0}};
    c.b.call(p, "nanosleep", {{"duration_us", 1000000}}).at(40).returns(-EINTR);
    c.b.signal(p, SIGINT, 0, "handler").at(40);
    c.b.call(p, "rt_sigreturn");
  }
};

TEST_F(InterruptedSleep, WhoReportsItAndFailsTakesItForAFailure) {
  says("nanosleep: Interrupted system call\n");
  c.b.end(p, 1);
  const auto findings = c.judge(check_interrupted);
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].location.line, 40);
}

TEST_F(InterruptedSleep, WhoFailsLaterWithoutAWordOfItMayHaveMeantIt) {
  c.b.end(p, 1);
  EXPECT_THAT(c.judge(check_interrupted), IsEmpty());
}

TEST_F(Interrupted, SigsuspendIsMeantToBe) {
  c.start_step(0).status = ExpectedStatus{false, {0}};
  c.b.call(p, "rt_sigsuspend", {}).at(40).returns(-EINTR);
  c.b.signal(p, SIGCHLD, 0, "handler").at(40);
  c.b.call(p, "rt_sigreturn");
  c.b.end(p, 1);
  EXPECT_THAT(c.judge(check_interrupted), IsEmpty());
}

/// A client connected through descriptor 3 whose reads may be cut.
struct Streams : Calls {
  Streams() {
    c.b.call(p, "socket", {{"family", 2}, {"type", 1}}).at(8).returns(3);
    c.b.call(p, "connect", {{"fd", 3}, {"family", 2}, {"port", 4000}}).at(9).returns(0);
    c.start_step(0).stdout_text =
        Expected{Expected::Kind::Exactly, {Content{{Content::Text{"HELLO\n"}}}}, "", "", false};
  }
  void receives(const std::string& data, int line, bool cut = true) {
    auto call = c.b.call(p, "recv", {{"fd", 3}, {"count", 100}}).at(line);
    call.returns(static_cast<std::int64_t>(data.size())).with("data", data);
    if (cut) call.with("cut_short", 1);
  }
  void ends_having_printed(const std::string& text) {
    c.b.end(p, 0);
    c.b.output("sender", "stdout", text);
  }
};

TEST_F(Streams, APartTakenForAllIsTheCauseOfAWrongOutput) {
  receives("HEL", 12);
  c.b.call(p, "close", {{"fd", 3}}).at(15).returns(0);
  ends_having_printed("HEL");
  const auto findings = c.judge(judge);
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].id, "stream.partial-read");
  EXPECT_EQ(findings[0].location.line, 12);
  EXPECT_THAT(findings[0].reason, HasSubstr("close() in line 15"));
  EXPECT_THAT(findings[0].consequences, ElementsAre(Field(&Finding::id, "output.mismatch")));
}

TEST_F(Streams, WhereNothingWentWrongAPartIsNoMistake) {
  receives("HEL", 12);
  c.b.call(p, "close", {{"fd", 3}}).at(15).returns(0);
  ends_having_printed("HELLO\n");
  EXPECT_THAT(c.judge(judge), IsEmpty());
}

TEST_F(Streams, WhoReadsOnIsNotToBlameForAWrongOutput) {
  receives("HEL", 12, false);
  receives("LO\n", 12, false);
  c.b.call(p, "close", {{"fd", 3}}).at(15).returns(0);
  ends_having_printed("hello\n");
  EXPECT_THAT(c.judge(judge), ElementsAre(Field(&Finding::id, "output.mismatch")));
}

TEST_F(Streams, TheRestOfAWriteThatIsLeftOutIsTheCause) {
  c.b.call(p, "send", {{"fd", 3}, {"count", 6}, {"data", "hello\n"}}).at(11).returns(2).with("cut_short", 1);
  receives("HELLO\n", 12, false);
  ends_having_printed("");
  const auto findings = c.judge(judge);
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].id, "stream.partial-write");
  EXPECT_EQ(findings[0].location.line, 11);
}

TEST_F(Streams, WhoSendsTheRestIsNotToBlame) {
  c.b.call(p, "send", {{"fd", 3}, {"count", 6}, {"data", "hello\n"}}).at(11).returns(2).with("cut_short", 1);
  c.b.call(p, "send", {{"fd", 3}, {"count", 4}, {"data", "llo\n"}}).at(11).returns(4);
  ends_having_printed("");
  EXPECT_THAT(c.judge(judge), ElementsAre(Field(&Finding::id, "output.mismatch")));
}

TEST_F(Streams, StatusZeroAfterALostConnectionIsAnEndNobodyNoticed) {
  c.start_step(0).status = ExpectedStatus{true, {}};
  c.start_step(0).stdout_text.reset();
  c.b.call(p, "recv", {{"fd", 3}, {"count", 100}}).at(12).returns(0).with("data", "");
  c.b.end(p, 0);
  const auto findings = c.judge(judge);
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].id, "stream.eof-ignored");
  EXPECT_EQ(findings[0].location.line, 12);
}

TEST_F(Streams, TheEndOfAConnectionIsNoMistakeWhereAllIsWell) {
  c.start_step(0).stdout_text.reset();
  c.b.call(p, "recv", {{"fd", 3}, {"count", 100}}).at(12).returns(0).with("data", "");
  c.b.end(p, 0);
  EXPECT_THAT(c.judge(judge), IsEmpty());
}

TEST_F(Streams, ReadingOnForEverAfterTheEndIsAMistake) {
  c.start_step(0).stdout_text.reset();
  for (int i = 0; i < 200; ++i) c.b.call(p, "recv", {{"fd", 3}, {"count", 100}}).at(12).returns(0).with("data", "");
  c.b.end(p, 0);
  EXPECT_THAT(c.judge(check_streams), ElementsAre(Field(&Finding::id, "stream.eof-ignored")));
}

}  // namespace
}  // namespace ipclab
