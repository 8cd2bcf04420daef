// Submissions in archives, hostile ones too: what matters is read, everything else is refused and named.
#include <gmock/gmock.h>

#include "harness/submission/archive.h"
#include "harness/submission/relevance.h"
#include "tests/unit/archives.h"
#include "tests/unit/temp_folder.h"

namespace ipclab {
namespace {

using namespace submission;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::size_t everything(const std::string&) {
  return 32 * kMiB;
}

std::vector<std::string> names(const std::vector<SubmittedFile>& files) {
  std::vector<std::string> all;
  for (const SubmittedFile& file : files) all.push_back(file.name);
  return all;
}

std::vector<std::string> members(const ArchiveContent& content) {
  std::vector<std::string> all;
  for (const ArchiveMember& member : content.members) all.push_back(member.name);
  return all;
}

std::vector<std::string> refused(const ArchiveContent& content) {
  std::vector<std::string> all;
  for (const RefusedMember& member : content.refused) all.push_back(member.name + ": " + member.why);
  return all;
}

ArchiveContent read_all(const std::string& bytes, const ArchiveLimits& limits = {}) {
  return read_archive_bytes(bytes, "lab", limits, everything);
}

std::string refusal(const std::string& bytes, const ArchiveLimits& limits = {}) {
  try {
    read_all(bytes, limits);
    return {};
  } catch (const SubmissionError& error) {
    return error.what();
  }
}

class ArchiveOfKind : public testing::TestWithParam<std::string> {};

TEST_P(ArchiveOfKind, IsASubmissionLikeTheFolder) {
  const TempFolder folder;
  const std::string bytes = packed(
      {{"lab/copy.c", "int main;"}, {"lab/a.h", "h"}, {"lab/copy", "ELF"}, {"__MACOSX/lab/._copy.c", "x"}}, GetParam());
  const auto archive = folder.write("handed in." + GetParam(), bytes);
  const Submission submission = read_submission(archive);
  EXPECT_THAT(names(submission.files), ElementsAre("a.h", "copy.c"));
  EXPECT_EQ(submission.find("copy.c")->bytes, "int main;");

  folder.write("same/copy.c", "int main;");
  folder.write("same/a.h", "h");
  EXPECT_EQ(read_submission(folder.path() / "same").digest, submission.digest);
}

INSTANTIATE_TEST_SUITE_P(All, ArchiveOfKind, testing::Values("zip", "tar", "tar.gz", "tar.xz", "7z"));

TEST(Archive, NamesThatLeadOutAreRefusedAndNamed) {
  const ArchiveContent content =
      read_all(packed({{"../out.c", "1"}, {"/etc/passwd", "2"}, {"a/../../b.c", "3"}, {"./a//good.c", "4"}}, "tar"));
  EXPECT_THAT(members(content), ElementsAre("a/good.c"));
  EXPECT_THAT(refused(content), ElementsAre(HasSubstr("../out.c: has a name that leads out"), HasSubstr("/etc/passwd"),
                                            HasSubstr("a/../../b.c")));
  EXPECT_EQ(safe_member_name("C:/windows"), "");
  EXPECT_EQ(safe_member_name(std::string("a\0b", 3)), "");
}

TEST(Archive, LinksAndDevicesAreNeverFollowed) {
  const ArchiveContent content = read_all(packed({{"link", "", AE_IFLNK, "/etc"},
                                                  {"link/passwd", "through"},
                                                  {"hard.c", "", AE_IFREG, "/etc/shadow"},
                                                  {"fifo.c", "", AE_IFIFO},
                                                  {"device.c", "", AE_IFCHR}},
                                                 "tar"));
  EXPECT_THAT(refused(content), ElementsAre("link: is a symbolic link", "hard.c: is a link",
                                            "fifo.c: is neither a folder nor an ordinary file",
                                            "device.c: is neither a folder nor an ordinary file"));
  EXPECT_THAT(members(content), ElementsAre("link/passwd")) << "an ordinary file in memory, below no link";
}

TEST(Archive, OfTheSameNameTheLastCountsAsWhenUnpacked) {
  const ArchiveContent content = read_all(packed({{"x.c", "old"}, {"y.c", "y"}, {"x.c", "new"}}, "tar"));
  ASSERT_THAT(members(content), ElementsAre("x.c", "y.c"));
  EXPECT_EQ(content.members.front().bytes, "new");
  EXPECT_THAT(refused(content), ElementsAre(HasSubstr("more than once")));
}

TEST(Archive, BombIsRefusedByItsRatioBySizeAndByNumber) {
  const std::string zeros(20 * kMiB, '\0');
  for (const char* format : {"zip", "tar.gz", "tar.xz", "7z"}) {
    EXPECT_THAT(refusal(packed({{"x.c", zeros}}, format)), HasSubstr("times its size")) << format;
  }
  EXPECT_THAT(refusal(packed({{"x", zeros}}, "tar"), {.bytes = 10 * kMiB}), HasSubstr("more than 10 MiB"));
  EXPECT_THAT(refusal(packed({{"a"}, {"b"}, {"c"}}), {.members = 2}), HasSubstr("more than 2 files"));
  EXPECT_EQ(refusal(packed({{"a"}, {"b"}}), {.members = 2}), "");
  EXPECT_THAT(refusal(packed({{"x", zeros}}, "tar"), {.kept = kMiB}), HasSubstr("larger than 1 MiB"));
}

TEST(Archive, BombInAMemberThatNobodyWantsIsNotUnpackedForEver) {
  const std::string bomb = packed({{"x", std::string(20 * kMiB, '\0')}}, "tar.gz");
  EXPECT_THROW(read_archive_bytes(bomb, "lab", {}, [](const std::string&) { return 0; }), SubmissionError);
}

TEST(Archive, MemberLargerThanWantedIsLeftOut) {
  const ArchiveContent content = read_archive_bytes(packed({{"big.c", std::string(kMiB + 1, 'x')}, {"ok.c", "x"}}),
                                                    "lab", {}, [](const std::string&) { return kMiB; });
  EXPECT_THAT(members(content), ElementsAre("ok.c"));
  EXPECT_THAT(refused(content), ElementsAre("big.c: is larger than 1 MiB"));
}

TEST(Archive, DamagedTruncatedAndFalseOnesAreErrorsNotCrashes) {
  std::string noise;
  for (int i = 0; i < 30'000; ++i) noise += static_cast<char>(i * 7919 >> 3);
  const std::string whole = packed({{"x.c", noise}}, "tar.gz");
  for (std::size_t length : {std::size_t{0}, std::size_t{1}, std::size_t{30}, whole.size() / 2, whole.size() - 9}) {
    EXPECT_THAT(refusal(whole.substr(0, length)), HasSubstr("lab can't be read")) << length;
  }
  EXPECT_THAT(refusal("This is a letter and no archive.\n"), HasSubstr("can't be read"));
  std::string flipped = packed({{"x.c", noise}});
  flipped[200] = static_cast<char>(flipped[200] ^ 0xff);
  EXPECT_THAT(refusal(flipped), HasSubstr("can't be read"));
}

TEST(Archive, NamesInAnyEncodingAreKeptAsBytes) {
  EXPECT_THAT(members(read_all(packed({{"l\xe9on.c", "x"}, {"\xc3\xa9.c", "x"}}, "tar"))),
              testing::UnorderedElementsAre("l\xe9on.c", "\xc3\xa9.c"));
}

TEST(Archive, IsKnownByItsName) {
  for (const char* name : {"a.zip", "a.ZIP", "a.tar.gz", "a.tgz", "a.tar.xz", "a.7z", "a.tar"}) {
    EXPECT_TRUE(is_archive_name(name)) << name;
  }
  for (const char* name : {".zip", "zip", "a.c", "a.gz", "a.zip.c"}) EXPECT_FALSE(is_archive_name(name)) << name;
  EXPECT_EQ(without_archive_ending("miller.tar.gz"), "miller");
}

TEST(Root, IsWhereTheFilesBegin) {
  const TempFolder folder;
  folder.write("lab/pipeline/pipeline.c", "p");
  folder.write("lab/pipeline/lib/x.h", "x");
  folder.write("lab/README.md", "x");
  EXPECT_THAT(names(read_submission(folder.path()).files), ElementsAre("lib/x.h", "pipeline.c"));
  folder.write("Makefile", "all:");
  EXPECT_THAT(names(read_submission(folder.path()).files), ElementsAre("Makefile"));
}

TEST(Root, OfTwoFoldersStaysOutside) {
  const TempFolder folder;
  folder.write("a/x.c", "");
  folder.write("b/y.c", "");
  EXPECT_THAT(names(read_submission(folder.path()).files), ElementsAre("a/x.c", "b/y.c"));
  EXPECT_THAT(names(rooted({{"o/a/x.c", ""}, {"o/b/y.c", ""}, {"o/b/c/d/z.c", ""}})), ElementsAre("a/x.c", "b/y.c"));
}

TEST(Root, IsNotLookedForThroughLinksOrForEver) {
  const TempFolder folder, elsewhere;
  elsewhere.write("x.c", "");
  std::filesystem::create_symlink(elsewhere.path(), folder.path() / "lab");
  EXPECT_THAT(names(read_submission(folder.path()).files), IsEmpty());
  std::string deep;
  for (int i = 0; i < 40; ++i) deep += "d/";
  folder.write(deep + "x.c", "");
  EXPECT_THAT(names(read_submission(folder.path()).files), IsEmpty());
}

}  // namespace
}  // namespace ipclab
