// The calls that are traced: one table. Variants of a call have one canonical name, usually the most general one's
// (open and creat are openat, poll is ppoll, readv is read), so that the model never meets an alias.
//
// Fields of Enter (E) and Exit (X) by canonical name. "fd" is always a descriptor number of the calling process.
//
//   openat         E: path, flags, mode                 X: real (path found), type, dev, ino     (open, openat,
//   openat2, creat) pipe2          E: flags                             X: fds [reading end, writing end], ino dup E:
//   fd                                X: - dup3           E: fd, to, flags                     X: - (dup2, dup3; dup2
//   has dup2=1) fcntl          E: fd, cmd, arg; lock, start, len, whence for lock commands (lock: 0 read, 1 write, 2
//   unlock) ioctl          E: fd, request  (only FIOCLEX, FIONCLEX) close          E: fd close_range    E: first, last,
//   flags read, write    E: fd, count; write: data (first bytes)    X: data (read: first bytes)
//                  (readv, pread64, preadv, preadv2 -> read; writev, pwrite64 … -> write; offset when positioned)
//   sendfile       E: in, out, count                    X: -
//   splice, tee    E: in, out, count                    X: -                                      (copy_file_range ->
//   splice) vmsplice       E: fd, count socket         E: family, type, protocol            X: ino socketpair     E:
//   family, type                      X: fds [2] bind, connect  E: fd, family, and port + address (text) or path (a
//   leading NUL: abstract) listen         E: fd, backlog accept4        E: fd, flags                         X: family,
//   port, address recv           E: fd, count, flags                  X: data, fds (passed by SCM_RIGHTS) (read-like
//   socket calls) send           E: fd, count, flags, data, fds       X: - (sendto, sendmsg, sendmmsg) shutdown E: fd,
//   how setsockopt     E: fd, level, option, value ppoll          E: fds, events (lists), timeout_us (-1: none)    X:
//   revents                    (poll, ppoll) pselect6       E: read_fds, write_fds, timeout_us   X: - epoll_create1  E:
//   flags epoll_ctl      E: fd, op, target, events epoll_pwait    E: fd, timeout_us eventfd2, signalfd4,
//   timerfd_create, inotify_init1, memfd_create, pidfd_open, mq_open: X: type
//                  signalfd4 E: fd, mask (list of signals); timerfd_settime E: fd, value_us, interval_us
//   msgget         E: key, flags, mode
//   msgsnd         E: id, size, flags, type, data       X: -
//   msgrcv         E: id, size, flags, type             X: type, data
//   msgctl, shmctl, semctl   E: id, cmd (semctl: index, arg too; SETALL: values, at most 64)
//   shmget         E: key, size, flags, mode    semget: key, count, flags, mode
//   shmat          E: id, flags                 X: result is the address;  shmdt E: address
//   semop          E: id, nums, ops, flags (lists), timeout_us                                    (semop, semtimedop)
//   mq_open        E: path, flags, mode         mq_unlink E: path
//   mq_send        E: fd, size, priority, timeout_us, data      mq_receive E: fd, size, timeout_us    X: data
//   mmap           E: length, prot, flags, fd   (only shared mappings and long ones)  X: result is the address
//   (an Exit result of -512 means: interrupted by a handler, and carried out again afterwards, with an Enter of its
//   own) brk            E: address     X: fails when result < address futex          E: address, op, value, timeout_us,
//   function (the library's that the submission called: "sem_wait"; empty where that can't be told)
//   flock          E: fd, op
//   wait4          E: pid, process (number of the child asked for; 0: any), options   X: process, status  (wait4,
//   waitid) kill           E: pid, process (0: not in this run), signal                       (kill, tkill, tgkill,
//   rt_sigqueueinfo …) rt_sigaction   E: signal, set (0/1), action ("handler"|"default"|"ignore"), flags, mask (list)
//   rt_sigprocmask E: how, mask (list), set (0/1)
//   rt_sigsuspend  E: mask      rt_sigtimedwait E: mask, timeout_us     pause, rt_sigreturn: -
//   nanosleep      E: duration_us, absolute (0/1)                                     (nanosleep, clock_nanosleep)
//   alarm          E: seconds   setitimer E: which, value_us, interval_us   timer_create, timer_settime E: value_us,
//   interval_us execve         E: path, argv (list)                                               (execve, execveat)
//   fork           E: vfork (0/1), thread, shares_files, shares_memory, clone_flags                (fork, vfork, clone,
//   clone3) exit           E: code                                                            (exit_group, exit: group
//   0/1) chdir, mkdirat, unlinkat, renameat2, linkat, symlinkat, mknodat E: path (mknodat: mode; renameat2, linkat: to)
//   umask E: mode   fchmodat, fchmod E: path or fd, mode   ftruncate E: fd, length
//   setsid, setpgid, sched_yield, prctl (E: option, arg): as named
//
// Besides, an Exit may have failed_by_plan=1 (a FaultPlan let it fail) and cut_short=1 (it moved as much as one let
// it).
//
// `type` of a descriptor: "file", "dir", "pipe", "fifo", "socket", "tty", "null", "zero", "full", "random", "char",
// "anon".
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace ipclab::sandbox {

/// How an argument is decoded. "In" is read at the entry, "Out" at the exit. A length stands in the argument after the
/// buffer.
enum class Arg : std::uint8_t {
  Skip,
  Int,         ///< a C int
  Long,        ///< a 64-bit number
  Path,        ///< a string
  InBytes,     ///< first bytes of a buffer
  OutBytes,    ///< likewise; as many as the call returned
  InIov,       ///< buffers of writev; also gives "count"
  OutIov,      ///< buffers of readv
  InMessage,   ///< struct msghdr to be sent: data, fds; also gives "count"
  OutMessage,  ///< struct msghdr received: data, fds
  InMessages,  ///< the first of an array of struct mmsghdr
  OutMessages,
  FdPair,     ///< int[2], written
  InAddress,  ///< struct sockaddr: family, port, address, path
  OutAddress,
  PollFds,       ///< struct pollfd[]: fds, events; at the exit revents
  FdSet,         ///< fd_set; the number of descriptors is the first argument
  Milliseconds,  ///< a timeout in ms, -1 for none: timeout_us
  Timespec,      ///< struct timespec *, null for none: -1
  Timeval,       ///< struct timeval *, null for none: -1
  SysvIn,        ///< struct msgbuf of msgsnd: type, data
  SysvOut,
  SemOps,        ///< struct sembuf[]: nums, ops, flags
  IntervalVal,   ///< struct itimerval *: value_us, interval_us
  IntervalSpec,  ///< struct itimerspec *
  SigSet,        ///< a list of signals
  SigAction,     ///< struct sigaction: action, flags, mask, set
  OutStatus,     ///< int *status of wait4
  OutWaitInfo,   ///< siginfo_t * of waitid: process and status as wait4 would give them; nothing with WNOWAIT
  Argv,          ///< char *argv[]
  OpenHow,       ///< struct open_how: flags, mode
  CloneFlags,    ///< vfork, thread, shares_files, shares_memory
  Clone3,        ///< struct clone_args: likewise
  Pid,           ///< pid, process
  IntPointer,    ///< *int, read at the entry
  EpollEvent,    ///< struct epoll_event: events
  SemctlArg,     ///< arg; for SETALL values
  FcntlArg,      ///< arg; for lock commands lock, start, len
};

struct Param {
  std::string_view field;  ///< name in the event; empty: the kind names its fields itself
  Arg kind = Arg::Skip;
};

/// When a call may sleep.
enum class Sleeps : std::uint8_t { Never, Maybe };

/// Marks variants that share a canonical name.
struct Constant {
  std::string_view field;
  std::int64_t value = 0;
};

struct CallInfo {
  std::string_view name;       ///< the kernel's name, as libseccomp resolves it
  std::string_view canonical;  ///< the name in events
  Sleeps sleeps = Sleeps::Never;
  std::array<Param, 6> params{};
  Constant constant{};
};

/// Every traced call.
std::span<const CallInfo> traced_calls();

/// Calls that only ask for a time: of interest where that is not the machine's. They are answered and in no event.
std::span<const std::string_view> asking_calls();

/// The name of the asking call with that number on this machine, or nothing.
std::string_view asking_call(std::int64_t number);

/// Calls that no lab needs and that could reach out of the sandbox: refused with EPERM and reported.
std::span<const std::string_view> refused_calls();

/// Calls that are let through unseen.
std::span<const std::string_view> allowed_calls();

/// Calls that succeed without being carried out.
std::span<const std::string_view> calls_without_effect();

/// Calls that are refused or missing, and that an exercise may let through. The tracer does not see what they do.
std::span<const std::string_view> allowable_calls();

/// The traced call with that number on this machine, or null.
const CallInfo* traced_call(std::int64_t number);

}  // namespace ipclab::sandbox
