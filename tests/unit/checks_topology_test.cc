#include <cerrno>

#include "harness/checks/tokens.h"
#include "harness/exercise/exercise.h"
#include "tests/unit/check_case.h"

namespace ipclab {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

std::string bytes_of_int(std::int32_t number) {
  return std::string(reinterpret_cast<const char*>(&number), sizeof number);
}

struct PictureCase : CheckCase {
  using CheckCase::CheckCase;
  void picture(const std::string& edge) { scenario.rules.picture.push_back(parse_picture_edge(edge)); }
  void forbid(const std::string& edge) { scenario.rules.forbidden.push_back(parse_picture_edge(edge)); }
  void open(int process, const std::string& path, int flags, int fd, int line, int inode) {
    b.call(process, "openat", {{"path", path}, {"flags", flags}, {"mode", 0644}})
        .at(line)
        .returns(fd)
        .with("real", "/work/" + path)
        .with("type", "file")
        .with("dev", 1)
        .with("ino", inode);
  }
};

constexpr int kWriteCreateTruncate = 01101;

/// ps | grep, with `ps` in a child made in line 14 and `grep` in one made in line 22.
struct PsGrep : PictureCase {
  int parent = 0, ps = 0, grep = 0;

  PsGrep() {
    picture("ps:1 -> pipe -> grep:0");
    parent = b.start("pipeline", {"x"});
    pipe(parent, 3, 4, 12);
    ps = b.fork(parent, 14);
    grep = b.fork(parent, 22);
  }
  void ps_into_pipe() {
    dup2(ps, 4, 1);
    close_both(ps);
    exec(ps, "ps", 18);
  }
  void grep_from_pipe() {
    dup2(grep, 3, 0);
    close_both(grep);
    exec(grep, "grep", 27);
  }
  void close_both(int process) {
    close(process, 3);
    close(process, 4);
  }
  void finish() {
    b.end(ps, 0);
    b.end(grep, 0);
    close_both(parent);
    b.end(parent, 0);
    b.outcome(waiting_for(0), StepOutcome::Kind::Done);
  }
};

TEST(Topology, DataThroughThePipeAsDrawnGivesNothing) {
  PsGrep run;
  run.ps_into_pipe();
  run.grep_from_pipe();
  run.write(run.ps, 1, "x\n");
  run.read(run.grep, 0, "x\n");
  run.finish();
  EXPECT_THAT(run.judge(check_topology), IsEmpty());
}

TEST(Topology, CommandWithoutOutputIsJoinedByItsPipeAllTheSame) {
  PsGrep run;
  run.ps_into_pipe();
  run.grep_from_pipe();
  run.read(run.grep, 0, "");
  run.finish();
  EXPECT_THAT(run.judge(check_topology), IsEmpty());
}

TEST(Topology, CommandThatDoesNotReadWhatItIsGivenIsNotTheStudentsFault) {
  PsGrep run;
  run.ps_into_pipe();
  run.grep_from_pipe();
  run.write(run.ps, 1, "x\n");
  run.finish();
  EXPECT_THAT(run.judge(check_topology), IsEmpty());
}

TEST(Topology, ParentThatExecutesOneEndItselfIsRight) {
  PictureCase run;
  run.picture("ps:1 -> pipe -> grep:0");
  const int parent = run.b.start("pipeline", {"x"});
  run.pipe(parent, 3, 4, 12);
  const int ps = run.b.fork(parent, 14);
  run.b.call(ps, "close", {{"fd", 1}}).returns(0);
  run.b.call(ps, "fcntl", {{"fd", 4}, {"cmd", 0}, {"arg", 1}}).returns(1);
  run.exec(ps, "ps", 18);
  run.dup2(parent, 3, 0);
  run.exec(parent, "grep", 24);
  run.write(ps, 1, "x\n");
  run.read(parent, 0, "x\n");
  run.b.end(ps, 0);
  run.b.end(parent, 0);
  EXPECT_THAT(run.judge(check_topology), IsEmpty());
}

TEST(Topology, FileBetweenTheTwoIsNoPipe) {
  PsGrep run;
  run.close_both(run.ps);
  run.open(run.ps, "tmp", kWriteCreateTruncate, 3, 16, 70);
  run.dup2(run.ps, 3, 1);
  run.exec(run.ps, "ps", 18);
  run.write(run.ps, 1, "x\n");
  run.open(run.grep, "tmp", 0, 5, 25, 70);
  run.dup2(run.grep, 5, 0);
  run.exec(run.grep, "grep", 27);
  run.read(run.grep, 0, "x\n");
  run.finish();
  const auto findings = run.judge(check_topology);
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].id, "topology.missing");
  EXPECT_EQ(findings[0].message, "no data goes through a pipe from ps to grep");
  EXPECT_THAT(findings[0].reason, AllOf(HasSubstr("The exercise asks for ps:1 -> pipe -> grep:0."),
                                        HasSubstr("ps's standard output was the file tmp."),
                                        HasSubstr("grep's standard input was the file tmp.")));
  EXPECT_EQ(findings[0].location.line, 27);
}

