// The cage on this machine's kernel, without a tracer. What holds for root must hold for an ordinary user, so that the
// whole suite runs a second time as one (the last test).
#include "sandbox/cage.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <grp.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <system_error>

#include "sandbox/check.h"
#include "sandbox/filter.h"

namespace ipclab::sandbox {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

constexpr double kLong = 30;

/// One keeper for the whole suite, as in the grader.
Keeper& keeper() {
  static Keeper one;
  return one;
}

std::string bytes_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) fail("reading " + path);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// A program of tests/programs, to be found inside as /lab/NAME.
CageFile program(const std::string& name) {
  return {CageFile::Kind::File, "/lab/" + name, bytes_of(std::string(IPCLAB_BINARY_DIR "/tests/programs/prog_") + name),
          0555};
}

CageSpec with(std::vector<CageFile> files) {
  CageSpec spec;
  spec.files = std::move(files);
  return spec;
}

SpawnSpec command(std::vector<std::string> argv) {
  SpawnSpec spec;
  spec.path = argv.front();
  spec.argv = std::move(argv);
  spec.env = {"PATH=/usr/bin:/bin", "LC_ALL=C"};
  return spec;
}

SpawnSpec shell(const std::string& script) {
  return command({"/bin/sh", "-c", script});
}

std::string contents(int fd) {
  struct stat facts {};
  check(fstat(fd, &facts), "fstat");
  std::string text(static_cast<std::size_t>(facts.st_size), '\0');
  check(pread(fd, text.data(), text.size(), 0), "pread");
  return text;
}

struct Ran {
  WaitStatus status;
  std::string output;  ///< standard output and error
};

/// Runs to the end.
Ran run(Cage& cage, SpawnSpec spec) {
  const Fd output(check(memfd_create("output", MFD_CLOEXEC), "memfd_create"));
  spec.stdout_fd = spec.stderr_fd = output.get();
  const auto ended = cage.wait(cage.spawn(spec), kLong);
  if (!ended) throw std::runtime_error("the program did not end");
  return {ended->status, contents(output.get())};
}

Ran run(SpawnSpec spec) {
  Cage cage = keeper().open({});
  return run(cage, std::move(spec));
}

/// The value of a line "NAME:\tVALUE" of /proc/PID/status.
std::string status_field(const std::string& status, const std::string& name) {
  std::istringstream lines(status);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with(name + ":\t")) return line.substr(name.size() + 2);
  }
  return "(none)";
}

Fd handle_of(pid_t pid) {
  return Fd(static_cast<int>(check(syscall(SYS_pidfd_open, pid, 0), "pidfd_open")));
}

bool dies(const Fd& handle) {
  pollfd wait{handle.get(), POLLIN, 0};
  return poll(&wait, 1, static_cast<int>(kLong * 1000)) == 1;
}

TEST(Cage, ProgramHasUser1000AndNoPrivileges) {
  SpawnSpec cat = command({"/bin/cat", "/proc/self/status"});
  cat.filter = untraced_filter();
  const std::string status = run(cat).output;
  EXPECT_EQ(status_field(status, "Uid"), "1000\t1000\t1000\t1000");
  EXPECT_EQ(status_field(status, "Gid"), "1000\t1000\t1000\t1000");
  for (const char* set : {"CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"}) {
    EXPECT_EQ(status_field(status, set), "0000000000000000") << set;
  }
  EXPECT_EQ(status_field(status, "NoNewPrivs"), "1");
  EXPECT_EQ(status_field(status, "Seccomp"), "2");
}

TEST(Cage, ProgramHasNoneOfRootsGroups) {
  if (setgroups(0, nullptr) == -1) GTEST_SKIP() << "this user cannot give up groups";
  EXPECT_EQ(run(command({"/usr/bin/id", "-G"})).output, "1000\n");
}

TEST(Cage, ProgramStartsWithNoSignalBlockedOrIgnored) {
  const std::string status = run(command({"/bin/cat", "/proc/self/status"})).output;
  EXPECT_EQ(status_field(status, "SigBlk"), "0000000000000000");
  EXPECT_EQ(status_field(status, "SigIgn"), "0000000000000000");
}

