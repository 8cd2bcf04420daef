// What signals do to a call that sleeps: as without a tracer (man 7 signal), and as the events tell it.
#include <gmock/gmock.h>
#include <signal.h>

#include <cerrno>

#include "tests/live/traced.h"

namespace ipclab::sandbox {
namespace {

constexpr std::int64_t kAgain = -512;

std::string name_of(const testing::TestParamInfo<const char*>& parameter) {
  return parameter.param;
}

/// What the first process's calls of that name returned.
std::vector<std::int64_t> results(const Trace& trace, const std::string& call) {
  std::vector<std::int64_t> all;
  for (const Event& event : events_of(trace, EventKind::Exit, call)) {
    if (event.process == 1) all.push_back(event.result);
  }
  return all;
}

std::size_t entries(const Trace& trace, const std::string& call) {
  const std::vector<Event> all = events_of(trace, EventKind::Enter, call);
  return static_cast<std::size_t>(std::count_if(all.begin(), all.end(), [](const Event& e) { return e.process == 1; }));
}

/// The program waits in `call`; it gets `signals` there, one after another; its first child ends; then the second one
/// does what is waited for. `meanwhile` is what had been printed before that.
struct Waited {
  std::string meanwhile, output;
  Trace trace;
};
Waited wait_in(const std::string& call, const std::vector<int>& signals, bool restart) {
  auto run = the_sandbox().begin(with_program("waits_in"));
  std::vector<std::string> args = {call};
  if (restart) args.push_back("restart");
  const int process = run.start(starting("waits_in", args, Input::Pipe));
  EXPECT_EQ(run.until_blocks(process), Reached::Yes);
  for (const int signal : signals) {
    run.signal(process, signal, false);
    EXPECT_EQ(run.until_blocks(process), Reached::Yes);
  }
  run.feed(process, "a");
  EXPECT_EQ(run.until_blocks(process), Reached::Yes);
  Waited waited;
  const bool early = run.ended(process);
  if (!early) run.feed(process, "b");
  EXPECT_EQ(run.until_ends(process), Reached::Yes);
  waited.trace = run.finish();
  waited.output = output_of(waited.trace);
  waited.meanwhile = early ? waited.output : "";
  return waited;
}

class SleepingCall : public testing::TestWithParam<const char*> {};

TEST_P(SleepingCall, IsNotInterruptedByAChildThatEnds) {
  const Waited waited = wait_in(GetParam(), {}, false);
  EXPECT_EQ(waited.meanwhile, "");
  EXPECT_EQ(waited.output, std::string(GetParam()) + " done\n");
}

TEST_P(SleepingCall, IsNotInterruptedByASignalThatIsIgnoredByDefault) {
  const Waited waited = wait_in(GetParam(), {SIGWINCH}, false);
  EXPECT_EQ(waited.meanwhile, "");
  EXPECT_EQ(waited.output, std::string(GetParam()) + " done\n");
}

TEST_P(SleepingCall, IsNotInterruptedByASignalThatTheProgramIgnores) {
  const Waited waited = wait_in(GetParam(), {SIGUSR2}, false);
  EXPECT_EQ(waited.meanwhile, "");
  EXPECT_EQ(waited.output, std::string(GetParam()) + " done\n");
}

TEST_P(SleepingCall, IsInterruptedByAHandler) {
  const Waited waited = wait_in(GetParam(), {SIGUSR1}, false);
  EXPECT_EQ(waited.meanwhile, std::string(GetParam()) + " EINTR\n");
}

INSTANTIATE_TEST_SUITE_P(Calls, SleepingCall,
                         testing::Values("read", "poll", "select", "epoll", "semop", "msgrcv", "mq_receive", "sem_wait",
                                         "accept", "flock", "sigwaitinfo"),
                         name_of);

class RestartedCall : public testing::TestWithParam<const char*> {};

TEST_P(RestartedCall, GoesOnAfterAHandlerWithSaRestart) {
  const Waited waited = wait_in(GetParam(), {SIGUSR1}, true);
  EXPECT_EQ(waited.meanwhile, "");
  EXPECT_EQ(waited.output, std::string(GetParam()) + " done\n");
}

INSTANTIATE_TEST_SUITE_P(Calls, RestartedCall, testing::Values("read", "mq_receive", "sem_wait", "accept", "flock"),
                         name_of);

class NeverRestartedCall : public testing::TestWithParam<const char*> {};

TEST_P(NeverRestartedCall, FailsWithEintrAlsoWithSaRestart) {
  EXPECT_EQ(wait_in(GetParam(), {SIGUSR1}, true).meanwhile, std::string(GetParam()) + " EINTR\n");
}

INSTANTIATE_TEST_SUITE_P(Calls, NeverRestartedCall,
                         testing::Values("poll", "select", "epoll", "semop", "msgrcv", "sigwaitinfo", "pause",
                                         "sigsuspend"),
                         name_of);

class StoppedCall : public testing::TestWithParam<const char*> {};

TEST_P(StoppedCall, GoesOnAfterTheStop) {
  const Waited waited = wait_in(GetParam(), {SIGSTOP, SIGCONT}, false);
  EXPECT_EQ(waited.meanwhile, "");
  EXPECT_EQ(waited.output, std::string(GetParam()) + " done\n");
}

INSTANTIATE_TEST_SUITE_P(Calls, StoppedCall,
                         testing::Values("read", "poll", "select", "msgrcv", "mq_receive", "sem_wait", "accept",
                                         "flock"),
                         name_of);

class CallThatAStopInterrupts : public testing::TestWithParam<const char*> {};

// man 7 signal, "Interruption of system calls and library functions by stop signals"
TEST_P(CallThatAStopInterrupts, FailsWithEintrWhenItIsContinued) {
  const Waited waited = wait_in(GetParam(), {SIGSTOP, SIGCONT}, false);
  EXPECT_EQ(waited.meanwhile, std::string(GetParam()) + " EINTR\n");
}

INSTANTIATE_TEST_SUITE_P(Calls, CallThatAStopInterrupts, testing::Values("semop", "epoll", "sigwaitinfo"), name_of);

class WaitForASignal : public testing::TestWithParam<const char*> {};

TEST_P(WaitForASignal, IsNotEndedByAChildASignalWithoutEffectOrAStop) {
  for (const std::vector<int>& signals : {std::vector<int>{}, {SIGWINCH}, {SIGUSR2}, {SIGSTOP, SIGCONT}}) {
    const Waited waited = wait_in(GetParam(), signals, false);
    EXPECT_EQ(waited.meanwhile, "") << testing::PrintToString(signals);
    EXPECT_EQ(waited.output, std::string(GetParam()) + " EINTR\n");
  }
}

INSTANTIATE_TEST_SUITE_P(Calls, WaitForASignal, testing::Values("pause", "sigsuspend"), name_of);

TEST(InterruptedCall, HasAnExitWithEintr) {
  EXPECT_THAT(results(wait_in("semop", {SIGUSR1}, false).trace, "semop"), testing::ElementsAre(-EINTR));
  EXPECT_THAT(results(wait_in("pause", {SIGUSR1}, false).trace, "pause"), testing::ElementsAre(-EINTR));
  const Trace trace = wait_in("flock", {SIGUSR1}, false).trace;
  EXPECT_THAT(results(trace, "flock"), testing::ElementsAre(0, -EINTR));
}

TEST(InterruptedCall, ThatIsRestartedHasAnExitThatSaysSoAndAnEntryAgain) {
  const Trace trace = wait_in("flock", {SIGUSR1}, true).trace;
  EXPECT_THAT(results(trace, "flock"), testing::ElementsAre(0, kAgain, 0));
  EXPECT_EQ(entries(trace, "flock"), 3u);
}

TEST(UninterruptedCall, HasOneEntryAndOneExit) {
  for (const char* call : {"semop", "msgrcv", "flock", "accept4"}) {
    const Trace trace = wait_in(call == std::string("accept4") ? "accept" : call, {SIGWINCH}, false).trace;
    const std::size_t expected = call == std::string("flock") ? 2 : 1;
    EXPECT_EQ(entries(trace, call), expected) << call;
    EXPECT_EQ(results(trace, call).size(), expected) << call;
  }
}

}  // namespace
}  // namespace ipclab::sandbox
