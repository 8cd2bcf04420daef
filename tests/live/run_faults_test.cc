// What a scenario's faults do to the submission's own calls, and the names of the library's functions that it calls.
#include <gmock/gmock.h>

#include <cerrno>

#include "harness/run/fault_plan.h"
#include "tests/live/traced.h"

namespace ipclab {
namespace {

using sandbox::AtCall;
using sandbox::Event;
using sandbox::EventKind;
using sandbox::Reached;
using testing::Contains;

TEST(CalledFunctions, AreNamedWhereTheyDifferFromTheCall) {
  const sandbox::Seen seen = sandbox::run_to_end("calls_from_known_lines");
  ASSERT_EQ(seen.reached, Reached::Yes);
  std::vector<std::string> names;
  for (const Event& event : seen.trace.events) {
    const std::string function = event.text_or("function", "");
    if (event.kind == EventKind::Enter && !function.empty()) names.push_back(event.name + " by " + function);
  }
  for (const char* expected : {"openat by open", "openat by fopen", "write by fflush", "exit by _exit",
                               "pipe2 by popen", "nanosleep by usleep", "rt_sigaction by signal", "kill by raise"})
    EXPECT_THAT(names, Contains(expected));
}

TEST(ScenarioFaults, FailTheNamedCallTheNamedTime) {
  ScenarioFaults faults({{"", "openat", EMFILE, 2}}, false);
  sandbox::RunSpec spec = sandbox::with_program("calls_from_known_lines");
  spec.faults = &faults;
  const sandbox::Seen seen = sandbox::run_to_end("calls_from_known_lines", {}, spec);
  int own = 0;
  const std::vector<Event>& events = seen.trace.events;
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (events[i].kind != EventKind::Enter || events[i].name != "openat" || events[i].stack.empty()) continue;
    ++own;
    std::size_t exit = i + 1;
    while (exit < events.size() && !(events[exit].kind == EventKind::Exit && events[exit].task == events[i].task))
      ++exit;
    ASSERT_LT(exit, events.size());
    EXPECT_EQ(events[exit].number_or("failed_by_plan", 0), own == 2 ? 1 : 0);
    if (own == 2) {
      EXPECT_EQ(events[exit].result, -EMFILE);
    }
  }
  EXPECT_GE(own, 1);
}

AtCall transfer(const std::string& call, AtCall::Carrier carrier, bool may_fall_short) {
  AtCall at;
  at.call = call == "read" ? "read" : "write";
  at.own_code = true;
  at.carrier = carrier;
  at.may_fall_short = may_fall_short;
  return at;
}

TEST(ScenarioFaults, CutOnlyWhatTheKernelItselfMightCut) {
  ScenarioFaults faults({}, true);
  const auto most = [&](const AtCall& at) { return faults.at(at).value_or(sandbox::Fault{}).count.value_or(0); };
  EXPECT_GT(most(transfer("read", AtCall::Carrier::Stream, true)), 0);
  EXPECT_EQ(most(transfer("read", AtCall::Carrier::Stream, false)), 0);
  EXPECT_EQ(most(transfer("read", AtCall::Carrier::Other, true)), 0);
  EXPECT_EQ(most(transfer("write", AtCall::Carrier::Pipe, true)), 4096);
  AtCall loader = transfer("read", AtCall::Carrier::Stream, true);
  loader.own_code = false;
  EXPECT_EQ(most(loader), 0);
}

}  // namespace
}  // namespace ipclab