TEST(Cage, ProgramHasNoDescriptorsButTheThree) {
  const Fd stray(check(open("/dev/null", O_RDONLY), "open"));  // not close-on-exec
  // 3 is ls's own, of the folder it reads.
  EXPECT_EQ(run(command({"/bin/ls", "/proc/self/fd"})).output, "0\n1\n2\n3\n");
}

TEST(Cage, StandardStreamsThatAreNotGivenAreNull) {
  Cage cage = keeper().open({});
  cage.wait(cage.spawn(shell("for fd in 0 1 2; do [ /proc/$$/fd/$fd -ef /dev/null ] && : > null$fd; done")), kLong);
  for (const char* name : {"null0", "null1", "null2"}) EXPECT_TRUE(cage.read_file(name, 1)) << name;
}

TEST(Cage, EnvironmentFolderAndUmaskAreThoseAskedFor) {
  SpawnSpec spec = shell("env | sort | grep -v '^_='; umask");
  spec.env = {"PATH=/usr/bin", "COLOUR=green"};
  spec.cwd = "/tmp";
  spec.umask = 0077;
  EXPECT_EQ(run(spec).output, "COLOUR=green\nPATH=/usr/bin\nPWD=/tmp\n0077\n");
}

TEST(Cage, ProgramLeadsAGroupOfItsOwnInTheSessionOfInit) {
  // man 5 proc: pid (name) state parent group session.
  const Ran ran =
      run(shell("read pid name state parent group session rest < /proc/self/stat;"
                "[ $pid = $group ] && echo $parent $session"));
  EXPECT_EQ(ran.output, "1 1\n");
}

TEST(Cage, EndIsReportedAsTheKernelSaysIt) {
  Cage cage = keeper().open({});
  const Ran exits = run(cage, shell("exit 7"));
  EXPECT_TRUE(exits.status.exited());
  EXPECT_EQ(exits.status.code(), 7);
  const Ran dies = run(cage, shell("kill -TERM $$"));
  EXPECT_TRUE(dies.status.signalled());
  EXPECT_EQ(dies.status.signal(), SIGTERM);
}

TEST(Cage, WaitGivesUpWhenItsTimeIsOver) {
  Cage cage = keeper().open({});
  const pid_t pid = cage.spawn(command({"/bin/sleep", "1000"}));
  EXPECT_FALSE(cage.wait(pid, 0.02));
  cage.kill_all();
  const auto ended = cage.wait(pid, kLong);
  ASSERT_TRUE(ended);
  EXPECT_EQ(ended->status.signal(), SIGKILL);
}

TEST(Cage, ProgramThatCannotBeExecutedIsAnErrorThatNamesIt) {
  Cage cage = keeper().open({});
  try {
    cage.spawn(command({"/no/such/program"}));
    FAIL() << "it was started";
  } catch (const std::system_error& error) {
    EXPECT_THAT(error.what(), AllOf(HasSubstr("cage: "), HasSubstr("/no/such/program")));
    EXPECT_EQ(error.code().value(), ENOENT);
  }
  EXPECT_EQ(run(cage, shell("echo goes on")).output, "goes on\n");
}

TEST(Cage, FolderThatIsNotThereIsAnErrorThatNamesIt) {
  Cage cage = keeper().open({});
  SpawnSpec spec = command({"/bin/true"});
  spec.cwd = "/nowhere";
  try {
    cage.spawn(spec);
    FAIL() << "it was started";
  } catch (const std::system_error& error) {
    EXPECT_THAT(error.what(), HasSubstr("/nowhere"));
  }
}

TEST(CageFiles, AreThereBeforeTheFirstProgramAndBelongToIt) {
  Cage cage = keeper().open(with({{CageFile::Kind::File, "deep/er/text", "some bytes", 0640},
                                  {CageFile::Kind::Folder, "/tmp/folder", "", 0700},
                                  {CageFile::Kind::Link, "link", "deep/er/text", 0},
                                  {CageFile::Kind::File, "secret", "x", 0000}}));
  const Ran ran = run(cage, shell("cat link; echo; stat -c '%n %a %u %g %F' deep/er/text /tmp/folder link secret; "
                                  "cat secret"));
  EXPECT_EQ(ran.output,
            "some bytes\n"
            "deep/er/text 640 1000 1000 regular file\n"
            "/tmp/folder 700 1000 1000 directory\n"
            "link 777 1000 1000 symbolic link\n"
            "secret 0 1000 1000 regular file\n"
            "cat: secret: Permission denied\n");
}

