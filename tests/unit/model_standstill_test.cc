// The moment in which nothing can happen any more: who sleeps where, on what, and who holds which descriptor.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/model/world.h"
#include "tests/unit/record_builder.h"

namespace ipclab {
namespace {

using testing::ElementsAre;

const Waiting* waiting_of(const World::Standstill& state, int process) {
  for (const Waiting& waiting : state.waiting)
    if (waiting.process == process) return &waiting;
  return nullptr;
}

TEST(Standstill, APipelineWhoseParentKeepsTheWritingEnd) {
  RecordBuilder b;
  int parent = b.start("pipeline", {"x"});
  b.call(parent, "pipe2").at(12).returns(0).with("fds", {3, 4});
  int grep = b.fork(parent, 22);
  b.call(grep, "dup3", {{"fd", 3}, {"to", 0}}).returns(0);
  b.call(grep, "close", {{"fd", 3}}).returns(0);
  b.call(grep, "close", {{"fd", 4}}).returns(0);
  b.exec(grep, "/usr/bin/grep", {"grep", "x"});
  b.call(grep, "read", {{"fd", 0}, {"count", 4096}});
  b.call(parent, "wait4", {{"pid", -1}, {"process", 0}}).at(31);
  b.quiet();
  b.kill_all({grep, parent});
  World world = replay(b.record());

  ASSERT_TRUE(world.standstill);
  const World::Standstill& state = *world.standstill;
  ASSERT_EQ(state.waiting.size(), 2u);
  const Waiting* reader = waiting_of(state, grep);
  EXPECT_EQ(world.objects[reader->object].kind, ObjectKind::Pipe);
  EXPECT_EQ(world.calls[reader->call].name, "read");
  const Waiting* waiter = waiting_of(state, parent);
  EXPECT_EQ(waiter->object, -1);
  EXPECT_THAT(waiter->processes, ElementsAre(grep));

  auto writers = world.holders(state.fds, reader->object, true);
  ASSERT_EQ(writers.size(), 1u);
  EXPECT_EQ(writers[0].process, parent);
  EXPECT_EQ(writers[0].fd, 4);
  EXPECT_FALSE(writers[0].descriptor.used);
  EXPECT_EQ(world.process(grep).end->kind, ExitState::Kind::Killed);
}

TEST(Standstill, AQuietMomentThatNoStepFoundStuckIsNone) {
  RecordBuilder b;
  int p = b.start("server");
  b.call(p, "accept4", {{"fd", 0}});
  b.add(sandbox::EventKind::Quiet, 0);
  b.outcome(0, StepOutcome::Kind::Done);
  EXPECT_FALSE(replay(b.record()).standstill);
}

TEST(Standstill, WhatMovedAfterwardsIsNoneEither) {
  RecordBuilder b;
  int p = b.start("server");
  b.add(sandbox::EventKind::Quiet, 0);
  b.call(p, "dup", {{"fd", 1}}).returns(3);
  b.outcome(0, StepOutcome::Kind::Stuck);
  EXPECT_FALSE(replay(b.record()).standstill);
}

TEST(Standstill, TheLastOfSeveralCounts) {
  RecordBuilder b;
  int p = b.start("signals");
  b.call(p, "pause");
  b.quiet(0);
  b.action("signal");
  b.signal(p, 15, 0);
  b.quiet(1);
  World world = replay(b.record());
  EXPECT_EQ(world.standstill->event, static_cast<int>(b.record().events.size()) - 1);
}

TEST(Standstill, AtTheTimeLimitTheStateIsKeptButProvesNothing) {
  RecordBuilder b;
  int p = b.start("server");
  b.call(p, "nanosleep", {{"duration_us", 60000000}});
  b.limit("wall");
  b.kill_all({p});
  World world = replay(b.record());
  EXPECT_FALSE(world.standstill);
  ASSERT_TRUE(world.at_limit);
  EXPECT_EQ(world.calls[world.at_limit->waiting.at(0).call].name, "nanosleep");
  EXPECT_TRUE(world.at_limit->fds.contains(p));
}

TEST(Standstill, EndedProcessesWaitForNothingAndHoldNothing) {
  RecordBuilder b;
  int p = b.start("a"), q = b.start("b");
  b.call(q, "pause");
  b.end(p, 0);
  b.quiet();
  World world = replay(b.record());
  EXPECT_EQ(world.standstill->waiting.size(), 1u);
  EXPECT_EQ(world.standstill->fds.size(), 1u);
}

/// What one sleeping call waits for.
class WaitsFor : public testing::Test {
 protected:
  Waiting waiting() {
    b.quiet();
    world = replay(b.record());
    return world.standstill->waiting.at(0);
  }
  RecordBuilder b;
  int p = b.start("prodcons");
  World world;
};

TEST_F(WaitsFor, TheQueueOfAReceiver) {
  b.call(p, "msgget", {{"key", 1234}, {"flags", 01666}}).returns(4);
  b.call(p, "msgrcv", {{"id", 4}, {"size", 128}});
  EXPECT_EQ(world.objects.size(), 0u);
  int object = waiting().object;
  EXPECT_EQ(world.objects[object].kind, ObjectKind::MsgQueue);
}

TEST_F(WaitsFor, TheSemaphore) {
  b.call(p, "semget", {{"key", 5}, {"count", 2}, {"flags", 01666}}).returns(4);
  b.call(p, "semop", {{"id", 4}}).with("nums", {0}).with("ops", {-1});
  int object = waiting().object;
  EXPECT_EQ(world.objects[object].kind, ObjectKind::Sem);
}

TEST_F(WaitsFor, TheMappingThatAFutexLiesIn) {
  b.call(p, "mmap", {{"length", 4096}, {"prot", 3}, {"flags", 0x21}, {"fd", -1}}).returns(0x7f0000000000);
  b.call(p, "futex", {{"address", 0x7f0000000040}});
  int object = waiting().object;
  ASSERT_GE(object, 0);
  EXPECT_EQ(world.objects[object].kind, ObjectKind::Mapping);
}

TEST_F(WaitsFor, NothingThatIsSharedWithAFutexElsewhere) {
  b.call(p, "futex", {{"address", 0x55550000}});
  EXPECT_EQ(waiting().object, -1);
}

TEST_F(WaitsFor, TheFifoThatIsBeingOpened) {
  b.call(p, "mknodat", {{"path", "fifo"}, {"mode", 010666}}).returns(0);
  b.call(p, "openat", {{"path", "fifo"}, {"flags", 0}});
  int object = waiting().object;
  EXPECT_EQ(world.objects[object].kind, ObjectKind::Fifo);
}

TEST_F(WaitsFor, TheOnlyPolledObject) {
  b.call(p, "pipe2").returns(0).with("fds", {3, 4});
  b.call(p, "ppoll").with("fds", {3, -1}).with("events", {1, 1});
  int object = waiting().object;
  EXPECT_EQ(world.objects[object].kind, ObjectKind::Pipe);
}

TEST_F(WaitsFor, NoneInParticularWhenSeveralArePolled) {
  b.call(p, "pipe2").returns(0).with("fds", {3, 4});
  b.call(p, "pselect6").with("read_fds", {0, 3});
  EXPECT_EQ(waiting().object, -1);
}

TEST_F(WaitsFor, TheChildThatIsAskedForAndNotItsSiblings) {
  int first = b.fork(p), second = b.fork(p), gone = b.fork(p);
  b.end(gone, 0);
  auto wait = b.call(p, "wait4", {{"pid", b.pid(second)}, {"process", second}});
  b.quiet();
  EXPECT_THAT(replay(b.record()).standstill->waiting.at(0).processes, ElementsAre(second));
  wait.returns(-4);
  b.call(p, "wait4", {{"pid", -1}, {"process", 0}});
  EXPECT_THAT(waiting().processes, ElementsAre(first, second));
}

TEST_F(WaitsFor, NobodyWhenTheProcessIsNotOfThisRun) {
  b.fork(p);
  b.call(p, "wait4", {{"pid", 4711}, {"process", 0}});
  EXPECT_TRUE(waiting().processes.empty());
}

TEST_F(WaitsFor, NothingWhenTheCallIsAReturnFromAHandler) {
  b.call(p, "rt_sigreturn");
  b.quiet();
  EXPECT_TRUE(replay(b.record()).standstill->waiting.empty());
}

}  // namespace
}  // namespace ipclab
