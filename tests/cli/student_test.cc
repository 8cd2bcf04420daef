// What the student's folder begins with, and `check --watch`.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <utmp.h>

#include <csignal>

#include "tests/cli/small_class.h"

namespace ipclab {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;

const std::string kExercises = IPCLAB_SOURCE_DIR "/exercises";

TEST(Init, GivesStatementAndStarterAndSaysHowToCheck) {
  const TempFolder home;
  const Ran ran = ipclab({"init", "msgqueue"}, {.folder = home.path()});
  EXPECT_EQ(ran.status, 0) << ran.err;
  EXPECT_EQ(read_whole(home.path() / "msgqueue/README.md"), read_whole(kExercises + "/msgqueue/README.md"));
  EXPECT_EQ(read_whole(home.path() / "msgqueue/sender.c"), read_whole(kExercises + "/msgqueue/starter/sender.c"));
  EXPECT_THAT(ran.out, HasSubstr("ipclab check msgqueue ."));
}

TEST(Init, WhatItMakesCanBeChecked) {
  const TempFolder home;
  ASSERT_EQ(ipclab({"init", "copy", home.path() / "mine"}).status, 0);
  EXPECT_EQ(ipclab({"check", "copy", home.path() / "mine", "--scenario", "small-text"}).status, 1);
}

TEST(Init, WritesNothingWhereOneFileIsThereAlready) {
  const TempFolder home;
  home.write("msgqueue/sender.c", "mine");
  const Ran ran = ipclab({"init", "msgqueue"}, {.folder = home.path()});
  EXPECT_EQ(ran.status, 2);
  expect_a_sentence(ran.err);
  EXPECT_THAT(ran.err, HasSubstr("msgqueue/sender.c is there already"));
  EXPECT_EQ(read_whole(home.path() / "msgqueue/sender.c"), "mine");
  EXPECT_FALSE(fs::exists(home.path() / "msgqueue/README.md"));
}

TEST(Init, DoesNotFollowALinkThatLeadsNowhere) {
  const TempFolder home;
  fs::create_directory(home.path() / "copy");
  fs::create_symlink(home.path() / "elsewhere", home.path() / "copy/copy.c");
  EXPECT_EQ(ipclab({"init", "copy"}, {.folder = home.path()}).status, 2);
  EXPECT_FALSE(fs::exists(home.path() / "elsewhere"));
}

TEST(Init, OfAnUnknownExerciseMakesNoFolder) {
  const TempFolder home;
  EXPECT_EQ(ipclab({"init", "nonsense"}, {.folder = home.path()}).status, 2);
  EXPECT_THAT(fs::directory_iterator(home.path()),
              Not(testing::Truly([](fs::directory_iterator at) { return at != fs::directory_iterator(); })));
}

/// `ipclab check EXERCISE PATH --watch` with its output in a pipe.
class Watching {
 public:
  Watching(const std::string& exercise, const std::string& path, const std::string& temporary) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) == -1) throw std::runtime_error("pipe failed");
    pid_ = fork();
    if (pid_ == 0) {
      setenv("TMPDIR", temporary.c_str(), 1);
      dup2(open("/dev/null", O_RDONLY), 0);
      dup2(ends[1], 1);
      dup2(ends[1], 2);
      execl(IPCLAB_PROGRAM, "ipclab", "check", exercise.c_str(), path.c_str(), "--watch", nullptr);
      _exit(126);
    }
    close(ends[1]);
    out_ = ends[0];
  }
  ~Watching() {
    if (pid_ > 0) kill(pid_, SIGKILL), waitpid(pid_, nullptr, 0);
    close(out_);
  }

  /// What it printed up to `text`, which has to come.
  std::string read_until(const std::string& text) {
    std::string all;
    while (all.find(text) == std::string::npos) {
      char one = 0;
      if (read(out_, &one, 1) != 1) return all + " (and then the end)";
      all += one;
    }
    return all;
  }

  /// Ends it as control-C does; the exit code.
  int interrupt() {
    kill(pid_, SIGINT);
    const int status = wait_for(pid_);
    pid_ = -1;
    return status;
  }

 private:
  pid_t pid_ = -1;
  int out_ = -1;
};

