// Each call has the line of the submission that led to it, also through libc.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <sstream>

#include "harness/run/symbols.h"
#include "tests/live/traced.h"

namespace ipclab {
namespace {

using sandbox::Event;
using sandbox::EventKind;
using sandbox::Trace;

/// The lines on the way to the call, innermost first, as "function:line function:line". What comes before main has no
/// lines.
std::string way_to(const Event& event, const std::vector<SourceLocation>& locations) {
  std::string way;
  for (const int frame : event.stack) {
    const SourceLocation& at = locations.at(static_cast<std::size_t>(frame));
    if (at.file.empty()) continue;
    way += fmt::format("{}{}:{}", way.empty() ? "" : " ", at.function, at.line);
  }
  return way;
}

TEST(StackLines, AreThoseThatTheProgramSaysItself) {
  const sandbox::Seen seen = sandbox::run_to_end("calls_from_known_lines");
  ASSERT_EQ(seen.reached, sandbox::Reached::Yes);
  const std::vector<SourceLocation> locations =
      locate(seen.trace.frames, sandbox::with_program("calls_from_known_lines").programs);

  // On standard error: the name of a call, and the way to it. The first such call of the first process must have come
  // that way after the line was written.
  std::istringstream lines(sandbox::output_of(seen.trace, "stderr"));
  std::size_t next = 0;
  int compared = 0;
  const auto is = [](const Event& event, const std::string& call) {
    return event.process == 1 && event.kind == EventKind::Enter && event.name == call;
  };
  for (std::string line; std::getline(lines, line); ++compared) {
    const std::string call = line.substr(0, line.find(' '));
    const std::vector<Event>& events = seen.trace.events;
    while (next < events.size() && !(is(events[next], "write") && events[next].text_or("data", "") == line + "\n"))
      ++next;
    while (next < events.size() && (!is(events[next], call) || events[next].number_or("fd", -1) == 2)) ++next;
    ASSERT_LT(next, events.size()) << "no such call: " << line;
    EXPECT_EQ(call + " " + way_to(events[next], locations), line);
  }
  EXPECT_EQ(compared, 21);
}

TEST(StackLines, NameTheFileAsItIsInTheSubmission) {
  const sandbox::Seen seen = sandbox::run_to_end("calls_from_known_lines");
  int known = 0;
  for (const SourceLocation& at : locate(seen.trace.frames, sandbox::with_program("calls_from_known_lines").programs)) {
    if (at.file.empty()) continue;
    ++known;
    EXPECT_EQ(at.file, "calls_from_known_lines.c");
  }
  EXPECT_GE(known, 21);
}

TEST(StackLines, OfProgramsThatAreNotTheSubmissionsAreNotKept) {
  auto run = sandbox::the_sandbox().begin({});
  run.until_ends(run.start(sandbox::starting("/bin/echo", {"text"})));
  const Trace trace = run.finish();
  EXPECT_TRUE(trace.frames.empty());
  ASSERT_FALSE(events_of(trace, EventKind::Enter, "write").empty());
}

TEST(StackLines, AreKnownInAForkedChildAndNotInTheShellThatOneExecutes) {
  const sandbox::Seen seen = sandbox::run_to_end("calls_from_known_lines");
  const std::vector<SourceLocation> locations =
      locate(seen.trace.frames, sandbox::with_program("calls_from_known_lines").programs);
  bool forked = false, shell = false;
  for (const Event& event : seen.trace.events) {
    if (event.kind != EventKind::Enter) continue;
    if (event.process == 2 && event.name == "exit") {
      forked = true;
      EXPECT_TRUE(way_to(event, locations).starts_with("main:")) << way_to(event, locations);
    }
    if (event.process > 2 && event.name == "openat") {
      shell = true;
      EXPECT_TRUE(event.stack.empty());
    }
  }
  EXPECT_TRUE(forked && shell);
}

class LoopWithoutCalls : public testing::TestWithParam<const char*> {};

TEST_P(LoopWithoutCalls, IsNamedTheSameWhereverItIsMet) {
  for (int time = 0; time < 5; ++time) {
    sandbox::VirtualClock clock;
    sandbox::RunSpec spec;
    spec.clock = &clock;
    spec.limits.wall_seconds = 0.1;
    const sandbox::Seen seen = sandbox::run_to_end("works_in_loops", {GetParam()}, spec);
    ASSERT_EQ(seen.reached, sandbox::Reached::TimeOver);
    const std::vector<Event> ends = events_of(seen.trace, EventKind::End);
    ASSERT_EQ(ends.size(), 1U);
    const std::string way =
        way_to(ends[0], locate(seen.trace.frames, sandbox::with_program("works_in_loops").programs)) + " ";
    std::string said = sandbox::output_of(seen.trace, "stderr");
    ASSERT_FALSE(said.empty()) << "it did not come to its loop";
    said.back() = ' ';
    EXPECT_TRUE(way.starts_with(said)) << said << "is found at " << way;
  }
}

INSTANTIATE_TEST_SUITE_P(Each, LoopWithoutCalls, testing::Values("line", "function", "calls", "library", "nested"));

}  // namespace
}  // namespace ipclab
