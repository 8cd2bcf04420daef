// Rows that need more than a program: the grader killed in the middle, odd names, odd folders.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <iostream>
#include <optional>
#include <thread>

#include "harness/submission/submission.h"
#include "sandbox/control_group.h"
#include "sandbox/fd.h"
#include "tests/security/attack.h"
#include "tests/unit/temp_folder.h"

namespace ipclab::security {
namespace {

namespace fs = std::filesystem;
using sandbox::Fd;
using testing::HasSubstr;

constexpr int kLong = 30000;

std::set<int> children_of(int pid) {
  std::set<int> all;
  std::error_code error;
  for (fs::directory_iterator at("/proc/" + std::to_string(pid) + "/task", error), end; !error && at != end;
       at.increment(error)) {
    std::ifstream in(at->path() / "children");
    for (int child = 0; in >> child;) all.insert(child);
  }
  return all;
}

/// Keeper, init and the attack itself, as soon as it runs.
std::vector<int> chain_below(int grader) {
  for (int look = 0; look < kLong; ++look) {
    for (const int keeper : children_of(grader)) {
      for (const int init : children_of(keeper)) {
        for (const int program : children_of(init)) {
          std::error_code error;
          const fs::path exe = fs::read_symlink("/proc/" + std::to_string(program) + "/exe", error);
          if (exe == "/lab/attack") return {keeper, init, program};
        }
      }
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return {};
}

TEST(Row56, AGraderThatIsKilledTakesItsRunWithIt) {
  const TempFolder folder;
  folder.write("attack.c", "#include <signal.h>\nint main(void) { for (;;) signal(SIGTERM, SIG_IGN); }\n");
  const pid_t grader = fork();
  if (grader == 0) {
    const int nowhere = open("/dev/null", O_RDWR);
    for (const int fd : {0, 1, 2}) dup2(nowhere, fd);
    execl(IPCLAB_PROGRAM, "ipclab", "check", IPCLAB_SOURCE_DIR "/tests/security/exercise", folder.path().c_str(),
          nullptr);
    _exit(126);
  }
  const std::vector<int> chain = chain_below(grader);
  ASSERT_EQ(chain.size(), 3u);
  std::vector<Fd> handles;
  for (const int pid : chain) handles.emplace_back(static_cast<int>(syscall(SYS_pidfd_open, pid, 0)));
  kill(grader, SIGKILL);
  waitpid(grader, nullptr, 0);
  for (const Fd& handle : handles) {
    pollfd gone{handle.get(), POLLIN, 0};
    EXPECT_TRUE(handle.get() == -1 || poll(&gone, 1, kLong) == 1);
  }
}

TEST(Row56, WhatAKilledGraderLeftOfControlGroupsIsRemovedByTheNext) {
  // Groups of our name, entered by nobody, whose maker runs no more.
  the_sandbox().level();  // only now is there a keeper, and are there groups
  const Machine before = machine();
  if (before.groups.empty()) GTEST_SKIP() << "no control groups here";
  const pid_t dead = fork();
  if (dead == 0) _exit(0);
  waitpid(dead, nullptr, 0);
  const std::string name = "ipclab-" + std::to_string(dead) + "-1";
  std::vector<fs::path> left;
  for (const std::string& group : before.groups) left.push_back(fs::path(group).parent_path() / name);
  for (const fs::path& group : left) mkdir(group.c_str(), 0755);
  { const sandbox::ControlGroup next = sandbox::ControlGroup::here(); }
  for (const fs::path& group : left) EXPECT_FALSE(fs::exists(group)) << group;
  EXPECT_EQ(machine().groups, before.groups);
}

TEST(Row8, SourcesWithOddNamesAreCompiledOrRefusedByName) {
  for (const std::string name : {"-o.c", "a b.c", "a'b.c", "a\"b.c", "-Wl,-rpath.c", "@attack.c", "$(id).c", ";id.c"}) {
    const TempFolder folder;
    folder.write(name, "int main(void) { return 0; }\n");
    try {
      const Report report = grade_attack(folder.path(), "attack");
      EXPECT_EQ(report.verdict, Verdict::Pass) << name << to_text(report, {});
    } catch (const SubmissionError& refused) {
      EXPECT_THAT(refused.what(), HasSubstr(name.substr(0, name.find_first_of("\"'")))) << name;
    }
  }
}

TEST(Row8, ANameThatIsNoTextIsShownEscaped) {
  const TempFolder folder;
  folder.write("a\n\xff\x1b[31m.c", "int main(void) { return 0 }\n");
  try {
    const std::string text = to_text(grade_attack(folder.path(), "attack"), {});
    EXPECT_EQ(text.find('\x1b'), std::string::npos);
    EXPECT_EQ(text.find('\xff'), std::string::npos);
  } catch (const SubmissionError& refused) {
    EXPECT_THAT(visible(refused.what()), HasSubstr("x1b"));
  }
}

TEST(Row13, AFifoOrSocketInTheFolderIsNeverOpened) {
  const TempFolder folder;
  folder.write("attack.c", "int main(void) { return 0; }\n");
  ASSERT_EQ(mkfifo((folder.path() / "fifo.c").c_str(), 0600), 0);
  const Submission read = read_submission(folder.path());
  EXPECT_EQ(read.find("fifo.c"), nullptr);
}

TEST(Row15, ManyNestedFoldersCostNoDescriptors) {
  const TempFolder folder;
  folder.write("attack.c", "int main(void) { return 0; }\n");
  const Fd start(open(folder.path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  Fd at(dup(start.get()));
  for (int depth = 0; depth < 3000 && at; ++depth) {
    ASSERT_EQ(mkdirat(at.get(), "d", 0700), 0);
    at = Fd(openat(at.get(), "d", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  }
  const int before = machine().descriptors;
  try {
    read_submission(folder.path());
  } catch (const SubmissionError&) {
  }
  EXPECT_EQ(machine().descriptors, before);
}

TEST(Row19, LinksAreNotFollowed) {
  const TempFolder folder;
  fs::create_symlink("/etc/passwd", folder.path() / "attack.c");
  EXPECT_EQ(read_submission(folder.path()).find("attack.c"), nullptr);
  const TempFolder other;
  other.write("inside/attack.c", "int main(void) { return 0; }\n");
  fs::create_directory_symlink("/etc", other.path() / "etc");
  for (const SubmittedFile& file : read_submission(other.path()).files)
    EXPECT_FALSE(file.name.starts_with("etc/")) << file.name;
  fs::create_directory_symlink(other.path(), folder.path() / "submission");
  try {
    const Submission through = read_submission(folder.path() / "submission");
    ADD_FAILURE() << "a link was read as a submission";
  } catch (const SubmissionError&) {
  }
}

/// The table once more; attacks_test.cc has a main of its own. Nothing: it can't be run so.
std::optional<int> status_of_attacks(const std::string& as, const std::string& arguments) {
  const std::string run = as + " '" IPCLAB_BINARY_DIR "/tests/security/security_attacks_test' ";
  if (std::system((run + "--gtest_list_tests > /dev/null 2>&1 < /dev/null").c_str()) != 0) return std::nullopt;
  FILE* output = popen((run + arguments + " 2>&1 < /dev/null").c_str(), "re");
  if (output == nullptr) return -1;
  // CTest takes the whole table for skipped where this mark is printed for some of its rows.
  const std::string mark = "[  SKIPPED ]";
  char line[65536];
  while (fgets(line, sizeof line, output) != nullptr) {
    std::string text = line;
    if (const std::size_t at = text.find(mark); at != std::string::npos) text.replace(at, mark.size(), "[  left out ]");
    std::cout << text;
  }
  std::cout << std::flush;
  return pclose(output);
}

const std::string kOrdinary =
    "setpriv --reuid=65534 --regid=65534 --clear-groups -- env XDG_CACHE_HOME=/nonexistent HOME=/nonexistent";
const std::string kRefused = "'" IPCLAB_BINARY_DIR "/tests/refusals/refuse_namespaces'";
/// What does not only depend on limits, which are the same at both levels.
const std::string kWhatDiffers =
    "--gtest_brief=1 --gtest_filter='Row2.*:Row7.*:Row9.*:Row20.*:Row21.*:Row29.*:Row3*.*:Row4?.*:Row5?.*:Row6?.*'";

TEST(AsOrdinaryUser, EveryRowHoldsToo) {
  if (geteuid() != 0) GTEST_SKIP() << "the whole suite runs as an ordinary user already";
  const auto status = status_of_attacks(kOrdinary, "--gtest_brief=1");
  if (!status) GTEST_SKIP() << "an ordinary user may not execute the attacks, or setpriv is missing";
  EXPECT_EQ(*status, 0);
}

TEST(WithoutNamespaces, WhatIsGuaranteedThereHolds) {
  EXPECT_EQ(status_of_attacks(kRefused, kWhatDiffers), 0);
}

TEST(WithoutNamespaces, WhatIsGuaranteedThereHoldsForAnOrdinaryUser) {
  if (geteuid() != 0) GTEST_SKIP() << "the whole suite runs as an ordinary user already";
  const auto status = status_of_attacks(kOrdinary + " " + kRefused, kWhatDiffers);
  if (!status) GTEST_SKIP() << "an ordinary user may not execute the attacks, or setpriv is missing";
  EXPECT_EQ(*status, 0);
}

/// The exit status of a check of one of the examples, by an ordinary user. Nothing: it can't be run so.
std::optional<int> status_of_check(const std::string& exercise, const std::string& program) {
  const std::string run = (geteuid() == 0 ? kOrdinary + " " : "") + kRefused + " '" IPCLAB_PROGRAM "' ";
  if (std::system((run + "--version > /dev/null 2>&1 < /dev/null").c_str()) != 0) return std::nullopt;
  const std::string path = " '" IPCLAB_SOURCE_DIR "/exercises/" + exercise + "/" + program + "'";
  return WEXITSTATUS(std::system((run + "check --quick " + exercise + path + " < /dev/null").c_str()));
}

/// The tracer may have no copy of its timer's descriptor there.
TEST(WithoutNamespaces, ARightProgramWithATimerDescriptorPasses) {
  const auto status = status_of_check("signals", "right/timerfd-and-epoll");
  if (!status) GTEST_SKIP() << "an ordinary user may not execute ipclab, or setpriv is missing";
  EXPECT_EQ(*status, 0);
}

/// The connections of the first keep its port for a minute, and without SO_REUSEADDR nobody else could have it.
TEST(WithoutNamespaces, ARightServerPassesAlsoAfterOneThatLeavesItsPortReserved) {
  const auto before = status_of_check("sockets", "wrong/no-reuseaddr");
  if (!before) GTEST_SKIP() << "an ordinary user may not execute ipclab, or setpriv is missing";
  EXPECT_EQ(*before, 1);
  EXPECT_EQ(status_of_check("sockets", "right/select-lines"), 0);
}

/// A run's set-up takes milliseconds, and there are many in the time in which this makes files.
TEST(WithoutNamespaces, WhatTheUserHimselfMakesInTmpMeanwhileStays) {
  if (geteuid() != 0) GTEST_SKIP() << "needs a second user whose processes can be started";
  constexpr uid_t kNobody = 65534;
  constexpr int kMost = 2000;
  const std::string program = kOrdinary + " " + kRefused + " '" IPCLAB_PROGRAM "' ";
  if (std::system((program + "--version > /dev/null 2>&1").c_str()) != 0)
    GTEST_SKIP() << "an ordinary user may not execute ipclab, or setpriv is missing";
  const std::string check = program + "check copy '" IPCLAB_SOURCE_DIR "/reference/copy' --quick";
  FILE* output = popen((check + " 2>&1 < /dev/null").c_str(), "re");
  ASSERT_NE(output, nullptr);
  std::vector<std::string> made;
  pollfd ends{fileno(output), POLLIN, 0};
  while (static_cast<int>(made.size()) < kMost && poll(&ends, 1, 1) == 0) {
    made.push_back("/tmp/row-own-" + std::to_string(getpid()) + "-" + std::to_string(made.size()));
    const Fd file(open(made.back().c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    ASSERT_TRUE(file);
    ASSERT_EQ(fchown(file.get(), kNobody, kNobody), 0);
  }
  std::string text;
  char block[4096];
  while (fgets(block, sizeof block, output) != nullptr) text += block;
  EXPECT_EQ(pclose(output), 0) << text;
  EXPECT_GT(made.size(), 10u);
  for (const std::string& file : made) EXPECT_EQ(unlink(file.c_str()), 0) << file << " has been removed";
}

}  // namespace
}  // namespace ipclab::security

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
