// The calls that pass without a stop, and those that an exercise may add to them. What stands in no list at all fails
// with ENOSYS, as on a kernel that does not have it: libraries know how to do without.
#include "sandbox/vocabulary.h"

namespace ipclab::sandbox {
namespace {

constexpr std::string_view kAllowed[] = {
    // Files.
    "access",
    "faccessat",
    "faccessat2",
    "fadvise64",
    "fallocate",
    "fchown",
    "fchownat",
    "chown",
    "lchown",
    "fdatasync",
    "fgetxattr",
    "flistxattr",
    "fremovexattr",
    "fsetxattr",
    "fstat",
    "fstatfs",
    "fsync",
    "futimesat",
    "getcwd",
    "getdents",
    "getdents64",
    "getxattr",
    "inotify_add_watch",
    "inotify_rm_watch",
    "lgetxattr",
    "listxattr",
    "llistxattr",
    "lremovexattr",
    "lseek",
    "lsetxattr",
    "lstat",
    "newfstatat",
    "readahead",
    "readlink",
    "readlinkat",
    "removexattr",
    "setxattr",
    "stat",
    "statfs",
    "statx",
    "sync_file_range",
    "utime",
    "utimensat",
    "utimes",
    // Memory.
    "get_mempolicy",
    "madvise",
    "mincore",
    "mlock",
    "mlock2",
    "mlockall",
    "mprotect",
    "mremap",
    "msync",
    "munlock",
    "munlockall",
    "munmap",
    // Sockets and message queues.
    "getpeername",
    "getsockname",
    "getsockopt",
    "mq_getsetattr",
    // Who one is.
    "capget",
    "getegid",
    "geteuid",
    "getgid",
    "getgroups",
    "getpgid",
    "getpgrp",
    "getpid",
    "getppid",
    "getresgid",
    "getresuid",
    "getsid",
    "gettid",
    "getuid",
    "setfsgid",
    "setfsuid",
    "setgid",
    "setgroups",
    "setregid",
    "setresgid",
    "setresuid",
    "setreuid",
    "setuid",
    // Limits, scheduling, the machine.
    "getcpu",
    "getpriority",
    "getrlimit",
    "getrusage",
    "ioprio_get",
    "membarrier",
    "sched_get_priority_max",
    "sched_get_priority_min",
    "sched_getaffinity",
    "sched_getattr",
    "sched_getparam",
    "sched_getscheduler",
    "sched_rr_get_interval",
    "sched_setaffinity",
    "sched_setattr",
    "sched_setparam",
    "sched_setscheduler",
    "setpriority",
    "setrlimit",
    "sysinfo",
    "times",
    "uname",
    // Threads.
    "arch_prctl",
    "get_robust_list",
    "rseq",
    "set_robust_list",
    "set_tid_address",
    // Signals and time.
    "clock_getres",
    "clock_gettime",
    "getitimer",
    "gettimeofday",
    "rt_sigpending",
    "sigaltstack",
    "time",
    "timer_getoverrun",
    "timer_gettime",
    "timerfd_gettime",
    // Chance.
    "getrandom",
};

/// They change nothing that a run could see, and would make the whole machine write back its files.
constexpr std::string_view kNoEffect[] = {"sync", "syncfs"};

constexpr std::string_view kAllowable[] = {
    "add_key",     "io_cancel",      "io_destroy",        "io_getevents",     "io_pgetevents",     "io_setup",
    "io_submit",   "io_uring_enter", "io_uring_register", "io_uring_setup",   "ioprio_set",        "kcmp",
    "keyctl",      "mbind",          "memfd_secret",      "perf_event_open",  "personality",       "pidfd_getfd",
    "pkey_alloc",  "pkey_free",      "pkey_mprotect",     "process_vm_readv", "process_vm_writev", "remap_file_pages",
    "request_key", "set_mempolicy",  "userfaultfd",
};

}  // namespace

std::span<const std::string_view> allowed_calls() {
  return kAllowed;
}
std::span<const std::string_view> calls_without_effect() {
  return kNoEffect;
}
std::span<const std::string_view> allowable_calls() {
  return kAllowable;
}

}  // namespace ipclab::sandbox
