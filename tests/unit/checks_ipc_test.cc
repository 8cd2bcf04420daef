// ipc.leak.*, ipc.permissions, msg.size-includes-type.
#include "tests/unit/check_case.h"

namespace ipclab {
namespace {

using sandbox::Leftover;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

Leftover queue() {
  return {Leftover::Kind::MsgQueue, "", 1234, 0, 0666, 2};
}

struct Creator : CheckCase {
  int process = 0;
  Creator() : CheckCase({"creator"}) { process = b.start("creator"); }
  void msgget(int line, int mode, std::int64_t result = 0) {
    b.call(process, "msgget", {{"key", 1234}, {"flags", 01000}, {"mode", mode}}).at(line).returns(result);
  }
};

TEST(Leak, OfAQueueNamesItsCreatorAndTheLine) {
  Creator c;
  c.msgget(14, 0666);
  c.b.end(c.process, 0);
  c.b.leftover(queue());
  const auto findings = c.judge(check_leaks);
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].id, "ipc.leak.msgqueue");
  EXPECT_EQ(findings[0].message, "the message queue with key 1234 is still there after the last program ended");
  EXPECT_EQ(findings[0].location.line, 14);
  EXPECT_THAT(findings[0].reason, HasSubstr("Nobody removed it."));
  EXPECT_THAT(findings[0].reason, HasSubstr("2 messages are left"));
}

TEST(Leak, WithARemovalThatFailedSaysWhy) {
  Creator c;
  c.msgget(14, 0666);
  c.b.call(c.process, "msgctl", {{"id", 1234}, {"cmd", 0}}).at(20).returns(-22);
  c.b.end(c.process, 0);
  c.b.leftover(queue());
  const auto findings = c.judge(check_leaks);
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_THAT(findings[0].reason, HasSubstr("EINVAL"));
}

TEST(Leak, IsNoneWhereTheScenarioLetsItStay) {
  Creator c;
  c.scenario.rules.may_stay = {"msgqueue", "file:out.txt"};
  c.b.end(c.process, 0);
  c.b.leftover(queue());
  c.b.leftover({Leftover::Kind::File, "/work/out.txt", 0, -1, 0644, 3});
  EXPECT_THAT(c.judge(check_leaks), IsEmpty());
}

TEST(Leak, IsNoneForAFileThatTheScenarioExpects) {
  CheckCase c({"copy"});
  c.scenario.expected_files.push_back({"dest", false, std::nullopt, std::nullopt});
  c.b.end(c.b.start("copy"), 0);
  c.b.leftover({Leftover::Kind::File, "/work/dest", 0, -1, 0644, 3});
  EXPECT_THAT(c.judge(check_leaks), IsEmpty());
}

TEST(Leak, OfAnotherFileIsOne) {
  CheckCase c({"copy"});
  c.b.end(c.b.start("copy"), 0);
  c.b.leftover({Leftover::Kind::File, "/tmp/copy.lock", 0, -1, 0644, 3});
  const auto findings = c.judge(check_leaks);
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].id, "ipc.leak.file");
}

TEST(Leak, OfPosixObjectsFindsTheLineByName) {
  CheckCase c({"prodcons"});
  const int process = c.b.start("prodcons");
  c.b.call(process, "openat", {{"path", "/dev/shm/ring"}, {"flags", 0102}, {"mode", 0600}})
      .at(18)
      .returns(3)
      .with("real", "/dev/shm/ring")
      .with("type", "file")
      .with("dev", 9)
      .with("ino", 3);
  c.b.end(process, 0);
  c.b.leftover({Leftover::Kind::PosixShm, "/ring", 0, -1, 0600, 20});
  const auto findings = c.judge(check_leaks);
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].id, "ipc.leak.posix-shm");
  EXPECT_EQ(findings[0].location.line, 18);
}

TEST(Leak, OfSeveralFromTheSameLineIsOneFinding) {
  CheckCase c({"prodcons"});
  const int process = c.b.start("prodcons");
  for (int id = 0; id < 3; ++id) {
    c.b.call(process, "semget", {{"key", 0}, {"count", 1}, {"flags", 01000}, {"mode", 0600}}).at(11).returns(id);
    c.b.leftover({Leftover::Kind::Sem, "", 0, id, 0600, 1});
  }
  c.b.end(process, 0);
  const auto findings = c.judge(check_leaks);
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_THAT(findings[0].reason, HasSubstr("2 others"));
}

