// The policy that follows a Schedule, asked as the tracer asks it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/run/scheduled_turns.h"

namespace ipclab {
namespace {

using sandbox::AtCall;
using testing::Optional;

AtCall at(int task, const std::string_view call = "read", bool entry = true, int place = -1) {
  AtCall it;
  it.task = it.process = task;
  it.call = call;
  it.entry = entry;
  it.place = place;
  return it;
}

Schedule delay(int task, int call, bool entry) {
  Schedule schedule;
  schedule.strategy = "delay";
  schedule.points = {{task, call, entry}};
  return schedule;
}

TEST(ScheduledTurns, InTheNaturalOrderNobodyGivesWayAndTheFirstGoesFirst) {
  ScheduledTurns turns({});
  EXPECT_FALSE(turns.hold(at(1)));
  EXPECT_FALSE(turns.hold(at(1, "read", false)));
  const AtCall held[] = {at(2), at(1)};
  EXPECT_THAT(turns.next(held, false), Optional(0u));
}

TEST(ScheduledTurns, ATaskGivesWayAtItsPointAndAtNoOther) {
  ScheduledTurns turns(delay(1, 2, true));
  EXPECT_FALSE(turns.hold(at(1)));  // call 1
  EXPECT_FALSE(turns.hold(at(1, "read", false)));
  EXPECT_FALSE(turns.hold(at(2)));
  EXPECT_TRUE(turns.hold(at(1)));  // call 2
  EXPECT_FALSE(turns.hold(at(1, "read", false)));
}

TEST(ScheduledTurns, WhoIsDelayedGoesLast) {
  ScheduledTurns turns(delay(1, 1, true));
  EXPECT_TRUE(turns.hold(at(1)));
  const AtCall held[] = {at(1), at(2), at(3)};
  EXPECT_THAT(turns.next(held, false), Optional(1u));
}

TEST(ScheduledTurns, ASleepMayEndBeforeTheDelayedOneGoesOn) {
  ScheduledTurns turns(delay(1, 1, true));
  turns.hold(at(1));
  const AtCall alone[] = {at(1)};
  EXPECT_EQ(turns.next(alone, false), std::nullopt);
  EXPECT_TRUE(turns.may_wake(at(2, "nanosleep", true, 7)));
  EXPECT_THAT(turns.next(alone, true), Optional(0u));
}

TEST(ScheduledTurns, ASleepInALoopMayWaitForTheDelayedOneAndEndsOnce) {
  ScheduledTurns turns(delay(1, 1, true));
  turns.hold(at(1));
  EXPECT_TRUE(turns.may_wake(at(2, "nanosleep", true, 7)));
  EXPECT_FALSE(turns.may_wake(at(2, "nanosleep", true, 7)));
  EXPECT_TRUE(turns.may_wake(at(2, "nanosleep", true, 8)));
}

TEST(ScheduledTurns, SleepsOfOtherProgramsPromiseWhatTheScenarioWants) {
  ScheduledTurns turns(delay(1, 1, true));
  EXPECT_FALSE(turns.may_wake(at(2, "nanosleep")));
}

TEST(ScheduledTurns, SleepsAsLongAsTheRestNeedsNeverEndFirst) {
  Schedule schedule = delay(1, 1, true);
  schedule.sleeps_end = false;
  ScheduledTurns turns(schedule);
  turns.hold(at(1));
  const AtCall alone[] = {at(1)};
  EXPECT_THAT(turns.next(alone, false), Optional(0u));
}

TEST(ScheduledTurns, WhoWaitsInALoopForTheDelayedOneIsNotWaitedForForEver) {
  ScheduledTurns turns(delay(1, 1, true));
  turns.hold(at(1));
  const AtCall held[] = {at(1), at(2)};
  for (int i = 0; i < 4000; ++i) turns.hold(at(2));
  EXPECT_THAT(turns.next(held, false), Optional(1u));
  turns.hold(at(2));
  EXPECT_THAT(turns.next(held, false), Optional(0u));
}

TEST(ScheduledTurns, WhoLooksAtMemoryInALoopIsNotWaitedForForEverEither) {
  ScheduledTurns turns(delay(1, 1, true));
  turns.hold(at(1));
  const AtCall held[] = {at(1), at(2)};
  for (int turn = 0; turn < 11; ++turn) EXPECT_THAT(turns.next(held, false), Optional(1u)) << turn;
  EXPECT_THAT(turns.next(held, false), Optional(0u));
}

TEST(ScheduledTurns, ATaskGivesWayBeforeItsAccessAndCountsNoCallThere) {
  Schedule schedule = delay(1, 1, true);
  schedule.points.push_back({1, 0, true, 7});
  schedule.points.push_back({1, 0, true, 9});
  ScheduledTurns turns(schedule);
  EXPECT_EQ(turns.next_access(1, 0), 7u);
  EXPECT_EQ(turns.next_access(1, 7), 9u);
  EXPECT_EQ(turns.next_access(1, 9), 0u);
  EXPECT_EQ(turns.next_access(2, 0), 0u);
  AtCall access;
  access.task = access.process = 1;
  access.access = 7;
  EXPECT_TRUE(turns.hold(access));
  access.access = 8;
  EXPECT_FALSE(turns.hold(access));
  const AtCall held[] = {access, at(2)};
  EXPECT_THAT(turns.next(held, false), Optional(1u));
  EXPECT_TRUE(turns.hold(at(1)));  // call 1
}

TEST(ScheduledTurns, TheHighestPriorityGoesOnUntilItIsLowered) {
  Schedule schedule;
  schedule.priorities = {1, 2};
  schedule.points = {{2, 1, true}};
  ScheduledTurns turns(schedule);
  const AtCall held[] = {at(1), at(2)};
  EXPECT_THAT(turns.next(held, false), Optional(1u));
  EXPECT_TRUE(turns.hold(at(2)));
  EXPECT_THAT(turns.next(held, false), Optional(0u));
}

TEST(ScheduledTurns, WhoComputesWithTheHighestPriorityIsLowered) {
  Schedule schedule;
  schedule.priorities = {1, 2};
  ScheduledTurns turns(schedule);
  const AtCall held[] = {at(1), at(2)};
  for (int turn = 0; turn < 4; ++turn) EXPECT_THAT(turns.next(held, false), Optional(1u)) << turn;
  for (int turn = 0; turn < 4; ++turn) EXPECT_THAT(turns.next(held, false), Optional(0u)) << turn;
  EXPECT_THAT(turns.next(held, false), Optional(1u));  // the one lowered last is the lowest
}

TEST(ScheduledTurns, WhoCallsInALoopWithTheHighestPriorityIsLowered) {
  Schedule schedule;
  schedule.priorities = {1, 2};
  ScheduledTurns turns(schedule);
  const AtCall held[] = {at(1), at(2)};
  for (int call = 0; call < 1001; ++call) {
    EXPECT_THAT(turns.next(held, false), Optional(1u)) << call;
    turns.hold(at(2));
  }
  EXPECT_THAT(turns.next(held, false), Optional(0u));
}

TEST(ScheduledTurns, WhoIsAloneLeadsAsLongAsHeLikes) {
  Schedule schedule;
  schedule.priorities = {1, 2};
  ScheduledTurns turns(schedule);
  const AtCall alone[] = {at(2)}, both[] = {at(1), at(2)};
  for (int turn = 0; turn < 20; ++turn) turns.next(alone, false);
  EXPECT_THAT(turns.next(both, false), Optional(1u));
}

}  // namespace
}  // namespace ipclab