TEST(Topology, ForgottenDup2OnTheReadersSideIsLocatedAtItsExec) {
  PsGrep run;
  run.ps_into_pipe();
  run.close_both(run.grep);
  run.exec(run.grep, "grep", 27);
  run.write(run.ps, 1, "x\n");
  run.finish();
  const auto findings = run.judge(check_topology);
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].location.line, 27);
  EXPECT_EQ(findings[0].process, "grep");
  EXPECT_THAT(findings[0].reason,
              AllOf(HasSubstr("ps's standard output was the writing end of the pipe made in line 12."),
                    HasSubstr("grep's standard input was what the program was started with."),
                    HasSubstr("Nobody read from the pipe made in line 12.")));
}

TEST(Topology, FailedDup2IsWhereTheReaderLostItsPipe) {
  PsGrep run;
  run.ps_into_pipe();
  run.close(run.grep, 3);
  run.b.call(run.grep, "dup3", {{"fd", 3}, {"to", 0}, {"dup2", 1}}).at(25).returns(-EBADF);
  run.close(run.grep, 4);
  run.exec(run.grep, "grep", 27);
  run.write(run.ps, 1, "x\n");
  run.finish();
  const auto findings = run.judge(check_topology);
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].location.line, 25);
  EXPECT_THAT(findings[0].reason, HasSubstr("dup2() in line 25 failed: EBADF"));
}

TEST(Topology, ParentThatCarriesTheDataIsNotThePicture) {
  PsGrep run;
  run.ps_into_pipe();
  run.pipe(run.parent, 5, 6, 30);
  const int grep = run.b.fork(run.parent, 31);
  run.dup2(grep, 5, 0);
  for (int fd = 3; fd <= 6; ++fd) run.close(grep, fd);
  run.exec(grep, "grep", 33);
  const std::string data(200, 'x');
  run.write(run.ps, 1, data);
  run.read(run.parent, 3, data);
  run.write(run.parent, 6, data);
  run.read(grep, 0, data);
  run.finish();
  const auto findings = run.judge(check_topology);
  ASSERT_THAT(findings, SizeIs(2));
  EXPECT_EQ(findings[0].id, "topology.missing");
  EXPECT_EQ(findings[1].id, "topology.extra");
  EXPECT_EQ(findings[1].process, "pipeline");
}

TEST(Topology, PipeThatReportsAFailedExecIsNobodysBusiness) {
  PsGrep run;
  run.pipe(run.parent, 7, 8, 30);
  const int child = run.b.fork(run.parent, 31);
  run.write(child, 8, "No such file or directory");
  run.read(run.parent, 7, "No such file or directory");
  run.b.end(child, 1);
  run.ps_into_pipe();
  run.grep_from_pipe();
  run.write(run.ps, 1, std::string(200, 'x'));
  run.read(run.grep, 0, std::string(200, 'x'));
  run.finish();
  EXPECT_THAT(run.judge(check_topology), IsEmpty());
}

TEST(Topology, WhatIsMissingInARunThatHangsFollowsFromTheHang) {
  PsGrep run;
  run.ps_into_pipe();
  run.b.quiet(run.waiting_for(0));
  EXPECT_THAT(run.judge(check_topology), IsEmpty());
}

/// copy opens DEST in line 14, or reads and writes itself.
struct Copy : PictureCase {
  int copy = 0;
  Copy() : PictureCase(std::vector<std::string>{"copy"}) {
    picture("cat:1 -> file:dest");
    picture("file:src -> cat");
    forbid("copy -> file:dest");
    forbid("file:src -> copy");
    copy = b.start("copy", {"src", "dest"});
    open(copy, "dest", kWriteCreateTruncate, 3, 14, 7);
  }
  void execute_cat() {
    dup2(copy, 3, 1);
    close(copy, 3);
    exec(copy, "cat", 20);
    open(copy, "src", 0, 3, 0, 8);
  }
};

