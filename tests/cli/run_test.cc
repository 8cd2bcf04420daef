// `ipclab run`: the program runs as it does without us, and what is wrong with it is told on standard error.
#include <gmock/gmock.h>
#include <poll.h>
#include <signal.h>

#include <nlohmann/json.hpp>

#include "tests/cli/run_fixture.h"

namespace ipclab {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

TEST_F(Run, OutputFolderEnvironmentAndArgumentsAreTheUsersOwn) {
  folder_.write("here", "");
  const Ran ran = run(R"(#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
int main(int argc, char **argv)
{
    printf("%s %s %d %d\n", argv[argc - 1], getenv("GREETING"), access("here", F_OK), (int)getuid());
    return 0;
}
)",
                      {}, {"--time", "-x"});
  EXPECT_EQ(ran.out, "-x good morning 0 " + std::to_string(getuid()) + "\n");
  EXPECT_THAT(ran.err, StartsWith("ipclab: prog ended with status 0: nothing found\n"));
  EXPECT_EQ(ran.status, 0);
}

TEST_F(Run, AStatusIsToldAndIsNoFinding) {
  const Ran ran = run("int main(void) { return 7; }\n");
  EXPECT_THAT(ran.err, StartsWith("ipclab: prog ended with status 7: nothing found\n"));
  EXPECT_EQ(ran.status, 0);
}

TEST_F(Run, WhatIsLeftBehindIsToldAndDoesNotReachTheMachine) {
  const char* source = R"(#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/stat.h>
int main(void)
{
    printf("%d\n", msgget(4711, IPC_CREAT | IPC_EXCL | 0600) != -1);
    shm_open("/ipclab-run-test", O_CREAT | O_RDWR, 0600);
    mkfifo("way", 0600);
    return 0;
}
)";
  for (int i = 0; i < 2; ++i) {
    const Ran ran = run(source);
    EXPECT_EQ(ran.out, "1\n") << "the queue of another run is there";
    EXPECT_EQ(ran.status, 1);
    for (const char* id : {"ipc.leak.msgqueue", "ipc.leak.posix-shm", "ipc.leak.fifo"})
      EXPECT_THAT(ran.err, HasSubstr(id));
    EXPECT_THAT(ran.err, HasSubstr("prog.c:8 in main()"));
    EXPECT_TRUE(std::filesystem::exists(folder_.path() / "way")) << "the user's files are not ours to remove";
    std::filesystem::remove(folder_.path() / "way");
  }
  EXPECT_FALSE(std::filesystem::exists("/dev/shm/ipclab-run-test"));
}

TEST_F(Run, ADeadlockIsProvedAndEndsTheProgram) {
  const Ran ran = run(R"(#include <sys/wait.h>
#include <unistd.h>
int main(void)
{
    int ends[2];
    char byte;
    if (pipe(ends) == -1) return 1;
    if (fork() == 0) return read(ends[0], &byte, 1);
    return wait(NULL) == -1;
}
)");
  EXPECT_THAT(ran.err, StartsWith("ipclab: prog was ended by ipclab: "));
  EXPECT_THAT(ran.err, HasSubstr("✗ hang.deadlock"));
  EXPECT_THAT(ran.err, HasSubstr("prog.c:"));
  EXPECT_EQ(ran.status, 1);
}

// Each of these waits can be ended by somebody who is no part of the run.
class WaitsForSomebodyOutside : public Run, public testing::WithParamInterface<const char*> {};

TEST_P(WaitsForSomebodyOutside, IsNoDeadlock) {
  const std::string source = std::string(R"(#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
static void on_signal(int number) { (void)number; }
int main(void)
{
    int ends[2];
    char byte;
    (void)byte; (void)on_signal;
    if (pipe(ends) == -1) return 1;
    )") + GetParam() + R"(
    return 0;
}
)";
  const Ran ran = run(source.c_str(), {"--time", "0.4"});
  EXPECT_THAT(ran.err, HasSubstr("✗ hang.timeout"));
  EXPECT_THAT(ran.err, Not(HasSubstr("hang.deadlock")));
  EXPECT_EQ(ran.status, 1);
}

