// Where the tracer may have no copies of descriptors, as in a container, programs make its calls; and nothing else is
// different.
#include <gtest/gtest.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <iostream>
#include <string>
#include <vector>

#include "sandbox/check.h"
#include "sandbox/fd.h"
#include "tests/live/traced.h"

namespace ipclab::sandbox {
namespace {

/// For this process and what it starts from here on: as in a container with Docker's default profile.
void refuse_copies() {
  sock_filter rules[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_pidfd_getfd, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  const sock_fprog filter{std::size(rules), rules};
  check(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "no_new_privs");
  check(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter), "refusing pidfd_getfd");
}

bool may_copy() {
  const Fd self(static_cast<int>(check(syscall(SYS_pidfd_open, getpid(), 0), "pidfd_open")));
  return Fd(static_cast<int>(syscall(SYS_pidfd_getfd, self.get(), 0, 0))).get() != -1;
}

/// Everybody gives way at each stop.
class Turns : public Scheduler {
 public:
  bool hold(const AtCall&) override { return true; }
};

struct Way {
  const char* program;
  bool in_turns;
};

/// What of a run must not depend on how the tracer gets at descriptors.
std::vector<std::string> told_by(const Way& way) {
  VirtualClock clock;
  Turns turns;
  RunSpec spec;
  spec.clock = &clock;
  spec.limits.wall_seconds = 1e6;
  if (way.in_turns) spec.scheduler = &turns;
  const Seen seen = run_to_end(std::string("time_") + way.program, {"1000"}, spec);
  std::vector<std::string> all = {output_of(seen.trace)};
  EXPECT_EQ(seen.reached, Reached::Yes);
  EXPECT_NE(all.front(), "");
  EXPECT_EQ(all.front().find("changed"), std::string::npos) << all.front();
  if (!way.in_turns) return all;  // who is first is then the machine's to say
  for (const Event& event : seen.trace.events) {
    all.push_back(std::to_string(event.process) + " " + event.name + " " +
                  std::to_string(static_cast<int>(event.kind)) + " " + std::to_string(event.result));
  }
  return all;
}

class WithoutCopies : public testing::TestWithParam<Way> {};

TEST_P(WithoutCopies, OfDescriptorsAProgramDoesAndSeesTheSame) {
  if (!may_copy()) GTEST_SKIP() << "copies are refused here anyhow";
  const pid_t child = fork();
  ASSERT_NE(child, -1);
  if (child == 0) {
    const std::vector<std::string> expected = told_by(GetParam());
    refuse_copies();
    EXPECT_FALSE(may_copy());
    EXPECT_EQ(told_by(GetParam()), expected);
    std::cout << std::flush;
    _exit(HasFailure() ? 1 : 0);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
}

constexpr Way kWays[] = {
    {"timer_descriptor", true},  {"event_loop", true},       {"socket_limits", true},  {"timer_beside", true},
    {"timer_descriptor", false}, {"event_loop", false},      {"socket_limits", false}, {"timer_beside", false},
    {"calls_of_its_own", false}, {"calls_of_its_own", true},
};

void PrintTo(const Way& way, std::ostream* out) {
  *out << way.program << (way.in_turns ? ", in turns" : "");
}

INSTANTIATE_TEST_SUITE_P(Ways, WithoutCopies, testing::ValuesIn(kWays), [](const auto& way) {
  return std::string(way.param.program) + (way.param.in_turns ? "_in_turns" : "");
});

}  // namespace
}  // namespace ipclab::sandbox
