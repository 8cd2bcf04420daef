// Where a process can be delayed between two accesses to shared memory, and what a failing order tells.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/explore/access_points.h"
#include "harness/explore/explore_accesses.h"
#include "tests/unit/record_builder.h"

namespace ipclab {
namespace {

using sandbox::Access;
using sandbox::AccessKind;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::uint64_t kMemory = 0x10000;

/// A parent and two children that share memory, which each has at an address of its own.
class AccessOrders : public testing::Test {
 protected:
  AccessOrders() {
    parent = b.start("prog");
    first = b.fork(parent, 5);
    second = b.fork(parent, 5);
    for (const int process : {parent, first, second}) note(process, AccessKind::Map, 0, -1, 4096).key = 77;
  }

  /// In line `line` of the program; the number of an access is counted by process.
  Access& note(int process, AccessKind kind, std::uint64_t offset, int line = -1, std::uint64_t size = 4) {
    Access access;
    access.event = b.record().events.size();
    access.process = process;
    access.kind = kind;
    access.address = kMemory * static_cast<std::uint64_t>(process) + offset;
    access.size = size;
    access.frame = line - 1;
    access.number = ++made_[process];
    run.accesses.push_back(access);
    return run.accesses.back();
  }

  const NotedRun& noted() {
    run.record = b.record();
    run.record.locations.clear();
    for (int line = 1; line <= 40; ++line) run.record.locations.push_back({"prog.c", line, "main"});
    return run;
  }

  /// The line of each delayed access, with its process before it.
  std::vector<std::pair<int, int>> delayed(const std::vector<DataRace>& races = {}, std::size_t most = 20) {
    const std::vector<SharedUse> uses = shared_uses(noted());
    std::vector<std::pair<int, int>> all;
    for (const Schedule& schedule : access_schedules(run, races, most)) {
      const Point& point = schedule.points.at(0);
      for (const SharedUse& use : uses) {
        if (use.task == point.task && use.number == point.access) all.emplace_back(use.process, use.frame + 1);
      }
    }
    return all;
  }

  RecordBuilder b;
  NotedRun run;
  int parent = 0, first = 0, second = 0;

