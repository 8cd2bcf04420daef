#include "sandbox/memory_use.h"

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include "sandbox/fd.h"

namespace ipclab::sandbox {
namespace {

constexpr const char* kSegments =
    "       key      shmid perms                  size  cpid  lpid nattch   uid   gid  cuid  cgid      atime      dtime"
    "      ctime                   rss                  swap\n"
    "      1234          0   666              16777216    10    10      1  1000  1000  1000  1000          1          0"
    "          1              16777216                  4096\n"
    "-559038737          1   600                  4096    11    11      1     7     7     7     7          1          0"
    "          1                  4096                     0\n";
constexpr const char* kQueues =
    "       key      msqid perms      cbytes       qnum lspid lrpid   uid   gid  cuid  cgid      stime      rtime"
    "      ctime\n"
    "         0          0   600       16384          2    10     0  1000  1000  1000  1000          1          0"
    "          1\n";
constexpr const char* kSemaphores =
    "       key      semid perms      nsems   uid   gid  cuid  cgid      otime      ctime\n"
    "         0          0   600      32000  1000  1000  1000  1000          0          1\n";

TEST(MemoryUse, OfSegmentsWhatIsResidentAndWhatIsSwappedOutCounts) {
  EXPECT_EQ(segment_bytes(kSegments, std::nullopt), 16777216 + 4096 + 4096);
  EXPECT_EQ(segment_bytes(kSegments, 7), 4096);
  EXPECT_EQ(segment_bytes("", std::nullopt), 0);
}

TEST(MemoryUse, OfQueuesTheMessagesCountAndOfSemaphoresACacheLineEach) {
  EXPECT_EQ(message_bytes(kQueues, 1000), 16384);
  EXPECT_EQ(message_bytes(kQueues, 1), 0);
  EXPECT_EQ(semaphore_bytes(kSemaphores, 1000), 32000 * 64);
  EXPECT_EQ(semaphore_bytes(kSemaphores, 1), 0);
}

TEST(MemoryUse, AFileWithoutANameCountsOnceHoweverManyDescriptorsItHas) {
  constexpr std::size_t kSize = 1 << 20;
  const std::int64_t before = nameless_file_bytes({getpid()});
  const Fd file(memfd_create("memory", MFD_CLOEXEC));
  const Fd again(dup(file.get()));
  ASSERT_EQ(write(file.get(), std::string(kSize, 'x').data(), kSize), static_cast<ssize_t>(kSize));
  EXPECT_EQ(nameless_file_bytes({getpid(), getpid()}) - before, static_cast<std::int64_t>(kSize));
}

TEST(MemoryUse, SharedPagesCountOnceAndOnlyWhereTheyMayBeTooMuch) {
  constexpr std::size_t kSize = 4 << 20;
  void* shared = mmap(nullptr, kSize, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
  ASSERT_NE(shared, MAP_FAILED);
  EXPECT_GE(mapped_shared_bytes({getpid()}, kSize / 2), static_cast<std::int64_t>(kSize));
  EXPECT_EQ(mapped_shared_bytes({getpid()}, 1LL << 40), 0);
  munmap(shared, kSize);
}

}  // namespace
}  // namespace ipclab::sandbox
