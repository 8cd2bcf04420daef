// Kernel objects: which call made them, which removed them, who shares them.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/shm.h>
#include <sys/stat.h>

#include <cerrno>

#include "harness/model/world.h"
#include "tests/unit/record_builder.h"

namespace ipclab {
namespace {

class Objects : public testing::Test {
 protected:
  EventBuilder open(int process, int fd, const std::string& path, int flags, std::int64_t inode = 0) {
    EventBuilder call = b.call(process, "openat", {{"path", path}, {"flags", flags}, {"mode", 0640}}).returns(fd);
    call.with("type", "file");
    if (inode != 0) call.with("dev", 1).with("ino", inode);
    return call;
  }
  std::vector<IpcObject> of_kind(ObjectKind kind) {
    std::vector<IpcObject> found;
    for (const IpcObject& object : replay(b.record()).objects)
      if (object.kind == kind && !object.grader) found.push_back(object);
    return found;
  }
  int object_of(int process, int fd) {
    World world = replay(b.record());
    return world.open_files[world.process(process).fds.at(fd).open_file].object;
  }

  RecordBuilder b;
  int p = b.start("creator");
};

TEST_F(Objects, AQueueIsOneObjectForAllWhoGetTheSameIdAndKnowsItsCreator) {
  b.call(p, "msgget", {{"key", 1234}, {"flags", IPC_CREAT | 0666}}).at(14).returns(0);
  int other = b.start("sender");
  b.call(other, "msgget", {{"key", 1234}, {"flags", 0}}).returns(0);
  World world = replay(b.record());
  auto queues = of_kind(ObjectKind::MsgQueue);
  ASSERT_EQ(queues.size(), 1u);
  EXPECT_EQ(queues[0].key, 1234);
  EXPECT_EQ(queues[0].sysv_id, 0);
  EXPECT_EQ(queues[0].mode, 0666u);
  EXPECT_EQ(queues[0].removed_by, -1);
  EXPECT_EQ(world.location(world.calls[queues[0].created_by].enter)->line, 14);
}

TEST_F(Objects, ARemovedQueueMadeAgainWithTheSameKeyIsAnother) {
  b.call(p, "msgget", {{"key", 1234}, {"flags", IPC_CREAT | 0666}}).returns(0);
  b.call(p, "msgctl", {{"id", 0}, {"cmd", IPC_RMID}}).returns(0);
  b.call(p, "msgget", {{"key", 1234}, {"flags", IPC_CREAT | 0600}}).returns(32768);
  b.call(p, "msgctl", {{"id", 32768}, {"cmd", IPC_STAT}}).returns(0);
  auto queues = of_kind(ObjectKind::MsgQueue);
  ASSERT_EQ(queues.size(), 2u);
  EXPECT_EQ(queues[0].removed_by, 1);
  EXPECT_EQ(queues[1].removed_by, -1);
  EXPECT_EQ(queues[1].mode, 0600u);
}

TEST_F(Objects, TheSameIdAfterARemovalIsAnotherObjectToo) {
  b.call(p, "semget", {{"key", 7}, {"flags", IPC_CREAT | 0666}}).returns(3);
  b.call(p, "semctl", {{"id", 3}, {"index", 0}, {"cmd", IPC_RMID}}).returns(0);
  b.call(p, "semget", {{"key", 7}, {"flags", IPC_CREAT | 0666}}).returns(3);
  EXPECT_EQ(of_kind(ObjectKind::Sem).size(), 2u);
}

TEST_F(Objects, AFailedRemovalRemovesNothing) {
  b.call(p, "msgget", {{"key", 1}, {"flags", IPC_CREAT}}).returns(0);
  b.call(p, "msgctl", {{"id", 0}, {"cmd", IPC_RMID}}).returns(-EPERM);
  EXPECT_EQ(of_kind(ObjectKind::MsgQueue)[0].removed_by, -1);
}

TEST_F(Objects, PrivateSegmentsAreEachTheirOwn) {
  b.call(p, "shmget", {{"key", IPC_PRIVATE}, {"size", 100}, {"flags", 0600}}).returns(0);
  b.call(p, "shmget", {{"key", IPC_PRIVATE}, {"size", 100}, {"flags", 0600}}).returns(1);
  auto segments = of_kind(ObjectKind::Shm);
  ASSERT_EQ(segments.size(), 2u);
  EXPECT_GE(segments[0].created_by, 0);
}

TEST_F(Objects, ASegmentThatWasThereBeforeTheRunHasNoCreator) {
  b.call(p, "shmget", {{"key", 9}, {"size", 100}, {"flags", 0}}).returns(5);
  EXPECT_EQ(of_kind(ObjectKind::Shm)[0].created_by, -1);
}

TEST_F(Objects, AQueueASegmentAndASemaphoreMayHaveTheSameId) {
  b.call(p, "shmget", {{"key", 1}, {"size", 4}, {"flags", IPC_CREAT}}).returns(0);
  b.call(p, "semget", {{"key", 1}, {"flags", IPC_CREAT}}).returns(0);
  b.call(p, "msgget", {{"key", 1}, {"flags", IPC_CREAT}}).returns(0);
  b.call(p, "semctl", {{"id", 0}, {"cmd", IPC_RMID}}).returns(0);
  EXPECT_EQ(of_kind(ObjectKind::Shm)[0].removed_by, -1);
  EXPECT_EQ(of_kind(ObjectKind::Sem)[0].removed_by, 3);
}

TEST_F(Objects, AttachmentsAreInheritedByForkAndEndOneByOne) {
  b.call(p, "shmget", {{"key", 1}, {"size", 4096}, {"flags", IPC_CREAT}}).returns(0);
  b.call(p, "shmat", {{"id", 0}, {"flags", 0}}).returns(0x7f0000000000);
  int child = b.fork(p), reader = b.start("reader");
  b.call(child, "shmdt", {{"address", 0x7f0000000000}}).returns(0);
  b.call(reader, "shmat", {{"id", 0}, {"flags", SHM_RDONLY}}).returns(0x7f1111111000);
  b.end(p, 0);
  b.exec(reader, "/usr/bin/cat", {"cat"});
  World world = replay(b.record());
  ASSERT_EQ(world.attachments.size(), 3u);
  EXPECT_EQ(world.attachments[0].process, p);
  EXPECT_TRUE(world.attachments[0].writable);
  EXPECT_FALSE(world.attachments[0].detached) << "the end of a process is no shmdt";
  EXPECT_EQ(world.attachments[1].process, child);
  EXPECT_TRUE(world.attachments[1].detached);
  EXPECT_FALSE(world.attachments[2].writable);
  EXPECT_TRUE(world.attachments[2].detached) << "an exec replaces the memory";
}

TEST_F(Objects, AChildInItsParentsMemoryAttachesNothing) {
  b.call(p, "shmget", {{"key", 1}, {"size", 4096}, {"flags", IPC_CREAT}}).returns(0);
  b.call(p, "shmat", {{"id", 0}, {"flags", 0}}).returns(0x7f0000000000);
  int child = b.fork(p, {.call = "vfork"});
  b.exec(child, "/usr/bin/cat", {"cat"});
  World world = replay(b.record());
  ASSERT_EQ(world.attachments.size(), 1u);
  EXPECT_FALSE(world.attachments[0].detached);
}

TEST_F(Objects, AnAnonymousSharedMappingIsAnObjectAPrivateOneIsNot) {
  b.call(p, "mmap",
         {{"length", 4096}, {"prot", PROT_READ | PROT_WRITE}, {"flags", MAP_SHARED | MAP_ANONYMOUS}, {"fd", -1}})
      .returns(0x7f0000000000);
  b.call(p, "mmap", {{"length", 1 << 20}, {"prot", PROT_READ}, {"flags", MAP_PRIVATE | MAP_ANONYMOUS}, {"fd", -1}})
      .returns(0x7f1000000000);
  int child = b.fork(p);
  World world = replay(b.record());
  ASSERT_EQ(of_kind(ObjectKind::Mapping).size(), 1u);
  ASSERT_EQ(world.attachments.size(), 2u);
  EXPECT_EQ(world.attachments[1].process, child);
  EXPECT_EQ(world.attachments[1].object, world.attachments[0].object);
}

TEST_F(Objects, APosixSegmentIsTheFileThatLibcMakesOfIt) {
  open(p, 3, "/dev/shm/buffer", O_RDWR | O_CREAT, 11);
  b.call(p, "mmap", {{"length", 20}, {"prot", PROT_WRITE}, {"flags", MAP_SHARED}, {"fd", 3}}).returns(0x7f0000000000);
  int other = b.start("consumer");
  open(other, 3, "/dev/shm/buffer", O_RDONLY, 11);
  b.call(other, "mmap", {{"length", 20}, {"prot", PROT_READ}, {"flags", MAP_SHARED}, {"fd", 3}})
      .returns(0x7f1100000000);
  b.call(other, "unlinkat", {{"path", "/dev/shm/buffer"}}).returns(0);
  World world = replay(b.record());
  auto segments = of_kind(ObjectKind::Shm);
  ASSERT_EQ(segments.size(), 1u);
  EXPECT_TRUE(segments[0].posix);
  EXPECT_EQ(segments[0].name, "/buffer");
  EXPECT_EQ(segments[0].mode, 0640u);
  EXPECT_EQ(world.calls[segments[0].removed_by].process, other);
  ASSERT_EQ(world.attachments.size(), 2u);
  EXPECT_EQ(world.attachments[1].object, segments[0].id);
  EXPECT_FALSE(world.attachments[1].writable);
}

TEST_F(Objects, ANamedSemaphoreGetsItsNameByALinkAndLosesItByAnUnlink) {
  open(p, 3, "/dev/shm/sem.Xb1Zq", O_RDWR | O_CREAT | O_EXCL, 12);
  b.call(p, "linkat", {{"path", "/dev/shm/sem.Xb1Zq"}, {"to", "/dev/shm/sem.full"}}).returns(0);
  b.call(p, "unlinkat", {{"path", "/dev/shm/sem.Xb1Zq"}}).returns(0);
  auto semaphores = of_kind(ObjectKind::Sem);
  ASSERT_EQ(semaphores.size(), 1u);
  EXPECT_EQ(semaphores[0].name, "/full");
  EXPECT_TRUE(semaphores[0].posix);
  EXPECT_EQ(semaphores[0].created_by, 0);
  EXPECT_EQ(semaphores[0].removed_by, -1);

  b.call(p, "unlinkat", {{"path", "/dev/shm/sem.full"}}).returns(0);
  EXPECT_EQ(of_kind(ObjectKind::Sem)[0].removed_by, 3);
}

TEST_F(Objects, APosixQueueIsTheSameWithAndWithoutTheSlash) {
  b.call(p, "mq_open", {{"path", "jobs"}, {"flags", O_WRONLY | O_CREAT}, {"mode", 0600}}).returns(3);
  int other = b.start("receiver");
  b.call(other, "mq_open", {{"path", "/jobs"}, {"flags", O_RDONLY}}).returns(3);
  auto queues = of_kind(ObjectKind::MsgQueue);
  ASSERT_EQ(queues.size(), 1u);
  EXPECT_EQ(queues[0].name, "/jobs");
  EXPECT_TRUE(queues[0].posix);
  EXPECT_EQ(queues[0].mode, 0600u);
  b.call(other, "mq_unlink", {{"path", "jobs"}}).returns(0);
  b.call(other, "mq_open", {{"path", "jobs"}, {"flags", O_RDONLY | O_CREAT}, {"mode", 0600}}).returns(4);
  queues = of_kind(ObjectKind::MsgQueue);
  ASSERT_EQ(queues.size(), 2u);
  EXPECT_GE(queues[0].removed_by, 0);
}

TEST_F(Objects, AFifoIsOneObjectFromMkfifoToBothOpens) {
  b.call(p, "mknodat", {{"path", "fifo"}, {"mode", S_IFIFO | 0666}}).returns(0);
  b.call(p, "openat", {{"path", "fifo"}, {"flags", O_WRONLY}})
      .returns(3)
      .with("type", "fifo")
      .with("dev", 1)
      .with("ino", 5);
  int other = b.start("reader");
  b.call(other, "openat", {{"path", "/work/./fifo"}, {"flags", O_RDONLY}})
      .returns(3)
      .with("type", "fifo")
      .with("dev", 1)
      .with("ino", 5);
  auto fifos = of_kind(ObjectKind::Fifo);
  ASSERT_EQ(fifos.size(), 1u);
  EXPECT_EQ(fifos[0].name, "/work/fifo");
  EXPECT_EQ(fifos[0].mode, 0666u);
  EXPECT_EQ(fifos[0].created_by, 0);
  EXPECT_EQ(object_of(p, 3), object_of(other, 3));
}

TEST_F(Objects, AFileIsKnownByItsInodeWhateverThePath) {
  open(p, 3, "dest", O_WRONLY | O_CREAT | O_TRUNC, 20);
  open(p, 4, "/work/../work/dest", O_RDONLY, 20);
  open(p, 5, "other-name", O_RDONLY, 20);
  open(p, 6, "src", O_RDONLY, 21);
  EXPECT_EQ(object_of(p, 3), object_of(p, 4));
  EXPECT_EQ(object_of(p, 3), object_of(p, 5));
  EXPECT_NE(object_of(p, 3), object_of(p, 6));
  auto files = of_kind(ObjectKind::File);
  ASSERT_EQ(files.size(), 2u);
  EXPECT_EQ(files[0].mode, 0640u);
  EXPECT_EQ(files[1].created_by, -1);
}

TEST_F(Objects, AFileMadeAgainUnderTheSameNameIsAnotherEvenWithTheSameInode) {
  open(p, 3, "dest", O_WRONLY | O_CREAT, 20);
  b.call(p, "unlinkat", {{"path", "dest"}}).returns(0);
  open(p, 4, "dest", O_WRONLY | O_CREAT, 20);
  auto files = of_kind(ObjectKind::File);
  ASSERT_EQ(files.size(), 2u);
  EXPECT_EQ(files[0].removed_by, 1);
  EXPECT_EQ(files[1].removed_by, -1);
}

TEST_F(Objects, ARenameGivesTheNameToTheFileAndTakesItFromTheOther) {
  open(p, 3, "dest", O_WRONLY | O_CREAT, 20);
  open(p, 4, "dest.tmp", O_WRONLY | O_CREAT, 21);
  b.call(p, "renameat2", {{"path", "dest.tmp"}, {"to", "dest"}}).returns(0);
  auto files = of_kind(ObjectKind::File);
  EXPECT_EQ(files[0].removed_by, 2);
  EXPECT_EQ(files[1].removed_by, -1);
  EXPECT_EQ(files[1].name, "/work/dest");
}

TEST_F(Objects, RelativePathsFollowTheWorkingFolder) {
  b.call(p, "mkdirat", {{"path", "d"}, {"mode", 0755}}).returns(0);
  b.call(p, "chdir", {{"path", "d"}}).returns(0);
  open(p, 3, "f", O_WRONLY | O_CREAT);
  int child = b.fork(p);
  open(child, 4, "../d/f", O_RDONLY);
  EXPECT_EQ(of_kind(ObjectKind::File)[0].name, "/work/d/f");
  EXPECT_EQ(object_of(p, 3), object_of(child, 4));
}

}  // namespace
}  // namespace ipclab
