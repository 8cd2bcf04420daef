// The model's descriptor tables against the kernel's, over every scenario of the reference solutions.
#include <gtest/gtest.h>

#include "harness/build/build.h"
#include "harness/model/snapshots.h"
#include "harness/run/player.h"

namespace ipclab {
namespace {

const std::filesystem::path kSource = IPCLAB_SOURCE_DIR;

class ReferenceDescriptors : public testing::TestWithParam<const char*> {};

TEST_P(ReferenceDescriptors, AreAlwaysWhatTheModelSays) {
  static sandbox::Sandbox sandbox;
  const Exercise exercise = load_exercise(kSource / "exercises" / GetParam());
  const Build build(sandbox, exercise, read_submission(kSource / "reference" / GetParam()));
  ASSERT_TRUE(build.result().ok);
  const ProgramFolders folders{build.result().folder, build_fixtures(sandbox, exercise)};
  for (const Scenario& scenario : exercise.scenarios) {
    SCOPED_TRACE(scenario.name);
    PlayOptions options;
    options.snapshot_descriptors = true;
    const Record record = play(sandbox, exercise, scenario, folders, options);
    EXPECT_EQ(check_descriptor_snapshots(record).value_or(""), "");
  }
}

INSTANTIATE_TEST_SUITE_P(All, ReferenceDescriptors,
                         testing::Values("copy", "pipeline", "msgqueue", "signals", "shm", "sockets"),
                         [](const testing::TestParamInfo<const char*>& parameter) {
                           return std::string(parameter.param);
                         });

}  // namespace
}  // namespace ipclab