TEST(CageFiles, CanBeReadBackWithTheirModes) {
  Cage cage = keeper().open({});
  run(cage, shell("printf 12345 > made; chmod 604 made; : > empty; mkdir folder"));
  const auto made = cage.read_file("made", 100);
  ASSERT_TRUE(made);
  EXPECT_TRUE(made->regular);
  EXPECT_EQ(made->mode, 0604u);
  EXPECT_EQ(made->bytes, "12345");
  EXPECT_EQ(cage.read_file("/work/made", 3)->bytes, "123");
  EXPECT_EQ(cage.read_file("empty", 100)->bytes, "");
  EXPECT_FALSE(cage.read_file("folder", 100)->regular);
  EXPECT_FALSE(cage.read_file("missing", 100));
}

TEST(CageFiles, ReadingNeitherFollowsALinkNorWaitsAtAPipe) {
  Cage cage = keeper().open({});
  run(cage, shell("ln -s /etc/passwd link; mkfifo pipe; ln -s /proc/1/environ environment"));
  for (const char* name : {"link", "pipe", "environment"}) {
    const auto content = cage.read_file(name, 1000);
    ASSERT_TRUE(content) << name;
    EXPECT_FALSE(content->regular) << name;
    EXPECT_EQ(content->bytes, "") << name;
  }
}

TEST(CageRoot, HoldsNothingOfTheHostButTheSystemFolders) {
  const std::string top = run(command({"/bin/ls", "/"})).output;
  std::istringstream names(top);
  for (std::string name; names >> name;) {
    EXPECT_THAT((std::vector<std::string>{"bin", "sbin", "lib", "lib32", "lib64", "libx32", "usr", "etc", "dev", "proc",
                                          "work", "tmp", "lab", "fixtures"}),
                testing::Contains(name));
  }
  EXPECT_EQ(run(shell("cat /etc/shadow")).status.code(), 1);
  EXPECT_EQ(run(shell("ls -A /work /tmp /dev/shm /dev/mqueue")).output,
            "/dev/mqueue:\n\n/dev/shm:\n\n/tmp:\n\n/work:\n");
}

TEST(CageRoot, CanBeWrittenOnlyWhereAProgramMay) {
  const Ran ran =
      run(shell("for f in / /usr /etc /usr/bin /dev /proc /work /tmp /dev/shm; do "
                "(: > $f/new) 2>/dev/null && echo $f; done"));
  EXPECT_EQ(ran.output, "/work\n/tmp\n/dev/shm\n");
}

TEST(CageRoot, NothingMountedInItIsWritableAndShared) {
  // man 5 proc_pid_mountinfo: field 5 is the place, field 6 its own flags.
  std::istringstream lines(run(command({"/bin/cat", "/proc/self/mountinfo"})).output);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream fields(line);
    std::string skip, root, place, flags;
    fields >> skip >> skip >> skip >> root >> place >> flags;
    EXPECT_THAT(flags, HasSubstr("nosuid")) << line;
    if (place.starts_with("/usr") || place.starts_with("/lib") || place.starts_with("/etc") || place == "/") {
      EXPECT_TRUE(flags.starts_with("ro")) << line;
    }
    EXPECT_THAT(line, testing::Not(HasSubstr("shared:"))) << line;
  }
}

TEST(CageRoot, HasTheDevicesThatProgramsUse) {
  const Ran ran =
      run(shell("echo x > /dev/null; head -c 3 /dev/zero | od -An -tx1; head -c 4 /dev/urandom | wc -c; "
                "echo x 2>/dev/null > /dev/full || echo full; for f in stdin stdout stderr ptmx fd/0; do [ -e /dev/$f "
                "] || echo no $f; done"));
  EXPECT_EQ(ran.output, " 00 00 00\n4\nfull\n");
}

TEST(CageRoot, ProcShowsTheRunAlone) {
  EXPECT_EQ(run(shell("echo /proc/[0-9]*")).output, "/proc/1 /proc/2\n");
}

