// The buffer of noted accesses, read from this test's own memory.
#include "sandbox/access_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

namespace ipclab::sandbox {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

struct Buffer {
  std::uint64_t magic = 0x6465746f6e63706c, entries = 1024, generation = 1, count = 0, accesses = 0, gives_way_at = 0,
                in_turns = 0;
  RawAccess access[1024];
};

std::vector<RawAccess> taken(const Buffer& buffer) {
  return take_accesses(Memory(getpid()), reinterpret_cast<std::uint64_t>(&buffer));
}

TEST(AccessBuffer, IsReadAndEmptied) {
  static Buffer buffer;
  buffer.access[0].address = 7;
  buffer.access[1].address = 8;
  buffer.count = 2;
  const auto accesses = taken(buffer);
  ASSERT_THAT(accesses, SizeIs(2));
  EXPECT_EQ(accesses[1].address, 8U);
  EXPECT_EQ(buffer.count, 0U);
  EXPECT_EQ(buffer.generation, 2U);
  EXPECT_THAT(taken(buffer), IsEmpty());
}

TEST(AccessBuffer, IsToldHowFarItHasCountedAndWhereToGiveWay) {
  static Buffer buffer;
  const Memory own(getpid());
  count_accesses(own, reinterpret_cast<std::uint64_t>(&buffer), 3, 9);
  EXPECT_EQ(buffer.accesses, 3U);
  EXPECT_EQ(accesses_made(own, reinterpret_cast<std::uint64_t>(&buffer)), 3U);
  EXPECT_EQ(buffer.gives_way_at, 9U);
  EXPECT_EQ(buffer.in_turns, 1U);
  EXPECT_EQ(buffer.count, 0U);
  buffer.magic = 1;
  count_accesses(own, reinterpret_cast<std::uint64_t>(&buffer), 4, 10);
  EXPECT_EQ(buffer.accesses, 3U);
}

TEST(AccessBuffer, ThatSaysItIsHugeIsReadAsFarAsOneIsLong) {
  static Buffer buffer;
  buffer.entries = buffer.count = UINT64_MAX;
  EXPECT_THAT(taken(buffer), SizeIs(1024));
}

TEST(AccessBuffer, ThatIsNoneGivesNothing) {
  static Buffer buffer;
  buffer.count = 2;
  buffer.magic = 1;
  EXPECT_THAT(taken(buffer), IsEmpty());
  EXPECT_THAT(take_accesses(Memory(getpid()), 8), IsEmpty());
  EXPECT_THAT(take_accesses(Memory(getpid()), UINT64_MAX - 8), IsEmpty());
}

TEST(NotedAccess, OfAKindThatThereIsNotIsNone) {
  Access access;
  EXPECT_FALSE(decode_access({.kind = 0}, &access));
  EXPECT_FALSE(decode_access({.kind = 200}, &access));
  EXPECT_TRUE(decode_access({.address = 5, .kind = 0x102}, &access));
  EXPECT_EQ(access.kind, AccessKind::Write);
  EXPECT_TRUE(access.is_volatile);
  EXPECT_EQ(access.address, 5U);
}

}  // namespace
}  // namespace ipclab::sandbox
