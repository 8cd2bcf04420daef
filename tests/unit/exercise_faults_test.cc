// The calls of a scenario that fail, and the transfers that fall short.
#include <cerrno>

#include "tests/unit/exercise_case.h"

namespace ipclab {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

const std::string kSteps = "steps = [{ run = 'one' }]\n";

TEST(ExerciseFaults, NameTheCallTheErrorTheProgramAndWhichTime) {
  const ExerciseCase c;
  const Scenario scenario = c.scenario(
      kSteps +
      "faults = [{ call = 'open', error = 'EMFILE' }, { call = 'fork', error = 'EAGAIN', program = 'two', time = 3 }]");
  ASSERT_EQ(scenario.faults.size(), 2u);
  EXPECT_EQ(scenario.faults[0].call, "openat");
  EXPECT_EQ(scenario.faults[0].error, EMFILE);
  EXPECT_EQ(scenario.faults[0].program, "");
  EXPECT_EQ(scenario.faults[0].time, 0);
  EXPECT_EQ(scenario.faults[1].program, "two");
  EXPECT_EQ(scenario.faults[1].time, 3);
  EXPECT_FALSE(scenario.short_transfers);
  EXPECT_TRUE(c.scenario(kSteps + "short-transfers = true").short_transfers);
}

TEST(ExerciseFaults, OnlyWhatCanHappenToAnyProgramIsAllowed) {
  const ExerciseCase c;
  const auto wrong = [&](const std::string& fault) { return c.error_in_scenario(kSteps + "faults = [" + fault + "]"); };
  EXPECT_THAT(wrong("{ call = 'fork', error = 'EINTR' }"),
              HasSubstr("fork does not fail with 'EINTR', but it can with EAGAIN, ENOMEM"));
  EXPECT_THAT(wrong("{ call = 'frok', error = 'EAGAIN' }"), HasSubstr("did you mean 'fork'?"));
  EXPECT_THAT(wrong("{ call = 'fork' }"), HasSubstr("lacks the key 'error'"));
  EXPECT_THAT(wrong("{ call = 'fork', error = 'EAGAIN', program = 'helper' }"),
              HasSubstr("no program of the submission"));
  EXPECT_THAT(wrong("{ call = 'fork', error = 'EAGAIN', time = 0 }"), StartsWith("13:"));
  EXPECT_THAT(wrong("{ call = 'fork', error = 'EAGAIN', when = 1 }"), HasSubstr("'when'"));
  EXPECT_THAT(wrong("'fork'"), HasSubstr("must be a table"));
}

}  // namespace
}  // namespace ipclab
