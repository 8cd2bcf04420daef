// The sandbox's own faults: each system call of its set-up is made to fail once. What comes of it is success (the call
// was not essential) or a sentence, never a hang, a crash or something left behind.
//
// A child process uses the sandbox under a filter that asks this process about each of these calls (man 2
// seccomp_unotify); all go on but one.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <filesystem>
#include <string>
#include <tuple>

#include "sandbox/check.h"
#include "sandbox/control_group.h"
#include "sandbox/proc.h"
#include "tests/live/traced.h"

namespace ipclab::sandbox {
namespace {

constexpr int kWorked = 0, kSentence = 3, kLong = 30000;
constexpr int kShards = 8;  ///< tests that run side by side

constexpr int kCalls[] = {
    SYS_unshare,      SYS_clone,         SYS_setgroups, SYS_setresuid,   SYS_setresgid, SYS_mount,  SYS_umount2,
    SYS_pivot_root,   SYS_mount_setattr, SYS_mkdirat,   SYS_symlinkat,   SYS_chdir,     SYS_capset, SYS_prctl,
    SYS_prlimit64,    SYS_personality,   SYS_setpgid,   SYS_close_range, SYS_execve,    SYS_ptrace, SYS_pidfd_open,
    SYS_memfd_create, SYS_socketpair,    SYS_sendmsg,   SYS_recvmsg,     SYS_signalfd4, SYS_setsid, SYS_setsockopt,
    SYS_sethostname,  SYS_fchmod,        SYS_pipe2,     SYS_socket,      SYS_wait4,     SYS_openat,
#if defined(__x86_64__)
    SYS_mkdir,        SYS_symlink,       SYS_chmod,     SYS_dup2,        SYS_fork,      SYS_open,
#endif
};

/// Asks the listener about kCalls and lets all others pass. Returns the listener.
int ask_about_calls() {
  // Of the sixty capabilities that are dropped one after another, one is enough.
  constexpr unsigned kAsked = 21;
  std::vector<sock_filter> rules = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_prctl, 0, 5),
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, args[0])),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, PR_CAPBSET_DROP, 0, 3),
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, args[1])),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, kAsked, 1, 0),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
  };
  for (const int call : kCalls) {
    rules.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, static_cast<unsigned>(call), 0, 1));
    rules.push_back(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF));
  }
  rules.push_back(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
  const sock_fprog program = {static_cast<unsigned short>(rules.size()), rules.data()};
  prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  return static_cast<int>(syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER, &program));
}

int tell(const std::exception& trouble, int out) {
  const std::string sentence = trouble.what();
  [[maybe_unused]] const ssize_t n = write(out, sentence.data(), sentence.size());
  return kSentence;
}

/// What a `check` does with the sandbox: a compiler's run and a traced one. The sentence goes to `out`.
int use_the_sandbox(Sandbox& sandbox, double patience_seconds, int out) {
  try {
    Command command;
    command.argv = {"/bin/true"};
    command.files = {{CageFile::Kind::File, "x", "content", 0644}};
    command.limits.wall_seconds = patience_seconds;
    command.collect = {"/work/x"};
    if (!sandbox.command(command).status.exited()) fail(ECHILD, "the compiler did not end");
    RunSpec spec;
    spec.files = {{CageFile::Kind::Folder, "folder", {}, 0755}, {CageFile::Kind::Link, "link", "folder", 0}};
    spec.limits.wall_seconds = patience_seconds;
    Run run = sandbox.begin(spec);
    const Reached reached = run.until_ends(run.start(starting("/bin/true", {}, Input::Pipe)));
    if (reached != Reached::Yes) fail(ECHILD, "the program did not end");
    run.finish({"/work/x"}, 100);
    return kWorked;
  } catch (const std::exception& trouble) {
    return tell(trouble, out);
  }
}

int use_a_sandbox(Level level, double patience_seconds, int out) {
  try {
    Sandbox sandbox(level);
    return use_the_sandbox(sandbox, patience_seconds, out);
  } catch (const std::exception& trouble) {
    return tell(trouble, out);
  }
}

struct Trial {
  int status = -1;  ///< of the child: kWorked, kSentence; -1: it hung or was killed
  std::string sentence;
  int asked = 0;         ///< calls that the listener saw
  int failed_call = -1;  ///< the number of the one that failed
  bool left = false;     ///< somebody still runs
};

