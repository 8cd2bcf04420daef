// Hangs at message queues.
#include <cerrno>

#include "tests/unit/check_case.h"

namespace ipclab {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

/// sender and receiver on a System V queue that creator made in line 8.
struct Queue : CheckCase {
  int sender = 0, receiver = 0;
  Queue() : CheckCase({"creator", "sender", "receiver"}) {
    const int creator = b.start("creator");
    get(creator, 1234, 0, 8);
    b.end(creator, 0);
    sender = b.start("sender", {"a"});
    get(sender, 1234, 0, 12);
    receiver = b.start("receiver", {"2"});
    get(receiver, 1234, 0, 14);
  }
  void get(int process, int key, int id, int line) {
    b.call(process, "msgget", {{"key", key}, {"flags", 01666}, {"mode", 0666}}).at(line).returns(id);
  }
  void send(int type, const std::string& text) {
    b.call(sender, "msgsnd", {{"id", 0}, {"size", 128}, {"flags", 0}, {"type", type}, {"data", text}})
        .at(20)
        .returns(0);
  }
  void receive_for_ever(int type) {
    b.end(sender, 0);
    sleeps(receiver, "msgrcv", {{"id", 0}, {"size", 128}, {"flags", 0}, {"type", type}}, 22);
    b.quiet(waiting_for(2));
  }
};

TEST(Deadlock, ReceiverWithoutASenderIsToldHowManyMessagesThereWere) {
  Queue run;
  run.send(1, "a");
  run.b.call(run.receiver, "msgrcv", {{"id", 0}, {"size", 128}, {"type", 1}})
      .at(22)
      .returns(2)
      .with("type", 1)
      .with("data", "a");
  run.receive_for_ever(1);
  const auto findings = run.judge(check_hang);
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].process, "receiver");
  EXPECT_EQ(findings[0].location, (SourceLocation{"receiver.c", 22, "main"}));
  EXPECT_EQ(findings[0].message, "receiver waits for a message of type 1, and nobody will send one");
  EXPECT_THAT(findings[0].reason, HasSubstr("1 message was sent to it and 1 received."));
  EXPECT_THAT(findings[0].reason, HasSubstr("the message queue with key 1234"));
}

TEST(Deadlock, ReceiverThatAsksForAnotherTypeIsToldWhatTheQueueHolds) {
  Queue run;
  run.send(2, "a");
  run.receive_for_ever(1);
  const auto findings = run.judge(check_hang);
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].message, "receiver waits for a message of type 1, and the queue holds only other ones");
  EXPECT_THAT(findings[0].reason, HasSubstr("1 message of type 2"));
}

TEST(Deadlock, MessagesThatWentToAnotherQueueAreMentioned) {
  Queue run;
  run.get(run.sender, 99, 1, 13);
  run.b.call(run.sender, "msgsnd", {{"id", 1}, {"size", 128}, {"type", 1}, {"data", "a"}}).at(20).returns(0);
  run.receive_for_ever(0);
  const auto findings = run.judge(check_hang);
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].message, "receiver waits for a message, and nobody will send one");
  EXPECT_THAT(findings[0].reason, HasSubstr("Messages were sent to the message queue with key 99 instead."));
}

TEST(Deadlock, MessagesThatWentToAQueueThatWasRemovedAreMentionedWithTheRemoval) {
  Queue run;
  run.send(1, "a");
  run.b.call(run.sender, "msgctl", {{"id", 0}, {"cmd", 0}}).at(30).returns(0);
  run.get(run.sender, 1234, 5, 31);
  run.b.end(run.sender, 0);
  run.sleeps(run.receiver, "msgrcv", {{"id", 5}, {"size", 128}, {"flags", 0}, {"type", 1}}, 22);
  run.b.quiet(run.waiting_for(2));
  const auto findings = run.judge(check_hang);
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_THAT(findings[0].reason,
              HasSubstr("Messages were sent to an earlier queue with this key instead, which sender "
                        "removed in line 30 of sender.c."));
}

TEST(Deadlock, ReceiverWhoseSenderFailedIsToldFromTheCallThatFailed) {
  Queue run;
  run.b.call(run.sender, "msgsnd", {{"id", 0}, {"size", 128}, {"flags", 0}, {"type", 0}}).at(20).returns(-EINVAL);
  run.receive_for_ever(1);
  const auto findings = run.judge(check_hang);
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].message, "receiver waits for a message of type 1, and sending it has failed");
  EXPECT_THAT(findings[0].reason, HasSubstr("sender tried in line 20 of sender.c, and msgsnd() failed: EINVAL"));
  EXPECT_EQ(findings[0].location, (SourceLocation{"sender.c", 20, "main"}));
}

TEST(Deadlock, SenderOnAFullQueueIsTold) {
  Queue run;
  run.send(1, "a");
  run.sleeps(run.sender, "msgsnd", {{"id", 0}, {"size", 128}, {"type", 1}, {"data", "b"}}, 20);
  run.b.end(run.receiver, 0);
  run.b.quiet(run.waiting_for(1));
  const auto findings = run.judge(check_hang);
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].process, "sender");
  EXPECT_EQ(findings[0].message, "sender waits for room in the message queue, and nobody will take a message out");
}

}  // namespace
}  // namespace ipclab
