// What a cage does with what is in it: leftovers, ends, limits, barriers, terminals. As root and as an ordinary user.
#include "caged.h"

namespace ipclab::sandbox {
namespace {

using namespace caged;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

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
            "cpu 3\nmemory 104857600\naddresses 1677721600\nfile 1048576\ncore 1\ndescriptors 1024\nstack 8388608\n");
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

TEST(CageAsOrdinaryUser, EndsTheSame) {
  expect_the_same_as_an_ordinary_user();
}

}  // namespace
}  // namespace ipclab::sandbox