/// The call number `which` (from 0) fails with EPERM. Where one fails nobody is waited for long: that somebody did not
/// end is a sentence as good as another.
Trial try_with_fault(Level level, int which) {
  const double patience_seconds = which < 0 ? 30 : 0.5;
  Pipe said = make_pipe();
  const pid_t child = check(fork(), "fork");
  if (child == 0) {
    const int listener = ask_about_calls();
    if (write(said.write.get(), &listener, sizeof listener) != sizeof listener) _exit(126);
    _exit(use_a_sandbox(level, patience_seconds, said.write.get()));
  }
  said.write.reset();
  const Fd handle(static_cast<int>(check(syscall(SYS_pidfd_open, child, 0), "pidfd_open")));
  int number = -1;
  check(read(said.read.get(), &number, sizeof number), "read");
  const Fd listener(static_cast<int>(check(syscall(SYS_pidfd_getfd, handle.get(), number, 0), "pidfd_getfd")));

  Trial trial;
  for (;;) {
    pollfd next{listener.get(), POLLIN, 0};
    const int ready = poll(&next, 1, kLong);
    if (ready == 0) {
      trial.left = true;
      kill(child, SIGKILL);
      break;
    }
    if ((next.revents & POLLHUP) != 0) break;  // everybody who had the filter is gone
    seccomp_notif call{};
    if (ioctl(listener.get(), SECCOMP_IOCTL_NOTIF_RECV, &call) == -1) continue;
    seccomp_notif_resp answer{};
    answer.id = call.id;
    answer.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
    if (trial.asked++ == which) {
      answer.flags = 0;
      answer.error = -EPERM;
      trial.failed_call = call.data.nr;
    }
    ioctl(listener.get(), SECCOMP_IOCTL_NOTIF_SEND, &answer);
    // The child is held by its own listener's descriptor no longer than it lives: wait for it as it ends.
    waitpid(child, nullptr, WNOHANG | WNOWAIT);
  }
  int raw = 0;
  waitpid(child, &raw, 0);
  if (WIFEXITED(raw)) trial.status = WEXITSTATUS(raw);
  std::array<char, 1000> block;
  for (ssize_t n = 0; (n = read(said.read.get(), block.data(), block.size())) > 0;)
    trial.sentence.append(block.data(), static_cast<std::size_t>(n));
  return trial;
}

std::vector<std::string> groups_of_ours() {
  std::vector<std::string> found;
  for (const GroupPlace& place : group_places(read_proc("/proc/self/cgroup"), read_proc("/proc/self/mountinfo"))) {
    for (const std::string& name : real_group_files()->folders_in(place.folder)) {
      if (name.starts_with("ipclab-")) found.push_back(place.folder + "/" + name);
    }
  }
  return found;
}

/// Level and shard: the shards take turns with the calls.
class Faults : public testing::TestWithParam<std::tuple<Level, int>> {};

TEST_P(Faults, EachCallOfTheSetUpMayFailOnceAndNothingWorseThanASentenceComesOfIt) {
  const auto [level, shard] = GetParam();
  const Trial plain = try_with_fault(level, -1);
  ASSERT_EQ(plain.status, kWorked) << plain.sentence;
  ASSERT_GT(plain.asked, 100);
  RecordProperty("calls", plain.asked);
  int sentences = 0;
  for (int which = shard; which < plain.asked; which += kShards) {
    const Trial trial = try_with_fault(level, which);
    SCOPED_TRACE("call " + std::to_string(which) + ", number " + std::to_string(trial.failed_call));
    EXPECT_FALSE(trial.left);
    EXPECT_TRUE(trial.status == kWorked || trial.status == kSentence) << trial.status;
    if (trial.status == kSentence) {
      EXPECT_GT(trial.sentence.size(), 10u);
      ++sentences;
    }
  }
  EXPECT_GT(sentences, 5);
  // Those of graders that run at the same time stay.
  for (const std::string& group : groups_of_ours()) {
    const pid_t maker = std::stoi(group.substr(group.rfind("/ipclab-") + std::strlen("/ipclab-")));
    EXPECT_TRUE(kill(maker, 0) == 0 || errno != ESRCH) << group;
  }
}

INSTANTIATE_TEST_SUITE_P(Full, Faults, testing::Combine(testing::Values(Level::Full), testing::Range(0, kShards)));
INSTANTIATE_TEST_SUITE_P(Degraded, Faults,
                         testing::Combine(testing::Values(Level::Degraded), testing::Range(0, kShards)));

/// As Docker's default profile does, where one from which namespaces can be made says no more than that.
void refuse_to_enter_namespaces() {
  sock_filter rules[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_setns, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  const sock_fprog program = {std::size(rules), rules};
  prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  check(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program), "installing a filter");
}

/// A network is entered again for the second of two commands or runs.
TEST(Networks, AreMadeAnewWhereNoneMayBeEnteredAgain) {
  constexpr double kPatience = 30;
  Pipe said = make_pipe();
  const pid_t child = check(fork(), "fork");
  if (child == 0) {
    refuse_to_enter_namespaces();
    Sandbox sandbox(Level::Full);
    int status = kWorked;
    for (int time = 0; time < 2 && status == kWorked; ++time)
      status = use_the_sandbox(sandbox, kPatience, said.write.get());
    _exit(status);
  }
  said.write.reset();
  int raw = 0;
  waitpid(child, &raw, 0);
  EXPECT_EQ(WEXITSTATUS(raw), kWorked) << read_all(said.read);
}

}  // namespace
}  // namespace ipclab::sandbox
