// Where orders differ, which orders are tried, and how a failing one is made small.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "harness/explore/points.h"
#include "harness/explore/shrink.h"
#include "harness/explore/strategies.h"
#include "tests/unit/record_builder.h"

namespace ipclab {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> names(const World& world) {
  std::vector<std::string> all;
  for (const SharedCall& it : shared_calls(world)) all.push_back(world.calls[static_cast<std::size_t>(it.call)].name);
  return all;
}

TEST(SharedCalls, AProcessOnItsOwnHasNone) {
  RecordBuilder b;
  const int p = b.start("alone");
  b.call(p, "openat", {{"path", std::string("f")}, {"flags", 0101}}).at(3).returns(3);
  b.call(p, "write", {{"fd", 3}, {"count", 1}}).at(4).returns(1);
  b.end(p, 0);
  const World world = replay(b.record());
  EXPECT_THAT(shared_calls(world), IsEmpty());
}

TEST(SharedCalls, AreThoseOnThePipeThatTwoProcessesUse) {
  RecordBuilder b;
  const int parent = b.start("p");
  b.call(parent, "pipe2").at(2).returns(0).with("fds", {3, 4});
  const int child = b.fork(parent, {.line = 3});
  b.call(child, "write", {{"fd", 4}, {"count", 1}, {"data", std::string("x")}}).at(4).returns(1);
  b.call(child, "brk").returns(0);
  b.end(child, 0);
  b.call(parent, "read", {{"fd", 3}, {"count", 1}}).at(5).returns(1);
  b.end(parent, 0);
  const World world = replay(b.record());
  const std::vector<std::string> found = names(world);
  EXPECT_THAT(found, testing::IsSupersetOf({"fork", "write"}));
  EXPECT_THAT(found, testing::Not(testing::Contains("brk")));
}

TEST(SharedCalls, ProgramsThatRunOneAfterTheOtherHaveNone) {
  RecordBuilder b;
  for (const char* name : {"first", "second"}) {
    const int p = b.start(name);
    b.call(p, "msgget", {{"key", 1234}, {"flags", 01666}}).at(3).returns(0);
    b.call(p, "exit").at(4);
    b.end(p, 0);
  }
  const World world = replay(b.record());
  EXPECT_THAT(shared_calls(world), IsEmpty());
}

std::vector<SharedCall> some_calls(int tasks, int each) {
  std::vector<SharedCall> calls;
  for (int task = 1; task <= tasks; ++task) {
    for (int i = 1; i <= each; ++i) {
      SharedCall call;
      call.task = task;
      call.number = i;
      call.call = static_cast<int>(calls.size());
      call.place = std::to_string(i % 3);
      call.own = i > 1;
      calls.push_back(call);
    }
  }
  return calls;
}

TEST(Schedules, TheSameSeedGivesTheSameOnes) {
  const auto calls = some_calls(3, 10);
  EXPECT_EQ(schedules_to_try(calls, 7, 100), schedules_to_try(calls, 7, 100));
  EXPECT_NE(schedules_to_try(calls, 7, 100), schedules_to_try(calls, 8, 100));
}

TEST(Schedules, AreAsManyAsAskedForAndNoneTwice) {
  auto all = schedules_to_try(some_calls(3, 10), 1, 100);
  ASSERT_EQ(all.size(), 100u);
  for (auto one = all.begin(); one != all.end(); ++one) EXPECT_EQ(std::count(all.begin(), all.end(), *one), 1);
}

TEST(Schedules, WithNothingSharedThereAreNone) {
  EXPECT_THAT(schedules_to_try({}, 1, 100), IsEmpty());
}

TEST(Schedules, DelaysBeginWithTheProgramsOwnCallsEachPlaceOnce) {
  const auto all = schedules(Strategy::Delay, some_calls(1, 9), 1, 6);
  std::vector<int> delayed;
  for (const Schedule& one : all) delayed.push_back(one.points.at(0).call);
  EXPECT_THAT(delayed, ElementsAre(2, 2, 3, 3, 4, 4));
}

TEST(Schedules, DelaysAreTriedBeforeEntryAndAfterReturn) {
  const auto all = schedules(Strategy::Delay, some_calls(1, 2), 1, 2);
  ASSERT_EQ(all.size(), 2u);
  EXPECT_TRUE(all[0].points.at(0).entry);
  EXPECT_FALSE(all[1].points.at(0).entry);
}

/// The order in which two tasks of three steps each run under PCT, without a kernel.
std::string order_of(const Schedule& schedule) {
  std::map<int, int> priority = {{1, schedule.priorities.at(0)}, {2, schedule.priorities.at(1)}}, done;
  int lowest = 0;
  std::string order;
  while (done[1] + done[2] < 6) {
    const bool first = done[2] == 3 || (done[1] < 3 && priority[1] > priority[2]);
    const int task = first ? 1 : 2;
    const Point here{task, done[task] + 1, true};
    const bool lowered = std::find(schedule.points.begin(), schedule.points.end(), here) != schedule.points.end();
    if (lowered && priority[task] > 0) {
      priority[task] = --lowest;
      continue;
    }
    ++done[task];
    order += static_cast<char>('0' + task);
  }
  return order;
}

TEST(Schedules, PctWithDepthTwoReachesEveryOrderWithOneChange) {
  std::vector<SharedCall> calls = some_calls(2, 3);
  std::map<std::string, int> seen;
  for (const Schedule& one : schedules(Strategy::Pct2, calls, 1, 1000)) ++seen[order_of(one)];
  for (const char* order : {"111222", "222111", "122211", "211122", "112221", "221112"})
    EXPECT_GT(seen[order], 0) << order;
}

TEST(Shrinking, LeavesTheOnePointThatMatters) {
  Schedule schedule;
  schedule.priorities = {2, 1};
  schedule.points = {{1, 1, true}, {2, 5, false}, {3, 2, true}};
  const Schedule small = shrunk(schedule, [](const Schedule& one) {
    return std::find(one.points.begin(), one.points.end(), Point{2, 5, false}) != one.points.end();
  });
  EXPECT_THAT(small.priorities, IsEmpty());
  EXPECT_THAT(small.points, ElementsAre(Point{2, 5, false}));
}

TEST(Shrinking, KeepsWhatIsNeededTogether) {
  Schedule schedule;
  schedule.priorities = {2, 1};
  schedule.points = {{1, 1, true}, {2, 5, false}};
  const Schedule small =
      shrunk(schedule, [](const Schedule& one) { return !one.priorities.empty() && one.points.size() == 2; });
  EXPECT_EQ(small, schedule);
}

}  // namespace
}  // namespace ipclab
