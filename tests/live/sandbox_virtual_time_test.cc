// Virtual time: a program does what it does on the machine's clock, and nobody waits for it.
#include <gmock/gmock.h>

#include <signal.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "tests/live/traced.h"

namespace ipclab::sandbox {
namespace {

/// What somebody outside can see of a program's run: what was printed, and how each of its processes ended, in the
/// order of their births.
struct Outcome {
  std::string printed, complaints;
  std::vector<std::string> ends;
  bool operator==(const Outcome&) const = default;
};

void PrintTo(const Outcome& outcome, std::ostream* out) {
  *out << "\n" << outcome.printed << outcome.complaints;
  for (const std::string& end : outcome.ends) *out << end << "\n";
}

/// Of each program that was started, by its role.
std::map<std::string, Outcome> outcomes_of(const Trace& trace) {
  std::map<std::string, Outcome> outcomes;
  for (const ProgramOutput& output : trace.outputs) {
    Outcome& outcome = outcomes[output.role];
    (output.stream == "stderr" ? outcome.complaints : outcome.printed) = output.bytes;
  }
  std::map<int, std::string> role_of;
  std::map<int, const Event*> ends;
  for (const Event& event : trace.events) {
    if (event.kind == EventKind::Start) role_of[event.process] = event.text_or("role", "");
    if (event.kind == EventKind::Fork)
      role_of[static_cast<int>(event.number_or("child_process", 0))] = role_of[event.process];
    if (event.kind == EventKind::End && event.number_or("last", 0) != 0) ends[event.process] = &event;
  }
  for (const auto& [process, end] : ends) {
    const std::int64_t* code = end->number("code");
    outcomes[role_of[process]].ends.push_back(
        code != nullptr ? "status " + std::to_string(*code) : "signal " + std::to_string(end->number_or("signal", 0)));
  }
  return outcomes;
}

struct Case {
  const char* program;
  int unit_ms = 500;  ///< long enough for the programs' own work between two moments, on a busy machine
  std::string name() const { return std::string("time_") + program; }
};

void PrintTo(const Case& it, std::ostream* out) {
  *out << it.program;
}

std::string name_of(const testing::TestParamInfo<Case>& parameter) {
  return parameter.param.program;
}

/// All at once, each with its unit: real time passes for all of them together.
std::map<std::string, Outcome> run_in_real_time(const std::vector<Case>& cases) {
  RunSpec spec;
  spec.limits.wall_seconds = 120;
  spec.limits.processes = 1000;
  for (const Case& it : cases) spec.programs.merge(with_program(it.name()).programs);
  auto run = the_sandbox().begin(spec);
  std::vector<int> processes;
  for (const Case& it : cases) processes.push_back(run.start(starting(it.name(), {std::to_string(it.unit_ms)})));
  EXPECT_EQ(run.until_all_end(processes), Reached::Yes);
  return outcomes_of(run.finish());
}

Seen run_in_virtual_time(const std::string& program, int unit_ms, double limit_seconds = 1e6) {
  VirtualClock clock;
  RunSpec spec;
  spec.clock = &clock;
  spec.limits.wall_seconds = limit_seconds;
  return run_to_end(program, {std::to_string(unit_ms)}, spec);
}

/// alarm() and sleep() count whole seconds.
constexpr int kSecond = 1000;

const std::vector<Case> kSleeping = {{"sleeps_in_turn"},
                                     {"shortest_sleep_first"},
                                     {"alarm_ends_pause", kSecond},
                                     {"alarm_kills", kSecond},
                                     {"alarm_interrupts_read", kSecond},
                                     {"alarm_remaining", kSecond},
                                     {"sleep_left", kSecond},
                                     {"sleep_resumed"},
                                     {"absolute_sleep"},
                                     {"interval_timer"},
                                     {"poll_limits"},
                                     {"select_left"},
                                     {"pselect_mask", kSecond},
                                     {"epoll_limits"},
                                     {"sigtimedwait_limits", kSecond},
                                     {"semaphore_limits"},
                                     {"condition_limits"},
                                     {"mutex_limit"},
                                     {"semtimedop_limits"},
                                     {"message_limits", kSecond},
                                     {"timer_descriptor"},
                                     {"timer_signals"},
                                     {"timer_threads"},
                                     {"stop_and_continue"},
                                     {"stop_in_waits"},
                                     {"asking_for_children"},
                                     {"many_short_sleeps"},
                                     {"socket_limits"},
                                     {"clock_differences"},
                                     {"threads_sleep"},
                                     {"main_thread_ends"},
                                     {"patience_runs_out"},
                                     {"alarm_across_exec", kSecond},
                                     {"alarm_in_waits", kSecond},
                                     {"blocked_alarm", kSecond},
                                     {"jumps_out_of_read", kSecond},
                                     {"event_loop"},
                                     {"ping_pong"},
                                     {"tcp_with_pauses"}};

const std::vector<Case> kWorking = {{"clock_watcher"}, {"flag_watcher"}, {"asks_without_pause"}};

/// What the virtual clock makes of the programs is what the machine's makes of them. On a busy machine a program may be
/// too late for its own units: then it gets longer ones. What is wrong is so with each.
void expect_same(std::vector<Case> cases) {
  constexpr int kRounds = 5;
  for (int round = 1; round <= kRounds && !cases.empty(); ++round) {
    std::map<std::string, Outcome> real = run_in_real_time(cases);
    std::vector<Case> differ;
    for (Case it : cases) {
      const Outcome seen = outcomes_of(run_in_virtual_time(it.name(), it.unit_ms).trace)[it.name()];
      if (seen == real[it.name()]) continue;
      if (round == kRounds) {
        EXPECT_EQ(seen, real[it.name()]) << it.program;
      }
      it.unit_ms *= 2;
      differ.push_back(it);
    }
    cases = differ;
  }
}

TEST(SameAsInRealTime, ProgramsThatSleepPrintAndEndInTheSameWay) {
  expect_same(kSleeping);
}

class Working : public testing::TestWithParam<Case> {};

TEST_P(Working, UntilATimeHasComeEndsAsInRealTime) {
  expect_same({GetParam()});
}

INSTANTIATE_TEST_SUITE_P(Ways, Working, testing::ValuesIn(kWorking), name_of);

class ThousandTimesLonger : public testing::TestWithParam<Case> {};

TEST_P(ThousandTimesLonger, IsTheSameAndTakesNoLonger) {
  const Seen brief = run_in_virtual_time(GetParam().name(), GetParam().unit_ms);
  const Seen seen = run_in_virtual_time(GetParam().name(), GetParam().unit_ms * 1000);
  EXPECT_EQ(outcomes_of(seen.trace), outcomes_of(brief.trace));
  EXPECT_EQ(seen.reached, Reached::Yes);
  EXPECT_GE(seen.trace.events.back().time_us, 1000LL * 1000 * GetParam().unit_ms);
  EXPECT_TRUE(events_of(seen.trace, EventKind::Limit).empty());
}

INSTANTIATE_TEST_SUITE_P(Ways, ThousandTimesLonger, testing::ValuesIn(kSleeping), name_of);

/// Of several processes the kernel says who runs first; of one, nothing is left to chance.
TEST(VirtualTime, IsTheSameInEveryRun) {
  for (const char* program : {"time_interval_timer", "time_sleep_resumed", "time_absolute_sleep"}) {
    const auto times = [&] {
      std::vector<std::int64_t> all;
      for (const Event& event : run_in_virtual_time(program, 1000).trace.events) all.push_back(event.time_us);
      return all;
    };
    EXPECT_EQ(times(), times()) << program;
  }
}

TEST(VirtualTime, TheLimitOfARunIsInItsOwnTime) {
  const Seen seen = run_in_virtual_time("time_patience_runs_out", 1000000, 500);
  EXPECT_EQ(seen.reached, Reached::TimeOver);
  EXPECT_EQ(seen.trace.events.back().time_us / 1000000, 500);
}

TEST(VirtualTime, AnHoursSleepOfAProgramOfTheSystemIsOverAtOnce) {
  VirtualClock clock;
  RunSpec spec;
  spec.clock = &clock;
  spec.limits.wall_seconds = 4000;
  auto run = the_sandbox().begin(spec);
  EXPECT_EQ(run.until_ends(run.start(starting("/bin/sleep", {"3600"}))), Reached::Yes);
  EXPECT_GE(clock.now_us(), 3600000000);
}

TEST(VirtualTime, AlsoOfThoseWhoWorkIsLimited) {
  VirtualClock clock;
  RunSpec spec = with_program("uses_up");
  spec.clock = &clock;
  spec.limits.wall_seconds = 0.5;
  auto run = the_sandbox().begin(spec);
  EXPECT_EQ(run.until_ends(run.start(starting("uses_up", {"time"}))), Reached::TimeOver);
  EXPECT_EQ(run.finish().events.back().time_us / 100000, 5);
}

TEST(VirtualTime, WhoWaitsForTheClockIsSeenToWork) {
  const Seen seen = run_in_virtual_time("time_clock_watcher", 5000);
  const std::vector<Event> ends = events_of(seen.trace, EventKind::End);
  const auto parent = std::find_if(ends.begin(), ends.end(), [](const Event& end) { return end.process == 1; });
  ASSERT_NE(parent, ends.end());
  EXPECT_GE(parent->number_or("utime_us", 0), 7000000);
}

/// The grader acts while a program sleeps: that is where its sleep began, however long it is.
TEST(VirtualTime, DoesNotPassWhileTheGraderCanAct) {
  VirtualClock clock;
  RunSpec spec = with_program("time_alarm_ends_pause");
  spec.clock = &clock;
  auto run = the_sandbox().begin(spec);
  const int process = run.start(starting("time_alarm_ends_pause", {"1000"}));
  EXPECT_EQ(run.until_blocks(process), Reached::Yes);
  EXPECT_LT(clock.now_us(), 1000000);
  run.signal(process, SIGTERM, false);
  EXPECT_EQ(run.until_ends(process), Reached::Yes);
  EXPECT_LT(clock.now_us(), 1000000);
}

TEST(VirtualTime, ControlZStopsASleeperWhoseTimeGoesOn) {
  VirtualClock clock;
  RunSpec spec;
  spec.clock = &clock;
  auto run = the_sandbox().begin(spec);
  const int sleeper = run.start(starting("/bin/sleep", {"2"}, Input::Terminal));
  EXPECT_EQ(run.until_blocks(sleeper), Reached::Yes);
  run.type(sleeper, "\x1a");
  const int other = run.start(starting("/bin/sleep", {"5"}));
  EXPECT_EQ(run.until_ends(other), Reached::Yes);
  EXPECT_FALSE(run.ended(sleeper));
  run.signal(sleeper, SIGCONT, false);
  EXPECT_EQ(run.until_ends(sleeper), Reached::Yes);
  EXPECT_EQ(clock.now_us() / 1000000, 5);
}

/// What was armed once and is over does not keep anybody from being stuck.
TEST(VirtualTime, ATimerThatHasExpiredIsNoHopeAnyMore) {
  const Seen seen = run_in_virtual_time("time_alarm_then_nothing", 1000);
  EXPECT_EQ(seen.reached, Reached::Stuck);
  const std::vector<Event> asleep = events_of(seen.trace, EventKind::Asleep);
  ASSERT_EQ(asleep.size(), 1u);
  EXPECT_EQ(asleep[0].number_or("wakes_itself", 1), 0);
}

TEST(VirtualTime, OfAStoppedProcessAloneNeverComes) {
  VirtualClock clock;
  RunSpec spec = with_program("time_alarm_kills");
  spec.clock = &clock;
  auto run = the_sandbox().begin(spec);
  const int process = run.start(starting("time_alarm_kills", {"1000"}));
  EXPECT_EQ(run.until_blocks(process), Reached::Yes);
  run.signal(process + 1, SIGSTOP, false);
  run.signal(process, SIGSTOP, false);
  EXPECT_EQ(run.until_ends(process), Reached::Stuck);
}

TEST(VirtualTime, AMachineThatLetsNobodyWorkIsNoTimeOutOfTheProgram) {
  VirtualClock clock;
  RunSpec spec = with_program("uses_up");
  spec.clock = &clock;
  spec.limits.wall_seconds = 100000;
  spec.limits.cpu_seconds = 100000;
  spec.limits.machine_seconds = 0.2;
  auto run = the_sandbox().begin(spec);
  const int process = run.start(starting("uses_up", {"time"}));
  EXPECT_THROW(run.until_ends(process), std::runtime_error);
}

}  // namespace
}  // namespace ipclab::sandbox
