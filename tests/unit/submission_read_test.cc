// What a student hands in, read as data.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "harness/submission/submission.h"
#include "tests/unit/temp_folder.h"

namespace ipclab {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;

std::vector<std::string> names(const Submission& submission) {
  std::vector<std::string> all;
  for (const SubmittedFile& file : submission.files) all.push_back(file.name);
  return all;
}

std::string refusal(const fs::path& path) {
  try {
    read_submission(path);
    return {};
  } catch (const SubmissionError& error) {
    return error.what();
  }
}

TEST(ReadSubmission, TakesWhatMattersForBuildingSortedByName) {
  const TempFolder folder;
  folder.write("sender.c", "int main;");
  folder.write("a.h", "");
  folder.write("Makefile", "all:\n");
  folder.write("notes.txt", "x");
  folder.write("sender",
               "\x7f"
               "ELF");
  folder.write("sender.o", "");
  folder.write("lib/queue.c", "q");
  folder.write("lib/deep/too.c", "");
  const Submission submission = read_submission(folder.path());
  EXPECT_THAT(names(submission), ElementsAre("Makefile", "a.h", "lib/queue.c", "sender.c"));
  ASSERT_NE(submission.find("sender.c"), nullptr);
  EXPECT_EQ(submission.find("sender.c")->bytes, "int main;");
  EXPECT_EQ(submission.find("queue.c"), nullptr);
  EXPECT_EQ(submission.path, folder.path().string());
}

TEST(ReadSubmission, PassesOverWhatToolsLeaveBehind) {
  const TempFolder folder;
  folder.write("copy.c", "");
  folder.write("._copy.c", "Mac OS X");
  folder.write(".git/x.c", "");
  folder.write("__MACOSX/copy.c", "");
  folder.write(".c", "");
  EXPECT_THAT(names(read_submission(folder.path())), ElementsAre("copy.c"));
}

TEST(ReadSubmission, SingleCFileIsASubmission) {
  const TempFolder folder;
  const fs::path file = folder.write("my copy.c", "int main;");
  folder.write("other.c", "");
  EXPECT_THAT(names(read_submission(file)), ElementsAre("my copy.c"));
  EXPECT_THAT(refusal(folder.write("copy.txt", "")), HasSubstr("neither a folder nor a .c file"));
}

TEST(ReadSubmission, NeverFollowsALink) {
  const TempFolder folder, elsewhere;
  const fs::path secret = elsewhere.write("secret.c", "secret");
  folder.write("copy.c", "");
  fs::create_symlink(secret, folder.path() / "leak.c");
  fs::create_symlink(elsewhere.path(), folder.path() / "lib");
  fs::create_symlink("/nonexistent", folder.path() / "dangling.c");
  fs::create_symlink("loop.c", folder.path() / "loop.c");
  EXPECT_THAT(names(read_submission(folder.path())), ElementsAre("copy.c"));
}

TEST(ReadSubmission, PathThatIsALinkIsRefused) {
  const TempFolder folder, elsewhere;
  const fs::path file = folder.write("copy.c", "");
  fs::create_symlink(file, elsewhere.path() / "file.c");
  fs::create_symlink(folder.path(), elsewhere.path() / "folder");
  // For a folder the kernel says ENOTDIR or ELOOP, depending on how it is opened: both are refused.
  EXPECT_THAT(refusal(elsewhere.path() / "file.c"), HasSubstr("is a symbolic link"));
  EXPECT_THAT(refusal(elsewhere.path() / "folder"), HasSubstr("is a symbolic link"));
  EXPECT_THAT(refusal(elsewhere.path() / "folder/"), HasSubstr("is a symbolic link"));
}

TEST(ReadSubmission, FifosSocketsAndFoldersCalledLikeSourcesAreNotRead) {
  const TempFolder folder;
  folder.write("copy.c", "");
  ASSERT_EQ(mkfifo((folder.path() / "waits.c").c_str(), 0600), 0);
  fs::create_directory(folder.path() / "folder.c");
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string socket_path = folder.path() / "socket.c";
  ASSERT_LT(socket_path.size(), sizeof address.sun_path);
  socket_path.copy(address.sun_path, sizeof address.sun_path - 1);
  const int socket = ::socket(AF_UNIX, SOCK_STREAM, 0);
  ASSERT_EQ(bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  close(socket);
  EXPECT_THAT(names(read_submission(folder.path())), ElementsAre("copy.c"));
  EXPECT_THAT(refusal(folder.path() / "waits.c"), HasSubstr("neither a folder nor an ordinary file"));
  EXPECT_THAT(refusal(socket_path), HasSubstr("neither a folder nor an ordinary file"));
  EXPECT_THAT(refusal("/dev/null"), HasSubstr("neither a folder nor an ordinary file"));
}

TEST(ReadSubmission, NamesAreKeptAsTheirBytes) {
  const TempFolder folder;
  folder.write("-o.c", "");
  folder.write("new\nline.c", "");
  folder.write("latin\xe9.c", "");
  folder.write("\x1b[31m.c", "");
  EXPECT_THAT(names(read_submission(folder.path())), ElementsAre("\x1b[31m.c", "-o.c", "latin\xe9.c", "new\nline.c"));
}

TEST(ReadSubmission, BytesAreKeptAsTheyAre) {
  const TempFolder folder;
  const std::string bytes("a\0b\r\n\xff", 6);
  folder.write("x.c", bytes);
  folder.write("empty.c", "");
  const Submission submission = read_submission(folder.path());
  EXPECT_EQ(submission.find("x.c")->bytes, bytes);
  EXPECT_EQ(submission.find("empty.c")->bytes, "");
}

TEST(ReadSubmission, LimitsHoldToTheByte) {
  const TempFolder folder;
  constexpr std::size_t kMiB = 1024 * 1024;
  folder.write("large.c", std::string(kMiB, 'x'));
  EXPECT_EQ(read_submission(folder.path()).find("large.c")->bytes.size(), kMiB);
  folder.write("large.c", std::string(kMiB + 1, 'x'));
  EXPECT_THAT(refusal(folder.path()), HasSubstr("large.c: is larger than 1 MiB"));
  folder.write("large.c", std::string(kMiB, 'x'));
  for (int i = 1; i < 16; ++i) folder.write("large" + std::to_string(i) + ".c", std::string(kMiB, 'x'));
  EXPECT_EQ(refusal(folder.path()), "");
  folder.write("one-more.c", "x");
  EXPECT_THAT(refusal(folder.path()), HasSubstr("larger than 16 MiB"));
}

TEST(ReadSubmission, OnlyFilesThatMatterCountTowardsTheThousand) {
  const TempFolder folder;
  for (int i = 0; i < 1000; ++i) folder.write(std::to_string(i) + ".c", "");
  for (int i = 0; i < 10; ++i) folder.write(std::to_string(i) + ".txt", "");
  EXPECT_EQ(read_submission(folder.path()).files.size(), 1000U);
  folder.write("one-more.c", "");
  EXPECT_THAT(refusal(folder.path()), HasSubstr("more than 1000 files"));
}

TEST(ReadSubmission, NothingThereIsSaid) {
  const TempFolder folder;
  EXPECT_THAT(refusal(folder.path() / "missing"), HasSubstr("there is no such file or folder"));
  EXPECT_THAT(refusal(folder.write("copy.c", "") / "below"), HasSubstr("there is no such file or folder"));
  EXPECT_THAT(refusal(fs::path(std::string("a\0b", 3))), HasSubstr("NUL"));
  EXPECT_THAT(refusal(std::string(5000, 'x')), HasSubstr("too long"));
  EXPECT_THAT(refusal(""), HasSubstr("there is no such file or folder"));
}

TEST(ReadSubmission, EmptyFolderIsASubmissionWithoutFiles) {
  const TempFolder folder;
  EXPECT_TRUE(read_submission(folder.path()).files.empty());
}

TEST(SubmissionDigest, RestsOnNamesAndContentsAlone) {
  const TempFolder first, second;
  first.write("a.c", "1");
  first.write("b.c", "2");
  second.write("b.c", "2");
  second.write("a.c", "1");
  second.write("notes.txt", "");
  fs::last_write_time(second.path() / "a.c", fs::file_time_type::clock::now() - std::chrono::hours(1000));
  const std::string digest = read_submission(first.path()).digest;
  EXPECT_EQ(digest.size(), 64U);
  EXPECT_EQ(read_submission(second.path()).digest, digest);
  second.write("a.c", "2");
  EXPECT_NE(read_submission(second.path()).digest, digest);
  first.write("c.c", "");
  EXPECT_NE(read_submission(first.path()).digest, digest);
}

}  // namespace
}  // namespace ipclab
