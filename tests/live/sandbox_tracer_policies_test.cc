// What policies can do to a run: make calls fail or fall short, and choose who goes on.
#include <gmock/gmock.h>

#include <algorithm>
#include <cerrno>
#include <optional>
#include <string>
#include <vector>

#include "tests/live/traced.h"

namespace ipclab::sandbox {
namespace {

/// Once it is on, every call of that name gets the fault.
class Faulty : public FaultPlan {
 public:
  Faulty(std::string call, Fault fault) : call_(std::move(call)), fault_(fault) {}
  std::optional<Fault> at(const AtCall& at) override {
    return on && at.call == call_ ? std::optional(fault_) : std::nullopt;
  }
  bool on = true;

 private:
  std::string call_;
  Fault fault_;
};

TEST(Faults, ShortReadsStillDeliverEveryByte) {
  Faulty faults("read", {std::nullopt, 3});
  faults.on = false;  // the loader would not get on with it
  RunSpec spec;
  spec.faults = &faults;
  auto run = the_sandbox().begin(spec);
  const int process = run.start(starting("/bin/cat", {}, Input::Pipe));
  EXPECT_EQ(run.until_blocks(process), Reached::Yes);
  faults.on = true;
  run.feed(process, "x");
  EXPECT_EQ(run.until_printed(process, "x"), Reached::Yes);
  EXPECT_EQ(run.until_blocks(process), Reached::Yes);
  run.feed(process, "0123456789");
  run.close_input(process);
  EXPECT_EQ(run.until_ends(process), Reached::Yes);
  const Trace trace = run.finish();
  EXPECT_EQ(output_of(trace), "x0123456789");
  std::vector<std::int64_t> results;
  for (const Event& event : events_of(trace, EventKind::Exit, "read")) results.push_back(event.result);
  ASSERT_GE(results.size(), 6u);
  EXPECT_THAT(std::vector(results.end() - 6, results.end()), testing::ElementsAre(1, 3, 3, 3, 1, 0));
}

TEST(Faults, AFailingCallIsNotCarriedOut) {
  Faulty faults("unlinkat", {EACCES, std::nullopt});
  RunSpec spec;
  spec.faults = &faults;
  spec.files = {{CageFile::Kind::File, "text", "still here", 0644}};
  auto run = the_sandbox().begin(spec);
  EXPECT_EQ(run.until_ends(run.start(starting("/bin/rm", {"-f", "text"}))), Reached::Yes);
  const Trace trace = run.finish({"text"}, 100);
  EXPECT_EQ(trace.files.at("text").bytes, "still here");
  EXPECT_THAT(output_of(trace, "stderr"), testing::HasSubstr("Permission denied"));
  const std::vector<Event> exits = events_of(trace, EventKind::Exit, "unlinkat");
  ASSERT_EQ(exits.size(), 1u);
  EXPECT_EQ(exits[0].result, -EACCES);
}

TEST(Faults, AFullTableOfDescriptorsIsToldByTheProgram) {
  Faulty faults("openat", {EMFILE, std::nullopt});
  faults.on = false;
  RunSpec spec;
  spec.faults = &faults;
  spec.files = {{CageFile::Kind::File, "text", "unread", 0644}};
  auto run = the_sandbox().begin(spec);
  const int process = run.start(starting("/bin/cat", {"-", "text"}, Input::Pipe));
  EXPECT_EQ(run.until_blocks(process), Reached::Yes);
  faults.on = true;
  run.close_input(process);
  EXPECT_EQ(run.until_ends(process), Reached::Yes);
  const Trace trace = run.finish();
  EXPECT_EQ(output_of(trace), "");
  EXPECT_THAT(output_of(trace, "stderr"), testing::HasSubstr("Too many open files"));
}

/// One process gives way at its writes, and goes last.
class Last : public Scheduler {
 public:
  explicit Last(int process, bool at_entry = true) : process_(process), at_entry_(at_entry) {}
  bool hold(const AtCall& at) override { return at.process == process_ && at.call == "write" && at.entry == at_entry_; }
  std::optional<std::size_t> next(std::span<const AtCall> held, bool) override {
    const auto other = std::find_if(held.begin(), held.end(), [&](const AtCall& at) { return at.process != process_; });
    return other == held.end() ? 0 : static_cast<std::size_t>(other - held.begin());
  }