INSTANTIATE_TEST_SUITE_P(All, WaitsForSomebodyOutside,
                         testing::Values("pause();", "signal(SIGTERM, on_signal); read(ends[0], &byte, 1);",
                                         "mkfifo(\"way\", 0600); open(\"way\", O_RDONLY);",
                                         "int s = socket(AF_INET, SOCK_STREAM, 0); listen(s, 1); accept(s, 0, 0);",
                                         "struct pollfd all[2] = {{ends[0], POLLIN, 0}, {socket(AF_INET, SOCK_DGRAM, "
                                         "0), POLLIN, 0}}; poll(all, 2, -1);",
                                         "raise(SIGSTOP);"));

TEST_F(Run, TimeEndsAProgramThatDoesNotEnd) {
  const Ran ran = run("#include <unistd.h>\nint main(void) { sleep(1000); return 0; }\n", {"--time", "0.2"});
  EXPECT_THAT(ran.err, HasSubstr("✗ hang.timeout: the program has not ended after 0.2 seconds"));
  EXPECT_EQ(ran.status, 1);
}

TEST_F(Run, ACrashNamesItsLine) {
  const Ran ran = run("int main(void)\n{\n    volatile int *nowhere = 0;\n    return *nowhere;\n}\n");
  EXPECT_THAT(ran.err, StartsWith("ipclab: prog was killed by SIGSEGV: 1 error\n"));
  EXPECT_THAT(ran.err, HasSubstr("prog.c:4 in main()"));
  EXPECT_THAT(ran.err, HasSubstr("    return *nowhere;"));
}

TEST_F(Run, ARaceOnSharedMemoryNamesItsLine) {
  const Ran ran = run(R"(#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
int main(void)
{
    int *number = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    pid_t child = fork();
    *number += 1;
    if (child != 0)
        wait(NULL);
    return 0;
}
)");
  EXPECT_THAT(ran.err, HasSubstr("race.data: "));
  EXPECT_THAT(ran.err, HasSubstr("prog.c:8 in main()"));
  EXPECT_EQ(ran.status, 1);
}

TEST_F(Run, AProgramThatMapsMemoryIsToldByTheFunctionsThatItCalls) {
  const Ran ran = run(R"(#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
static void handler(int signal) { printf("got %d\n", signal); }
int main(void)
{
    mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    signal(SIGUSR1, handler);
    raise(SIGUSR1);
    return 0;
}
)");
  EXPECT_THAT(ran.err, HasSubstr("the handler handler() calls printf(), which is not safe there"));
  EXPECT_THAT(ran.err, HasSubstr("prog.c:4 in handler()"));
}

TEST_F(Run, WhatDoesNotCompileIsAFinding) {
  const Ran ran = run("int main(void) { return x; }\n");
  EXPECT_THAT(ran.err, HasSubstr("✗ build.error"));
  EXPECT_THAT(ran.err, HasSubstr("prog.c:1"));
  EXPECT_EQ(ran.status, 1);
}

TEST_F(Run, JsonHoldsTheReport) {
  const Ran ran = run("#include <sys/msg.h>\nint main(void) { return msgget(1, IPC_CREAT | 0600) == -1; }\n",
                      {"--json", "report.json"});
  const nlohmann::json report = nlohmann::json::parse(read_whole(folder_.path() / "report.json"));
  EXPECT_EQ(report.at("schema"), "ipclab.report/1");
  EXPECT_EQ(report.at("verdict"), "fail");
  EXPECT_EQ(report.at("isolation").at("level"), "open");
  EXPECT_EQ(report.at("scenarios").at(0).at("name"), "run");
  EXPECT_EQ(report.at("findings").at(0).at("id"), "ipc.leak.msgqueue");
  EXPECT_EQ(report.at("findings").at(0).at("location").at("file"), "prog.c");
}

TEST(RunCommandLine, SystemProgramsRunAsTheyAre) {
  const Ran ran = ipclab({"run", "--", "sh", "-c", "echo out; echo err >&2; exit 3"});
  EXPECT_EQ(ran.out, "out\n");
  EXPECT_EQ(ran.err, "err\nipclab: sh ended with status 3: nothing found\n");
  EXPECT_EQ(ran.status, 0);
}

