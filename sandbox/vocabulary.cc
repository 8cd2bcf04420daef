#include "sandbox/vocabulary.h"

#include <seccomp.h>

#include <string>
#include <vector>

namespace ipclab::sandbox {
namespace {

using enum Arg;
using enum Sleeps;

constexpr Param kFd{"fd", Int};
constexpr Param kCount{"count", Long};
constexpr Param kFlags{"flags", Int};
constexpr Param kMode{"mode", Int};
constexpr Param kPath{"path", Path};
constexpr Param kSkip{"", Skip};
constexpr Param kTimeout{"timeout_us", Timespec};

constexpr CallInfo kTraced[] = {
    // Files and descriptors.
    {"open", "openat", Maybe, {kPath, kFlags, kMode}},
    {"creat", "openat", Maybe, {kPath, kMode}, {"flags", 01101}},  // O_CREAT | O_WRONLY | O_TRUNC
    {"openat", "openat", Maybe, {kSkip, kPath, kFlags, kMode}},
    {"openat2", "openat", Maybe, {kSkip, kPath, {"", OpenHow}}},
    {"close", "close", Maybe, {kFd}},
    {"close_range", "close_range", Never, {{{"first", Int}, {"last", Int}, kFlags}}},
    {"dup", "dup", Never, {kFd}},
    {"dup2", "dup3", Never, {kFd, {"to", Int}}, {"dup2", 1}},
    {"dup3", "dup3", Never, {kFd, {"to", Int}, kFlags}},
    {"fcntl", "fcntl", Maybe, {kFd, {"cmd", Int}, {"", FcntlArg}}},
    {"ioctl", "ioctl", Never, {kFd, {"request", Int}}},
    {"pipe", "pipe2", Never, {{{"fds", FdPair}}}},
    {"pipe2", "pipe2", Never, {{{"fds", FdPair}, kFlags}}},
    {"read", "read", Maybe, {kFd, {"data", OutBytes}, kCount}},
    {"readv", "read", Maybe, {kFd, {"data", OutIov}}},
    {"pread64", "read", Maybe, {kFd, {"data", OutBytes}, kCount, {"offset", Long}}},
    {"preadv", "read", Maybe, {kFd, {"data", OutIov}, kSkip, {"offset", Long}}},
    {"preadv2", "read", Maybe, {kFd, {"data", OutIov}, kSkip, {"offset", Long}}},
    {"write", "write", Maybe, {kFd, {"data", InBytes}, kCount}},
    {"writev", "write", Maybe, {kFd, {"data", InIov}}},
    {"pwrite64", "write", Maybe, {kFd, {"data", InBytes}, kCount, {"offset", Long}}},
    {"pwritev", "write", Maybe, {kFd, {"data", InIov}, kSkip, {"offset", Long}}},
    {"pwritev2", "write", Maybe, {kFd, {"data", InIov}, kSkip, {"offset", Long}}},
    {"sendfile", "sendfile", Maybe, {{{"out", Int}, {"in", Int}, kSkip, kCount}}},
    {"splice", "splice", Maybe, {{{"in", Int}, kSkip, {"out", Int}, kSkip, kCount, kFlags}}},
    {"copy_file_range", "splice", Maybe, {{{"in", Int}, kSkip, {"out", Int}, kSkip, kCount, kFlags}}},
    {"tee", "tee", Maybe, {{{"in", Int}, {"out", Int}, kCount, kFlags}}},
    {"vmsplice", "vmsplice", Maybe, {kFd}},
    {"memfd_create", "memfd_create", Never, {kPath, kFlags}},
    {"truncate", "truncate", Never, {kPath, {"length", Long}}},
    {"ftruncate", "ftruncate", Never, {kFd, {"length", Long}}},
    {"flock", "flock", Maybe, {kFd, {"op", Int}}},
    {"chdir", "chdir", Never, {kPath}},
    {"fchdir", "fchdir", Never, {kFd}},
    {"umask", "umask", Never, {kMode}},
    {"mkdir", "mkdirat", Never, {kPath, kMode}},
    {"mkdirat", "mkdirat", Never, {kSkip, kPath, kMode}},
    {"mknod", "mknodat", Never, {kPath, kMode}},
    {"mknodat", "mknodat", Never, {kSkip, kPath, kMode}},
    {"rmdir", "unlinkat", Never, {kPath}},
    {"unlink", "unlinkat", Never, {kPath}},
    {"unlinkat", "unlinkat", Never, {kSkip, kPath}},
    {"rename", "renameat2", Never, {kPath, {"to", Path}}},
    {"renameat", "renameat2", Never, {kSkip, kPath, kSkip, {"to", Path}}},
    {"renameat2", "renameat2", Never, {kSkip, kPath, kSkip, {"to", Path}}},
    {"link", "linkat", Never, {kPath, {"to", Path}}},
    {"linkat", "linkat", Never, {kSkip, kPath, kSkip, {"to", Path}}},
    {"symlink", "symlinkat", Never, {{{"to", Path}, kPath}}},
    {"symlinkat", "symlinkat", Never, {{{"to", Path}, kSkip, kPath}}},
    {"chmod", "fchmodat", Never, {kPath, kMode}},
    {"fchmodat", "fchmodat", Never, {kSkip, kPath, kMode}},
    {"fchmod", "fchmod", Never, {kFd, kMode}},

    // Descriptors of other things.
    {"eventfd", "eventfd2", Never, {kCount}},
    {"eventfd2", "eventfd2", Never, {kCount, kFlags}},
    {"signalfd", "signalfd4", Never, {kFd, {"mask", SigSet}}},
    {"signalfd4", "signalfd4", Never, {kFd, {"mask", SigSet}, kSkip, kFlags}},
    {"timerfd_create", "timerfd_create", Never, {{{"clock", Int}, kFlags}}},
    {"timerfd_settime", "timerfd_settime", Never, {kFd, kFlags, {"", IntervalSpec}}},
    {"inotify_init", "inotify_init1", Never, {}},
    {"inotify_init1", "inotify_init1", Never, {kFlags}},
    {"pidfd_open", "pidfd_open", Never, {{{"", Pid}, kFlags}}},
    {"epoll_create", "epoll_create1", Never, {}},
    {"epoll_create1", "epoll_create1", Never, {kFlags}},
    {"epoll_ctl", "epoll_ctl", Never, {kFd, {"op", Int}, {"target", Int}, {"", EpollEvent}}},
    {"epoll_wait", "epoll_pwait", Maybe, {kFd, kSkip, kSkip, {"timeout_us", Milliseconds}}},
    {"epoll_pwait", "epoll_pwait", Maybe, {kFd, kSkip, kSkip, {"timeout_us", Milliseconds}}},
    {"epoll_pwait2", "epoll_pwait", Maybe, {kFd, kSkip, kSkip, kTimeout}},
    {"poll", "ppoll", Maybe, {{{"", PollFds}, kSkip, {"timeout_us", Milliseconds}}}},
    {"ppoll", "ppoll", Maybe, {{{"", PollFds}, kSkip, kTimeout}}},
    {"select", "pselect6", Maybe, {{kSkip, {"read_fds", FdSet}, {"write_fds", FdSet}, kSkip, {"timeout_us", Timeval}}}},
    {"pselect6", "pselect6", Maybe, {{kSkip, {"read_fds", FdSet}, {"write_fds", FdSet}, kSkip, kTimeout}}},

    // Sockets.
    {"socket", "socket", Never, {{{"family", Int}, {"type", Int}, {"protocol", Int}}}},
    {"socketpair", "socketpair", Never, {{{"family", Int}, {"type", Int}, {"protocol", Int}, {"fds", FdPair}}}},
    {"bind", "bind", Never, {kFd, {"", InAddress}}},
    {"connect", "connect", Maybe, {kFd, {"", InAddress}}},
    {"listen", "listen", Never, {kFd, {"backlog", Int}}},
    {"accept", "accept4", Maybe, {kFd, {"", OutAddress}}},
    {"accept4", "accept4", Maybe, {kFd, {"", OutAddress}, kSkip, kFlags}},
    {"recvfrom", "recv", Maybe, {kFd, {"data", OutBytes}, kCount, kFlags}},
    {"recvmsg", "recv", Maybe, {kFd, {"data", OutMessage}, kFlags}},
    {"recvmmsg", "recv", Maybe, {kFd, {"data", OutMessages}, kSkip, kFlags, kTimeout}},
    {"sendto", "send", Maybe, {kFd, {"data", InBytes}, kCount, kFlags}},
    {"sendmsg", "send", Maybe, {kFd, {"data", InMessage}, kFlags}},
    {"sendmmsg", "send", Maybe, {kFd, {"data", InMessages}, kSkip, kFlags}},
    {"shutdown", "shutdown", Never, {kFd, {"how", Int}}},
    {"setsockopt", "setsockopt", Never, {kFd, {"level", Int}, {"option", Int}, {"value", IntPointer}}},

    // System V and POSIX IPC.
    {"msgget", "msgget", Never, {{{"key", Int}, kFlags}}},
    {"msgsnd", "msgsnd", Maybe, {{{"id", Int}, {"", SysvIn}, {"size", Long}, kFlags}}},
    {"msgrcv", "msgrcv", Maybe, {{{"id", Int}, {"", SysvOut}, {"size", Long}, {"type", Long}, kFlags}}},
    {"msgctl", "msgctl", Never, {{{"id", Int}, {"cmd", Int}}}},
    {"shmget", "shmget", Never, {{{"key", Int}, {"size", Long}, kFlags}}},
    {"shmat", "shmat", Never, {{{"id", Int}, kSkip, kFlags}}},
    {"shmdt", "shmdt", Never, {{{"address", Long}}}},
    {"shmctl", "shmctl", Never, {{{"id", Int}, {"cmd", Int}}}},
    {"semget", "semget", Never, {{{"key", Int}, kCount, kFlags}}},
    {"semctl", "semctl", Never, {{{"id", Int}, {"index", Int}, {"cmd", Int}, {"", SemctlArg}}}},
    {"semop", "semop", Maybe, {{{"id", Int}, {"", SemOps}}}},
    {"semtimedop", "semop", Maybe, {{{"id", Int}, {"", SemOps}, kSkip, kTimeout}}},
    {"mq_open", "mq_open", Never, {kPath, kFlags, kMode}},
    {"mq_unlink", "mq_unlink", Never, {kPath}},
    {"mq_timedsend", "mq_send", Maybe, {kFd, {"data", InBytes}, {"size", Long}, {"priority", Int}, kTimeout}},
    {"mq_timedreceive", "mq_receive", Maybe, {kFd, {"data", OutBytes}, {"size", Long}, kSkip, kTimeout}},
    {"mq_notify", "mq_notify", Never, {kFd}},
    {"mmap", "mmap", Never, {{kSkip, {"length", Long}, {"prot", Int}, kFlags, kFd}}},
    {"brk", "brk", Never, {{{"address", Long}}}},
    {"futex", "futex", Maybe, {{{"address", Long}, {"op", Int}, {"value", Int}, kTimeout}}},

    // Processes.
    {"fork", "fork", Maybe, {}},
    {"vfork", "fork", Maybe, {}, {"vfork", 1}},
    {"clone", "fork", Maybe, {{{"", CloneFlags}}}},
    {"clone3", "fork", Maybe, {{{"", Clone3}}}},
    {"execve", "execve", Never, {kPath, {"argv", Argv}}},
    {"execveat", "execve", Never, {kSkip, kPath, {"argv", Argv}}},
    {"exit", "exit", Never, {{{"code", Int}}}, {"group", 0}},
    {"exit_group", "exit", Never, {{{"code", Int}}}, {"group", 1}},
    {"wait4", "wait4", Maybe, {{{"", Pid}, {"status", OutStatus}, {"options", Int}}}},
    {"waitid", "wait4", Maybe, {{{"idtype", Int}, {"", Pid}, {"", OutWaitInfo}, {"options", Int}}}},
    {"setsid", "setsid", Never, {}},
    {"setpgid", "setpgid", Never, {{{"pid", Int}, {"group", Int}}}},
    {"prctl", "prctl", Never, {{{"option", Int}, {"arg", Long}}}},
    {"sched_yield", "sched_yield", Never, {}},

    // Signals and time.
    {"kill", "kill", Never, {{{"", Pid}, {"signal", Int}}}},
    {"tkill", "kill", Never, {{{"", Pid}, {"signal", Int}}}},
    {"tgkill", "kill", Never, {{{"", Pid}, kSkip, {"signal", Int}}}},
    {"rt_sigqueueinfo", "kill", Never, {{{"", Pid}, {"signal", Int}}}},
    {"rt_tgsigqueueinfo", "kill", Never, {{{"", Pid}, kSkip, {"signal", Int}}}},
    {"pidfd_send_signal", "pidfd_send_signal", Never, {kFd, {"signal", Int}}},
    {"rt_sigaction", "rt_sigaction", Never, {{{"signal", Int}, {"", SigAction}}}},
    {"rt_sigprocmask", "rt_sigprocmask", Never, {{{"how", Int}, {"mask", SigSet}}}},
    {"rt_sigsuspend", "rt_sigsuspend", Maybe, {{{"mask", SigSet}}}},
    {"rt_sigtimedwait", "rt_sigtimedwait", Maybe, {{{"mask", SigSet}, kSkip, kTimeout}}},
    {"rt_sigreturn", "rt_sigreturn", Never, {}},
    {"pause", "pause", Maybe, {}},
    {"nanosleep", "nanosleep", Maybe, {{{"duration_us", Timespec}}}},
    {"clock_nanosleep", "nanosleep", Maybe, {{{"clock", Int}, {"absolute", Int}, {"duration_us", Timespec}}}},
    {"alarm", "alarm", Never, {{{"seconds", Int}}}},
    {"setitimer", "setitimer", Never, {{{"which", Int}, {"", IntervalVal}}}},
    {"timer_create", "timer_create", Never, {}},
    {"timer_settime", "timer_settime", Never, {{{"timer", Int}, kFlags, {"", IntervalSpec}}}},
    {"timer_delete", "timer_delete", Never, {{{"timer", Int}}}},
    {"restart_syscall", "restart_syscall", Maybe, {}},
};

constexpr std::string_view kAsking[] = {
    "clock_gettime", "gettimeofday", "time", "getitimer", "timer_gettime", "timerfd_gettime", "getsockopt", "getrandom",
};

constexpr std::string_view kRefused[] = {
    "mount",
    "umount2",
    "umount",
    "pivot_root",
    "chroot",
    "move_mount",
    "open_tree",
    "fsopen",
    "fsconfig",
    "fsmount",
    "fspick",
    "mount_setattr",
    "unshare",
    "setns",
    "ptrace",
    "process_vm_readv",
    "process_vm_writev",
    "process_madvise",
    "pidfd_getfd",
    "kcmp",
    "bpf",
    "perf_event_open",
    "userfaultfd",
    "io_uring_setup",
    "io_uring_enter",
    "io_uring_register",
    "keyctl",
    "add_key",
    "request_key",
    "kexec_load",
    "kexec_file_load",
    "init_module",
    "finit_module",
    "delete_module",
    "swapon",
    "swapoff",
    "reboot",
    "open_by_handle_at",
    "name_to_handle_at",
    "fanotify_init",
    "fanotify_mark",
    "acct",
    "quotactl",
    "quotactl_fd",
    "settimeofday",
    "clock_settime",
    "clock_adjtime",
    "adjtimex",
    "syslog",
    "sethostname",
    "setdomainname",
    "iopl",
    "ioperm",
    "lookup_dcookie",
    "nfsservctl",
    "vhangup",
    "seccomp",
};

}  // namespace

std::span<const CallInfo> traced_calls() {
  return kTraced;
}

std::span<const std::string_view> asking_calls() {
  return kAsking;
}

std::string_view asking_call(std::int64_t number) {
  static const auto numbers = [] {
    std::vector<std::int64_t> all;
    for (const std::string_view name : kAsking) all.push_back(seccomp_syscall_resolve_name(std::string(name).c_str()));
    return all;
  }();
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    if (numbers[i] == number) return kAsking[i];
  }
  return {};
}

std::span<const std::string_view> refused_calls() {
  return kRefused;
}

const CallInfo* traced_call(std::int64_t number) {
  static const auto by_number = [] {
    std::vector<const CallInfo*> table;
    for (const CallInfo& call : kTraced) {
      const int resolved = seccomp_syscall_resolve_name(std::string(call.name).c_str());
      if (resolved < 0) continue;  // this architecture has no such call
      if (table.size() <= static_cast<std::size_t>(resolved)) table.resize(static_cast<std::size_t>(resolved) + 1);
      table[static_cast<std::size_t>(resolved)] = &call;
    }
    return table;
  }();
  if (number < 0 || number >= static_cast<std::int64_t>(by_number.size())) return nullptr;
  return by_number[static_cast<std::size_t>(number)];
}

}  // namespace ipclab::sandbox
