// The command line as the contract fixes it: names, exit codes, what is said where.
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/cli/command_line.h"

namespace ipclab {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* kEscape = "\x1b";

TEST(CommandLine, TellsItsVersion) {
  const Ran ran = ipclab({"--version"});
  EXPECT_EQ(ran.status, 0);
  EXPECT_THAT(ran.out, testing::MatchesRegex("ipclab [0-9]+\\.[0-9]+\\.[0-9]+\n"));
}

TEST(CommandLine, HelpNamesTheCommandsAndTheExitCodes) {
  const Ran ran = ipclab({"--help"});
  EXPECT_EQ(ran.status, 0);
  for (const char* word : {"check", "exercise", "explain", "Exit codes"}) EXPECT_THAT(ran.out, HasSubstr(word));
  const Ran check = ipclab({"check", "--help"});
  EXPECT_EQ(check.status, 0);
  for (const char* word : {"EXERCISE", "PATH", "--format", "--output", "--scenario", "--seed"}) {
    EXPECT_THAT(check.out, HasSubstr(word));
  }
}

TEST(CommandLine, ThatIsWrongIsToldWithStatusTwo) {
  for (const std::vector<std::string>& args :
       std::vector<std::vector<std::string>>{{},
                                             {"no-such-command"},
                                             {"check"},
                                             {"check", "copy", "--no-such-option"},
                                             {"check", "copy", "--format", "xyz"},
                                             {"check", "copy", "--seed", "x"},
                                             {"exercise"},
                                             {"explain", "a", "b"}}) {
    const Ran ran = ipclab(args);
    EXPECT_EQ(ran.status, 2) << testing::PrintToString(args);
    EXPECT_NE(ran.err, "") << testing::PrintToString(args);
    EXPECT_EQ(ran.out, "") << testing::PrintToString(args);
  }
}

TEST(CommandLine, UnknownExerciseIsToldWithThoseThatThereAre) {
  const Ran ran = ipclab({"check", "pipelin", reference("pipeline")});
  EXPECT_EQ(ran.status, 2);
  expect_a_sentence(ran.err);
  EXPECT_THAT(ran.err, testing::AllOf(HasSubstr("pipelin"), HasSubstr("copy"), HasSubstr("sockets")));
}

TEST(CommandLine, UnknownScenarioIsToldWithThoseThatThereAre) {
  const Ran ran = ipclab({"check", "pipeline", reference("pipeline"), "--scenario", "matchez"});
  EXPECT_EQ(ran.status, 2);
  expect_a_sentence(ran.err);
  EXPECT_THAT(ran.err, testing::AllOf(HasSubstr("matchez"), HasSubstr("no-match")));
}

TEST(CommandLine, ExerciseThatIsWrongIsToldWithFileLineAndColumn) {
  const TempFolder folder;
  const std::string file =
      folder.write("broken/exercise.toml",
                   "name = \"broken\"\ntitle = \"x\"\n[programs.x]\n[[scenario]]\nname = \"s\"\nstepz = []\n");
  for (const char* command : {"check", "show"}) {
    const std::string exercise = folder.path() / "broken";
    const Ran ran = command == std::string("check") ? ipclab({"check", exercise, reference("copy")})
                                                    : ipclab({"exercise", "show", exercise});
    EXPECT_EQ(ran.status, 2);
    EXPECT_THAT(ran.err, HasSubstr(file + ":6:1: ")) << command;
    EXPECT_EQ(ran.out, "");
  }
}

TEST(CommandLine, SubmissionThatIsNotThereIsTold) {
  const Ran ran = ipclab({"check", "copy", "/no/such/folder"});
  EXPECT_EQ(ran.status, 2);
  expect_a_sentence(ran.err);
  EXPECT_THAT(ran.err, HasSubstr("/no/such/folder"));
}

TEST(CommandLine, KeeperThatDoesNotStartIsTheGradersFault) {
  const Ran ran = ipclab({"check", "copy", reference("copy")}, {.env = {{"IPCLAB_KEEPER", "/nonexistent"}}});
  EXPECT_EQ(ran.status, 3);
  expect_a_sentence(ran.err);
  EXPECT_THAT(ran.err, HasSubstr("/nonexistent"));
  EXPECT_EQ(ran.out, "");
}

TEST(ExerciseCommand, ListsTheSix) {
  const Ran ran = ipclab({"exercise", "list"});
  EXPECT_EQ(ran.status, 0);
  std::vector<std::string> names;
  std::istringstream lines(ran.out);
  for (std::string line; std::getline(lines, line);) names.push_back(line.substr(0, line.find(' ')));
  EXPECT_THAT(names, testing::ElementsAre("copy", "msgqueue", "pipeline", "shm", "signals", "sockets"));
}

TEST(ExerciseCommand, ShowsWhatTheGraderUnderstood) {
  for (const char* name : {"copy", "msgqueue", "pipeline", "shm", "signals", "sockets"}) {
    const Ran ran = ipclab({"exercise", "show", name});
    EXPECT_EQ(ran.status, 0) << ran.err;
    EXPECT_THAT(ran.out, testing::AllOf(HasSubstr(name), HasSubstr("Scenarios (")));
  }
  EXPECT_EQ(ipclab({"exercise", "show", "nothing"}).status, 2);
}

/// Every id of the contract.
constexpr const char* kFindings[] = {"build.error",
                                     "build.warning",
                                     "build.missing-file",
                                     "output.mismatch",
                                     "output.too-much",
                                     "output.lost-in-buffer",
                                     "output.copied-by-fork",
                                     "exit.status",
                                     "exit.signal",
                                     "limit.time",
                                     "limit.cpu",
                                     "limit.memory",
                                     "limit.processes",
                                     "limit.file-size",
                                     "hang.deadlock",
                                     "hang.timeout",
                                     "cpu.busy-wait",
                                     "pipe.end-left-open",
                                     "fd.leaked-into-exec",
                                     "proc.zombie",
                                     "proc.orphan",
                                     "proc.shell",
                                     "proc.runaway-child",
                                     "ipc.leak.msgqueue",
                                     "ipc.leak.shm",
                                     "ipc.leak.sem",
                                     "ipc.leak.posix-shm",
                                     "ipc.leak.posix-sem",
                                     "ipc.leak.posix-mq",
                                     "ipc.leak.fifo",
                                     "ipc.leak.socket-file",
                                     "ipc.leak.file",
                                     "ipc.not-detached",
                                     "ipc.permissions",
                                     "msg.size-includes-type",
                                     "topology.missing",
                                     "topology.extra",
                                     "syscall.unchecked",
                                     "signal.not-handled",
                                     "signal.unsafe-handler",
                                     "signal.eintr",
                                     "stream.eof-ignored",
                                     "stream.partial-read",
                                     "stream.partial-write",
                                     "sock.no-reuseaddr",
                                     "sock.one-client",
                                     "race.schedule-dependent",
                                     "race.sleep-as-sync",
                                     "race.data",
                                     "memory.error",
                                     "sandbox.violation"};

TEST(ExplainCommand, HasAPageForEveryFinding) {
  const std::string list = ipclab({"explain"}).out;
  for (const char* id : kFindings) {
    const Ran ran = ipclab({"explain", id});
    EXPECT_EQ(ran.status, 0) << id;
    EXPECT_THAT(ran.out, HasSubstr(id));
    EXPECT_GT(ran.out.size(), 200u) << id;
    EXPECT_THAT(list, HasSubstr(std::string(id) + " "));
  }
}

TEST(ExplainCommand, UnknownFindingIsToldWithTheNearestOnes) {
  const Ran ran = ipclab({"explain", "deadlock"});
  EXPECT_EQ(ran.status, 2);
  expect_a_sentence(ran.err);
  EXPECT_THAT(ran.err, HasSubstr("hang.deadlock"));
  EXPECT_EQ(ipclab({"explain", "no.such.finding"}).status, 2);
}

TEST(Colour, IsForATerminalWithoutNoColor) {
  EXPECT_THAT(ipclab({"explain", "hang.deadlock"}, {.terminal = true}).out, HasSubstr(kEscape));
  EXPECT_THAT(ipclab({"explain", "hang.deadlock"}, {.env = {{"NO_COLOR", "1"}}, .terminal = true}).out,
              Not(HasSubstr(kEscape)));
  EXPECT_THAT(ipclab({"explain", "hang.deadlock"}).out, Not(HasSubstr(kEscape)));
  const Ran check = ipclab({"check", "copy", reference("copy"), "--scenario", "small-text"});
  EXPECT_THAT(check.out + check.err, Not(HasSubstr(kEscape)));
  EXPECT_EQ(check.err, "") << "progress is for a terminal";
}

}  // namespace
}  // namespace ipclab