TEST(CageRoot, LookupsOfTheUserAndTheLocalHostWork) {
  EXPECT_EQ(run(shell("id -un; getent hosts localhost | wc -l")).output, "student\n1\n");
}

TEST(CageNetwork, LoopbackWorks) {
  Cage cage = keeper().open(with({program("loopback")}));
  EXPECT_EQ(run(cage, command({"/lab/loopback"})).output, "hello\n");
}

TEST(CageNetwork, IsNotThereForTheCompiler) {
  CageSpec spec = with({program("loopback")});
  spec.network = false;
  Cage cage = keeper().open(spec);
  EXPECT_NE(run(cage, command({"/lab/loopback"})).status.code(), 0);
}

TEST(CageNetwork, HasNoInterfaceToTheOutside) {
  // Two lines of heading, then one an interface.
  EXPECT_EQ(run(shell("tail -n +3 /proc/net/dev | cut -d: -f1 | tr -d ' '")).output, "lo\n");
}

TEST(CageNamespaces, ProgramsCanMakeNoneOfTheirOwnEvenWithoutAFilter) {
  Cage cage = keeper().open(with({program("new_namespaces")}));
  EXPECT_EQ(run(cage, command({"/lab/new_namespaces"})).output, "unshare ENOSPC\nclone ENOSPC\nclone3 ENOSPC\n");
}

TEST(CageNamespaces, IpcObjectsOfOneRunAreNotSeenByAnother) {
  Cage first = keeper().open(with({program("leaves_everything")}));
  Cage second = keeper().open(with({program("leaves_everything")}));
  EXPECT_EQ(run(first, command({"/lab/leaves_everything"})).status.code(), 0);
  EXPECT_THAT(second.sweep(), IsEmpty());
}

std::string described(const Leftover& left) {
  std::ostringstream text;
  text << to_string(left.kind) << " " << left.name << " key=" << std::hex << left.key << std::oct
       << " mode=" << left.mode << std::dec << " size=" << left.size;
  return text.str();
}

TEST(CageSweep, ListsOneOfEachKindAndRemovesIt) {
  Cage cage = keeper().open(with({program("leaves_everything")}));
  const Ran ran = run(cage, command({"/lab/leaves_everything"}));
  ASSERT_EQ(ran.status.code(), 0) << ran.output;
  std::vector<std::string> found;
  for (const Leftover& left : cage.sweep()) found.push_back(described(left));
  const auto word = [](Leftover::Kind kind) { return std::string(to_string(kind)); };
  EXPECT_THAT(found, UnorderedElementsAre(word(Leftover::Kind::MsgQueue) + "  key=1234 mode=640 size=1",
                                          word(Leftover::Kind::Shm) + "  key=2345 mode=600 size=8192",
                                          word(Leftover::Kind::Sem) + "  key=0 mode=666 size=3",
                                          word(Leftover::Kind::PosixShm) + " /segment key=0 mode=600 size=4096",
                                          word(Leftover::Kind::PosixSem) + " /lock key=0 mode=600 size=32",
                                          word(Leftover::Kind::PosixMq) + " /letters key=0 mode=600 size=2",
                                          word(Leftover::Kind::Fifo) + " /work/pipe key=0 mode=600 size=0",
                                          word(Leftover::Kind::SocketFile) + " /tmp/socket key=0 mode=755 size=0",
                                          word(Leftover::Kind::File) + " /work/notes key=0 mode=644 size=5"));
  EXPECT_THAT(cage.sweep(), IsEmpty());
}

TEST(CageSweep, FilesOfTheStartAreNotLeftovers) {
  Cage cage = keeper().open(with({{CageFile::Kind::File, "folder/given", "old", 0644}}));
  run(cage, shell("echo changed > folder/given; echo new > folder/new"));
  std::vector<std::string> names;
  for (const Leftover& left : cage.sweep()) names.push_back(left.name);
  EXPECT_THAT(names, UnorderedElementsAre("/work/folder/new"));
}

TEST(CageSweep, ListsAThousandOfAKindAtMost) {
  Cage cage = keeper().open({});
  run(cage, shell("i=0; while [ $i -lt 1200 ]; do : > f$i; i=$((i+1)); done"));
  EXPECT_EQ(cage.sweep().size(), 1000u);
}

