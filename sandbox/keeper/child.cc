#include "sandbox/keeper/child.h"

#include <fcntl.h>
#include <linux/capability.h>
#include <linux/close_range.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>

#include "sandbox/keeper/protocol.h"

namespace ipclab::sandbox {
namespace {

[[noreturn]] void give_up(const ChildEnds& ends, const std::string& step) {
  protocol::Writer out;
  out.number(errno);
  out.text(step);
  const std::string reason = out.take();
  [[maybe_unused]] const ssize_t n = write(ends.status, reason.data(), reason.size());
  _exit(127);
}

/// Soft and hard limit; lower where the grader itself may have no more.
void limit(const ChildEnds& ends, __rlimit_resource resource, std::int64_t soft, std::int64_t hard) {
  rlimit now{};
  if (getrlimit(resource, &now) == -1) give_up(ends, "reading a resource limit");
  now.rlim_max = std::min(now.rlim_max, static_cast<rlim_t>(hard));
  now.rlim_cur = std::min(now.rlim_max, static_cast<rlim_t>(soft));
  if (setrlimit(resource, &now) == -1) give_up(ends, "setting a resource limit");
}

void set_limits(const ChildEnds& ends, const Limits& limits, const Footing& footing) {
  const auto fixed = [&](__rlimit_resource resource, std::int64_t value) { limit(ends, resource, value, value); };
  // What is private and can be written counts; address space that is only reserved (a thread's arena: 128 MiB) does
  // not.
  if (!limits.any_address_space) {
    fixed(RLIMIT_DATA, limits.memory_bytes);
    fixed(RLIMIT_AS, 16 * limits.memory_bytes);
  }
  fixed(RLIMIT_FSIZE, limits.file_bytes);
  limit(ends, RLIMIT_CPU, limits.cpu_seconds, limits.cpu_seconds + 1);  // SIGXCPU, then SIGKILL
  // The count is kept by user and user namespace.
  if (footing.limits_processes) fixed(RLIMIT_NPROC, limits.processes + footing.other_processes);
  // 0 would still hand cores to a program of the host's where /proc/sys/kernel/core_pattern names one; 1 does not
  // (fs/coredump.c).
  fixed(RLIMIT_CORE, 1);
  // Otherwise the caller's, which differ from machine to machine.
  fixed(RLIMIT_NOFILE, 1024);
  fixed(RLIMIT_STACK, 8 << 20);
  fixed(RLIMIT_MSGQUEUE, 819200);
  fixed(RLIMIT_MEMLOCK, 64 << 10);
  // All runs of one user outside share what the machine grants this user: leave the others something.
  fixed(RLIMIT_SIGPENDING, 4096);
}

void drop_capabilities(const ChildEnds& ends, bool open) {
  // In a cage the keeper has done this for all.
  if (const char* step = open ? drop_bounding_set() : nullptr) give_up(ends, step);
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = {};
  if (syscall(SYS_capset, &header, none) == -1) give_up(ends, "dropping all capabilities");
}

void become_user(const ChildEnds& ends) {
  const uid_t user = geteuid();
  if (setresuid(user, user, user) == -1) give_up(ends, "becoming the run's user");
  // A change of user makes a process undumpable, and nobody but root may trace it.
  if (prctl(PR_SET_DUMPABLE, 1) == -1) give_up(ends, "staying dumpable");
}

/// None blocked. In a cage the keeper has set all to their default actions. In an open run the user's shell may have
/// set some to be ignored (nohup); only what we changed ourselves is put back.
void put_back_signals(bool open) {
  if (open) {
    signal(SIGPIPE, SIG_DFL);
    signal(SIGCHLD, SIG_DFL);
  }
  const std::uint64_t none = 0;
  syscall(SYS_rt_sigprocmask, SIG_SETMASK, &none, nullptr, sizeof none);
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> all;
  all.reserve(texts.size() + 1);
  for (std::string& text : texts) all.push_back(text.data());
  all.push_back(nullptr);
  return all;
}

void use_as(const ChildEnds& ends, int from, int to) {
  if (from == -1) {
    from = open("/dev/null", to == 0 ? O_RDONLY : O_WRONLY);
    if (from == -1) give_up(ends, "opening /dev/null");
  }
  if (dup2(from, to) == -1) give_up(ends, "placing the standard streams");
}

}  // namespace

const char* drop_bounding_set() {
  for (int capability = 0; capability <= 63; ++capability) {
    if (prctl(PR_CAPBSET_DROP, capability) == 0) continue;
    return errno == EINVAL ? nullptr : "dropping a capability";  // EINVAL: beyond the kernel's last
  }
  return nullptr;
}

ChildEnds ends_of(const protocol::Message& request, const SpawnSpec& spec, int socket) {
  ChildEnds ends;
  std::size_t at = 0;
  const auto next = [&] { return at < request.fds.size() ? request.fds[at++] : -1; };
  ends.status = next();
  if (spec.barrier) ends.barrier = next();
  if (spec.stdin_fd >= 0) ends.in = next();
  if (spec.stdout_fd >= 0) ends.out = next();
  if (spec.stderr_fd >= 0) ends.err = next();
  ends.socket = socket;
  return ends;
}

void become_program(const SpawnSpec& spec, const Limits& limits, const Footing& footing, const ChildEnds& given) {
  // Out of the way of 0, 1 and 2 first.
  ChildEnds ends = given;
  for (int* end : {&ends.in, &ends.out, &ends.err, &ends.status, &ends.barrier, &ends.socket}) {
    if (*end >= 0 && *end < 3) *end = fcntl(*end, F_DUPFD_CLOEXEC, 3);
  }
  if (!spec.open && setpgid(0, 0) == -1) give_up(ends, "making a process group");
  use_as(ends, ends.in, 0);
  use_as(ends, ends.out, 1);
  use_as(ends, ends.err, 2);
  // All signals are blocked here, SIGTTOU too, so that a process in the background may do this.
  if (spec.terminal && tcsetpgrp(0, getpid()) == -1) give_up(ends, "taking the terminal");
  if (syscall(SYS_close_range, 3U, ~0U, CLOSE_RANGE_CLOEXEC) == -1) give_up(ends, "closing descriptors");

  umask(spec.umask);
  if (chdir(spec.cwd.c_str()) == -1) give_up(ends, "entering " + spec.cwd);
  if (!spec.open) set_limits(ends, limits, footing);
  if (footing.take_users_id) become_user(ends);
  // Root in an open run is root; an ordinary user there has, as everywhere, no capability.
  if (!spec.open || geteuid() != 0) drop_capabilities(ends, spec.open);
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == -1) give_up(ends, "refusing new privileges");
  // The same addresses in every run.
  if (personality(ADDR_NO_RANDOMIZE) == -1 && footing.same_addresses) give_up(ends, "fixing addresses");

  protocol::Message ready;
  ready.type = protocol::Type::Ready;
  ready.a = getpid();
  if (!protocol::send(ends.socket, ready)) give_up(ends, "telling the grader");
  if (ends.barrier >= 0) {
    char byte = 0;
    while (read(ends.barrier, &byte, 1) == -1 && errno == EINTR) {
    }
  }

  std::vector<std::string> argv = spec.argv, env = spec.env;
  const std::vector<char*> arguments = pointers(argv), environment = pointers(env);
  put_back_signals(spec.open);
  if (!spec.filter.empty()) {
    const sock_fprog program{static_cast<unsigned short>(spec.filter.size() / sizeof(sock_filter)),
                             reinterpret_cast<sock_filter*>(const_cast<char*>(spec.filter.data()))};
    if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == -1) give_up(ends, "installing the filter");
  }
  execve(spec.path.c_str(), arguments.data(), environment.data());
  give_up(ends, "executing " + spec.path);
}

}  // namespace ipclab::sandbox
