// Signals, stops and terminals.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <signal.h>

#include "tests/live/traced.h"

namespace ipclab::sandbox {
namespace {

using testing::ElementsAre;

std::vector<std::string> actions_on(const Trace& trace, int signal) {
  std::vector<std::string> actions;
  for (const Event& event : events_of(trace, EventKind::Signal)) {
    if (event.number_or("signal", 0) == signal) actions.push_back(event.text_or("action", ""));
  }
  return actions;
}

TEST(TracerSignals, AHandlerForOneDeliveryGivesWayToTheDefault) {
  const Trace trace = run_to_end("handler_once").trace;
  EXPECT_THAT(actions_on(trace, SIGUSR1), ElementsAre("handler", "default"));
  EXPECT_EQ(events_of(trace, EventKind::End).at(0).number_or("signal", 0), SIGUSR1);
}

TEST(TracerSignals, NameTheSenderAndTheCode) {
  const Trace trace = run_to_end("sends_signals").trace;
  std::vector<std::string> seen;
  for (const Event& event : events_of(trace, EventKind::Signal)) {
    if (event.number_or("signal", 0) == SIGCHLD) continue;
    EXPECT_EQ(event.process, 1);
    EXPECT_EQ(event.number_or("from_process", 0), 2);
    seen.push_back(fmt::format("{} {}\n", event.number_or("signal", 0), event.number_or("code", 0)));
  }
  // Several pending ones are told in the order of delivery; their handlers run the other way round, the last one first.
  std::string all;
  for (auto line = seen.rbegin(); line != seen.rend(); ++line) all += *line;
  EXPECT_EQ(all, output_of(trace));
  EXPECT_EQ(seen.size(), 2u);
}

TEST(TracerSignals, OfTheGraderComeFromNoProcess) {
  auto run = the_sandbox().begin({});
  const int process = run.start(starting("/bin/sleep", {"1000"}));
  run.until_blocks(process);
  run.signal(process, SIGTERM, false);
  EXPECT_EQ(run.until_ends(process), Reached::Yes);
  const Trace trace = run.finish();
  const std::vector<Event> signals = events_of(trace, EventKind::Signal);
  ASSERT_EQ(signals.size(), 1u);
  EXPECT_EQ(signals[0].number_or("from_process", -1), 0);
  ASSERT_EQ(events_of(trace, EventKind::Action, "signal").size(), 1u);
}

TEST(TracerSignals, ToAGroupReachTheChildrenToo) {
  for (const bool group : {false, true}) {
    auto run = the_sandbox().begin(with_program("pauses_with_a_child"));
    const int process = run.start(starting("pauses_with_a_child"));
    run.until_blocks(process);
    run.signal(process, SIGTERM, group);
    EXPECT_EQ(run.until_ends(process), Reached::Yes);
    EXPECT_EQ(run.until_blocks(process), Reached::Yes);
    EXPECT_EQ(actions_on(run.finish(), SIGTERM).size(), group ? 2u : 1u);
  }
}

TEST(TracerStops, AreSeenByAWaitingParentAsWithoutATracer) {
  const Seen seen = run_to_end("stops_and_continues");
  EXPECT_EQ(seen.reached, Reached::Yes);
  EXPECT_EQ(output_of(seen.trace), "stopped 19\ncontinued\nstopped 20\ncontinued\nkilled 15\n");
  EXPECT_EQ(events_of(seen.trace, EventKind::Continue).size(), 2u);
  std::vector<std::int64_t> stops;
  for (const Event& event : events_of(seen.trace, EventKind::Stop)) {
    EXPECT_EQ(event.process, 2);
    stops.push_back(event.number_or("signal", 0));
  }
  EXPECT_THAT(stops, ElementsAre(SIGSTOP, SIGTSTP));
}

TEST(TracerStops, HoldAProcessUntilItIsContinued) {
  const Seen seen = run_to_end("stops_itself");
  EXPECT_EQ(seen.reached, Reached::Yes);
  EXPECT_EQ(output_of(seen.trace), "before\nstopped\nafter\n");
  EXPECT_EQ(events_of(seen.trace, EventKind::End).back().number_or("code", -1), 7);
}

TEST(TracerTerminal, ControlZStopsAProgramWithoutAHandlerAndItGoesOnWhenContinued) {
  auto run = the_sandbox().begin(with_program("foreground"));
  const int process = run.start(starting("foreground", {}, Input::Terminal));
  EXPECT_EQ(run.until_printed(process, "foreground\n"), Reached::Yes);
  EXPECT_EQ(run.until_blocks(process), Reached::Yes);
  run.type(process, "\x1a");
  EXPECT_EQ(run.until_blocks(process), Reached::Yes);
  EXPECT_EQ(run.until_ends(process), Reached::Stuck) << "it is stopped";
  run.signal(process, SIGCONT, false);
  EXPECT_EQ(run.until_blocks(process), Reached::Yes);
  run.type(process, "\x03");
  EXPECT_EQ(run.until_ends(process), Reached::Yes);
  const Trace trace = run.finish();
  ASSERT_EQ(events_of(trace, EventKind::Stop).size(), 1u);
  EXPECT_EQ(events_of(trace, EventKind::Stop)[0].number_or("signal", 0), SIGTSTP);
  EXPECT_EQ(events_of(trace, EventKind::Continue).size(), 1u);
  EXPECT_EQ(events_of(trace, EventKind::End).back().number_or("signal", 0), SIGINT);
}

TEST(TracerTerminal, IsReadLineByLineAndShownOnce) {
  auto run = the_sandbox().begin({});
  const int process = run.start(starting("/bin/cat", {}, Input::Terminal));
  EXPECT_EQ(run.until_blocks(process), Reached::Yes);
  run.type(process, "half");
  EXPECT_EQ(run.until_blocks(process), Reached::Yes);
  run.type(process, " a line\n");
  EXPECT_EQ(run.until_printed(process, "half a line\n"), Reached::Yes);
  run.type(process, "\x04");
  EXPECT_EQ(run.until_ends(process), Reached::Yes);
  EXPECT_EQ(output_of(run.finish(), "terminal"), "half a line\n");
}

}  // namespace
}  // namespace ipclab::sandbox
