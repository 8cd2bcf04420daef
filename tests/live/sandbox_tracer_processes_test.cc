// Births, executions and ends of processes and threads.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <signal.h>

#include "tests/live/traced.h"

namespace ipclab::sandbox {
namespace {

using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;

TEST(TracerForks, EachWayIsOneForkEventThatSaysWhatIsShared) {
  const Seen seen = run_to_end("makes_processes");
  std::string events;
  for (const Event& event : events_of(seen.trace, EventKind::Fork)) {
    events += fmt::format("{} {} {} {}\n", event.text_or("call", ""), event.number_or("thread", -1),
                          event.number_or("shares_files", -1), event.number_or("shares_memory", -1));
  }
  EXPECT_EQ(seen.reached, Reached::Yes);
  EXPECT_EQ(events, output_of(seen.trace));
}

TEST(TracerForks, EveryCallReturnsAndEveryTaskEndsOnce) {
  const Trace trace = run_to_end("makes_processes").trace;
  // One return for each call (a child's own is the kernel's business), one end for each task.
  EXPECT_EQ(events_of(trace, EventKind::Enter, "fork").size(), 5u);
  EXPECT_EQ(events_of(trace, EventKind::Exit, "fork").size(), 5u);
  std::vector<int> tasks;
  for (const Event& event : events_of(trace, EventKind::End)) tasks.push_back(event.task);
  std::sort(tasks.begin(), tasks.end());
  EXPECT_THAT(tasks, ElementsAre(1, 2, 3, 4, 5, 6));
}

TEST(TracerForks, AThreadBelongsToTheProcessThatMadeIt) {
  const Trace trace = run_to_end("makes_processes").trace;
  const std::vector<Event> forks = events_of(trace, EventKind::Fork);
  ASSERT_EQ(forks.size(), 5u);
  EXPECT_EQ(forks.back().number_or("child_process", 0), forks.back().process);
  EXPECT_EQ(forks.front().number_or("child_process", 0), 2);
}

TEST(TracerExec, OfASpawnedProgramNamesPathAndArguments) {
  const Trace trace = run_to_end("makes_processes").trace;
  const std::vector<Event> execs = events_of(trace, EventKind::Exec);
  ASSERT_EQ(execs.size(), 1u);
  EXPECT_EQ(execs[0].text_or("path", ""), "/bin/true");
  EXPECT_THAT(execs[0].text_or("real", ""), EndsWith("bin/true"));
  ASSERT_NE(execs[0].texts("argv"), nullptr);
  EXPECT_THAT(*execs[0].texts("argv"), ElementsAre("true"));
}

TEST(TracerExec, ByAThreadTakesTheOtherThreadsAwayAndKeepsTheProcess) {
  const Seen seen = run_to_end("executes_from_a_thread");
  ASSERT_EQ(seen.reached, Reached::Yes);
  const std::string output = output_of(seen.trace);
  const std::string pid = output.substr(0, output.find('\n') + 1);
  EXPECT_EQ(output, pid + pid);

  const std::vector<Event> execs = events_of(seen.trace, EventKind::Exec);
  ASSERT_EQ(execs.size(), 1u);
  const std::vector<Event> forks = events_of(seen.trace, EventKind::Fork);
  ASSERT_EQ(forks.size(), 2u);
  EXPECT_EQ(execs[0].process, 1);
  EXPECT_EQ(execs[0].task, forks[1].number_or("child_task", 0)) << "the thread that executed goes on";
  const std::vector<Event> ends = events_of(seen.trace, EventKind::End);
  ASSERT_FALSE(ends.empty());
  EXPECT_EQ(ends.back().task, execs[0].task);
  EXPECT_EQ(ends.back().number_or("last", 0), 1);
  EXPECT_EQ(ends.back().number_or("code", -1), 0);
}

TEST(TracerStart, IsTheFirstEventAndSaysWhatTheProgramWasGiven) {
  auto run = the_sandbox().begin({});
  ProgramStart start = starting("/bin/echo", {"one", "two words"}, Input::Pipe);
  start.role = "speaker";
  start.umask = 027;
  run.until_ends(run.start(start));
  const Trace trace = run.finish();
  ASSERT_FALSE(trace.events.empty());
  const Event& event = trace.events.front();
  EXPECT_EQ(event.kind, EventKind::Start);
  EXPECT_EQ(event.process, 1);
  EXPECT_EQ(event.text_or("role", ""), "speaker");
  EXPECT_EQ(event.text_or("path", ""), "/bin/echo");
  EXPECT_THAT(*event.texts("argv"), ElementsAre("echo", "one", "two words"));
  EXPECT_EQ(event.text_or("fd0", ""), "pipe");
  EXPECT_EQ(event.number_or("umask", 0), 027);
  EXPECT_EQ(output_of(trace), "one two words\n");
}

TEST(TracerEnd, TellsExitCodeOrSignal) {
  auto run = the_sandbox().begin({});
  const int exits = run.start(starting("/bin/sh", {"-c", "exit 7"}));
  const int killed = run.start(starting("/bin/sh", {"-c", "kill -ABRT $$"}));
  EXPECT_EQ(run.until_all_end({exits, killed}), Reached::Yes);
  const std::vector<Event> ends = events_of(run.finish(), EventKind::End);
  ASSERT_EQ(ends.size(), 2u);
  for (const Event& event : ends) {
    EXPECT_EQ(event.number_or("code", -1), event.process == exits ? 7 : -1);
    EXPECT_EQ(event.number_or("signal", -1), event.process == exits ? -1 : SIGABRT);
    EXPECT_EQ(event.number_or("last", 0), 1);
  }
}

TEST(TracerEnd, OfEveryProcessComesWithTheEndOfTheRun) {
  RunSpec spec = with_program("pauses_with_a_child");
  auto run = the_sandbox().begin(spec);
  run.until_blocks(run.start(starting("pauses_with_a_child")));
  const Trace trace = run.finish();
  const std::vector<Event> ends = events_of(trace, EventKind::End);
  ASSERT_EQ(ends.size(), 2u);
  for (const Event& event : ends) EXPECT_EQ(event.number_or("signal", 0), SIGKILL);
  ASSERT_EQ(events_of(trace, EventKind::Action, "kill-all").size(), 1u);
}

TEST(TracerEnd, OfThoseKilledAtOneMomentIsInTheOrderOfTheirNumbers) {
  for (int time = 0; time < 40; ++time) {
    auto run = the_sandbox().begin({});
    std::vector<int> processes;
    for (int i = 0; i < 4; ++i) processes.push_back(run.start(starting("/bin/sleep", {"1000"})));
    run.until_blocks(processes.back());
    std::vector<int> ended;
    for (const Event& event : events_of(run.finish(), EventKind::End)) ended.push_back(event.process);
    ASSERT_EQ(ended, processes) << time;
  }
}

TEST(TracerEnd, ComesBeforeWhatItLetGoOn) {
  const Trace trace = run_to_end("wakes_by_its_end").trace;
  const int parent = trace.events.front().process;
  int ends = 0, takes = 0;
  for (const Event& event : trace.events) {
    if (event.kind == EventKind::End && event.process != parent) ++ends;
    if (event.kind != EventKind::Exit || event.name != "semop" || event.process != parent) continue;
    ++takes;
    ASSERT_EQ(event.result, 0);
    ASSERT_EQ(ends, takes) << "it took what the child gives back at its end before that end";
  }
  EXPECT_EQ(takes, 60);
}

TEST(TracerRefusals, AreSeenAndTheProgramGetsEperm) {
  const Seen seen = run_to_end("refused_calls");
  std::string events;
  for (const Event& event : events_of(seen.trace, EventKind::Refused)) events += event.name + " EPERM\n";
  EXPECT_EQ(events, output_of(seen.trace));
  EXPECT_THAT(events, HasSubstr("unshare EPERM\nptrace EPERM\nmount EPERM\n"));
}

}  // namespace
}  // namespace ipclab::sandbox