TEST(RunCommandLine, OptionsBehindTheCommandAreTheCommands) {
  const Ran ran = ipclab({"run", "--time", "60", "echo", "--json", "x", "--", "-v"});
  EXPECT_EQ(ran.out, "--json x -- -v\n");
  EXPECT_EQ(ran.status, 0);
}

TEST(RunCommandLine, ThatIsWrongIsToldWithStatusTwo) {
  for (const std::vector<std::string>& args : std::vector<std::vector<std::string>>{{"run"},
                                                                                    {"run", "--"},
                                                                                    {"run", "no-such-command"},
                                                                                    {"run", "./no-such-file"},
                                                                                    {"run", "no-such-file.c"},
                                                                                    {"run", "/tmp"},
                                                                                    {"run", "--time", "-1", "true"},
                                                                                    {"run", "--no-such", "true"}}) {
    const Ran ran = ipclab(args);
    EXPECT_EQ(ran.status, 2) << testing::PrintToString(args) << ran.err;
    EXPECT_NE(ran.err, "");
    EXPECT_EQ(ran.out, "");
  }
}

/// A terminal with `ipclab run` in its foreground group, and a session leader before it, as a shell is.
class AtATerminal : public Run {
 protected:
  void start(const char* source) {
    folder_.write("prog.c", source);
    // A control character sends its signal first and then throws away what is on its way, perhaps the answer.
    termios mode{};
    cfmakeraw(&mode);
    mode.c_iflag |= ICRNL;
    mode.c_oflag |= OPOST | ONLCR;
    mode.c_lflag |= ISIG | ICANON | NOFLSH;
    mode.c_cc[VINTR] = 3;
    mode.c_cc[VSUSP] = 26;
    mode.c_cc[VEOF] = 4;
    const pid_t leader = forkpty(&master_, nullptr, &mode, nullptr);
    if (leader == 0) lead();
    leader_ = leader;
  }
  ~AtATerminal() override {
    if (master_ != -1) close(master_);
    if (leader_ > 0) waitpid(leader_, nullptr, 0);
  }

  void type(const std::string& text) const {
    ASSERT_EQ(write(master_, text.data(), text.size()), (ssize_t)text.size());
  }

  /// Reads on until the text has come, and forgets everything up to it.
  testing::AssertionResult comes(const std::string& text) {
    for (;;) {
      const std::size_t at = seen_.find(text);
      if (at != std::string::npos) {
        seen_.erase(0, at + text.size());
        return testing::AssertionSuccess();
      }
      char block[4096];
      const ssize_t n = read(master_, block, sizeof block);
      if (n <= 0) return testing::AssertionFailure() << text << " does not come: " << seen_;
      seen_.append(block, static_cast<std::size_t>(n));
    }
  }

 private:
  /// Gives the terminal to ipclab, and takes it back when that stops; a line that is typed then continues it.
  [[noreturn]] void lead() const {
    setenv("NO_COLOR", "1", 1);
    signal(SIGTTOU, SIG_IGN);
    const pid_t job = fork();
    if (job == 0) {
      setpgid(0, 0);
      tcsetpgrp(0, getpid());
      signal(SIGTTOU, SIG_DFL);
      if (chdir(folder_.path().c_str()) == 0) execl(IPCLAB_PROGRAM, "ipclab", "run", "prog.c", nullptr);
      _exit(126);
    }
    setpgid(job, job);
    int status = 0;
    while (waitpid(job, &status, WUNTRACED) == job && WIFSTOPPED(status)) {
      tcsetpgrp(0, getpid());
      dprintf(1, "[stopped]\n");
      char line[64];
      if (read(0, line, sizeof line) <= 0) _exit(1);
      tcsetpgrp(0, job);
      kill(-job, SIGCONT);
    }
    tcsetpgrp(0, getpid());
    dprintf(1, "[status %d]\n", WEXITSTATUS(status));
    _exit(0);
  }

  int master_ = -1;
  pid_t leader_ = -1;
  std::string seen_;
};

