// Bytes: who moved how many through what.
#include <gtest/gtest.h>

#include <cerrno>

#include "harness/model/world.h"
#include "tests/unit/record_builder.h"

namespace ipclab {
namespace {

class Flows : public testing::Test {
 protected:
  void pipe() { b.call(p, "pipe2").returns(0).with("fds", {3, 4}); }
  World replayed() { return replay(b.record()); }

  RecordBuilder b;
  int p = b.start("pipeline");
};

TEST_F(Flows, BytesAreCountedByProcessImageDescriptorAndDirection) {
  pipe();
  b.call(p, "write", {{"fd", 4}, {"count", 5}, {"data", "hello"}}).returns(5);
  b.call(p, "write", {{"fd", 4}, {"count", 6}, {"data", " world"}}).returns(6);
  b.call(p, "read", {{"fd", 3}, {"count", 100}}).returns(11).with("data", "hello world");
  World world = replayed();
  ASSERT_EQ(world.flows.size(), 2u);
  EXPECT_TRUE(world.flows[0].writes);
  EXPECT_EQ(world.flows[0].fd, 4);
  EXPECT_EQ(world.flows[0].bytes, 11);
  EXPECT_EQ(world.flows[0].operations, 2);
  EXPECT_EQ(world.flows[0].sample, "hello world");
  EXPECT_EQ(world.flows[0].first_call, 1);
  EXPECT_EQ(world.flows[0].last_call, 2);
  EXPECT_FALSE(world.flows[1].writes);
  EXPECT_EQ(world.flows[1].object, world.flows[0].object);
}

TEST_F(Flows, AShortWriteCountsAndShowsOnlyWhatWasWritten) {
  pipe();
  b.call(p, "write", {{"fd", 4}, {"count", 5}, {"data", "hello"}}).returns(2);
  World world = replayed();
  EXPECT_EQ(world.flows[0].bytes, 2);
  EXPECT_EQ(world.flows[0].sample, "he");
}

TEST_F(Flows, AFailedCallMovesNothingAndTheEndOfAFileNoBytes) {
  pipe();
  b.call(p, "write", {{"fd", 4}, {"count", 5}, {"data", "hello"}}).returns(-EAGAIN);
  EXPECT_TRUE(replayed().flows.empty());
  b.call(p, "read", {{"fd", 3}, {"count", 5}}).returns(0);
  World world = replayed();
  EXPECT_EQ(world.flows[0].bytes, 0);
  EXPECT_EQ(world.flows[0].operations, 1);
}

TEST_F(Flows, WhatAnotherProgramReadsIsAnotherFlow) {
  pipe();
  b.call(p, "read", {{"fd", 3}}).returns(1).with("data", "a");
  b.exec(p, "/usr/bin/grep", {"grep"});
  b.call(p, "read", {{"fd", 3}}).returns(1).with("data", "b");
  World world = replayed();
  ASSERT_EQ(world.flows.size(), 2u);
  EXPECT_EQ(world.flows[0].image, 0);
  EXPECT_EQ(world.flows[1].image, 1);
  EXPECT_EQ(world.flows[1].sample, "b");
}

TEST_F(Flows, ReadingGoesOnWithTheObjectThatTheDescriptorMeantAtTheEntry) {
  int other = b.thread(p);
  pipe();
  auto read = b.call(p, "read", {{"fd", 3}, {"count", 1}});
  b.call(p, "dup3", {{"fd", 0}, {"to", 3}}).in_task(other).returns(3);
  read.returns(1).with("data", "x");
  World world = replayed();
  EXPECT_EQ(world.objects[world.flows[0].object].kind, ObjectKind::Pipe);
}

TEST_F(Flows, TheSampleIsAnUnbrokenBeginningOfAtMostFourKilobytes) {
  pipe();
  b.call(p, "write", {{"fd", 4}, {"data", std::string(100, 'a')}}).returns(65536);
  b.call(p, "write", {{"fd", 4}, {"data", "later"}}).returns(5);
  EXPECT_EQ(replayed().flows[0].sample, std::string(100, 'a'));

  RecordBuilder long_one;
  int q = long_one.start("x");
  for (int i = 0; i < 3; ++i) long_one.call(q, "write", {{"fd", 1}, {"data", std::string(3000, 'b')}}).returns(3000);
  World world = replay(long_one.record());
  EXPECT_EQ(world.flows[0].sample.size(), 4096u);
  EXPECT_EQ(world.flows[0].bytes, 9000);
}

TEST_F(Flows, SpliceSendfileAndTeeReadOnOneSideAndWriteOnTheOther) {
  for (const char* call : {"splice", "sendfile", "tee"}) {
    RecordBuilder builder;
    int q = builder.start("copy");
    builder.call(q, "pipe2").returns(0).with("fds", {3, 4});
    builder.call(q, call, {{"in", 3}, {"out", 1}}).returns(7);
    World world = replay(builder.record());
    ASSERT_EQ(world.flows.size(), 2u) << call;
    EXPECT_EQ(world.flows[0].fd, 3);
    EXPECT_FALSE(world.flows[0].writes);
    EXPECT_EQ(world.flows[1].fd, 1);
    EXPECT_TRUE(world.flows[1].writes);
    EXPECT_EQ(world.flows[1].bytes, 7);
  }
}

TEST_F(Flows, MessagesOfSystemVQueuesCarryTheirBytes) {
  b.call(p, "msgget", {{"key", 1234}, {"flags", 01666}}).returns(0);
  b.call(p, "msgsnd", {{"id", 0}, {"size", 128}, {"type", 1}, {"data", "hi"}}).returns(0);
  int receiver = b.start("receiver");
  b.call(receiver, "msgrcv", {{"id", 0}, {"size", 128}}).returns(128).with("type", 1).with("data", "hi");
  World world = replayed();
  ASSERT_EQ(world.flows.size(), 2u);
  EXPECT_EQ(world.flows[0].bytes, 128);
  EXPECT_EQ(world.flows[0].fd, -1);
  EXPECT_EQ(world.flows[0].sample, "hi");
  EXPECT_EQ(world.flows[1].process, receiver);
  EXPECT_EQ(world.flows[1].bytes, 128);
  EXPECT_EQ(world.flows[0].object, world.flows[1].object);
}

TEST_F(Flows, MessagesOfPosixQueuesCarryTheirBytes) {
  b.call(p, "mq_open", {{"path", "q"}, {"flags", 2 | 0100}}).returns(3);
  b.call(p, "mq_send", {{"fd", 3}, {"size", 4}, {"data", "text"}}).returns(0);
  b.call(p, "mq_receive", {{"fd", 3}, {"size", 100}}).returns(4).with("data", "text");
  World world = replayed();
  ASSERT_EQ(world.flows.size(), 2u);
  EXPECT_EQ(world.flows[0].bytes, 4);
  EXPECT_EQ(world.flows[1].sample, "text");
}

TEST_F(Flows, SocketsSendAndReceiveAndPeekingTakesNothing) {
  b.call(p, "socketpair", {{"family", 1}, {"type", 1}}).returns(0).with("fds", {3, 4});
  b.call(p, "send", {{"fd", 3}, {"data", "line\n"}}).returns(5);
  b.call(p, "recv", {{"fd", 4}, {"flags", 2}}).returns(5).with("data", "line\n");
  b.call(p, "recv", {{"fd", 4}, {"flags", 0}}).returns(5).with("data", "line\n");
  World world = replayed();
  ASSERT_EQ(world.flows.size(), 2u);
  EXPECT_EQ(world.flows[1].bytes, 5);
}

TEST_F(Flows, SeveralDatagramsInOneCallAreCountedByTheirBytes) {
  b.call(p, "socketpair", {{"family", 1}, {"type", 2}}).returns(0).with("fds", {3, 4});
  b.call(p, "send", {{"fd", 3}, {"data", "abcd"}}).returns(1).with("bytes", 4);
  EXPECT_EQ(replayed().flows[0].bytes, 4);
}

}  // namespace
}  // namespace ipclab
