// What a program finds in a cage: user, files, devices, network, namespaces. As root and as an ordinary user.
#include "caged.h"

namespace ipclab::sandbox {
namespace {

using namespace caged;
using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;

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

TEST(CageAsOrdinaryUser, FindsTheSame) {
  expect_the_same_as_an_ordinary_user();
}

}  // namespace
}  // namespace ipclab::sandbox
