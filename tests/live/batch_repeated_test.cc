// The same run again is the same, event for event, whatever the machine does meanwhile (docs/schedules.md).
#include <gtest/gtest.h>

#include <filesystem>

#include "harness/batch/grade.h"

namespace ipclab {
namespace {

namespace fs = std::filesystem;

/// A line an event: whose, of what kind, which call.
std::string events_of_a_run(const Exercise& exercise, const fs::path& folder, const std::string& scenario) {
  static sandbox::Sandbox sandbox;
  GradeOptions options;
  options.explore = options.memory_checks = options.race_checks = false;
  options.only = {scenario};
  std::string events;
  options.recorded = [&](const Record& record) {
    for (const sandbox::Event& event : record.events)
      events +=
          std::to_string(event.task) + " " + std::to_string(static_cast<int>(event.kind)) + " " + event.name + "\n";
  };
  EXPECT_EQ(grade(sandbox, exercise, read_submission(folder), options).verdict, Verdict::Pass);
  return events;
}

/// The parent of a vfork is let go by its child's exec, and comes to its stop while the child copies 5 MB in one call.
TEST(RunAgain, RecordsTheSameEventsBesideALongTransfer) {
  const fs::path root = IPCLAB_SOURCE_DIR;
  const Exercise copy = load_exercise(root / "exercises/copy");
  const std::string first = events_of_a_run(copy, root / "exercises/copy/right/vfork", "binary-5mb");
  ASSERT_FALSE(first.empty());
  for (int time = 0; time < 20; ++time)
    ASSERT_EQ(events_of_a_run(copy, root / "exercises/copy/right/vfork", "binary-5mb"), first) << time;
}

}  // namespace
}  // namespace ipclab