TEST(CageSweep, EndsOrphansInSessionsOfTheirOwn) {
  Cage cage = keeper().open(with({program("orphan")}));
  const Ran ran = run(cage, command({"/lab/orphan"}));
  const std::string seen =
      run(cage, shell("cat /proc/" + std::string(ran.output, 0, ran.output.find('\n')) + "/comm")).output;
  EXPECT_EQ(seen, "orphan\n");
  EXPECT_THAT(cage.sweep(), IsEmpty());
  EXPECT_THAT(run(cage, shell("echo /proc/[0-9]*")).output, testing::Not(HasSubstr("/" + ran.output)));
}

TEST(CageEnd, TakesEveryProcessWithIt) {
  Fd handle;
  {
    Cage cage = keeper().open({});
    handle = handle_of(cage.spawn(command({"/bin/sleep", "1000"})));
  }
  pollfd look{handle.get(), POLLIN, 0};
  EXPECT_EQ(poll(&look, 1, 0), 1) << "the cage is gone, the program is not";
}

TEST(CageEnd, ComesWithTheDeathOfTheGrader) {
  Pipe report = make_pipe();
  const pid_t grader = fork();
  if (grader == 0) {
    Keeper own;
    Cage cage = own.open({});
    const pid_t pid = cage.spawn(command({"/bin/sleep", "1000"}));
    [[maybe_unused]] const ssize_t n = write(report.write.get(), &pid, sizeof pid);
    pause();
    _exit(0);
  }
  report.write.reset();
  pid_t pid = 0;
  ASSERT_EQ(read(report.read.get(), &pid, sizeof pid), static_cast<ssize_t>(sizeof pid));
  const Fd handle = handle_of(pid);
  kill(grader, SIGKILL);
  waitpid(grader, nullptr, 0);
  EXPECT_TRUE(dies(handle));
}

TEST(CageEnd, IsNotForTheProgramToBringAbout) {
  Cage cage = keeper().open({});
  SpawnSpec attack = shell("kill -KILL 1; kill -STOP 1; prlimit --pid 1 --cpu=0 || echo refused");
  attack.filter = untraced_filter();
  EXPECT_THAT(run(cage, attack).output, HasSubstr("refused"));
  EXPECT_EQ(run(cage, shell("echo goes on")).output, "goes on\n");
}

TEST(CageLimits, ArriveAtTheProgram) {
  CageSpec spec = with({program("limits")});
  spec.limits.cpu_seconds = 3;
  spec.limits.memory_bytes = 100 << 20;
  spec.limits.file_bytes = 1 << 20;
  Cage cage = keeper().open(spec);
  EXPECT_EQ(run(cage, command({"/lab/limits"})).output,
            "cpu 3\nmemory 104857600\nfile 1048576\ncore 1\ndescriptors 1024\nstack 8388608\n");
}

TEST(CageLimits, HoldTheNumberOfProcesses) {
  CageSpec spec = with({program("forks_until_refused")});
  spec.limits.processes = 20;
  for (int round = 0; round < 3; ++round) {  // what the last run had does not count in the next
    Cage cage = keeper().open(spec);
    EXPECT_EQ(run(cage, command({"/lab/forks_until_refused"})).output, "19 EAGAIN\n");
  }
}

TEST(CageLimits, HoldTheSizeOfTheFileSystem) {
  CageSpec spec;
  spec.limits.memory_bytes = 8 << 20;
  Cage cage = keeper().open(spec);
  const Ran ran = run(cage, shell("i=0; while head -c 1000000 /dev/zero > f$i; do i=$((i+1)); done; echo $i"));
  EXPECT_THAT(ran.output, HasSubstr("No space left on device"));
}

