// `ipclab run` with programs as courses and textbooks have them: what is proved although the kind of object could be
// shared with the machine, and what of right programs is no finding.
#include <gmock/gmock.h>
#include <signal.h>

#include "tests/cli/run_fixture.h"

namespace ipclab {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

struct Kind {
  const char* body;
  const char* story;
};

std::string whole(const std::string& body) {
  return R"(#include <fcntl.h>
#include <mqueue.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>
static void handler(int number) { (void)number; }
int main(void)
{
    int ends[2], one[2], two[2];
    char byte = 'x';
    (void)handler; (void)byte; (void)ends;
    if (pipe(one) == -1 || pipe(two) == -1) return 1;
)" + body +
         "\n    return 0;\n}\n";
}

/// Others could have a socket and lock a file; but these are the run's alone.
class HeldByTheRunAlone : public Run, public testing::WithParamInterface<Kind> {};

TEST_P(HeldByTheRunAlone, IsADeadlock) {
  const Ran ran = run(whole(GetParam().body).c_str(), {"--time", "60"});
  EXPECT_THAT(ran.err, HasSubstr("✗ hang.deadlock: "));
  EXPECT_THAT(ran.err, HasSubstr(GetParam().story));
  EXPECT_EQ(ran.status, 1);
}

INSTANTIATE_TEST_SUITE_P(
    All, HeldByTheRunAlone,
    testing::Values(
        Kind{"socketpair(AF_UNIX, SOCK_STREAM, 0, ends);\n"
             "if (fork() == 0) { close(ends[0]); return read(ends[1], &byte, 1) != 1; }\n"
             "close(ends[1]); return read(ends[0], &byte, 1) != 1;",
             "sleeps in read()"},
        // Both send, and then read to the end that the other one does not make.
        Kind{"struct sockaddr_in to = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};\n"
             "socklen_t size = sizeof to; int s = socket(AF_INET, SOCK_STREAM, 0);\n"
             "if (bind(s, (void *)&to, size) || listen(s, 1) || getsockname(s, (void *)&to, &size)) return 1;\n"
             "if (fork() == 0) { int c = accept(s, 0, 0); close(s); while (read(c, &byte, 1) == 1) ; return 0; }\n"
             "close(s); s = socket(AF_INET, SOCK_STREAM, 0); connect(s, (void *)&to, size);\n"
             "return write(s, \"abc\", 3) != 3 || read(s, &byte, 1) != 1;",
             "sleeps in read()"},
        Kind{"int mine = open(\"lock\", O_RDWR | O_CREAT, 0600); flock(mine, LOCK_EX);\n"
             "if (fork() == 0) { int other = open(\"lock\", O_RDWR); return flock(other, LOCK_EX); }\n"
             "wait(0); close(mine);",
             "waits for a lock on the file"},
        // sort handles the signals of people, in order to remove its files.
        Kind{"if (fork() == 0) { dup2(one[0], 0); close(one[1]); execlp(\"sort\", \"sort\", (char *)0); _exit(127); }\n"
             "wait(0); close(one[1]);",
             "sort waits for the end of its input"}));

TEST_F(Run, AWriterThatASystemProgramDoesNotReadIsNamedByItsOwnLine) {
  const Ran ran = run(R"(#include <stdlib.h>
#include <unistd.h>
int main(void)
{
    static char block[1 << 20];
    int to[2], from[2];
    if (pipe(to) || pipe(from)) return 1;
    if (fork() == 0) {
        dup2(to[0], 0); dup2(from[1], 1);
        close(to[1]); close(from[0]);
        execlp("cat", "cat", (char *)0); _exit(127);
    }
    close(to[0]); close(from[1]);
    return write(to[1], block, sizeof block) == -1;
}
)");
  EXPECT_THAT(ran.err, HasSubstr("✗ hang.deadlock: the parent waits until somebody reads what it writes"));
  EXPECT_THAT(ran.err, HasSubstr("\n  prog.c:14 in main()"));
}

TEST_F(Run, ARemovalBeforeItWasMadeIsNoRemovalThatFailed) {
  const Ran ran = run(whole("unlink(\"way\"); mkfifo(\"way\", 0600);").c_str());
  EXPECT_THAT(ran.err, HasSubstr("✗ ipc.leak.fifo: "));
  EXPECT_THAT(ran.err, HasSubstr("Nobody removed it."));
}

TEST_F(Run, ASocketsFileIsMadeByTheLineThatNamesIt) {
  const Ran ran = run(R"(#include <sys/socket.h>
#include <sys/un.h>
int main(void)
{
    struct sockaddr_un name = {.sun_family = AF_UNIX, .sun_path = "name"};
    int s = socket(AF_UNIX, SOCK_STREAM, 0);
    return bind(s, (void *)&name, sizeof name);
}
)");
  EXPECT_THAT(ran.err, HasSubstr("✗ ipc.leak.socket-file: "));
  EXPECT_THAT(ran.err, HasSubstr("\n  prog.c:7 in main()"));
}

/// Right programs in unusual styles: no finding at all.
class RightInItsWay : public Run, public testing::WithParamInterface<const char*> {};

TEST_P(RightInItsWay, IsNotBlamed) {
  const Ran ran = run(whole(GetParam()).c_str(), {"--time", "60"});
  EXPECT_THAT(ran.err, StartsWith("ipclab: prog ended with status 0: nothing found\n"));
  EXPECT_EQ(ran.status, 0);
}

INSTANTIATE_TEST_SUITE_P(
    All, RightInItsWay,
    testing::Values(
        // A pipe as a semaphore: everybody has both ends, and the parent only puts the tokens in.
        "close(two[0]); close(two[1]); write(one[1], \"tt\", 2);\n"
        "for (int i = 0; i < 3; i++)\n"
        "    if (fork() == 0) { if (read(one[0], &byte, 1) == 1) write(one[1], &byte, 1); return 0; }\n"
        "while (wait(0) > 0) ;",
        // Two workers and one job: one of them has nothing to say, and ends last.
        "for (int i = 0; i < 2; i++)\n"
        "    if (fork() == 0) {\n"
        "        close(one[1]); close(two[0]);\n"
        "        if (read(one[0], &byte, 1) == 1) write(two[1], &byte, 1); else usleep(50000);\n"
        "        return 0;\n"
        "    }\n"
        "close(one[0]); close(two[1]); write(one[1], &byte, 1); close(one[1]);\n"
        "while (read(two[0], &byte, 1) == 1) ;\n"
        "while (wait(0) > 0) ;",
        // A child that is to be killed at its work, and one with a time limit.
        "int status; if (fork() == 0) raise(SIGKILL);\n"
        "wait(&status);\n"
        "if (fork() == 0) { alarm(1); for (;;) pause(); }\n"
        "wait(&status); return !WIFSIGNALED(status);"));

struct Mistake {
  const char* body;
  const char* told;
};
class Mistaken : public Run, public testing::WithParamInterface<Mistake> {};

TEST_P(Mistaken, IsToldByItsCause) {
  const Ran ran = run(whole(GetParam().body).c_str(), {"--time", "1"});
  EXPECT_THAT(ran.err, HasSubstr(GetParam().told));
  EXPECT_THAT(ran.err, Not(HasSubstr("stream.partial")));
}

INSTANTIATE_TEST_SUITE_P(
    All, Mistaken,
    testing::Values(
        // Who read all that was sent took no part for the whole.
        Mistake{"socketpair(AF_UNIX, SOCK_STREAM, 0, ends);\n"
                "if (fork() == 0) { char all[10]; if (read(ends[1], all, 10) == 3) close(ends[1]); pause(); }\n"
                "write(ends[0], \"abc\", 3); wait(0);",
                "✗ hang.timeout"},
        // The last reader goes in the middle of a write.
        Mistake{"static char block[70000];\n"
                "if (fork() == 0) { close(one[1]); read(one[0], &byte, 1); return 0; }\n"
                "close(one[0]); write(one[1], block, sizeof block); write(one[1], block, 1);",
                "✗ exit.signal: the parent was killed by SIGPIPE"},
        Mistake{"pid_t child = fork();\n"
                "if (child == 0) { read(two[0], &byte, 1); signal(SIGUSR1, handler); pause(); return 0; }\n"
                "kill(child, SIGUSR1); wait(0);",
                "! signal.not-handled: the child is sent SIGUSR1 (10) by the parent and dies of it"},
        Mistake{"pid_t child = fork();\n"
                "if (child == 0) { read(one[0], &byte, 1); return 0; }\n"
                "for (int i = 0; i < 5000; i++) if (waitpid(child, 0, WNOHANG) != 0) return 1;\n"
                "write(one[1], &byte, 1); wait(0);",
                "✗ cpu.busy-wait: the parent burns processor time"},
        Mistake{"mqd_t queue = mq_open(\"/q\", O_CREAT | O_RDWR, 0600, 0); mq_unlink(\"/q\");\n"
                "mq_send(queue, \"abc\", 3, 0);\n"
                "char text[16] = \"\"; mq_receive(queue, text, sizeof text, 0); printf(\"%s\\n\", text);",
                "! syscall.unchecked: mq_receive() failed, and the program went on"},
        Mistake{"struct sockaddr_un to = {.sun_family = AF_UNIX, .sun_path = \"nobody\"};\n"
                "int s = socket(AF_UNIX, SOCK_DGRAM, 0);\n"
                "sendto(s, \"abc\", 3, 0, (void *)&to, sizeof to); recv(s, &byte, 1, 0);",
                "syscall.unchecked: sendto() failed"},
        Mistake{"signal(SIGUSR1, handler); sigset_t set; sigemptyset(&set); sigaddset(&set, SIGUSR1);\n"
                "sigprocmask(SIG_BLOCK, &set, 0); if (fork() == 0) { kill(getppid(), SIGUSR1); return 0; }\n"
                "wait(0); pause();",
                "blocked"}));

}  // namespace
}  // namespace ipclab