 private:
  std::map<int, std::uint64_t> made_;
};

TEST_F(AccessOrders, AWriteThatRestsOnALookIsDelayedFirst) {
  for (const int child : {first, second}) {
    note(child, AccessKind::AtomicLoad, 0, 10);
    note(child, AccessKind::AtomicStore, 0, 11);
  }
  EXPECT_THAT(delayed(), ElementsAre(std::pair(first, 11), std::pair(first, 10)));
}

TEST_F(AccessOrders, WhoComesLastIsNotDelayed) {
  note(first, AccessKind::AtomicUpdate, 0, 10);
  note(second, AccessKind::AtomicUpdate, 0, 12);
  EXPECT_THAT(delayed(), ElementsAre(std::pair(first, 10)));
}

TEST_F(AccessOrders, OfOtherBytesOrWithoutAWriteAreNone) {
  note(first, AccessKind::AtomicStore, 0, 10);
  note(second, AccessKind::AtomicStore, 4, 11);
  note(first, AccessKind::AtomicLoad, 8, 12);
  note(second, AccessKind::AtomicLoad, 8, 13);
  EXPECT_THAT(delayed(), IsEmpty());
}

TEST_F(AccessOrders, AccessesThatCallsOrderAreLeftToThem) {
  note(first, AccessKind::Write, 0, 10);
  note(second, AccessKind::Write, 0, 10);
  EXPECT_THAT(delayed(), IsEmpty());
}

TEST_F(AccessOrders, AccessesThatRaceAreDelayed) {
  for (const int child : {first, second}) {
    note(child, AccessKind::Read, 0, 10);
    note(child, AccessKind::Write, 0, 10);
  }
  DataRace race;
  race.one.location = race.other.location = {"prog.c", 10, "main"};
  noted();
  std::vector<std::uint64_t> numbers;
  for (const Schedule& schedule : access_schedules(run, {race}, 20)) numbers.push_back(schedule.points.at(0).access);
  // The mapping is number 1: the write, and then the read.
  EXPECT_THAT(numbers, ElementsAre(3u, 2u));
}

TEST_F(AccessOrders, LocksAreDelayedBeforeTheyAreTaken) {
  note(first, AccessKind::Acquire, 64, 10);
  note(first, AccessKind::SemaphoreTake, 128, 11);
  note(second, AccessKind::SemaphoreTake, 128, 12);
  note(second, AccessKind::Acquire, 64, 13);
  EXPECT_THAT(delayed(), ElementsAre(std::pair(first, 10), std::pair(first, 11)));
}

TEST_F(AccessOrders, OneInEachLineComesBeforeTheSecondInAnyAndThereIsNoThird) {
  for (int time = 0; time < 3; ++time) {
    note(first, AccessKind::AtomicUpdate, 0, 10);
    note(first, AccessKind::AtomicUpdate, 0, 11);
  }
  note(second, AccessKind::AtomicUpdate, 0, 10);
  EXPECT_THAT(delayed(),
              ElementsAre(std::pair(first, 10), std::pair(first, 11), std::pair(first, 10), std::pair(first, 11)));
  EXPECT_THAT(delayed({}, 1), ElementsAre(std::pair(first, 10)));
}

TEST_F(AccessOrders, AProcessWithThreadsIsNotDelayed) {
  b.thread(first);
  note(first, AccessKind::AtomicUpdate, 0, 10);
  note(second, AccessKind::AtomicUpdate, 0, 10);
  note(parent, AccessKind::AtomicUpdate, 0, 10);
  EXPECT_THAT(delayed(), ElementsAre(std::pair(second, 10)));
}

TEST_F(AccessOrders, TheTwoThatHaveChangedPlacesAreTold) {
  note(first, AccessKind::AtomicLoad, 0, 10);
  note(first, AccessKind::AtomicStore, 0, 11);
  note(second, AccessKind::AtomicLoad, 0, 12);
  note(second, AccessKind::AtomicStore, 0, 13);
  const std::vector<SharedUse> usual = shared_uses(noted());
  std::vector<SharedUse> other = {usual[0], usual[2], usual[3], usual[1]};
  const Schedule delay = access_schedules(run, {}, 1).at(0);
  const UseSwap swap = swap_of_uses(usual, other, delay);
  ASSERT_NE(swap.first_usually, nullptr);
  ASSERT_NE(swap.second_usually, nullptr);
  EXPECT_EQ(swap.first_usually->frame, 10);
  EXPECT_EQ(swap.second_usually->frame, 11);
  EXPECT_TRUE(swap.rests_on_look);
  EXPECT_EQ(swap_of_uses(usual, usual, delay).second_usually, nullptr);
}

TEST(OrderOfARace, IsShownInTheRaceThatItBelongsToAndInNoFindingOfItsOwn) {
  Finding order;
  order.id = "race.schedule-dependent";
  order.location = {"prog.c", 20, "main"};
  order.schedule = Schedule{.strategy = "access", .priorities = {}, .points = {{2, 0, true, 5}}};
  order.evidence = {{"prog", 0, "other order", {}}};
  order.consequences.emplace_back().message = "prints 1";
  std::vector<Finding> findings(3);
  findings[0].id = "proc.zombie";
  findings[1].id = findings[2].id = "race.data";
  findings[2].location = order.location;
  EXPECT_TRUE(show_what_comes_of_race(order, &findings));
  EXPECT_FALSE(findings[1].schedule);
  EXPECT_EQ(findings[2].schedule, order.schedule);
  EXPECT_THAT(findings[2].reason, testing::HasSubstr("prints 1"));
  EXPECT_EQ(findings[2].evidence.size(), 1u);
  EXPECT_EQ(findings[2].consequences.size(), 1u);
  findings.resize(1);
  EXPECT_FALSE(show_what_comes_of_race(order, &findings));
}

}  // namespace
}  // namespace ipclab
