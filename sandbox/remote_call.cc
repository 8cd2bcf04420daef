#include "sandbox/remote_call.h"

#include <signal.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <iterator>

#include "sandbox/check.h"
#include "sandbox/memory.h"
#include "sandbox/next_stop.h"
#include "sandbox/proc.h"
#include "sandbox/registers.h"
#include "sandbox/restart_codes.h"
#include "sandbox/sleep_watch.h"

namespace ipclab::sandbox {
namespace {

/// Where a task stands, seen from the call that it makes.
struct Standing {
  enum class Where : std::uint8_t { Entry, Return, Elsewhere } where = Where::Elsewhere;
  std::int64_t result = 0;                                   ///< Return
  std::int64_t number = -1;                                  ///< Entry, or before it
  std::array<std::uint64_t, RemoteCall::kArguments> args{};  ///< likewise
};
using Where = Standing::Where;

Standing standing(pid_t tid) {
  __ptrace_syscall_info info{};
  if (ptrace(PTRACE_GET_SYSCALL_INFO, tid, sizeof info, &info) <= 0) return {};
  Standing found;
  if (info.op == PTRACE_SYSCALL_INFO_EXIT) {
    found.where = Where::Return;
    found.result = info.exit.rval;
  } else if (info.op == PTRACE_SYSCALL_INFO_SECCOMP || info.op == PTRACE_SYSCALL_INFO_ENTRY) {
    const bool filtered = info.op == PTRACE_SYSCALL_INFO_SECCOMP;
    if (filtered) found.where = Where::Entry;
    found.number = static_cast<std::int64_t>(filtered ? info.seccomp.nr : info.entry.nr);
    const auto& args = filtered ? info.seccomp.args : info.entry.args;
    std::copy(std::begin(args), std::end(args), found.args.begin());
  }
  return found;
}

/// The stop at which a task stands, or to which it comes; it is left to whoever waits for it. 0: it ends. -1: it
/// works for long, and so on something else than it was asked for.
int next_stop(pid_t tid) {
  constexpr long kShortUs = 100;
  constexpr std::int64_t kMuchUs = 1000000;
  const std::int64_t used = cpu_time_us(tid);
  SleepWatch watch;
  for (;;) {
    const auto stop = pending_stop(tid);
    if (!stop) return 0;
    if (stop->si_pid != 0) {
      const bool ends = stop->si_code != CLD_TRAPPED || stop->si_status >> 8 == PTRACE_EVENT_EXIT;
      return ends ? 0 : stop->si_status;
    }
    // The end of a first thread is not told before that of all others.
    if (watch.glance(tid).dead) return 0;
    if (cpu_time_us(tid) - used > kMuchUs) return -1;
    await_a_stop(kShortUs);
  }
}

class Detour {
 public:
  explicit Detour(const RemoteTask& task) : task_(task) {}

  std::optional<std::int64_t> make(RemoteCall& call) {
    if (task_.asleep) wake();
    const Standing before = standing(task_.tid);
    // A call that its tracer has skipped has no number any more.
    const bool at_entry = before.where == Where::Entry && before.number >= 0 && !task_.asleep;
    if (!at_entry && before.where != Where::Return) return std::nullopt;
    if (!saved_.load(task_.tid) || !block_signals()) return std::nullopt;
    const std::optional<std::int64_t> result = with_data(call, before.where);
    if (!result) return std::nullopt;
    go_back(before);
    unblock_signals();
    if (task_.asleep) put_to_sleep(before.result);
    tell_what_came();
    return result;
  }

 private:
  void wake() {
    wakes_ = ptrace(PTRACE_INTERRUPT, task_.tid, nullptr, nullptr) == 0;
    if (wakes_) next_stop(task_.tid);
  }

  bool block_signals() {
    const std::uint64_t all = ~std::uint64_t{0};
    const auto size = reinterpret_cast<void*>(sizeof blocked_);
    return ptrace(PTRACE_GETSIGMASK, task_.tid, size, &blocked_) == 0 &&
           ptrace(PTRACE_SETSIGMASK, task_.tid, size, &all) == 0;
  }
  void unblock_signals() { ptrace(PTRACE_SETSIGMASK, task_.tid, reinterpret_cast<void*>(sizeof blocked_), &blocked_); }

