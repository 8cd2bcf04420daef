// What a scenario's steps rest on: waits, input, limits, what is left behind.
#include <gmock/gmock.h>
#include <signal.h>

#include <set>

#include "tests/live/traced.h"

namespace ipclab::sandbox {
namespace {

using testing::ElementsAre;

TEST(RunWaits, UntilPrintedCountsEachByteOnce) {
  auto run = the_sandbox().begin({});
  const int process = run.start(starting("/bin/cat", {}, Input::Pipe));
  run.feed(process, "tick\n");
  EXPECT_EQ(run.until_printed(process, "tick\n"), Reached::Yes);
  EXPECT_EQ(run.until_printed(process, "tick\n"), Reached::Stuck);
  run.feed(process, "tick\n");
  EXPECT_EQ(run.until_printed(process, "tick\n"), Reached::Yes);
}

TEST(RunWaits, UntilPrintedFindsATextThatCameInPieces) {
  auto run = the_sandbox().begin({});
  const int process = run.start(starting("/bin/cat", {}, Input::Pipe));
  run.feed(process, "on");
  EXPECT_EQ(run.until_blocks(process), Reached::Yes);
  run.feed(process, "e two");
  EXPECT_EQ(run.until_printed(process, "one"), Reached::Yes);
  EXPECT_EQ(run.until_printed(process, "two"), Reached::Yes);
}

TEST(RunWaits, UntilBlocksComesWhenTheProgramAndItsChildrenSleep) {
  auto run = the_sandbox().begin(with_program("pauses_with_a_child"));
  const int process = run.start(starting("pauses_with_a_child"));
  EXPECT_EQ(run.until_blocks(process), Reached::Yes);
  EXPECT_EQ(events_of(run.finish(), EventKind::Enter, "pause").size(), 2u);
}

TEST(RunWaits, UntilBlocksIsReachedByAnEndedProgram) {
  auto run = the_sandbox().begin({});
  EXPECT_EQ(run.until_blocks(run.start(starting("/bin/true"))), Reached::Yes);
}

TEST(RunWaits, UntilBlocksIsOfOneProgramWhileAnotherRuns) {
  auto run = the_sandbox().begin(with_program("uses_up"));
  const int sleeper = run.start(starting("/bin/cat", {}, Input::Pipe));
  run.start(starting("uses_up", {"time"}));
  EXPECT_EQ(run.until_blocks(sleeper), Reached::Yes);
}

TEST(RunWaits, UntilListensComesWhenItWaitsForClientsAndNotBefore) {
  auto run = the_sandbox().begin(with_program("serves_one"));
  const int process = run.start(starting("serves_one"));
  EXPECT_EQ(run.until_listens(process), Reached::Stuck);
  run.signal(process, SIGUSR1, false);
  EXPECT_EQ(run.until_listens(process), Reached::Yes);
  const Trace trace = run.finish();
  EXPECT_EQ(events_of(trace, EventKind::Enter, "accept4").size(), 1u);
}

TEST(RunInput, OfAnySizeIsWrittenAsTheProgramReads) {
  auto run = the_sandbox().begin({});
  const int process = run.start(starting("/usr/bin/wc", {"-c"}, Input::Pipe));
  run.feed(process, std::string(3000000, 'x'));
  run.close_input(process);
  EXPECT_EQ(run.until_ends(process), Reached::Yes);
  EXPECT_EQ(output_of(run.finish()), "3000000\n");
}

TEST(RunInput, ThatNobodyReadsHarmsNobody) {
  auto run = the_sandbox().begin({});
  const int process = run.start(starting("/bin/true", {}, Input::Pipe));
  run.feed(process, std::string(3000000, 'x'));
  EXPECT_EQ(run.until_ends(process), Reached::Yes);
}

TEST(RunOutputs, AreKeptApartByProgramAndStream) {
  auto run = the_sandbox().begin({});
  ProgramStart first = starting("/bin/sh", {"-c", "echo out; echo err >&2"});
  first.role = "first";
  ProgramStart second = starting("/bin/echo", {"other"});
  second.role = "second";
  const int one = run.start(first), other = run.start(second);
  EXPECT_EQ(run.until_all_end({one, other}), Reached::Yes);
  const Trace trace = run.finish();
  std::set<std::string> all;
  for (const ProgramOutput& output : trace.outputs) all.insert(output.role + " " + output.stream + ": " + output.bytes);
  EXPECT_THAT(all,
              ElementsAre("first stderr: err\n", "first stdout: out\n", "second stderr: ", "second stdout: other\n"));
}

TEST(RunLimits, AFloodOfOutputEndsTheWait) {
  RunSpec spec;
  spec.limits.output_bytes = 1 << 20;
  const Seen seen = run_to_end("uses_up", {"output"}, spec);
  EXPECT_EQ(seen.reached, Reached::TooMuchOutput);
  EXPECT_EQ(output_of(seen.trace).size(), std::size_t{1} << 20);
  EXPECT_TRUE(seen.trace.outputs.front().truncated);
  EXPECT_EQ(events_of(seen.trace, EventKind::Limit, "output").size(), 1u);
}

TEST(RunLimits, ARunThatDoesNotEndIsOverWhenItsTimeIs) {
  RunSpec spec;
  spec.limits.wall_seconds = 0.2;
  const Seen seen = run_to_end("uses_up", {"time"}, spec);
  EXPECT_EQ(seen.reached, Reached::TimeOver);
  EXPECT_EQ(events_of(seen.trace, EventKind::Limit, "wall").size(), 1u);
}

TEST(RunLimits, ARunThatMakesCallsWithoutAnEndIsOverWhenTooManyAreRecorded) {
  RunSpec spec;
  spec.limits.events = 5000;
  const Seen seen = run_to_end("uses_up", {"calls"}, spec);
  EXPECT_EQ(seen.reached, Reached::TimeOver);
  EXPECT_EQ(events_of(seen.trace, EventKind::Limit, "calls").size(), 1u);
  EXPECT_GT(seen.trace.events.size(), 5000u);
  EXPECT_LT(seen.trace.events.size(), 7000u);  // up to a thousand stops are handled between two looks at the limit
}

TEST(RunLimits, CpuTimeIsNamedAsTheCauseOfTheEnd) {
  RunSpec spec;
  spec.limits.cpu_seconds = 1;
  const Seen seen = run_to_end("uses_up", {"time"}, spec);
  EXPECT_EQ(seen.reached, Reached::Yes);
  EXPECT_EQ(events_of(seen.trace, EventKind::End).at(0).text_or("limit", ""), "cpu");
}

TEST(RunLimits, ReservedMemoryIsRefusedAndWhereItIsNotTheUsedIsWatched) {
  RunSpec spec;
  spec.limits.memory_bytes = 64 << 20;
  const Seen refused = run_to_end("uses_up", {"memory"}, spec);
  EXPECT_EQ(events_of(refused.trace, EventKind::End).at(0).number_or("code", -1), 3);
  EXPECT_TRUE(events_of(refused.trace, EventKind::Limit, "memory").empty());

  spec.limits.any_address_space = true;
  const Seen watched = run_to_end("uses_up", {"memory"}, spec);
  EXPECT_EQ(events_of(watched.trace, EventKind::End).at(0).number_or("signal", -1), SIGKILL);
  EXPECT_FALSE(events_of(watched.trace, EventKind::Limit, "memory").empty());
}

TEST(RunLimits, ProcessesAreCountedForTheRun) {
  RunSpec spec;
  spec.limits.processes = 20;
  const Seen seen = run_to_end("forks_until_refused", {}, spec);
  EXPECT_EQ(output_of(seen.trace), "19 EAGAIN\n");
  EXPECT_EQ(events_of(seen.trace, EventKind::Fork).size(), 19u);
}

TEST(RunLimits, FileSizeIsNamedAsTheCauseOfTheEnd) {
  RunSpec spec;
  spec.limits.file_bytes = 1 << 20;
  const Seen seen = run_to_end("uses_up", {"file-size"}, spec);
  EXPECT_EQ(seen.reached, Reached::Yes);
  EXPECT_EQ(events_of(seen.trace, EventKind::End).at(0).text_or("limit", ""), "file-size");
}

TEST(RunSettle, LetsWhatIsEndingByItselfEnd) {
  auto run = the_sandbox().begin(with_program("ends_after_its_parent"));
  EXPECT_EQ(run.until_ends(run.start(starting("ends_after_its_parent"))), Reached::Yes);
  run.settle();
  const Trace trace = run.finish({"file"}, 100);
  ASSERT_TRUE(trace.files.contains("file"));
  for (const Event& event : events_of(trace, EventKind::End)) EXPECT_EQ(event.number_or("signal", 0), 0);
}

TEST(RunSettle, ReturnsWhenAllThatIsLeftSleeps) {
  auto run = the_sandbox().begin(with_program("orphan"));
  EXPECT_EQ(run.until_ends(run.start(starting("orphan"))), Reached::Yes);
  run.settle();
  const Trace trace = run.finish();
  const std::vector<Event> actions = events_of(trace, EventKind::Action, "kill-all");
  const std::vector<Event> pauses = events_of(trace, EventKind::Enter, "pause");
  ASSERT_EQ(actions.size(), 1u);
  ASSERT_EQ(pauses.size(), 1u);
  EXPECT_LE(pauses[0].time_us, actions[0].time_us);
  EXPECT_EQ(events_of(trace, EventKind::End).back().number_or("signal", 0), SIGKILL);
}

TEST(RunSettle, DoesNotWaitForEverForWhatComputes) {
  auto run = the_sandbox().begin({});
  const int process = run.start(starting("/bin/sh", {"-c", "while :; do :; done &"}));
  EXPECT_EQ(run.until_ends(process), Reached::Yes);
  run.settle();
  EXPECT_EQ(events_of(run.finish(), EventKind::End).back().number_or("signal", 0), SIGKILL);
}

TEST(RunFinish, ListsOneLeftoverOfEachKind) {
  const Seen seen = run_to_end("leaves_everything");
  std::vector<Leftover::Kind> kinds;
  for (const Leftover& left : seen.trace.leftovers) kinds.push_back(left.kind);
  using Kind = Leftover::Kind;
  EXPECT_THAT(kinds, testing::UnorderedElementsAre(Kind::MsgQueue, Kind::Shm, Kind::Sem, Kind::PosixShm, Kind::PosixSem,
                                                   Kind::PosixMq, Kind::Fifo, Kind::SocketFile, Kind::File));
}

TEST(RunFinish, ReadsTheFilesAskedFor) {
  auto run = the_sandbox().begin({});
  run.until_ends(run.start(starting("/bin/sh", {"-c", "printf made > file"})));
  const Trace trace = run.finish({"file", "other"}, 100);
  ASSERT_TRUE(trace.files.contains("file"));
  EXPECT_EQ(trace.files.at("file").bytes, "made");
  EXPECT_FALSE(trace.files.contains("other"));
}

/// What the run that comes now calls its network; what is made while the old one lives is called differently.
std::string next_network() {
  auto run = the_sandbox().begin({});
  run.until_ends(run.start(starting("/bin/readlink", {"/proc/self/ns/net"})));
  return output_of(run.finish());
}

TEST(RunNetwork, ServesTheNextRunUnlessSomebodyHasMadeASocket) {
  run_to_end("loopback");
  const std::string first = next_network();
  EXPECT_THAT(first, testing::HasSubstr("net:["));
  EXPECT_EQ(next_network(), first);
  EXPECT_EQ(output_of(run_to_end("loopback").trace), "hello\n");
  EXPECT_NE(next_network(), first);
}

TEST(RunFinish, LeavesNothingForTheNextRun) {
  ASSERT_EQ(run_to_end("leaves_everything").reached, Reached::Yes);
  auto run = the_sandbox().begin({});
  const int process = run.start(starting("/bin/sh", {"-c", "ls -A /work /tmp /dev/shm; ipcs -q | grep -c 0x"}));
  EXPECT_EQ(run.until_ends(process), Reached::Yes);
  EXPECT_EQ(output_of(run.finish()), "/dev/shm:\n\n/tmp:\n\n/work:\n0\n");
}

}  // namespace
}  // namespace ipclab::sandbox