struct Modes : Creator {
  Modes() { scenario.rules.modes["msgqueue"] = 0666; }
};

TEST(Permissions, AsStatedGiveNoFinding) {
  Modes c;
  c.msgget(14, 0666);
  EXPECT_THAT(c.judge(check_permissions), IsEmpty());
}

TEST(Permissions, OfAnotherModeAreAWarningInOctal) {
  Modes c;
  c.msgget(14, 0600);
  const auto findings = c.judge(check_permissions);
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].severity, Severity::Warning);
  EXPECT_THAT(findings[0].message, HasSubstr("is created with mode 0600; the exercise asks for 0666"));
}

TEST(Permissions, WrittenWithoutTheLeadingZeroAreExplained) {
  Modes c;
  c.msgget(14, 666 & 0777);
  const auto findings = c.judge(check_permissions);
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_THAT(findings[0].reason, HasSubstr("leading 0"));
}

TEST(Permissions, ThatLockTheOthersOutAreAnError) {
  Modes c;
  c.msgget(14, 0);
  c.b.call(c.process, "msgget", {{"key", 1234}, {"flags", 0}, {"mode", 0}}).at(15).returns(-13);
  const auto findings = c.judge(check_permissions);
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].severity, Severity::Error);
}

struct Sender : CheckCase {
  int process = 0;
  Sender() : CheckCase({"sender", "receiver"}) {
    scenario.rules.message_bytes = 128;
    process = b.start("sender");
  }
  void msgsnd(int size, const std::string& data, int line = 25) {
    b.call(process, "msgsnd", {{"id", 0}, {"size", size}, {"flags", 0}, {"type", 1}, {"data", data}})
        .at(line)
        .returns(0);
  }
};

std::string terminated(const std::string& text) {
  return text + '\0';
}

TEST(MessageSize, OfTheTextWithItsZeroByteIsRight) {
  Sender c;
  c.msgsnd(6, terminated("hello"));
  c.msgsnd(128, terminated("hello") + std::string(50, '\0'));
  EXPECT_THAT(c.judge(check_message_size), IsEmpty());
}

TEST(MessageSize, OfTheWholeTextIsRightWhateverTheTextsLength) {
  Sender c;
  c.msgsnd(128, terminated(std::string(119, 'x')));
  EXPECT_THAT(c.judge(check_message_size), IsEmpty());
}

TEST(MessageSize, OfTheWholeStructIsFoundOnceALine) {
  Sender c;
  c.msgsnd(136, terminated("a"));
  c.msgsnd(136, terminated("b"));
  const auto findings = c.judge(check_message_size);
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].location.line, 25);
  EXPECT_THAT(findings[0].message, HasSubstr("the size 136"));
}

TEST(MessageSize, OfTheTextAndALongIsFound) {
  Sender c;
  c.msgsnd(14, terminated("hello") + "12345678");
  EXPECT_THAT(c.judge(check_message_size), SizeIs(1));
}

TEST(MessageSize, OfATextThatIsTooLongIsAnotherMistake) {
  Sender c;
  c.msgsnd(201, terminated(std::string(200, 'x')));
  EXPECT_THAT(c.judge(check_message_size), IsEmpty());
}

TEST(MessageSize, OfAReceiverWithALargerBufferOfItsOwnIsRight) {
  Sender c;
  const int receiver = c.b.start("receiver");
  c.b.call(receiver, "msgrcv", {{"id", 0}, {"size", 256}, {"flags", 0}, {"type", 0}}).at(9).returns(6);
  EXPECT_THAT(c.judge(check_message_size), IsEmpty());
}

TEST(MessageSize, OfAReceiversWholeStructIsFound) {
  Sender c;
  const int receiver = c.b.start("receiver");
  c.b.call(receiver, "msgrcv", {{"id", 0}, {"size", 136}, {"flags", 0}, {"type", 0}}).at(9).returns(6);
  EXPECT_THAT(c.judge(check_message_size), SizeIs(1));
}

}  // namespace
}  // namespace ipclab