 private:
  int process_;
  bool at_entry_;
};

TEST(Schedulers, TheOneThatIsHeldGoesLast) {
  for (const auto& [held, output] : {std::pair(2, "ba"), std::pair(3, "ab")}) {
    Last scheduler(held);
    RunSpec spec;
    spec.scheduler = &scheduler;
    const Seen seen = run_to_end("two_writers", {}, spec);
    EXPECT_EQ(seen.reached, Reached::Yes);
    EXPECT_EQ(output_of(seen.trace), output);
  }
}

TEST(Schedulers, WhoAsksInALoopForItsChildLeavesItATurn) {
  for (const char* arg : {"", "woken"}) {
    EXPECT_EQ(run_to_end("asks_for_its_child", {arg}).reached, Reached::Yes) << arg;
  }
}

TEST(Schedulers, HoldingAfterACallLetsItHappenFirst) {
  Last scheduler(2, false);
  RunSpec spec;
  spec.scheduler = &scheduler;
  const Seen seen = run_to_end("two_writers", {}, spec);
  EXPECT_EQ(seen.reached, Reached::Yes);
  // The other child ends before.
  const std::vector<Event> ends = events_of(seen.trace, EventKind::End);
  ASSERT_EQ(ends.size(), 3u);
  EXPECT_EQ(ends[0].process, 3);
}

/// Whoever writes gives way, and the youngest process goes first.
class Reversed : public Scheduler {
 public:
  bool hold(const AtCall& at) override { return at.call == "write" && at.entry; }
  std::optional<std::size_t> next(std::span<const AtCall> held, bool) override {
    const auto youngest = std::max_element(held.begin(), held.end(),
                                           [](const AtCall& a, const AtCall& b) { return a.process < b.process; });
    return static_cast<std::size_t>(youngest - held.begin());
  }
};

TEST(Schedulers, ChooseAmongAllThatAreHeld) {
  Reversed scheduler;
  RunSpec spec;
  spec.scheduler = &scheduler;
  EXPECT_EQ(output_of(run_to_end("two_writers", {}, spec).trace), "ba");
}

/// What is to be the same in every run: everything but what the machine alone decides.
std::vector<std::string> essence(const Trace& trace) {
  std::vector<std::string> lines;
  for (const Event& event : trace.events) {
    lines.push_back(std::to_string(event.time_us) + " " + std::string(to_string(event.kind)) + " " +
                    std::to_string(event.task) + " " + event.name + " " + std::to_string(event.result));
  }
  return lines;
}

TEST(Turns, TheSameOrderGivesTheSameEventsAtTheSameTimes) {
  std::vector<std::string> first;
  for (int time = 0; time < 20; ++time) {
    Scheduler plain;
    VirtualClock clock;
    RunSpec spec;
    spec.scheduler = &plain;
    spec.clock = &clock;
    const std::vector<std::string> now = essence(run_to_end("two_writers", {}, spec).trace);
    if (time == 0) first = now;
    EXPECT_EQ(now, first);
  }
}

TEST(Turns, WhoWaitsBusilyDoesNotKeepTheOthersFromGoingOn) {
  Scheduler plain;
  RunSpec spec;
  spec.scheduler = &plain;
  // The shell looks again and again whether the file is there.
  auto run = the_sandbox().begin(spec);
  const int process = run.start(starting("/bin/sh", {"-c", "echo x > f & while ! [ -s f ]; do :; done; echo over"}));
  EXPECT_EQ(run.until_ends(process), Reached::Yes);
  EXPECT_EQ(output_of(run.finish()), "over\n");
}

}  // namespace
}  // namespace ipclab::sandbox