TEST(CageBarrier, LetsATracerInBeforeTheExec) {
  Cage cage = keeper().open({});
  SpawnSpec spec = shell("exit 5");
  spec.barrier = true;
  spec.filter = untraced_filter();
  const pid_t pid = cage.spawn(spec);
  const std::string proc = "/proc/" + std::to_string(pid);
  ASSERT_EQ(ptrace(PTRACE_SEIZE, pid, nullptr, PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL), 0) << std::strerror(errno);
  // It comes to sleep in the read at the barrier.
  while (!bytes_of(proc + "/syscall").starts_with(std::to_string(SYS_read) + " ")) sched_yield();
  EXPECT_THAT(bytes_of(proc + "/stat"), HasSubstr(std::to_string(pid) + " (ipclab-keeper) S "));

  cage.release(pid);
  int raw = 0;
  ASSERT_EQ(waitpid(pid, &raw, __WALL), pid);
  EXPECT_EQ(WaitStatus(raw).ptrace_event(), PTRACE_EVENT_EXEC);
  EXPECT_THAT(bytes_of(proc + "/maps"), HasSubstr("/usr/bin/"));
  EXPECT_EQ(std::filesystem::read_symlink(proc + "/fd/0"), "/dev/null");
  ASSERT_EQ(ptrace(PTRACE_CONT, pid, nullptr, nullptr), 0);
  ASSERT_EQ(waitpid(pid, &raw, __WALL), pid);
  EXPECT_EQ(WaitStatus(raw).code(), 5);
  // Its parent hears of it only after the tracer has.
  const auto ended = cage.wait(pid, kLong);
  ASSERT_TRUE(ended);
  EXPECT_EQ(ended->status.code(), 5);
}

/// Reads until `text` was printed.
std::string read_until(int terminal, const std::string& text) {
  std::string all;
  std::array<char, 256> block;
  while (all.find(text) == std::string::npos) {
    const ssize_t n = read(terminal, block.data(), block.size());
    if (n <= 0) break;
    all.append(block.data(), static_cast<std::size_t>(n));
  }
  return all;
}

TEST(CageTerminal, HasTheProgramAsItsForegroundGroup) {
  Cage cage = keeper().open(with({program("foreground")}));
  const std::string device = "/proc/" + std::to_string(cage.init_pid()) + "/root/dev/pts/ptmx";
  const Fd master(check(open(device.c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC), "opening a pseudo-terminal"));
  ASSERT_EQ(unlockpt(master.get()), 0);
  const Fd slave(check(ioctl(master.get(), TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC), "opening a terminal"));
  SpawnSpec spec = command({"/lab/foreground"});
  spec.stdin_fd = spec.stdout_fd = spec.stderr_fd = slave.get();
  spec.terminal = true;
  const pid_t pid = cage.spawn(spec);
  EXPECT_THAT(read_until(master.get(), "\n"), HasSubstr("foreground"));
  ASSERT_EQ(write(master.get(), "\003", 1), 1);
  const auto ended = cage.wait(pid, kLong);
  ASSERT_TRUE(ended);
  EXPECT_EQ(ended->status.signal(), SIGINT);
}

TEST(KeeperThatCannotStart, IsAnErrorThatNamesTheProgram) {
  ASSERT_EQ(setenv("IPCLAB_KEEPER", "/no/such/keeper", 1), 0);
  try {
    const Keeper none;
    ADD_FAILURE() << "it started";
  } catch (const std::system_error& error) {
    EXPECT_THAT(error.what(), HasSubstr("/no/such/keeper"));
  }
  unsetenv("IPCLAB_KEEPER");
}

TEST(CageAsOrdinaryUser, KeepsAllOfTheAbove) {
  if (geteuid() != 0) GTEST_SKIP() << "the whole suite runs as an ordinary user already";
  constexpr const char* kNobody = "65534";
  const std::string self = std::filesystem::read_symlink("/proc/self/exe").string();
  const auto as_user = [&](const std::string& arguments) {
    const int raw = std::system(("setpriv --reuid=" + std::string(kNobody) + " --regid=" + kNobody +
                                 " --clear-groups -- '" + self + "' " + arguments)
                                    .c_str());
    return WaitStatus(raw);
  };
  if (as_user("--gtest_list_tests > /dev/null 2>&1").code() != 0) {
    GTEST_SKIP() << "an ordinary user may not execute " << self << ", or setpriv is missing";
  }
  EXPECT_EQ(as_user("--gtest_brief=1").code(), 0);
}

}  // namespace
}  // namespace ipclab::sandbox