TEST(Topology, CatThatWritesDestIsRight) {
  Copy run;
  run.execute_cat();
  run.read(run.copy, 3, "text");
  run.write(run.copy, 1, "text");
  run.b.end(run.copy, 0);
  EXPECT_THAT(run.judge(check_topology), IsEmpty());
}

TEST(Topology, EmptySourceIsRightWithoutAByte) {
  Copy run;
  run.execute_cat();
  run.read(run.copy, 3, "");
  run.b.end(run.copy, 0);
  EXPECT_THAT(run.judge(check_topology), IsEmpty());
}

TEST(Topology, DestThatWasOpenedForReadingOnlyIsToldAtItsOpen) {
  Copy run;
  constexpr int kReadCreateTruncate = kWriteCreateTruncate & ~1;
  run.open(run.copy, "dest", kReadCreateTruncate, 3, 15, 7);
  run.dup2(run.copy, 3, 1);
  run.close(run.copy, 3);
  run.exec(run.copy, "cat", 20);
  run.b.call(run.copy, "write", {{"fd", 1}, {"count", 4}, {"data", "text"}}).returns(-EBADF);
  run.b.end(run.copy, 1);
  const auto findings = run.judge(check_topology);
  ASSERT_FALSE(findings.empty());
  EXPECT_EQ(findings[0].message, "cat does not write to the file dest");
  EXPECT_THAT(findings[0].reason, HasSubstr("It was opened for reading only in line 15."));
  EXPECT_EQ(findings[0].location.line, 15);
}

TEST(Topology, ProgramThatCopiesItselfIsToldWhatItMustNotDo) {
  Copy run;
  run.open(run.copy, "src", 0, 4, 16, 8);
  run.read(run.copy, 4, "text");
  run.b.call(run.copy, "write", {{"fd", 3}, {"count", 4}, {"data", "text"}}).at(18).returns(4);
  run.b.end(run.copy, 0);
  const auto findings = run.judge(check_topology);
  ASSERT_THAT(findings, SizeIs(4));
  EXPECT_EQ(findings[0].message, "cat does not write to the file dest");
  EXPECT_EQ(findings[2].id, "topology.extra");
  EXPECT_EQ(findings[2].message, "copy itself writes to the file dest");
  EXPECT_EQ(findings[2].location.line, 18);
  EXPECT_EQ(findings[3].message, "copy itself reads the file src");
}

/// creator, sender and receiver; key 1234.
struct Queue : PictureCase {
  Queue() : PictureCase({"creator", "sender", "receiver"}) { picture("sender -> msgqueue -> receiver"); }
  int begin(const std::string& name) {
    const int process = b.start(name);
    b.call(process, "msgget", {{"key", 1234}, {"flags", 01666}, {"mode", 0666}}).at(8).returns(0);
    return process;
  }
};

TEST(Topology, MessageFromSenderToReceiverGivesNothing) {
  Queue run;
  const int sender = run.begin("sender"), receiver = run.begin("receiver");
  run.b.call(sender, "msgsnd", {{"id", 0}, {"size", 2}, {"type", 1}, {"data", "a"}}).returns(0);
  run.b.call(receiver, "msgrcv", {{"id", 0}, {"size", 128}, {"type", 1}}).returns(2).with("type", 1).with("data", "a");
  EXPECT_THAT(run.judge(check_topology), IsEmpty());
}

TEST(Topology, MessagesThroughAFileAreNoQueue) {
  Queue run;
  const int sender = run.begin("sender"), receiver = run.begin("receiver");
  run.open(sender, "box", kWriteCreateTruncate, 3, 20, 9);
  run.write(sender, 3, "a");
  run.open(receiver, "box", 0, 3, 21, 9);
  run.read(receiver, 3, "a");
  const auto findings = run.judge(check_topology);
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].message, "no data goes through a message queue from sender to receiver");
  EXPECT_THAT(findings[0].reason, HasSubstr("sender wrote 1 byte to the file box."));
}

