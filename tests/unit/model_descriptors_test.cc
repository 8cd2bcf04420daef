// Descriptor tables through every call that changes them.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <linux/close_range.h>
#include <sys/ioctl.h>
#include <sys/mman.h>

#include <cerrno>

#include "harness/model/snapshots.h"
#include "harness/model/world.h"
#include "tests/unit/record_builder.h"

namespace ipclab {
namespace {

using testing::ElementsAre;

std::vector<int> numbers(const FdTable& table) {
  std::vector<int> fds;
  for (const auto& [fd, descriptor] : table) fds.push_back(fd);
  return fds;
}

class Descriptors : public testing::Test {
 protected:
  void pipe(int process, int read_end, int write_end, int flags = 0) {
    b.call(process, "pipe2", {{"flags", flags}}).at(12).returns(0).with("fds", {read_end, write_end});
  }
  void open(int process, int fd, const std::string& path, int flags = O_RDONLY) {
    b.call(process, "openat", {{"path", path}, {"flags", flags}}).returns(fd).with("type", "file");
  }
  World replayed() { return replay(b.record()); }
  std::vector<int> fds(int process) { return numbers(replayed().process(process).fds); }

  RecordBuilder b;
  int p = b.start("pipeline");
};

TEST_F(Descriptors, APipeHasAReadingAndAWritingEndOfOneObject) {
  pipe(p, 3, 4, O_CLOEXEC);
  World world = replayed();
  const FdTable& table = world.process(p).fds;
  const OpenFile& reading = world.open_files[table.at(3).open_file];
  const OpenFile& writing = world.open_files[table.at(4).open_file];
  EXPECT_EQ(reading.object, writing.object);
  EXPECT_TRUE(reading.readable && !reading.writable);
  EXPECT_TRUE(writing.writable && !writing.readable);
  EXPECT_TRUE(table.at(3).close_on_exec);
  EXPECT_EQ(world.objects[reading.object].kind, ObjectKind::Pipe);
  EXPECT_EQ(world.calls[table.at(4).made_by].name, "pipe2");
}

TEST_F(Descriptors, AFailedCallMakesNothing) {
  b.call(p, "pipe2").returns(-EMFILE).with("fds", {3, 4});
  b.call(p, "dup", {{"fd", 1}}).returns(-EMFILE);
  b.call(p, "openat", {{"path", "nothing"}}).returns(-ENOENT);
  EXPECT_THAT(fds(p), ElementsAre(0, 1, 2));
}

TEST_F(Descriptors, ACallThatNeverReturnedMakesNothing) {
  b.call(p, "dup", {{"fd", 1}});
  EXPECT_THAT(fds(p), ElementsAre(0, 1, 2));
}

TEST_F(Descriptors, DuplicatesShareTheOpenFileAndKnowTheirOwnMakers) {
  pipe(p, 3, 4, O_CLOEXEC);
  b.call(p, "dup", {{"fd", 4}}).returns(5);
  b.call(p, "dup3", {{"fd", 4}, {"to", 1}, {"flags", O_CLOEXEC}}).at(20).returns(1);
  b.call(p, "fcntl", {{"fd", 4}, {"cmd", F_DUPFD}, {"arg", 10}}).returns(10);
  b.call(p, "fcntl", {{"fd", 4}, {"cmd", F_DUPFD_CLOEXEC}, {"arg", 10}}).returns(11);
  World world = replayed();
  const FdTable& table = world.process(p).fds;
  for (int fd : {1, 5, 10, 11}) EXPECT_EQ(table.at(fd).open_file, table.at(4).open_file) << fd;
  EXPECT_FALSE(table.at(5).close_on_exec);
  EXPECT_TRUE(table.at(1).close_on_exec);
  EXPECT_FALSE(table.at(10).close_on_exec);
  EXPECT_TRUE(table.at(11).close_on_exec);
  EXPECT_EQ(world.calls[table.at(1).made_by].name, "dup3");
  EXPECT_EQ(world.location(world.calls[table.at(1).made_by].enter)->line, 20);
  EXPECT_EQ(world.calls[world.open_files[table.at(1).open_file].opened_by].name, "pipe2");
}

TEST_F(Descriptors, DupOntoItselfChangesNothing) {
  pipe(p, 3, 4, O_CLOEXEC);
  b.call(p, "dup3", {{"fd", 4}, {"to", 4}, {"dup2", 1}}).returns(4);
  World world = replayed();
  EXPECT_TRUE(world.process(p).fds.at(4).close_on_exec);
  EXPECT_EQ(world.calls[world.process(p).fds.at(4).made_by].name, "pipe2");
}

TEST_F(Descriptors, FlagsAreSetByFcntlAndIoctl) {
  pipe(p, 3, 4);
  b.call(p, "fcntl", {{"fd", 3}, {"cmd", F_SETFD}, {"arg", FD_CLOEXEC}}).returns(0);
  b.call(p, "fcntl", {{"fd", 3}, {"cmd", F_SETFL}, {"arg", O_NONBLOCK}}).returns(0);
  b.call(p, "ioctl", {{"fd", 4}, {"request", FIOCLEX}}).returns(0);
  World world = replayed();
  EXPECT_TRUE(world.process(p).fds.at(3).close_on_exec);
  EXPECT_TRUE(world.process(p).fds.at(4).close_on_exec);
  EXPECT_TRUE(world.open_files[world.process(p).fds.at(3).open_file].nonblocking);
  EXPECT_FALSE(world.open_files[world.process(p).fds.at(4).open_file].nonblocking);

  b.call(p, "ioctl", {{"fd", 4}, {"request", FIONCLEX}}).returns(0);
  EXPECT_FALSE(replayed().process(p).fds.at(4).close_on_exec);
}

TEST_F(Descriptors, EvenAnInterruptedCloseCloses) {
  pipe(p, 3, 4);
  b.call(p, "close", {{"fd", 3}}).returns(0);
  b.call(p, "close", {{"fd", 4}}).returns(-EINTR);
  b.call(p, "close", {{"fd", 9}}).returns(-EBADF);
  EXPECT_THAT(fds(p), ElementsAre(0, 1, 2));
}

TEST_F(Descriptors, CloseRangeClosesOrMarksAndMayEndTheSharing) {
  pipe(p, 3, 4);
  pipe(p, 5, 6);
  b.call(p, "close_range", {{"first", 5}, {"last", -1}, {"flags", CLOSE_RANGE_CLOEXEC}}).returns(0);
  b.call(p, "close_range", {{"first", 3}, {"last", 4}, {"flags", 0}}).returns(0);
  World world = replayed();
  EXPECT_THAT(numbers(world.process(p).fds), ElementsAre(0, 1, 2, 5, 6));
  EXPECT_TRUE(world.process(p).fds.at(6).close_on_exec);

  int sharer = b.fork(p, {.call = "clone", .shares_files = true});
  b.call(sharer, "close_range", {{"first", 3}, {"last", -1}, {"flags", CLOSE_RANGE_UNSHARE}}).returns(0);
  EXPECT_THAT(fds(sharer), ElementsAre(0, 1, 2));
  EXPECT_THAT(fds(p), ElementsAre(0, 1, 2, 5, 6));
}

TEST_F(Descriptors, AChildInheritsACopyThatItHasNotUsedYet) {
  pipe(p, 3, 4);
  b.call(p, "write", {{"fd", 4}, {"count", 1}}).returns(1);
  int child = b.fork(p, 22);
  b.call(p, "close", {{"fd", 3}}).returns(0);
  World world = replayed();
  const FdTable& inherited = world.process(child).fds;
  EXPECT_THAT(numbers(inherited), ElementsAre(0, 1, 2, 3, 4));
  EXPECT_TRUE(world.process(p).fds.at(4).used);
  EXPECT_FALSE(inherited.at(4).used);
  EXPECT_EQ(world.calls[inherited.at(4).inherited_by].name, "fork");
  EXPECT_EQ(world.calls[inherited.at(4).made_by].name, "pipe2");
  EXPECT_EQ(world.process(p).fds.at(4).inherited_by, -1);
}

TEST_F(Descriptors, AVforkedChildHasATableOfItsOwn) {
  pipe(p, 3, 4);
  int child = b.fork(p, {.call = "vfork", .returns = false});
  b.call(child, "close", {{"fd", 3}}).returns(0);
  b.exec(child, "/usr/bin/grep", {"grep"});
  b.fork_returns(child);
  EXPECT_THAT(fds(p), ElementsAre(0, 1, 2, 3, 4));
  EXPECT_THAT(fds(child), ElementsAre(0, 1, 2, 4));
}

TEST_F(Descriptors, WhoSharesTheTableSeesEveryChangeUntilAnExec) {
  int sharer = b.fork(p, {.call = "clone", .shares_files = true});
  pipe(sharer, 3, 4, O_CLOEXEC);
  EXPECT_THAT(fds(p), ElementsAre(0, 1, 2, 3, 4));
  b.exec(sharer, "/usr/bin/cat", {"cat"});
  EXPECT_THAT(fds(p), ElementsAre(0, 1, 2, 3, 4));
  EXPECT_THAT(fds(sharer), ElementsAre(0, 1, 2));
}

TEST_F(Descriptors, AnExecClosesWhatIsMarkedAndTheImageKnowsWhatItStartedWith) {
  pipe(p, 3, 4, O_CLOEXEC);
  open(p, 5, "/work/src");
  b.exec(p, "/usr/bin/cat", {"cat"});
  b.call(p, "close", {{"fd", 5}}).returns(0);
  World world = replayed();
  EXPECT_THAT(numbers(world.process(p).image().at_start), ElementsAre(0, 1, 2, 5));
  EXPECT_THAT(numbers(world.process(p).fds), ElementsAre(0, 1, 2));
}

TEST_F(Descriptors, AFailedExecClosesNothing) {
  pipe(p, 3, 4, O_CLOEXEC);
  b.call(p, "execve", {{"path", "/usr/bin/nothing"}}).returns(-ENOENT);
  EXPECT_THAT(fds(p), ElementsAre(0, 1, 2, 3, 4));
}

TEST_F(Descriptors, AnEndedProcessKeepsTheTableThatItEndedWith) {
  pipe(p, 3, 4);
  b.call(p, "close", {{"fd", 3}}).returns(0);
  b.end(p, 0);
  EXPECT_THAT(fds(p), ElementsAre(0, 1, 2, 4));
}

TEST_F(Descriptors, ACloseInOneThreadDoesNotTakeTheNumberThatAnotherGotMeanwhile) {
  int other = b.thread(p);
  open(p, 3, "/work/a");
  auto close = b.call(p, "close", {{"fd", 3}});
  b.call(p, "openat", {{"path", "/work/b"}, {"flags", 0}}).in_task(other).returns(3);
  close.returns(0);
  World world = replayed();
  ASSERT_TRUE(world.process(p).fds.contains(3));
  EXPECT_EQ(world.objects[world.open_files[world.process(p).fds.at(3).open_file].object].name, "/work/b");
}

TEST_F(Descriptors, EveryOtherMakerOfDescriptors) {
  b.call(p, "eventfd2", {{"flags", O_CLOEXEC}}).returns(3);
  b.call(p, "signalfd4", {{"fd", -1}, {"flags", 0}}).returns(4);
  b.call(p, "signalfd4", {{"fd", 4}, {"flags", O_CLOEXEC}}).returns(4);
  b.call(p, "timerfd_create", {{"flags", 0}}).returns(5);
  b.call(p, "epoll_create1", {{"flags", 0}}).returns(6);
  b.call(p, "inotify_init1", {{"flags", 0}}).returns(7);
  b.call(p, "memfd_create", {{"flags", MFD_CLOEXEC}}).returns(8);
  b.call(p, "pidfd_open", {{"pid", 1}}).returns(9);
  b.call(p, "mq_open", {{"path", "/q"}, {"flags", O_RDWR | O_CREAT}, {"mode", 0600}}).returns(10);
  b.call(p, "socket", {{"family", 2}, {"type", 1}}).returns(11);
  b.call(p, "socketpair", {{"family", 1}, {"type", 1}}).returns(0).with("fds", {12, 13});
  World world = replayed();
  const FdTable& table = world.process(p).fds;
  auto kind = [&](int fd) { return world.objects[world.open_files[table.at(fd).open_file].object].kind; };
  EXPECT_EQ(kind(3), ObjectKind::Event);
  EXPECT_EQ(kind(4), ObjectKind::Signal);
  EXPECT_EQ(kind(5), ObjectKind::Timer);
  EXPECT_EQ(kind(6), ObjectKind::Epoll);
  EXPECT_EQ(kind(7), ObjectKind::Other);
  EXPECT_EQ(kind(8), ObjectKind::Memory);
  EXPECT_EQ(kind(9), ObjectKind::Pid);
  EXPECT_EQ(kind(10), ObjectKind::MsgQueue);
  EXPECT_EQ(kind(11), ObjectKind::Socket);
  EXPECT_EQ(kind(13), ObjectKind::Socket);
  std::vector<int> closed_by_exec;
  for (const auto& [fd, descriptor] : table)
    if (descriptor.close_on_exec) closed_by_exec.push_back(fd);
  EXPECT_THAT(closed_by_exec, ElementsAre(3, 8, 9, 10));
}

TEST_F(Descriptors, PassedOverASocketTheyLeadToTheSameOpenFile) {
  b.call(p, "socketpair", {{"family", 1}, {"type", 1}}).returns(0).with("fds", {3, 4});
  int child = b.fork(p);
  open(p, 5, "/work/src");
  auto send = b.call(p, "send", {{"fd", 3}, {"count", 1}}).with("fds", {5});
  b.call(child, "recv", {{"fd", 4}, {"flags", 0x40000000}}).returns(1).with("fds", {7});  // before the send's return
  send.returns(1);
  World world = replayed();
  ASSERT_TRUE(world.process(child).fds.contains(7));
  EXPECT_EQ(world.process(child).fds.at(7).open_file, world.process(p).fds.at(5).open_file);
  EXPECT_TRUE(world.process(child).fds.at(7).close_on_exec);
  EXPECT_EQ(world.calls[world.process(child).fds.at(7).made_by].name, "recv");
}

TEST_F(Descriptors, WhatWasNotSentIsNotReceived) {
  b.call(p, "socketpair", {{"family", 1}, {"type", 1}}).returns(0).with("fds", {3, 4});
  open(p, 5, "/work/a");
  open(p, 6, "/work/b");
  b.call(p, "send", {{"fd", 3}}).with("fds", {5}).returns(-EAGAIN);
  b.call(p, "send", {{"fd", 3}}).with("fds", {6}).returns(1);
  b.call(p, "recv", {{"fd", 4}}).returns(1).with("fds", {7});
  World world = replayed();
  EXPECT_EQ(world.process(p).fds.at(7).open_file, world.process(p).fds.at(6).open_file);
}

TEST_F(Descriptors, OpeningDevStdoutLeadsToTheObjectBehindDescriptorOne) {
  b.call(p, "openat", {{"path", "/dev/stdout"}, {"flags", O_WRONLY}}).returns(3).with("type", "pipe");
  World world = replayed();
  const FdTable& table = world.process(p).fds;
  EXPECT_EQ(world.open_files[table.at(3).open_file].object, world.open_files[table.at(1).open_file].object);
  EXPECT_NE(table.at(3).open_file, table.at(1).open_file);
}

TEST_F(Descriptors, ReadingWritingPollingAndPassingAreUsesCopyingAndClosingAreNot) {
  pipe(p, 3, 4);
  pipe(p, 5, 6);
  b.call(p, "dup3", {{"fd", 3}, {"to", 0}}).returns(0);
  b.call(p, "fcntl", {{"fd", 3}, {"cmd", F_GETFL}}).returns(0);
  b.call(p, "ppoll").with("fds", {5, -1}).returns(0);
  b.call(p, "read", {{"fd", 0}, {"count", 1}});
  World world = replayed();
  const FdTable& table = world.process(p).fds;
  EXPECT_TRUE(table.at(0).used);
  EXPECT_TRUE(table.at(5).used);
  EXPECT_FALSE(table.at(3).used);
  EXPECT_FALSE(table.at(4).used);
  EXPECT_FALSE(table.at(6).used);
}

TEST_F(Descriptors, HoldersAreWhoCanReadOrWriteAnObject) {
  pipe(p, 3, 4);
  int child = b.fork(p);
  b.call(child, "close", {{"fd", 4}}).returns(0);
  b.call(p, "close", {{"fd", 3}}).returns(0);
  b.call(p, "dup", {{"fd", 4}}).returns(5);
  World world = replayed();
  int object = world.open_files[world.process(p).fds.at(4).open_file].object;
  std::map<int, FdTable> tables{{p, world.process(p).fds}, {child, world.process(child).fds}};
  auto writers = world.holders(tables, object, true);
  ASSERT_EQ(writers.size(), 2u);
  EXPECT_EQ(writers[0].process, p);
  EXPECT_EQ(writers[1].fd, 5);
  auto readers = world.holders(tables, object, false);
  ASSERT_EQ(readers.size(), 1u);
  EXPECT_EQ(readers[0].process, child);
}

TEST_F(Descriptors, ASnapshotThatDiffersIsTold) {
  b.call(p, "pipe2").returns(0).with("fds", {3, 4}).with("open_fds", {0, 1, 2, 3, 4});
  EXPECT_EQ(check_descriptor_snapshots(b.record()), std::nullopt);
  b.call(p, "close", {{"fd", 3}}).returns(0).with("open_fds", {0, 1, 2, 3, 4});
  EXPECT_EQ(check_descriptor_snapshots(b.record()),
            "after event 4 (close of process 1 returned 0) the model has the descriptors [0, 1, 2, 4], the kernel [0, "
            "1, 2, 3, 4]");
}

TEST_F(Descriptors, ARecordWithoutSnapshotsComparesNothingAndSaysSo) {
  EXPECT_EQ(check_descriptor_snapshots(b.record()), "no event of the record carries a descriptor snapshot");
}

}  // namespace
}  // namespace ipclab
