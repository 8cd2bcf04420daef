// Stuck is a proof: reached where nobody can ever go on, and never while something will still wake somebody.
#include "tests/live/traced.h"

namespace ipclab::sandbox {
namespace {

std::string name_of(const testing::TestParamInfo<const char*>& parameter) {
  return parameter.param;
}

class ForEver : public testing::TestWithParam<const char*> {};

TEST_P(ForEver, IsProvedStuck) {
  const Seen seen = run_to_end("waits_for_ever", {GetParam()});
  EXPECT_EQ(seen.reached, Reached::Stuck);
  EXPECT_EQ(events_of(seen.trace, EventKind::Quiet).size(), 1u);
  EXPECT_EQ(output_of(seen.trace), "");
}

INSTANTIATE_TEST_SUITE_P(Ways, ForEver,
                         testing::Values("own_write_end", "each_other", "full_pipe", "empty_queue", "semaphore_zero",
                                         "no_signal", "child_that_pauses", "no_client", "silent_client",
                                         "lock_of_another", "fifo_alone", "mutex_twice", "semaphore_unposted",
                                         "poll_without_limit", "thread_that_pauses", "vforked_child_that_pauses"),
                         name_of);

class ForAWhile : public testing::TestWithParam<const char*> {};

TEST_P(ForAWhile, IsNotTakenForAStandstill) {
  const Seen seen = run_to_end("wakes_by_itself", {GetParam()});
  EXPECT_EQ(seen.reached, Reached::Yes);
  EXPECT_EQ(output_of(seen.trace), "woken\n");
  EXPECT_TRUE(events_of(seen.trace, EventKind::Quiet).empty());
}

INSTANTIATE_TEST_SUITE_P(Ways, ForAWhile,
                         testing::Values("sleeps", "child_sleeps", "poll_with_limit", "select_with_limit",
                                         "epoll_with_limit", "semop_with_limit", "sem_with_limit", "alarm_clock",
                                         "interval_timer", "posix_timer", "timer_descriptor",
                                         "inherited_timer_descriptor", "tcp_answer_takes_time",
                                         "tcp_connects_at_the_second_try", "receive_limit",
                                         "limit_of_a_process_that_ended"),
                         name_of);

TEST(ForAWhileAcrossExec, AnIntervalTimerGoesOnAndItsSignalEndsTheProgram) {
  const Seen seen = run_to_end("wakes_by_itself", {"interval_timer_after_exec"});
  EXPECT_EQ(seen.reached, Reached::Yes);
  EXPECT_EQ(events_of(seen.trace, EventKind::End).back().number_or("signal", 0), 14);
}

TEST(Standstill, IsNotReachedWhileAnybodyRuns) {
  RunSpec spec = with_program("uses_up");
  spec.limits.wall_seconds = 0.3;
  auto run = the_sandbox().begin(spec);
  const int sleeper = run.start(starting("/bin/cat", {}, Input::Pipe));
  run.start(starting("uses_up", {"time"}));
  EXPECT_EQ(run.until_ends(sleeper), Reached::TimeOver);
}

TEST(Standstill, OfAProgramThatTheGraderCanStillFeedEndsWhenItDoes) {
  auto run = the_sandbox().begin({});
  const int process = run.start(starting("/bin/cat", {}, Input::Pipe));
  EXPECT_EQ(run.until_ends(process), Reached::Stuck);
  run.feed(process, "now\n");
  run.close_input(process);
  EXPECT_EQ(run.until_ends(process), Reached::Yes);
  EXPECT_EQ(output_of(run.finish()), "now\n");
}

}  // namespace
}  // namespace ipclab::sandbox