TEST(Topology, SenderThatRefusesToSendIsAtTheQueueAllTheSame) {
  Queue run;
  run.begin("sender");
  run.begin("receiver");
  EXPECT_THAT(run.judge(check_topology), IsEmpty());
}

TEST(Topology, ServerThatReadsBackItsOwnMessageIsNoSender) {
  Queue run;
  run.begin("sender");
  const int receiver = run.begin("receiver");
  run.b.call(receiver, "msgsnd", {{"id", 0}, {"size", 2}, {"type", 1}, {"data", "a"}}).at(12).returns(0);
  run.b.call(receiver, "msgrcv", {{"id", 0}, {"size", 128}, {"type", 1}}).returns(2).with("type", 1).with("data", "a");
  const auto findings = run.judge(check_topology);
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].message, "no data goes through a message queue from sender to receiver");
}

TEST(Topology, ScenarioThatDoesNotStartTheSenderAsksNothingOfIt) {
  Queue run;
  std::erase_if(run.scenario.steps, [](const Step& step) {
    const auto* start = std::get_if<StartStep>(&step.action);
    return start != nullptr && start->program == "sender";
  });
  run.begin("receiver");
  EXPECT_THAT(run.judge(check_topology), IsEmpty());
}

/// prodcons: parent and child share a mapping; tokens go through a pipe.
struct Shared : PictureCase {
  int producer = 0, consumer = 0;
  explicit Shared(bool mapped = true) : PictureCase(std::vector<std::string>{"prodcons"}) {
    picture("any <-> shm <-> any");
    scenario.rules.tokens_only = true;
    producer = b.start("prodcons", {"100"});
    if (mapped)
      b.call(producer, "mmap", {{"length", 20}, {"prot", 3}, {"flags", 0x21}, {"fd", -1}})
          .at(9)
          .returns(0x7f0000000000);
    pipe(producer, 3, 4, 10);
    consumer = b.fork(producer, 12);
  }
};

TEST(Topology, SharedMappingWithOneByteTokensIsRight) {
  Shared run;
  for (int i = 0; i < 100; ++i) {
    run.write(run.producer, 4, "x");
    run.read(run.consumer, 3, "x");
  }
  EXPECT_THAT(run.judge(check_topology), IsEmpty());
}

TEST(Topology, SlotNumbersAreTokens) {
  Shared run;
  for (int i = 0; i < 100; ++i) {
    run.write(run.producer, 4, bytes_of_int(i % 5));
    run.read(run.consumer, 3, bytes_of_int(i % 5));
  }
  EXPECT_THAT(run.judge(check_topology), IsEmpty());
}

TEST(Topology, NumbersThroughThePipeAreNoTokens) {
  Shared run;
  for (int i = 0; i < 100; ++i) {
    run.b.call(run.producer, "write", {{"fd", 4}, {"count", 4}, {"data", bytes_of_int(i)}}).at(20).returns(4);
    run.read(run.consumer, 3, bytes_of_int(i));
  }
  const auto findings = run.judge(check_topology);
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].id, "topology.extra");
  EXPECT_EQ(findings[0].message,
            "the numbers themselves go through the pipe made in line 10, beside the shared memory");
  EXPECT_EQ(findings[0].location.line, 20);
}

TEST(Topology, ProcessesWithoutSharedMemoryAreTold) {
  Shared run(false);
  run.write(run.producer, 4, "x");
  run.read(run.consumer, 3, "x");
  const auto findings = run.judge(check_topology);
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].message, "one process and another one do not share memory");
}

TEST(Topology, WhatTheLoaderReadsIsNoDataOfTheProgram) {
  Shared run(false);
  const std::string library = "/usr/lib/x86_64-linux-gnu/libm.so.6";
  run.b.call(run.producer, "openat", {{"path", library}, {"flags", 0}})
      .returns(5)
      .with("real", library)
      .with("type", "file")
      .with("dev", 1)
      .with("ino", 90);
  run.read(run.producer, 5, "ELF");
  run.write(run.producer, 4, "x");
  run.read(run.consumer, 3, "x");
  const auto findings = run.judge(check_topology);
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_THAT(findings[0].reason, HasSubstr("the pipe made in line 10"));
  EXPECT_THAT(findings[0].reason, Not(HasSubstr("libm")));
  EXPECT_EQ(findings[0].process, "prodcons");
}

