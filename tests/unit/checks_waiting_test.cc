// signal.not-handled, cpu.busy-wait, sock.one-client, sock.no-reuseaddr.
#include "tests/unit/check_case.h"

namespace ipclab {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

struct Signals : CheckCase {
  int process = 0;
  Signals() : CheckCase({"signals"}) {
    scenario.rules.must_handle = {15, 20};
    process = b.start("signals");
  }
  void sigaction(int number, const std::string& action, int line) {
    b.call(process, "rt_sigaction", {{"signal", number}, {"set", 1}, {"action", action}, {"flags", 0}})
        .at(line)
        .returns(0);
  }
};

TEST(NotHandled, SignalWithAHandlerIsHandled) {
  Signals c;
  c.sigaction(15, "handler", 12);
  c.b.signal(c.process, 15, 0, "handler");
  c.b.end(c.process, 0);
  EXPECT_THAT(c.judge(check_signals), IsEmpty());
}

TEST(NotHandled, SignalThatKillsIsNot) {
  Signals c;
  c.sleeps(c.process, "nanosleep", {{"duration_us", 1000000}}, 20);
  c.b.signal(c.process, 15, 0).at(20);
  c.b.end_by_signal(c.process, 15);
  const auto findings = c.judge(check_signals);
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].message, "signals is sent SIGTERM (15) and dies of it");
  EXPECT_EQ(findings[0].location.line, 20);
}

TEST(NotHandled, SignalThatStopsIsNot) {
  Signals c;
  c.b.signal(c.process, 20, 0);
  c.b.stop(c.process, 20);
  c.b.kill_all({c.process});
  const auto findings = c.judge(check_signals);
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_THAT(findings[0].message, HasSubstr("is stopped by it"));
}

TEST(NotHandled, IgnoredSignalLeadsToTheLineThatIgnoresIt) {
  Signals c;
  c.sigaction(15, "ignore", 12);
  c.b.signal(c.process, 15, 0, "ignore");
  c.b.kill_all({c.process});
  const auto findings = c.judge(check_signals);
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].location.line, 12);
}

TEST(NotHandled, HandlerThatWorksOnlyOnceIsNamed) {
  Signals c;
  c.sigaction(20, "handler", 12);
  c.b.signal(c.process, 20, 0, "handler");
  c.b.signal(c.process, 20, 0, "default");
  c.b.kill_all({c.process});
  const auto findings = c.judge(check_signals);
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].location.line, 12);
  EXPECT_THAT(findings[0].reason, HasSubstr("has run 1 time"));
}

TEST(NotHandled, OtherSignalsAndThoseOfOtherProcessesAreNotJudged) {
  Signals c;
  const int child = c.b.fork(c.process, 30);
  c.b.signal(child, 15, c.process);
  c.b.end_by_signal(child, 15);
  c.b.signal(c.process, 17, child);
  c.b.end(c.process, 0);
  EXPECT_THAT(c.judge(check_signals), IsEmpty());
}

/// A producer (the parent) and a consumer with a shared mapping.
struct Sharing : CheckCase {
  int producer = 0, consumer = 0;
  Sharing() : CheckCase({"prodcons"}) {
    scenario.rules.busy_wait_forbidden = true;
    producer = b.start("prodcons", {"1000"});
    b.call(producer, "mmap", {{"length", 4096}, {"prot", 3}, {"flags", 0x21}, {"fd", -1}})
        .at(8)
        .returns(0x7f0000000000);
    consumer = b.fork(producer, 10);
  }
  void end(int process, std::int64_t cpu_us) {
    b.add(sandbox::EventKind::End, process)
        .with("code", 0)
        .with("last", 1)
        .with("utime_us", cpu_us)
        .with("stime_us", 0);
  }
  void calls(int process, int times, const std::string& name, RecordBuilder::Fields fields) {
    for (int i = 0; i < times; ++i) b.call(process, name, fields).at(21).returns(0);
  }
};

TEST(BusyWait, ShowsInProcessorTimeThatNoCallExplains) {
  Sharing c;
  c.end(c.consumer, 1200000);
  c.end(c.producer, 20000);
  const auto findings = c.judge(check_busy_wait);
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_THAT(findings[0].reason, HasSubstr("1.2 s of processor time"));
}

