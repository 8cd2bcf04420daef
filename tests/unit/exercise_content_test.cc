// Bytes that exercise.toml describes.
#include "harness/exercise/digest.h"
#include "tests/unit/exercise_case.h"

namespace ipclab {
namespace {

using testing::HasSubstr;

struct ContentCase : ExerciseCase {
  std::string bytes(const std::string& content) const {
    return bytes_of(start("stdin = " + content).stdin_bytes, folder.path());
  }
  std::string refusal(const std::string& content) const {
    return error_in_step("{ run = 'one', stdin = " + content + " }");
  }
};

TEST(Content, PiecesComeOneAfterAnother) {
  const ContentCase c;
  EXPECT_EQ(c.bytes("['a', { repeat = 'bc', times = 2 }, ['d', []], { file = 'fixtures/table' }]"),
            "abcbcd1 init\n2 sh\n");
  EXPECT_EQ(c.bytes("[]"), "");
  EXPECT_EQ(c.bytes("{ repeat = 'x', times = 0 }"), "");
}

TEST(Content, NumbersCountFromZero) {
  const ContentCase c;
  EXPECT_EQ(c.bytes("{ numbers = 5, separator = ' ', end = \"\\n\" }"), "0 1 2 3 4\n");
  EXPECT_EQ(c.bytes("{ numbers = 1, separator = ', ' }"), "0");
  EXPECT_EQ(c.bytes("{ numbers = 0, separator = ' ', end = \"\\n\" }"), "\n");
  EXPECT_THAT(c.refusal("{ numbers = 5 }"), HasSubstr("lacks the key 'separator'"));
}

TEST(Content, RandomBytesAreTheSameOnEveryMachine) {
  const ContentCase c;
  // The 10000th number that std::mt19937_64 draws from its standard seed is fixed by the C++ standard.
  const std::string bytes = c.bytes("{ random-bytes = 80000, seed = 5489 }");
  ASSERT_EQ(bytes.size(), 80000U);
  std::uint64_t last = 0;
  for (int i = 7; i >= 0; --i)
    last = last << 8U | static_cast<unsigned char>(bytes[80000 - 8 + static_cast<std::size_t>(i)]);
  EXPECT_EQ(last, 9981545732273789042U);
}

TEST(Content, RandomBytesDifferWithTheSeedAndNotWithTheSize) {
  const ContentCase c;
  const std::string short_one = c.bytes("{ random-bytes = 13, seed = 1 }");
  EXPECT_EQ(c.bytes("{ random-bytes = 1000, seed = 1 }").substr(0, 13), short_one);
  EXPECT_NE(c.bytes("{ random-bytes = 13, seed = 2 }"), short_one);
  EXPECT_EQ(c.bytes("{ random-bytes = 13 }"), c.bytes("{ random-bytes = 13, seed = 0 }"));
}

TEST(Content, MayBe64MiBLargeAndNotAByteMore) {
  const ContentCase c;
  EXPECT_EQ(c.refusal("{ random-bytes = 67108864 }"), "");
  EXPECT_THAT(c.refusal("{ random-bytes = 67108865 }"), HasSubstr("from 0 to 67108864"));
  EXPECT_THAT(c.refusal("[{ random-bytes = 67108864 }, 'x']"), HasSubstr("has more than 64 MiB"));
  EXPECT_THAT(c.refusal("{ repeat = 'ab', times = 67108864 }"), HasSubstr("has more than 64 MiB"));
  EXPECT_THAT(c.refusal("{ numbers = 67108864, separator = '' }"), HasSubstr("has more than 64 MiB"));
  // Measured, not made: the last number that fits.
  EXPECT_EQ(c.refusal("{ numbers = 9000000, separator = '' }"), "");
}

TEST(Content, NegativeAndHugeNumbersAreRefused) {
  const ContentCase c;
  EXPECT_THAT(c.refusal("{ random-bytes = -1 }"), HasSubstr("'random-bytes' is -1"));
  EXPECT_THAT(c.refusal("{ repeat = 'x', times = -9223372036854775808 }"), HasSubstr("'times'"));
  EXPECT_THAT(c.refusal("{ numbers = 9223372036854775807, separator = ' ' }"), HasSubstr("'numbers'"));
  EXPECT_THAT(c.refusal("{ random-bytes = 99999999999999999999 }"), HasSubstr("this is no TOML"));
  EXPECT_THAT(c.refusal("{ random-bytes = 1, seed = -1 }"), HasSubstr("'seed'"));
  EXPECT_THAT(c.refusal("{ random-bytes = inf }"), HasSubstr("must be a whole number"));
}

TEST(Sha256, KnownDigests) {
  EXPECT_EQ(sha256(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Sha256, TakesFilesApartByNameAndLength) {
  const auto digest = [](std::initializer_list<std::pair<const char*, const char*>> files) {
    Sha256 sum;
    for (const auto& [name, bytes] : files) sum.add_file(name, bytes);
    return sum.hex();
  };
  EXPECT_NE(digest({{"a", "b"}, {"c", "d"}}), digest({{"a", "bcd"}}));
  EXPECT_NE(digest({{"ab", "c"}}), digest({{"a", "bc"}}));
  EXPECT_NE(digest({{"a", ""}}), digest({{"", "a"}}));
}

}  // namespace
}  // namespace ipclab