TEST(Watch, ChecksAgainOnEverySaveAndEndsCleanlyWithTheLastReportsCode) {
  const SmallClass lab;
  const TempFolder temporary;
  lab.hand_in("adams", kSilent);
  Watching watching(lab.exercise, lab.submissions + "/adams", temporary.path());
  EXPECT_THAT(watching.read_until("says more."), HasSubstr("0 of 3 points  FAIL"));
  lab.hand_in("adams", kHello);
  EXPECT_THAT(watching.read_until("PASS"), HasSubstr("3 of 3 points"));
  EXPECT_EQ(watching.interrupt(), 0);
  EXPECT_TRUE(fs::is_empty(temporary.path()));
}

TEST(Watch, SeesAFileThatAnEditorPutsInPlaceOfTheOldOne) {
  const SmallClass lab;
  const TempFolder temporary;
  lab.hand_in("adams", kHello);
  const std::string file = lab.submissions + "/adams/hello.c";
  Watching watching(lab.exercise, file, temporary.path());
  watching.read_until("PASS");
  lab.folder.write("class/adams/hello.c~", kBroken);
  fs::rename(file + "~", file);
  EXPECT_THAT(watching.read_until("says more."), HasSubstr("DOES NOT BUILD"));
  EXPECT_EQ(watching.interrupt(), 1);
}

TEST(Watch, GoesOnWhenWhatIsThereCanNotBeReadForATime) {
  const SmallClass lab;
  const TempFolder temporary;
  lab.hand_in("adams", kHello);
  const std::string file = lab.submissions + "/adams/hello.c";
  Watching watching(lab.exercise, file, temporary.path());
  watching.read_until("PASS");
  fs::remove(file);
  watching.read_until("ipclab: ");
  lab.hand_in("adams", kFails);
  EXPECT_THAT(watching.read_until("FAIL"), HasSubstr("Say hello"));
}

TEST(Watch, DoesNotJudgeTheSameFilesTwice) {
  const SmallClass lab;
  const TempFolder temporary;
  lab.hand_in("adams", kHello);
  Watching watching(lab.exercise, lab.submissions + "/adams", temporary.path());
  watching.read_until("PASS");
  lab.folder.write("class/adams/notes.txt", "no part of the program");
  lab.hand_in("adams", kHello);
  lab.hand_in("adams", kSilent);
  EXPECT_THAT(watching.read_until("says more."), Not(HasSubstr("PASS")));
}

TEST(Watch, OfAPathThatIsNotThereIsAnError) {
  const SmallClass lab;
  const Ran ran = ipclab({"check", lab.exercise, lab.submissions + "/nobody", "--watch"});
  EXPECT_EQ(ran.status, 2);
  expect_a_sentence(ran.err);
}

TEST(Watch, OnATerminalEachReportReplacesTheOneBefore) {
  const SmallClass lab;
  lab.hand_in("adams", kHello);
  int master = -1, slave = -1;
  ASSERT_EQ(openpty(&master, &slave, nullptr, nullptr, nullptr), 0);
  const pid_t pid = fork();
  if (pid == 0) {
    setsid();
    login_tty(slave);
    execl(IPCLAB_PROGRAM, "ipclab", "check", lab.exercise.c_str(), (lab.submissions + "/adams").c_str(), "--watch",
          nullptr);
    _exit(126);
  }
  close(slave);
  std::string shown;
  const auto read_until = [&](const std::string& text) {
    char block[512];
    for (shown.clear(); shown.find(text) == std::string::npos;) {
      const ssize_t n = read(master, block, sizeof block);
      if (n <= 0) break;
      shown.append(block, static_cast<std::size_t>(n));
    }
    return shown;
  };
  EXPECT_THAT(read_until("control-C ends."), HasSubstr("\x1b[2J"));
  lab.hand_in("adams", kSilent);
  EXPECT_THAT(read_until("control-C ends."), HasSubstr("\x1b[2J"));
  ASSERT_EQ(write(master, "\x03", 1), 1);  // control-C reaches the helper's processes as well
  read_until("nothing more, until everybody has closed the terminal");
  EXPECT_THAT(shown, Not(HasSubstr("could not")));
  EXPECT_EQ(wait_for(pid), 1);
  close(master);
}

}  // namespace
}  // namespace ipclab