TEST(BusyWait, IsNotTheProcessorTimeOfManyCalls) {
  Sharing c;
  c.calls(c.consumer, 10000, "futex", {{"address", 0}, {"op", 0}, {"value", 0}});
  c.end(c.consumer, 400000);
  c.end(c.producer, 20000);
  EXPECT_THAT(c.judge(check_busy_wait), IsEmpty());
}

TEST(BusyWait, ShowsInYieldsWhereNobodyEverCouldWait) {
  Sharing c;
  for (int i = 0; i < 150; ++i) {
    c.calls(c.consumer, 1, "sched_yield", {});
    c.calls(c.producer, 1, "sched_yield", {});
  }
  c.end(c.consumer, 2000);
  c.end(c.producer, 2000);
  const auto findings = c.judge(check_busy_wait);
  ASSERT_THAT(findings, SizeIs(2));
  EXPECT_EQ(findings[0].location.line, 21);
}

TEST(BusyWait, IsNotAProcessThatSleepsBetweenItsNumbers) {
  Sharing c;
  for (int i = 0; i < 300; ++i) {
    c.calls(c.consumer, 1, "nanosleep", {{"duration_us", 1000}, {"absolute", 0}});
    c.calls(c.producer, 1, "nanosleep", {{"duration_us", 1000}, {"absolute", 0}});
    if (i % 20 == 0) c.calls(c.producer, 1, "futex", {{"address", 0}, {"op", 0}, {"value", 0}});
  }
  c.end(c.consumer, 2000);
  c.end(c.producer, 2000);
  EXPECT_THAT(c.judge(check_busy_wait), IsEmpty());
}

TEST(BusyWait, ShowsInShortSleepsWhileNobodyElseDoesAnything) {
  Sharing c;
  auto work = c.sleeps(c.producer, "futex", {{"address", 0}, {"op", 0}, {"value", 0}});
  c.calls(c.consumer, 120, "nanosleep", {{"duration_us", 1000}, {"absolute", 0}});
  work.returns(0);
  c.end(c.consumer, 2000);
  c.end(c.producer, 2000);
  EXPECT_THAT(c.judge(check_busy_wait), SizeIs(1));
}

TEST(BusyWait, IsNotALoopWithoutEndOfALonelyProcess) {
  CheckCase c;
  c.scenario.rules.busy_wait_forbidden = true;
  const int process = c.b.start("pipeline");
  c.b.add(sandbox::EventKind::End, process)
      .with("signal", 24)
      .with("last", 1)
      .with("limit", "cpu")
      .with("utime_us", 5000000);
  EXPECT_THAT(c.judge(check_busy_wait), IsEmpty());
}

TEST(BusyWait, IsJudgedOnlyWhereTheExerciseForbidsIt) {
  Sharing c;
  c.scenario.rules.busy_wait_forbidden = false;
  c.end(c.consumer, 1200000);
  EXPECT_THAT(c.judge(check_busy_wait), IsEmpty());
}

TEST(BusyWait, IsToldAnywayOfAProgramThatGotNowhereByItUntilTheTimeWasOver) {
  for (const bool time_over : {false, true}) {
    CheckCase c{{"receiver"}};
    const int process = c.b.start("receiver");
    for (int i = 0; i < 1500; ++i)
      c.b.call(process, "msgrcv", {{"id", 0}, {"size", 128}, {"flags", 04000}}).at(20).returns(-ENOMSG);
    if (time_over) {
      c.b.limit("wall");
      c.b.outcome(c.waiting_for(0), StepOutcome::Kind::TimedOut);
    }
    const auto findings = c.judge(check_busy_wait);
    ASSERT_EQ(findings.size(), time_over ? 1u : 0u);
    EXPECT_TRUE(!time_over || findings[0].location.line == 20);
  }
}