  /// Lets it go on until it stands there, in a call with this number and these registers' arguments. False: it ends.
  /// A program may change its code while it is executed. What it makes of that has not been judged as a call of its
  /// own, so it is killed.
  bool go_on(__ptrace_request request, Where to, std::int64_t number, const Registers& registers) {
    for (;;) {
      if (ptrace(request, task_.tid, nullptr, nullptr) == -1) return false;
      const int stop = next_stop(task_.tid);
      if (stop == 0) return false;
      const Standing now = standing(task_.tid);
      if (stop == -1 || (now.number != -1 && !is_call(now, number, registers))) {
        syscall(SYS_tkill, task_.tid, SIGKILL);
        return false;
      }
      if (now.where == to) return true;
      const int event = stop >> 8;
      if (wakes_ && stop == (SIGTRAP | PTRACE_EVENT_STOP << 8)) {
        wakes_ = false;
      } else if (event == PTRACE_EVENT_STOP) {
        interrupted_ = true;
      } else if (event == 0 && stop != (SIGTRAP | 0x80)) {
        signal_ = stop;  // SIGSTOP: it can't be blocked
      }
    }
  }

  static bool is_call(const Standing& now, std::int64_t number, const Registers& registers) {
    for (std::size_t i = 0; i < now.args.size(); ++i) {
      if (now.args[i] != registers.argument(static_cast<int>(i))) return false;
    }
    return now.number == number;
  }

  std::optional<std::int64_t> with_data(RemoteCall& call, Where from) {
    // Below what the program may use of its stack, where any handler's frame would be put.
    constexpr std::uint64_t kRedZone = 128, kAligned = 16;
    const std::uint64_t at = (saved_.stack() - kRedZone - call.data.size()) / kAligned * kAligned;
    const Memory memory(task_.tid);
    const std::string before = memory.bytes(at, call.data.size());
    if (before.size() != call.data.size() || !memory.write(at, call.data.data(), call.data.size())) {
      if (standing(task_.tid).where == Where::Elsewhere) return std::nullopt;  // killed
      fail(EFAULT, "tracer: no room on a program's stack");
    }
    for (const RemoteCall::Pointer& pointer : call.pointers)
      call.args[static_cast<std::size_t>(pointer.argument)] = at + pointer.offset;
    const std::optional<std::int64_t> result = with_arguments(call, from);
    call.data = memory.bytes(at, call.data.size());
    memory.write(at, before.data(), before.size());
    return result;
  }

  std::optional<std::int64_t> with_arguments(const RemoteCall& call, Where from) {
    Registers registers = saved_;
    for (std::size_t i = 0; i < call.args.size(); ++i) registers.set_argument(static_cast<int>(i), call.args[i]);
    if (from == Where::Entry) registers.set_call(call.number);
    const bool ready =
        from == Where::Entry ? registers.store(task_.tid) : registers.repeat_call(task_.tid, call.number);
    if (!ready || !go_on(PTRACE_SYSCALL, Where::Return, call.number, registers)) return std::nullopt;
    return standing(task_.tid).result;
  }

  void go_back(const Standing& before) {
    if (before.where == Where::Return) {
      saved_.store(task_.tid);
      if (task_.asleep) return;
    } else if (!saved_.repeat_call(task_.tid, before.number) ||
               !go_on(PTRACE_CONT, Where::Entry, before.number, saved_)) {
      return;
    }
    // As before, its tracer has seen this stop.
    int seen = 0;
    waitpid(task_.tid, &seen, __WALL | WNOHANG);
  }

  /// It stands at the return of the call in which it slept. Back it goes, unless that has come to an end by itself, or
  /// a signal is there to end it.
  void put_to_sleep(std::int64_t result) {
    const SignalSets sets = signal_sets(task_.tid);
    const bool signal_comes = ((sets.pending | sets.shared_pending) & ~sets.blocked) != 0;
    if (signal_comes || (!is_restart(result) && result != -EINTR)) return;
    saved_.set_argument(0, task_.asleep->first_argument);
    if (!saved_.repeat_call(task_.tid, task_.asleep->number) ||
        !go_on(PTRACE_CONT, Where::Entry, task_.asleep->number, saved_))
      return;
    ptrace(PTRACE_SYSCALL, task_.tid, nullptr, nullptr);
  }

  void tell_what_came() const {
    // Told again: to an interrupted task the kernel tells once more that its process is stopped.
    if (interrupted_) ptrace(PTRACE_INTERRUPT, task_.tid, nullptr, nullptr);
    if (signal_ != 0) syscall(SYS_tkill, task_.tid, signal_);
  }

  RemoteTask task_;
  Registers saved_;
  std::uint64_t blocked_ = 0;
  bool wakes_ = false;        ///< our own interruption has not shown yet
  bool interrupted_ = false;  ///< by somebody else
  int signal_ = 0;
};

}  // namespace

std::optional<std::int64_t> carry_out(RemoteCall& call, const RemoteTask& task) {
  return Detour(task).make(call);
}

}  // namespace ipclab::sandbox
