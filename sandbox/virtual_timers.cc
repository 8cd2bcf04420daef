#include "sandbox/virtual_timers.h"

#include <fmt/format.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "sandbox/proc.h"

namespace ipclab::sandbox {
namespace {

constexpr Nanoseconds kSecond = 1000000000;

/// struct sigevent as the kernel has it.
struct KernelSigevent {
  std::uint64_t value;
  std::int32_t signal, notify, thread;
};

/// struct itimerspec or itimerval: a time until the next expiry, 0 for none, and between later ones.
struct Setting {
  Nanoseconds interval = 0, value = 0;
};

/// struct itimerspec (unit 1) or itimerval (unit 1000). Nothing: the kernel would refuse it.
std::optional<Setting> setting_at(std::uint64_t address, Nanoseconds unit, const Memory& memory) {
  const auto parts = memory.object<std::array<std::int64_t, 4>>(address);
  if (address == 0 || !parts) return std::nullopt;
  const auto [interval_s, interval_rest, value_s, value_rest] = *parts;
  const auto valid = [&](std::int64_t seconds, std::int64_t rest) {
    return seconds >= 0 && rest >= 0 && rest < kSecond / unit;
  };
  if (!valid(interval_s, interval_rest) || !valid(value_s, value_rest)) return std::nullopt;
  return Setting{nanoseconds(interval_s, interval_rest * unit), nanoseconds(value_s, value_rest * unit)};
}

bool tell(std::uint64_t address, const Setting& setting, Nanoseconds unit, const Memory& memory) {
  const std::int64_t parts[4] = {setting.interval / kSecond, setting.interval % kSecond / unit, setting.value / kSecond,
                                 setting.value % kSecond / unit};
  return memory.write(address, parts, sizeof parts);
}

/// Whether a signal of that number has been sent and not yet been taken, to the process or to that thread of it.
bool is_pending(pid_t tid, bool shared, int signal) {
  const SignalSets sets = signal_sets(tid);
  return holds(shared ? sets.shared_pending : sets.pending, signal);
}

/// The thread of process `pid` that knows itself by that number; 0: none.
pid_t thread_of(pid_t pid, pid_t inside) {
  std::error_code gone;
  for (const auto& entry : std::filesystem::directory_iterator(fmt::format("/proc/{}/task", pid), gone)) {
    const pid_t tid = std::atoi(entry.path().filename().c_str());
    if (innermost_pid(tid) == inside) return tid;
  }
  return 0;
}

}  // namespace

VirtualTimers::Timer* VirtualTimers::find(Kind kind, int process, int id) {
  const auto found = std::find_if(timers_.begin(), timers_.end(), [&](const Timer& timer) {
    return timer.kind == kind && timer.id == id && (kind == Kind::Descriptor || timer.process == process);
  });
  return found == timers_.end() ? nullptr : &*found;
}

VirtualTimers::Timer& VirtualTimers::interval_timer(int process, pid_t pid) {
  if (Timer* timer = find(Kind::Interval, process, 0)) return *timer;
  Timer timer;
  timer.process = process;
  timer.pid = pid;
  return timers_.emplace_back(timer);
}

VirtualTimers::Timer* VirtualTimers::of_descriptor(pid_t pid, int fd) {
  const auto known = timer_descriptor(pid, fd);
  return known && known->mark != 0 ? find(Kind::Descriptor, 0, known->mark) : nullptr;
}

void VirtualTimers::arm(Timer& timer, Nanoseconds deadline, Nanoseconds interval, std::uint64_t order) {
  timer.deadline = deadline;
  timer.interval = interval;
  timer.order = order;
}

Nanoseconds VirtualTimers::left(const Timer& timer) const {
  // What is due but has not come yet still runs.
  return timer.deadline < 0 ? 0 : std::max<Nanoseconds>(timer.deadline - clock_.now(), 1000);
}

std::optional<std::int64_t> VirtualTimers::set_interval(const CallSite& site, int process, pid_t pid,
                                                        std::uint64_t order) {
  Timer& timer = interval_timer(process, pid);
  const Setting before{timer.interval, left(timer)};
  if (site.call->name == "alarm") {
    const Nanoseconds span = nanoseconds(static_cast<std::uint32_t>(site.args[0]), 0);
    arm(timer, span == 0 ? -1 : clock_.now() + span, 0, order);
    const std::int64_t whole = (before.value + kSecond / 2) / kSecond;
    return before.value > 0 ? std::max<std::int64_t>(whole, 1) : 0;  // kernel/time/itimer.c, alarm_setitimer
  }
  const auto setting = setting_at(site.args[1], 1000, Memory(pid));
  if (static_cast<int>(site.args[0]) != ITIMER_REAL || !setting) return std::nullopt;
  arm(timer, setting->value == 0 ? -1 : clock_.now() + setting->value, setting->interval, order);
  const bool told = site.args[2] == 0 || tell(site.args[2], before, 1000, Memory(pid));
  return told ? 0 : -EFAULT;
}

std::optional<std::int64_t> VirtualTimers::set_posix(const CallSite& site, int process, pid_t pid,
                                                     std::uint64_t order) {
  Timer* timer = find(Kind::Posix, process, static_cast<int>(site.args[0]));
  const auto setting = setting_at(site.args[2], 1, Memory(pid));
  if (timer == nullptr || !setting) return std::nullopt;
  const Setting before{timer->interval, left(*timer)};
  const bool moment = (site.args[1] & TIMER_ABSTIME) != 0;
  const Nanoseconds deadline =
      moment ? clock_.moment_of(timer->clock, setting->value).value_or(0) : clock_.now() + setting->value;
  arm(*timer, setting->value == 0 ? -1 : std::max<Nanoseconds>(deadline, 0), setting->interval, order);
  const bool told = site.args[3] == 0 || tell(site.args[3], before, 1, Memory(pid));
  return told ? 0 : -EFAULT;
}

std::optional<std::int64_t> VirtualTimers::set_descriptor(const CallSite& site, int process, pid_t pid, pid_t tid,
                                                          std::uint64_t order) {
  const int fd = static_cast<int>(site.args[0]);
  const auto setting = setting_at(site.args[2], 1, Memory(pid));
  const auto known = timer_descriptor(pid, fd);
  if (!setting || !known || !clock_.read(known->clock)) return std::nullopt;
  Timer* timer = known->mark == 0 ? nullptr : find(Kind::Descriptor, 0, known->mark);
  const Setting before = timer == nullptr ? Setting{} : Setting{timer->interval, left(*timer)};
  if (timer == nullptr) {
    Timer fresh;
    fresh.kind = Kind::Descriptor;
    fresh.id = ++marks_;
    fresh.clock = known->clock;
    timer = &timers_.emplace_back(fresh);
  }
  timer->process = process;
  timer->pid = pid;
  ForeignDescriptor descriptor(pid, fd, RemoteTask{tid, {}});
  if (!mark_timer(descriptor, timer->id)) return std::nullopt;
  owed_.erase(timer->id);
  const bool moment = (site.args[1] & TIMER_ABSTIME) != 0;
  const Nanoseconds deadline =
      moment ? clock_.moment_of(timer->clock, setting->value).value_or(0) : clock_.now() + setting->value;
  arm(*timer, setting->value == 0 ? -1 : std::max<Nanoseconds>(deadline, 0), setting->interval, order);
  const bool told = site.args[3] == 0 || tell(site.args[3], before, 1, Memory(pid));
  return told ? 0 : -EFAULT;
}

std::optional<std::int64_t> VirtualTimers::enter(const CallSite& site, int process, pid_t pid, pid_t tid,
                                                 std::uint64_t order) {
  const std::string_view name = site.call->canonical;
  if (name == "alarm" || name == "setitimer") return set_interval(site, process, pid, order);
  if (name == "timer_settime") return set_posix(site, process, pid, order);
  if (name == "timerfd_settime") return set_descriptor(site, process, pid, tid, order);
  return std::nullopt;
}

std::optional<std::int64_t> VirtualTimers::ask(std::string_view call, const std::array<std::uint64_t, 6>& args,
                                               int process, pid_t pid) {
  const Timer* timer = nullptr;
  if (call == "getitimer") {
    timer = &interval_timer(process, pid);
  } else if (call == "timer_gettime") {
    timer = find(Kind::Posix, process, static_cast<int>(args[0]));
  } else if (call == "timerfd_gettime") {
    timer = of_descriptor(pid, static_cast<int>(args[0]));
  }
  if (timer == nullptr) return std::nullopt;
  return tell(args[1], {timer->interval, left(*timer)}, call == "getitimer" ? 1000 : 1, Memory(pid)) ? 0 : -EFAULT;
}

void VirtualTimers::returned(const CallSite& site, int process, pid_t pid) {
  if (site.call->canonical == "timer_delete") {
    std::erase_if(timers_, [&](const Timer& timer) {
      return timer.kind == Kind::Posix && timer.process == process && timer.id == static_cast<int>(site.args[0]);
    });
    return;
  }
  if (site.call->canonical != "timer_create" || !clock_.read(static_cast<clockid_t>(site.args[0]))) return;
  const Memory memory(pid);
  Timer timer;
  timer.kind = Kind::Posix;
  timer.process = process;
  timer.pid = pid;
  timer.clock = static_cast<clockid_t>(site.args[0]);
  timer.id = memory.object<std::int32_t>(site.args[2]).value_or(-1);
  timer.value = static_cast<std::uint64_t>(timer.id);
  if (const auto event = site.args[1] == 0 ? std::nullopt : memory.object<KernelSigevent>(site.args[1])) {
    timer.value = event->value;
    timer.signal = event->signal;
    timer.notify = event->notify;
    timer.thread = event->thread;
  }
  timers_.push_back(timer);
}

void VirtualTimers::executed(int process) {
  // man 2 execve: the timers of timer_create are deleted; alarm's goes on.
  std::erase_if(timers_, [&](const Timer& timer) { return timer.kind == Kind::Posix && timer.process == process; });
}

void VirtualTimers::ended(int process) {
  std::erase_if(timers_,
                [&](const Timer& timer) { return timer.kind != Kind::Descriptor && timer.process == process; });
}

std::vector<VirtualTimers::Due> VirtualTimers::armed() const {
  std::vector<Due> all;
  for (std::size_t i = 0; i < timers_.size(); ++i) {
    const Timer& timer = timers_[i];
    if (timer.deadline < 0) continue;
    all.push_back({timer.deadline, timer.order, timer.kind == Kind::Descriptor ? 0 : timer.process, i});
  }
  return all;
}

void VirtualTimers::fire(const Due& due, const std::vector<pid_t>& pids) {
  Timer& timer = timers_.at(due.index);
  std::int64_t times = 1;
  if (timer.interval > 0) {
    times += std::max<Nanoseconds>(clock_.now() - timer.deadline, 0) / timer.interval;
    timer.deadline += times * timer.interval;
  } else {
    timer.deadline = -1;
  }
  switch (timer.kind) {
    case Kind::Interval:
      timer.sent = true;
      kill(timer.pid, SIGALRM);  // ESRCH: it is ending
      return;
    case Kind::Posix:
      return send(timer);
    case Kind::Descriptor:
      return expire(due.index, static_cast<std::uint64_t>(times), pids);
  }
}

void VirtualTimers::expire(std::size_t index, std::uint64_t times, const std::vector<pid_t>& pids) {
  const int mark = timers_[index].id;
  const std::vector<TimerHolder> holders = holders_of_timer(mark, pids);
  if (holders.empty()) {
    timers_.erase(timers_.begin() + static_cast<std::ptrdiff_t>(index));
  } else if (!expire_timer(holders.front(), mark, times, std::nullopt)) {
    owed_[mark] += times;
  }
}

std::vector<TimerHolder> VirtualTimers::holders_of_owed(const std::vector<pid_t>& pids) const {
  std::vector<TimerHolder> all;
  for (const auto& [mark, times] : owed_) {
    for (const TimerHolder& holder : holders_of_timer(mark, pids)) all.push_back(holder);
  }
  return all;
}

void VirtualTimers::pay(pid_t pid, const RemoteTask& task) {
  std::erase_if(owed_, [&](const auto& debt) {
    const auto& [mark, times] = debt;
    const std::vector<TimerHolder> here = holders_of_timer(mark, {pid});
    return !here.empty() && expire_timer(here.front(), mark, times, task);
  });
}

void VirtualTimers::send(const Timer& timer) {
  constexpr int kToThread = 4;  // SIGEV_THREAD_ID
  if (timer.notify == SIGEV_NONE || timer.signal < 1 || timer.signal > 64) return;
  const bool shared = timer.notify != kToThread;
  const pid_t tid = shared ? timer.pid : thread_of(timer.pid, timer.thread);
  // A timer never has two signals under way (man 2 timer_getoverrun).
  if (tid == 0 || is_pending(tid, shared, timer.signal)) return;
  siginfo_t info{};
  info.si_signo = timer.signal;
  info.si_code = SI_TIMER;
  info.si_timerid = timer.id;
  info.si_value = std::bit_cast<sigval>(timer.value);
  if (shared) {
    syscall(SYS_rt_sigqueueinfo, timer.pid, timer.signal, &info);
  } else {
    syscall(SYS_rt_tgsigqueueinfo, timer.pid, tid, timer.signal, &info);
  }
}

bool VirtualTimers::correct(int process, int signal, siginfo_t* info) {
  // Seen from a pid namespace of the program's own, the tracer has no number.
  const bool from_here = info->si_pid == 0 || info->si_pid == getpid();
  if (signal != SIGALRM || info->si_code != SI_USER || !from_here) return false;
  Timer* timer = find(Kind::Interval, process, 0);
  if (timer == nullptr || !timer->sent) return false;
  timer->sent = false;
  *info = {};
  info->si_signo = SIGALRM;
  info->si_code = SI_KERNEL;
  return true;
}

}  // namespace ipclab::sandbox
