#include "sandbox/filter.h"

#include <gtest/gtest.h>
#include <linux/audit.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <linux/sockios.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>

#include <cerrno>

#include "sandbox/vocabulary.h"

namespace ipclab::sandbox {
namespace {

constexpr std::uint32_t kX32Bit = 0x40000000;
constexpr std::uint32_t kTraced = SECCOMP_RET_TRACE | kObserved;
constexpr std::uint32_t kTracedAsRefused = SECCOMP_RET_TRACE | kRefused;
constexpr std::uint32_t kMissing = SECCOMP_RET_ERRNO | ENOSYS;
constexpr std::uint32_t kNotPermitted = SECCOMP_RET_ERRNO | EPERM;

#if defined(__x86_64__)
constexpr std::uint32_t kHere = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr std::uint32_t kHere = AUDIT_ARCH_AARCH64;
#endif

int number_of(std::string_view name) {
  return seccomp_syscall_resolve_name(std::string(name).c_str());
}

std::uint32_t decide(const std::string& filter, std::string_view name, std::uint64_t a = 0, std::uint64_t b = 0,
                     std::uint64_t c = 0, std::uint64_t d = 0) {
  const std::uint64_t args[6] = {a, b, c, d, 0, 0};
  return evaluate(filter, kHere, static_cast<std::uint32_t>(number_of(name)), args);
}

/// Calls for which the filter looks at arguments.
bool conditional(std::string_view name) {
  return name == "mmap" || name == "ioctl" || name == "socket" || name == "socketpair";
}

TEST(TracingFilter, StopsForEveryCallOfTheVocabulary) {
  const std::string filter = tracing_filter();
  int seen = 0;
  for (const CallInfo& call : traced_calls()) {
    if (number_of(call.name) < 0 || conditional(call.name)) continue;
    EXPECT_EQ(decide(filter, call.name), kTraced) << call.name;
    ++seen;
  }
  EXPECT_GT(seen, 100);
}

TEST(TracingFilter, AsksTheTracerForTheTimeWhereItIsNotTheMachines) {
  const std::string real = tracing_filter(), virtual_time = tracing_filter({}, true);
  constexpr std::uint32_t kAskedForTime = SECCOMP_RET_TRACE | kAsked;
  for (const std::string_view name : asking_calls()) {
    EXPECT_EQ(decide(real, name, 1, SOL_SOCKET, SO_RCVTIMEO), SECCOMP_RET_ALLOW) << name;
  }
  // The tracer lets pass what is about processor time, or another option.
  for (const std::string_view name : asking_calls()) {
    if (number_of(name) < 0) continue;
    EXPECT_EQ(decide(virtual_time, name), kAskedForTime) << name;
  }
}

TEST(TracingFilter, TellsTheTracerToRefuseEveryRefusedCall) {
  const std::string filter = tracing_filter();
  int seen = 0;
  for (const std::string_view name : refused_calls()) {
    if (number_of(name) < 0) continue;
    EXPECT_EQ(decide(filter, name), kTracedAsRefused) << name;
    ++seen;
  }
  EXPECT_GT(seen, 40);
}

TEST(TracingFilter, LetsTheRestPassWithoutAStop) {
  const std::string filter = tracing_filter();
  for (const char* name : {"getpid", "lseek", "munmap", "mprotect", "fstat", "clock_gettime", "getrandom"}) {
    EXPECT_EQ(decide(filter, name), SECCOMP_RET_ALLOW) << name;
  }
}

TEST(TracingFilter, NeitherListNamesACallOfTheOther) {
  for (const std::string_view refused : refused_calls()) {
    EXPECT_EQ(traced_call(number_of(refused)), nullptr) << refused;
  }
}

TEST(TracingFilter, StopsForSharedOrLongMappingsOnly) {
  const std::string filter = tracing_filter();
  constexpr std::uint64_t kLong = 4 << 20;
  EXPECT_EQ(decide(filter, "mmap", 0, 4096, PROT_READ, MAP_PRIVATE), SECCOMP_RET_ALLOW);
  EXPECT_EQ(decide(filter, "mmap", 0, kLong - 1, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS), SECCOMP_RET_ALLOW);
  EXPECT_EQ(decide(filter, "mmap", 0, kLong, PROT_READ, MAP_PRIVATE), kTraced);
  EXPECT_EQ(decide(filter, "mmap", 0, 1ULL << 40, PROT_READ, MAP_PRIVATE), kTraced);
  EXPECT_EQ(decide(filter, "mmap", 0, 4096, PROT_READ, MAP_SHARED), kTraced);
  EXPECT_EQ(decide(filter, "mmap", 0, kLong, PROT_READ, MAP_SHARED_VALIDATE | MAP_ANONYMOUS), kTraced);
}

TEST(TracingFilter, StopsForTheCloseOnExecRequestsOfIoctlWhateverStandsInTheUpperHalf) {
  const std::string filter = tracing_filter();
  EXPECT_EQ(decide(filter, "ioctl", 3, FIOCLEX), kTraced);
  EXPECT_EQ(decide(filter, "ioctl", 3, FIONCLEX), kTraced);
  EXPECT_EQ(decide(filter, "ioctl", 3, 0xdead00000000ULL | FIOCLEX), kTraced);
  EXPECT_EQ(decide(filter, "ioctl", 3, FIONREAD), SECCOMP_RET_ALLOW);
  EXPECT_EQ(decide(filter, "ioctl", 3, _IOW('T', 0, std::uint64_t)), SECCOMP_RET_ALLOW) << "the tracer's own";
}

TEST(TracingFilter, RefusesAChildInNewNamespacesOrHiddenFromTheTracer) {
  const std::string filter = tracing_filter();
  for (const std::uint64_t flag : {CLONE_UNTRACED, CLONE_NEWNS, CLONE_NEWCGROUP, CLONE_NEWUTS, CLONE_NEWIPC,
                                   CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET}) {
    EXPECT_EQ(decide(filter, "clone", flag | 17), kTracedAsRefused) << std::hex << flag;
    EXPECT_EQ(decide(filter, "clone", flag | CLONE_NEWNET | CLONE_VM), kTracedAsRefused) << std::hex << flag;
  }
  EXPECT_EQ(decide(filter, "clone", CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD), kTraced);
}

TEST(TracingFilter, KeepsProgramsFromChangingTheLimitsOfOthers) {
  const std::string filter = tracing_filter();
  EXPECT_EQ(decide(filter, "prlimit64", 0), SECCOMP_RET_ALLOW);
  EXPECT_EQ(decide(filter, "prlimit64", 1), kTracedAsRefused);
}

TEST(TracingFilter, HasNoCallThatNobodyNamed) {
  const std::string filter = tracing_filter();
  for (const char* name :
       {"io_setup", "personality", "modify_ldt", "mbind", "landlock_create_ruleset", "memfd_secret"}) {
    EXPECT_EQ(decide(filter, name), kMissing) << name;
  }
  const std::uint64_t none[6] = {};
  for (std::uint32_t number = 460; number < 2000; ++number) {
    EXPECT_EQ(evaluate(filter, kHere, number, none), kMissing) << number;
  }
}

TEST(TracingFilter, GivesCallsThatMustNotReachTheMachineSuccessWithoutEffect) {
  for (const std::string& filter : {tracing_filter(), untraced_filter()}) {
    EXPECT_EQ(decide(filter, "sync"), SECCOMP_RET_ERRNO | 0u);
    EXPECT_EQ(decide(filter, "syncfs"), SECCOMP_RET_ERRNO | 0u);
  }
}

TEST(TracingFilter, LetsLocksThreadsAndEveryKindOfIpcWork) {
  const std::string filter = tracing_filter();
  for (const char* name :
       {"flock", "fcntl", "fork", "vfork", "clone", "clone3", "futex", "pipe2", "msgget", "semop", "shmat", "mq_open",
        "eventfd2", "signalfd4", "timerfd_create", "memfd_create", "sendmsg", "splice", "mknodat"}) {
    if (number_of(name) < 0) continue;
    EXPECT_EQ(decide(filter, name), kTraced) << name;
  }
}

TEST(TracingFilter, HasLocalAndInternetSocketsAndNoOthers) {
  const std::string filter = tracing_filter();
  for (const char* name : {"socket", "socketpair"}) {
    for (const std::uint64_t family : {AF_UNIX, AF_INET, AF_INET6}) {
      EXPECT_EQ(decide(filter, name, family), kTraced) << family;
    }
    for (std::uint64_t family = 0; family < 300; ++family) {
      if (family == AF_UNIX || family == AF_INET || family == AF_INET6) continue;
      EXPECT_EQ(decide(filter, name, family), SECCOMP_RET_ERRNO | EAFNOSUPPORT) << family;
      EXPECT_EQ(decide(filter, name, 0x200000000ULL | family), SECCOMP_RET_ERRNO | EAFNOSUPPORT) << family;
    }
  }
}

TEST(TracingFilter, RefusesToTypeForSomebodyAtATerminalWhateverStandsInTheUpperHalf) {
  const std::string filter = tracing_filter();
  for (const std::uint64_t request : {TIOCSTI, TIOCLINUX, TIOCCONS}) {
    EXPECT_EQ(decide(filter, "ioctl", 0, request), kTracedAsRefused) << std::hex << request;
    EXPECT_EQ(decide(filter, "ioctl", 0, 0xffffffff00000000ULL | request), kTracedAsRefused) << std::hex << request;
  }
  for (const std::uint64_t request : {TCGETS, TCSETSW, TIOCGWINSZ, TIOCSPGRP, FIONBIO, SIOCATMARK}) {
    EXPECT_EQ(decide(filter, "ioctl", 0, request), SECCOMP_RET_ALLOW) << std::hex << request;
  }
  EXPECT_EQ(decide(filter, "ioctl", 0, 0xc0045878), kMissing);  // FIFREEZE's neighbours: of file systems
}

TEST(TracingFilter, AllowsWhatAnExerciseAsksForAndNothingThatBelongsToTheSandbox) {
  for (const std::string_view name : allowable_calls()) {
    if (number_of(name) < 0) continue;
    EXPECT_NE(decide(tracing_filter(), name), SECCOMP_RET_ALLOW) << name;
    EXPECT_EQ(decide(tracing_filter({std::string(name)}), name), SECCOMP_RET_ALLOW) << name;
  }
  for (const char* name : {"ptrace", "mount", "unshare", "setns", "seccomp", "bpf"}) {
    EXPECT_EQ(decide(tracing_filter({name}), name), kTracedAsRefused) << name;
  }
}

TEST(AArch64Filter, DecidesEachCallAsTheOtherArchitectureDoes) {
  const std::string there = tracing_filter({}, false, Architecture::AArch64),
                    compiler = untraced_filter(Architecture::AArch64);
  const auto on_arm = [](const std::string& filter, std::string_view name, std::uint64_t a = 0, std::uint64_t b = 0) {
    const std::uint64_t args[6] = {a, b, 0, 0, 0, 0};
    const int number = seccomp_syscall_resolve_name_arch(SCMP_ARCH_AARCH64, std::string(name).c_str());
    return evaluate(filter, AUDIT_ARCH_AARCH64, static_cast<std::uint32_t>(number), args);
  };
  const auto is_there = [](std::string_view name) {
    return seccomp_syscall_resolve_name_arch(SCMP_ARCH_AARCH64, std::string(name).c_str()) >= 0;
  };
  int seen = 0;
  for (const CallInfo& call : traced_calls()) {
    if (!is_there(call.name) || conditional(call.name)) continue;
    EXPECT_EQ(on_arm(there, call.name), kTraced) << call.name;
    ++seen;
  }
  for (const std::string_view name : refused_calls()) {
    if (!is_there(name)) continue;
    EXPECT_EQ(on_arm(there, name), kTracedAsRefused) << name;
    EXPECT_EQ(on_arm(compiler, name), kNotPermitted) << name;
    ++seen;
  }
  for (const std::string_view name : allowed_calls()) {
    if (!is_there(name) || name == "prlimit64" || traced_call(number_of(name)) != nullptr) continue;
    EXPECT_EQ(on_arm(there, name), SECCOMP_RET_ALLOW) << name;
    ++seen;
  }
  EXPECT_GT(seen, 200);
  EXPECT_EQ(on_arm(there, "clone", CLONE_NEWUSER | 17), kTracedAsRefused);
  EXPECT_EQ(on_arm(there, "clone", 17), kTraced);
  EXPECT_EQ(on_arm(there, "socket", AF_VSOCK), SECCOMP_RET_ERRNO | EAFNOSUPPORT);
  EXPECT_EQ(on_arm(there, "ioctl", 0, TIOCSTI), kTracedAsRefused);
  const std::uint64_t none[6] = {};
  for (std::uint32_t number = 0; number < 600; ++number) {
    EXPECT_EQ(evaluate(there, AUDIT_ARCH_ARM, number, none), SECCOMP_RET_KILL_PROCESS) << number;
    EXPECT_EQ(evaluate(there, AUDIT_ARCH_X86_64, number, none), SECCOMP_RET_KILL_PROCESS) << number;
  }
}

#if defined(__x86_64__)
TEST(Filters, KillWhoeverCallsAsAnotherArchitecture) {
  const std::uint64_t none[6] = {};
  for (const std::string& filter : {tracing_filter(), untraced_filter()}) {
    for (std::uint32_t number = 0; number < 600; ++number) {
      EXPECT_EQ(evaluate(filter, AUDIT_ARCH_I386, number, none), SECCOMP_RET_KILL_PROCESS) << "i386 " << number;
      EXPECT_EQ(evaluate(filter, AUDIT_ARCH_X86_64, kX32Bit | number, none), SECCOMP_RET_KILL_PROCESS)
          << "x32 " << number;
    }
    EXPECT_EQ(evaluate(filter, AUDIT_ARCH_AARCH64, 0, none), SECCOMP_RET_KILL_PROCESS);
  }
}
#endif

TEST(UntracedFilter, GivesRefusedCallsAnErrorAndStopsForNone) {
  const std::string filter = untraced_filter();
  for (const std::string_view name : refused_calls()) {
    if (number_of(name) < 0) continue;
    EXPECT_EQ(decide(filter, name), kNotPermitted) << name;
  }
  for (const CallInfo& call : traced_calls()) {
    if (number_of(call.name) < 0 || call.name == "clone3" || conditional(call.name)) continue;
    EXPECT_EQ(decide(filter, call.name), SECCOMP_RET_ALLOW) << call.name;
  }
  EXPECT_EQ(decide(filter, "clone", CLONE_NEWUSER | 17), kNotPermitted);
  EXPECT_EQ(decide(filter, "prlimit64", 1), kNotPermitted);
}

TEST(UntracedFilter, HasNoSockets) {
  EXPECT_EQ(decide(untraced_filter(), "socket", AF_UNIX), SECCOMP_RET_ERRNO | EAFNOSUPPORT);
  EXPECT_EQ(decide(untraced_filter(), "socketpair", AF_UNIX), SECCOMP_RET_ERRNO | EAFNOSUPPORT);
}

TEST(UntracedFilter, SendsLibcBackToCloneWhereFlagsCanBeSeen) {
  EXPECT_EQ(decide(untraced_filter(), "clone3"), SECCOMP_RET_ERRNO | ENOSYS);
}

TEST(SharedMachine, HasNoInternetSocketsButForExercisesAboutThem) {
  const std::string alone = tracing_filter({}, false, kThisMachine, Reach::Machine);
  EXPECT_EQ(decide(alone, "socket", AF_INET), SECCOMP_RET_ERRNO | EAFNOSUPPORT);
  EXPECT_EQ(decide(alone, "socket", AF_INET6), SECCOMP_RET_ERRNO | EAFNOSUPPORT);
  EXPECT_EQ(decide(alone, "socket", AF_UNIX), kTraced);
  const std::string loopback = tracing_filter({}, false, kThisMachine, Reach::MachineAndLoopback);
  EXPECT_EQ(decide(loopback, "socket", AF_INET), kTraced);
  EXPECT_EQ(decide(loopback, "socket", AF_PACKET), SECCOMP_RET_ERRNO | EAFNOSUPPORT);
}

TEST(SharedMachine, OneMayChangeOnesOwnPlaceInTheScheduleOnly) {
  const std::string filter = tracing_filter({}, false, kThisMachine, Reach::Machine);
  for (const char* call : {"sched_setaffinity", "sched_setscheduler"}) {
    EXPECT_EQ(decide(filter, call, 0), SECCOMP_RET_ALLOW) << call;
    EXPECT_EQ(decide(filter, call, 4711), kNotPermitted) << call;
  }
}

TEST(SharedMachine, TheCompilerSignalsNobody) {
  const std::string filter = untraced_filter(kThisMachine, Reach::Machine);
  for (const char* call : {"kill", "tgkill", "tkill", "pidfd_send_signal"})
    EXPECT_EQ(decide(filter, call), kNotPermitted) << call;
}

TEST(Evaluate, RejectsAProgramWithoutAVerdict) {
  const std::uint64_t none[6] = {};
  EXPECT_ANY_THROW(evaluate("", kHere, 0, none));
}

}  // namespace
}  // namespace ipclab::sandbox