TEST_F(AtATerminal, WhatIsTypedIsRead) {
  start(R"(#include <stdio.h>
#include <unistd.h>
int main(void)
{
    char line[100];
    printf("terminal %d\n", isatty(0) + isatty(1) + isatty(2));
    if (fgets(line, sizeof line, stdin)) printf("read %s", line);
    return 0;
}
)");
  EXPECT_TRUE(comes("terminal 3"));
  type("a line\n");
  EXPECT_TRUE(comes("read a line"));
  EXPECT_TRUE(comes("ipclab: prog ended with status 0: nothing found"));
  EXPECT_TRUE(comes("[status 0]"));
}

constexpr const char* kCounts = R"(#include <signal.h>
#include <stdio.h>
#include <unistd.h>
static void on_interrupt(int number) { (void)number; write(1, "interrupted\n", 12); _exit(5); }
static void on_continue(int number) { (void)number; write(1, "goes on\n", 8); }
int main(void)
{
    signal(SIGINT, on_interrupt);
    signal(SIGCONT, on_continue);
    write(1, "ready\n", 6);
    for (;;) pause();
}
)";

TEST_F(AtATerminal, ControlCReachesTheProgramAndNotIpclab) {
  start(kCounts);
  EXPECT_TRUE(comes("ready"));
  type("\x03");
  EXPECT_TRUE(comes("interrupted"));
  EXPECT_TRUE(comes("ipclab: prog ended with status 5: nothing found"));
  EXPECT_TRUE(comes("[status 0]"));
}

TEST_F(AtATerminal, WhoEndsAProgramThatHangsIsToldWhatItWaitedFor) {
  start(R"(#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>
int main(void)
{
    mkfifo("way", 0600);
    if (fork() == 0) {
        char name[64], state = 0;
        sprintf(name, "/proc/%d/stat", (int)getppid());
        while (state != 'S') {
            FILE *file = fopen(name, "r");
            if (fscanf(file, "%*d (prog) %c", &state) != 1) return 1;
            fclose(file);
        }
        write(1, "ready\n", 6);
        pause();
    }
    return open("way", O_RDONLY) == -1;
}
)");
  EXPECT_TRUE(comes("ready"));
  type("\x03");
  EXPECT_TRUE(comes("ipclab: prog was killed by SIGINT"));
  EXPECT_TRUE(comes("hang.timeout: prog had not ended when SIGINT (2) came"));
  EXPECT_TRUE(comes("prog.c:19 in main()"));
  EXPECT_TRUE(comes("the parent opens the FIFO for reading"));
}

TEST_F(AtATerminal, WhoEndsAProgramInALoopIsToldItsLine) {
  start(R"(#include <unistd.h>
int main(void)
{
    volatile int more = 1;
    write(1, "ready\n", 6); while (more) {}
    return 0;
}
)");
  EXPECT_TRUE(comes("ready"));
  type("\x03");
  EXPECT_TRUE(comes("prog had not ended when SIGINT (2) came"));
  EXPECT_TRUE(comes("prog.c:5 in main()"));
  EXPECT_TRUE(comes("prog was not waiting for anything."));
}

TEST_F(AtATerminal, ControlZStopsTheProgramAndIpclabAndTheShellContinuesBoth) {
  start(kCounts);
  EXPECT_TRUE(comes("ready"));
  for (int i = 0; i < 3; ++i) {
    type("\x1a");
    EXPECT_TRUE(comes("[stopped]"));
    type("fg\n");
    EXPECT_TRUE(comes("goes on"));
  }
  type("\x03");
  EXPECT_TRUE(comes("interrupted"));
  EXPECT_TRUE(comes("[status 0]"));
}

TEST_F(AtATerminal, AProgramThatTakesControlZGoesOn) {
  start(R"(#include <signal.h>
#include <unistd.h>
static void on_stop(int number) { (void)number; write(1, "not now\n", 8); _exit(0); }
int main(void)
{
    signal(SIGTSTP, on_stop);
    write(1, "ready\n", 6);
    for (;;) pause();
}
)");
  EXPECT_TRUE(comes("ready"));
  type("\x1a");
  EXPECT_TRUE(comes("not now"));
  EXPECT_TRUE(comes("[status 0]"));
}

}  // namespace
}  // namespace ipclab
