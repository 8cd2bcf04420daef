// At every return of a call, the model's table of descriptors is what /proc/PID/fd holds.
#include <gtest/gtest.h>

#include "harness/model/snapshots.h"
#include "tests/live/traced.h"

namespace ipclab {
namespace {

using sandbox::Reached;

class DescriptorTable : public testing::TestWithParam<const char*> {};

TEST_P(DescriptorTable, OfTheModelIsTheKernels) {
  sandbox::RunSpec spec;
  spec.snapshot_descriptors = true;
  sandbox::Seen seen = sandbox::run_to_end("opens_descriptors", {GetParam()}, spec);
  ASSERT_EQ(seen.reached, Reached::Yes);
  for (const sandbox::Event& end : events_of(seen.trace, sandbox::EventKind::End)) {
    EXPECT_EQ(end.number_or("signal", 0), 0) << "an exec failed";
  }
  Record record;
  record.events = std::move(seen.trace.events);
  EXPECT_EQ(check_descriptor_snapshots(record).value_or(""), "");
}

INSTANTIATE_TEST_SUITE_P(Ways, DescriptorTable,
                         testing::Values("files", "duplicates", "ranges", "close_on_exec", "pipes_and_forks",
                                         "passed_descriptors", "connections", "other_kinds", "threads",
                                         "exec_by_a_thread", "shared_table", "libc_helpers", "spawned"),
                         [](const testing::TestParamInfo<const char*>& parameter) {
                           return std::string(parameter.param);
                         });

TEST(DescriptorTableAtATerminal, OfTheModelIsTheKernels) {
  sandbox::RunSpec spec;
  spec.snapshot_descriptors = true;
  auto run = sandbox::the_sandbox().begin(spec);
  const sandbox::ProgramStart shell = sandbox::starting(
      "/bin/sh", {"-c", "ls | sort > sorted; cat < sorted | wc -c; exec ls 5>&1"}, sandbox::Input::Terminal);
  EXPECT_EQ(run.until_ends(run.start(shell)), Reached::Yes);
  Record record;
  record.events = run.finish().events;
  EXPECT_EQ(check_descriptor_snapshots(record).value_or(""), "");
}

}  // namespace
}  // namespace ipclab
