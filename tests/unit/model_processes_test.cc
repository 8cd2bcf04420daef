// Who was there: births, programs, ends, names.
#include <gtest/gtest.h>

#include "harness/model/world.h"
#include "tests/unit/record_builder.h"

namespace ipclab {
namespace {

TEST(Processes, AStartedProgramHasItsRoleItsArgumentsAndItsThreeDescriptors) {
  RecordBuilder b;
  int p = b.start("sender", {"hello"});
  World world = replay(b.record());

  ASSERT_EQ(world.processes.size(), 2u);
  const Process& sender = world.process(p);
  EXPECT_EQ(sender.parent, 0);
  EXPECT_EQ(sender.role, "sender");
  EXPECT_EQ(sender.image().name, "sender");
  EXPECT_EQ(sender.image().argv, (std::vector<std::string>{"sender", "hello"}));
  EXPECT_TRUE(sender.image().submission);
  EXPECT_FALSE(sender.end);
  ASSERT_EQ(sender.image().at_start.size(), 3u);

  auto object = [&](int fd) { return world.objects[world.open_files[sender.fds.at(fd).open_file].object]; };
  EXPECT_EQ(object(0).name, "/dev/null");
  EXPECT_FALSE(object(0).grader);
  EXPECT_EQ(object(1).kind, ObjectKind::Pipe);
  EXPECT_TRUE(object(1).grader);
  EXPECT_EQ(object(1).grader_role, "sender");
  EXPECT_NE(object(1).id, object(2).id);
}

TEST(Processes, AtATerminalAllThreeDescriptorsShareOneOpenFile) {
  RecordBuilder b;
  int p = b.start("signals", {}, {}, {"terminal", "terminal", "terminal"});
  b.call(p, "openat", {{"path", "/dev/tty"}, {"flags", 2}}).returns(3).with("type", "tty").with("real", "/dev/tty");
  World world = replay(b.record());

  const FdTable& fds = world.process(p).fds;
  EXPECT_EQ(fds.at(0).open_file, fds.at(2).open_file);
  EXPECT_EQ(world.open_files[fds.at(3).open_file].object, world.open_files[fds.at(0).open_file].object);
  EXPECT_EQ(world.objects[world.open_files[fds.at(0).open_file].object].kind, ObjectKind::Tty);
}

TEST(Processes, AFixtureIsNoProgramOfTheSubmission) {
  RecordBuilder b;
  int p = b.start("ps", {}, "/fixtures/ps");
  EXPECT_FALSE(replay(b.record()).process(p).image().submission);
}

TEST(Processes, AForkedChildKnowsItsParentAndTheCallThatMadeIt) {
  RecordBuilder b;
  int parent = b.start("pipeline");
  int child = b.fork(parent, 22);
  World world = replay(b.record());

  EXPECT_EQ(world.process(child).parent, parent);
  EXPECT_EQ(world.process(child).role, "pipeline");
  const Call& fork = world.calls[static_cast<std::size_t>(world.process(child).forked_by)];
  EXPECT_EQ(fork.name, "fork");
  EXPECT_EQ(fork.result, b.pid(child));
  EXPECT_EQ(world.location(fork.enter)->line, 22);
}

TEST(Processes, AChildsCallsMayComeBeforeItsParentsForkReturns) {
  RecordBuilder b;
  int parent = b.start("pipeline");
  int child = b.fork(parent, {.line = 22, .returns = false});
  b.call(child, "dup", {{"fd", 1}}).returns(3);
  b.fork_returns(child);
  World world = replay(b.record());

  EXPECT_TRUE(world.process(child).fds.contains(3));
  EXPECT_FALSE(world.process(parent).fds.contains(3));
  EXPECT_TRUE(world.calls[static_cast<std::size_t>(world.process(child).forked_by)].returned());
}

TEST(Processes, AThreadIsATaskOfItsProcess) {
  RecordBuilder b;
  int p = b.start("server");
  int task = b.thread(p);
  World world = replay(b.record());
  EXPECT_EQ(world.processes.size(), 2u);
  EXPECT_EQ(world.process(p).tasks, (std::vector<int>{1, task}));
}

TEST(Processes, AnExecBeginsANewImageAndItsCallHasReturned) {
  RecordBuilder b;
  int p = b.start("copy", {"src", "dest"});
  b.call(p, "close", {{"fd", 1}}).returns(0);
  b.exec(p, "/usr/bin/cat", {"cat", "src"}).at(9);
  b.call(p, "read", {{"fd", 3}});
  World world = replay(b.record());

  const Process& process = world.process(p);
  ASSERT_EQ(process.images.size(), 2u);
  EXPECT_EQ(process.image().name, "cat");
  EXPECT_EQ(process.image().argv, (std::vector<std::string>{"cat", "src"}));
  EXPECT_FALSE(process.image().submission);
  EXPECT_TRUE(world.calls[1].returned());
  EXPECT_EQ(world.calls[0].image, 0);
  EXPECT_EQ(world.calls[2].image, 1);
  EXPECT_EQ(world.location(process.image().begin)->line, 9);
}

TEST(Processes, ASubmissionProgramFoundThroughARelativePathIsTheSubmissions) {
  RecordBuilder b;
  int p = b.start("pipeline");
  b.call(p, "execve", {{"path", "./helper"}});
  b.add(sandbox::EventKind::Exec, p).with("path", "./helper").with("real", "/lab/helper");
  EXPECT_TRUE(replay(b.record()).process(p).image().submission);
}

TEST(Processes, AProgramExecutedThroughADescriptorHasTheNameOfItsFile) {
  for (const std::string path : {"", "/dev/fd/3", "/proc/self/fd/3"}) {
    RecordBuilder b;
    int p = b.start("copy");
    b.call(p, "execve", {{"path", path}});
    b.add(sandbox::EventKind::Exec, p).with("path", path).with("real", "/usr/bin/cat");
    EXPECT_EQ(replay(b.record()).process(p).image().name, "cat") << path;
  }
}

TEST(Processes, EndsWithACodeOrASignal) {
  RecordBuilder b;
  int one = b.start("one"), two = b.start("two"), three = b.start("three");
  b.end(one, 7);
  b.end_by_signal(two, 11);
  b.kill_all({three});
  World world = replay(b.record());

  EXPECT_EQ(world.process(one).end->kind, ExitState::Kind::Code);
  EXPECT_EQ(world.process(one).end->value, 7);
  EXPECT_EQ(world.process(two).end->kind, ExitState::Kind::Signal);
  EXPECT_EQ(world.process(two).end->value, 11);
  EXPECT_EQ(world.process(three).end->kind, ExitState::Kind::Killed);
  EXPECT_EQ(world.process(one).cpu_us, 200);
}

TEST(Processes, DeathByASignalOfItsOwnAfterTheEndOfTheScenarioIsItsOwn) {
  RecordBuilder b;
  int p = b.start("one");
  b.action("kill-all");
  b.end_by_signal(p, 13);
  EXPECT_EQ(replay(b.record()).process(p).end->kind, ExitState::Kind::Signal);
}

TEST(Processes, OnlyTheLastTaskEndsTheProcess) {
  RecordBuilder b;
  int p = b.start("server");
  int task = b.thread(p);
  b.add(sandbox::EventKind::End, p).in_task(task).with("code", 0).with("last", 0);
  b.call(p, "dup", {{"fd", 1}}).returns(3);
  World world = replay(b.record());
  EXPECT_FALSE(world.process(p).end);
  EXPECT_TRUE(world.process(p).fds.contains(3));
}

TEST(Processes, AChildIsReapedByTheWaitThatReportsItsEnd) {
  RecordBuilder b;
  int parent = b.start("copy");
  int child = b.fork(parent);
  b.reap(parent, child, 0x137f);  // stopped
  EXPECT_EQ(replay(b.record()).process(child).reaped_by, -1);
  b.end(child, 3);
  b.reap(parent, child, 3 << 8);
  World world = replay(b.record());
  EXPECT_EQ(world.calls[static_cast<std::size_t>(world.process(child).reaped_by)].name, "wait4");
}

TEST(Processes, AStoppedProcessIsStoppedUntilItGoesOn) {
  RecordBuilder b;
  int p = b.start("signals");
  b.stop(p, 20);
  EXPECT_TRUE(replay(b.record()).process(p).stopped);
  b.resume(p);
  EXPECT_FALSE(replay(b.record()).process(p).stopped);
}

TEST(Processes, StartedFindsTheProcessOfARole) {
  RecordBuilder b;
  b.start("server");
  int client = b.start("client");
  b.fork(client);
  World world = replay(b.record());
  EXPECT_EQ(world.started("client")->id, client);
  EXPECT_EQ(world.started("nobody"), nullptr);
}

TEST(Location, IsTheInnermostFrameWithAFileAndForAReturnThatOfTheEntry) {
  RecordBuilder b;
  int p = b.start("pipeline");
  b.call(p, "pipe2").at("", 0).at("pipe.c", 4, "make").at("pipeline.c", 12).returns(0).with("fds", {3, 4});
  b.call(p, "close", {{"fd", 3}}).returns(0);
  World world = replay(b.record());

  EXPECT_EQ(world.location(world.calls[0].enter), (SourceLocation{"pipe.c", 4, "make"}));
  EXPECT_EQ(world.location(world.calls[0].exit), (SourceLocation{"pipe.c", 4, "make"}));
  EXPECT_FALSE(world.location(world.calls[1].enter));
  EXPECT_FALSE(world.location(world.calls[1].exit));
  EXPECT_FALSE(world.location(-1));
  EXPECT_FALSE(world.location(1000));
}

TEST(Describe, AProgramAloneIsNamedByItsRole) {
  RecordBuilder b;
  int p = b.start("sender");
  EXPECT_EQ(replay(b.record()).describe(p), "sender");
}

TEST(Describe, TheCommandsOfAPipelineAreNamedByWhatTheyExecute) {
  RecordBuilder b;
  int parent = b.start("pipeline");
  int first = b.fork(parent), second = b.fork(parent);
  b.exec(first, "/usr/bin/ps", {"ps"});
  b.exec(second, "/usr/bin/grep", {"grep"});
  World world = replay(b.record());
  EXPECT_EQ(world.describe(parent), "pipeline");
  EXPECT_EQ(world.describe(first), "ps (child of pipeline)");
  EXPECT_EQ(world.describe(second), "grep (child of pipeline)");
  EXPECT_EQ(world.describe(0), "the grader");
  EXPECT_EQ(world.describe(99), "an unknown process");
}

TEST(Describe, ProcessesOfTheSameProgramAreToldApartByTheirPlaceInTheFamily) {
  RecordBuilder b;
  int parent = b.start("prodcons");
  int child = b.fork(parent);
  World two = replay(b.record());
  EXPECT_EQ(two.describe(parent), "prodcons (the parent)");
  EXPECT_EQ(two.describe(child), "prodcons (the child)");

  int other = b.fork(parent), grandchild = b.fork(child);
  World four = replay(b.record());
  EXPECT_EQ(four.describe(child), "prodcons (child 1)");
  EXPECT_EQ(four.describe(other), "prodcons (child 2)");
  EXPECT_EQ(four.describe(grandchild), "prodcons (the grandchild)");
}

TEST(Describe, AProgramThatExecutesAnotherInPlaceSaysWhoseItIs) {
  RecordBuilder b;
  int p = b.start("copy");
  b.exec(p, "/usr/bin/cat", {"cat", "src"});
  EXPECT_EQ(replay(b.record()).describe(p), "cat (executed by copy)");
}

TEST(Describe, TwoChildrenThatExecuteTheSameAreCounted) {
  RecordBuilder b;
  int parent = b.start("pipeline");
  int first = b.fork(parent), second = b.fork(parent);
  b.exec(first, "/usr/bin/grep", {"grep"});
  b.exec(second, "/usr/bin/grep", {"grep"});
  World world = replay(b.record());
  EXPECT_EQ(world.describe(first), "grep (child 1 of pipeline)");
  EXPECT_EQ(world.describe(second), "grep (child 2 of pipeline)");
}

}  // namespace
}  // namespace ipclab
