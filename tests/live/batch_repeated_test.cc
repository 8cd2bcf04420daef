// The same run again is the same, event for event, whatever the machine does meanwhile (docs/schedules.md).
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "harness/batch/grade.h"

namespace ipclab {
namespace {

namespace fs = std::filesystem;

/// A line an event: whose, of what kind, which call with what result.
std::string events_of_a_run(const Exercise& exercise, const fs::path& folder, const std::string& scenario) {
  static sandbox::Sandbox sandbox;
  GradeOptions options;
  options.explore = options.memory_checks = options.race_checks = false;
  options.only = {scenario};
  std::string events;
  options.recorded = [&](const Record& record) {
    for (const sandbox::Event& event : record.events)
      events += std::to_string(event.task) + " " + std::to_string(static_cast<int>(event.kind)) + " " + event.name +
                " " + std::to_string(event.result) + "\n";
  };
  EXPECT_EQ(grade(sandbox, exercise, read_submission(folder), options).verdict, Verdict::Pass);
  return events;
}

struct Run {
  const char* exercise;
  const char* program;
  const char* scenario;
};

class RunAgain : public testing::TestWithParam<Run> {};

TEST_P(RunAgain, RecordsTheSameEvents) {
  const auto& [name, program, scenario] = GetParam();
  const fs::path folder = fs::path(IPCLAB_SOURCE_DIR) / "exercises" / name;
  const Exercise exercise = load_exercise(folder);
  const std::string first = events_of_a_run(exercise, folder / "right" / program, scenario);
  ASSERT_FALSE(first.empty());
  for (int time = 0; time < 20; ++time)
    ASSERT_EQ(events_of_a_run(exercise, folder / "right" / program, scenario), first) << time;
}

INSTANTIATE_TEST_SUITE_P(
    All, RunAgain,
    testing::Values(
        // The parent of a vfork is let go by its child's exec, and comes to its stop while the child copies 5 MB.
        Run{"copy", "vfork", "binary-5mb"},
        // Who sleeps in accept() or read() is woken by the network, not by another's stop.
        Run{"sockets", "fork-per-client", "eight-clients"},
        // 5 MB through two pipes and out: a read wakes a writer in the middle of its write.
        Run{"pipeline", "vfork-dup3", "large-output"}, Run{"pipeline", "vfork-dup3", "large-table"}),
    [](const testing::TestParamInfo<Run>& it) {
      std::string text = std::string(it.param.program) + "_" + it.param.scenario;
      std::replace(text.begin(), text.end(), '-', '_');
      return text;
    });

}  // namespace
}  // namespace ipclab