TEST(Tokens, DecimalNumbersAndNumbersInsideMessagesAreFound) {
  std::vector<std::string> texts, messages, garbage;
  for (int i = 0; i < 40; ++i) {
    texts.push_back(std::to_string(i) + "\n");
    messages.push_back("head" + bytes_of_int(i) + std::string(8, static_cast<char>(i * 37)));
    garbage.push_back(bytes_of_int(i * 7919 % 1000) + "pad.");
  }
  const auto run = [](const std::vector<std::string>& portions) {
    return longest_run({portions.begin(), portions.end()});
  };
  EXPECT_EQ(run(texts), 40);
  EXPECT_EQ(run(messages), 40);
  EXPECT_LE(run(garbage), kLongestTokenRun);
}

TEST(Topology, PeerOfTheExerciseThatVanishesIsNotTheServersFault) {
  PictureCase run({"server", "peer"});
  run.picture("peer <-> tcp <-> server");
  const int server = run.b.start("server");
  run.b.call(server, "socket", {{"family", 2}, {"type", 1}}).returns(3);
  run.b.call(server, "bind", {{"fd", 3}, {"family", 2}, {"port", 8080}}).returns(0);
  run.b.call(server, "listen", {{"fd", 3}, {"backlog", 5}}).returns(0);
  const int peer = run.b.start("peer", {}, "/fixtures/peer");
  run.b.call(peer, "socket", {{"family", 2}, {"type", 1}}).returns(3);
  run.b.call(peer, "connect", {{"fd", 3}, {"family", 2}, {"port", 8080}}).returns(0);
  run.b.call(server, "accept4", {{"fd", 3}, {"flags", 0}}).returns(4);
  run.write(peer, 3, "a\n");
  run.b.end(peer, 0);
  run.read(server, 4, "a\n");
  run.write(server, 4, "A\n");
  EXPECT_THAT(run.judge(check_topology), IsEmpty());
}

/// A server on port 8080 with a client that has sent it a line; a child of the server serves it.
struct Connected : PictureCase {
  int server = 0, child = 0, client = 0;
  Connected() : PictureCase({"server", "client"}) {
    picture("client <-> tcp <-> server");
    server = b.start("server");
    b.call(server, "socket", {{"family", 2}, {"type", 1}}).returns(3);
    b.call(server, "bind", {{"fd", 3}, {"family", 2}, {"port", 8080}}).returns(0);
    b.call(server, "listen", {{"fd", 3}, {"backlog", 5}}).returns(0);
    client = b.start("client");
    b.call(client, "socket", {{"family", 2}, {"type", 1}}).returns(3);
    b.call(client, "connect", {{"fd", 3}, {"family", 2}, {"port", 8080}}).returns(0);
    b.call(server, "accept4", {{"fd", 3}, {"flags", 0}}).returns(4);
    child = b.fork(server, 20);
    write(client, 3, "a\n");
    read(child, 4, "a\n");
  }
};

TEST(Topology, AnswerOverTheConnectionIsRight) {
  Connected run;
  run.write(run.child, 4, "A\n");
  run.read(run.client, 3, "A\n");
  EXPECT_THAT(run.judge(check_topology), IsEmpty());
}

TEST(Topology, ConnectionWithoutAnAnswerIsAConnection) {
  Connected run;
  EXPECT_THAT(run.judge(check_topology), IsEmpty());
}

TEST(Topology, AnswerThroughAFileIsNotTheConnection) {
  Connected run;
  run.open(run.child, "answer", kWriteCreateTruncate, 5, 30, 9);
  run.write(run.child, 5, "A\n");
  run.open(run.client, "answer", 0, 5, 30, 9);
  run.read(run.client, 5, "A\n");
  EXPECT_THAT(run.judge(check_topology), SizeIs(1));
}

TEST(Topology, SignalOfThePictureMustHaveBeenSent) {
  for (const bool sent : {true, false}) {
    PictureCase run(std::vector<std::string>{"signals"});
    run.picture("parent -> SIGUSR1 -> child");
    const int parent = run.b.start("signals");
    const int child = run.b.fork(parent, 8);
    if (sent) run.b.call(parent, "kill", {{"pid", run.b.pid(child)}, {"process", child}, {"signal", 10}}).returns(0);
    EXPECT_THAT(run.judge(check_topology), SizeIs(sent ? 0 : 1));
  }
}

}  // namespace
}  // namespace ipclab