/// A server on port 7000 and two clients that have connected; the first one was accepted.
struct TwoClients : CheckCase {
  int server = 0, silent = 0, busy = 0;
  TwoClients() : CheckCase({"server", "silent", "client"}) {
    server = b.start("server");
    b.call(server, "socket", {{"family", 2}, {"type", 1}}).at(10).returns(3);
    b.call(server, "setsockopt", {{"fd", 3}, {"level", 1}, {"option", 2}, {"value", 1}}).returns(0);
    b.call(server, "bind", {{"fd", 3}, {"family", 2}, {"port", 7000}}).at(12).returns(0);
    b.call(server, "listen", {{"fd", 3}, {"backlog", 5}}).returns(0);
    silent = connects("silent", 40001);
    accept(40001, 4);
  }
  int connects(const std::string& role, int) {
    const int client = b.start(role);
    b.call(client, "socket", {{"family", 2}, {"type", 1}}).returns(3);
    b.call(client, "connect", {{"fd", 3}, {"family", 2}, {"port", 7000}}).at(9).returns(0);
    return client;
  }
  void accept(int port, int fd) {
    b.call(server, "accept4", {{"fd", 3}, {"flags", 0}}).at(20).returns(fd).with("family", 2).with("port", port);
  }
  void ask() {
    busy = connects("client", 40002);
    b.call(busy, "send", {{"fd", 3}, {"count", 3}, {"flags", 0}, {"data", "hi\n"}}).returns(3);
  }
  void stuck() {
    sleeps(silent, "read", {{"fd", 0}, {"count", 1}});
    sleeps(busy, "recv", {{"fd", 3}, {"count", 100}, {"flags", 0}}, 15);
    b.quiet(waiting_for(2));
    b.kill_all({server, silent, busy});
  }
};

TEST(OneClient, NotAcceptedWhileTheServerReadsFromTheFirst) {
  TwoClients c;
  c.ask();
  c.sleeps(c.server, "recv", {{"fd", 4}, {"count", 100}, {"flags", 0}}, 25);
  c.stuck();
  const auto findings = c.judge(check_sockets);
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].id, "sock.one-client");
  EXPECT_EQ(findings[0].location.line, 25);
  EXPECT_THAT(findings[0].reason, HasSubstr("was not accepted"));
}

TEST(OneClient, AcceptedButNotReadFrom) {
  TwoClients c;
  c.ask();
  c.accept(40002, 5);
  c.sleeps(c.server, "recv", {{"fd", 4}, {"count", 100}, {"flags", 0}}, 25);
  c.stuck();
  const auto findings = c.judge(check_sockets);
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_THAT(findings[0].reason, HasSubstr("was not read"));
}

TEST(OneClient, IsNotAServerThatWaitsForAllOfThem) {
  TwoClients c;
  c.ask();
  c.accept(40002, 5);
  c.sleeps(
      c.server, "ppoll",
      {{"fds", std::vector<std::int64_t>{3, 4, 5}}, {"events", std::vector<std::int64_t>{1, 1, 1}}, {"timeout_us", -1}},
      25);
  c.stuck();
  EXPECT_THAT(c.judge(check_sockets), IsEmpty());
}

/// Two servers on the same port, one after the other.
std::vector<Finding> restart(bool option, std::int64_t second_bind) {
  CheckCase c({"server", "server-again"});
  for (const char* role : {"server", "server-again"}) {
    const int server = c.b.start(role, {}, "/lab/server");
    c.b.call(server, "socket", {{"family", 2}, {"type", 1}}).at(10).returns(3);
    if (option) c.b.call(server, "setsockopt", {{"fd", 3}, {"level", 1}, {"option", 2}, {"value", 1}}).returns(0);
    const bool again = role == std::string("server-again");
    c.b.call(server, "bind", {{"fd", 3}, {"family", 2}, {"port", 7000}}).at(12).returns(again ? second_bind : 0);
    c.b.call(server, "listen", {{"fd", 3}, {"backlog", 5}}).returns(0);
    c.b.end(server, again && second_bind < 0 ? 1 : 0);
  }
  return c.judge(check_sockets);
}

TEST(ReuseAddr, MissingWhereTheSecondStartFailsIsAnError) {
  const auto findings = restart(false, -98);
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].id, "sock.no-reuseaddr");
  EXPECT_EQ(findings[0].severity, Severity::Error);
  EXPECT_EQ(findings[0].location.line, 12);
}

TEST(ReuseAddr, MissingWithoutHarmIsAWarning) {
  const auto findings = restart(false, 0);
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].severity, Severity::Warning);
}

TEST(ReuseAddr, SetBeforeBindIsRight) {
  EXPECT_THAT(restart(true, 0), IsEmpty());
}

}  // namespace
}  // namespace ipclab
