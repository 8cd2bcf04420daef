// The tracer's part at the entry and the return of calls.
#include <fcntl.h>
#include <fmt/format.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>

#include <algorithm>
#include <cerrno>

#include "sandbox/called_function.h"
#include "sandbox/filter.h"
#include "sandbox/proc.h"
#include "sandbox/restart_codes.h"
#include "sandbox/tracer.h"

#include <seccomp.h>

namespace ipclab::sandbox {
namespace {

/// New namespaces, and children that a tracer would not see. The user namespace's own limit of 0 further ones enforces
/// the first.
constexpr std::uint64_t kRefusedCloneFlags = CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC |
                                             CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET | CLONE_UNTRACED;

/// prctl's options that put another filter, or a handler of calls, before ours, or rearrange the process.
constexpr int kRefusedOptions[] = {PR_SET_SECCOMP, PR_SET_SYSCALL_USER_DISPATCH, PR_SET_MM};

/// The signals whose default effect stops the process.
bool stops(int signal) {
  return signal == SIGSTOP || signal == SIGTSTP || signal == SIGTTIN || signal == SIGTTOU;
}
bool ignored_by_default(int signal) {
  return signal == SIGCHLD || signal == SIGURG || signal == SIGWINCH || signal == SIGCONT;
}

std::int64_t number_in(const std::vector<Field>& fields, std::string_view name, std::int64_t otherwise = 0) {
  for (const Field& field : fields) {
    if (field.name != name) continue;
    if (const auto* value = std::get_if<std::int64_t>(&field.value)) return *value;
  }
  return otherwise;
}

std::string text_in(const std::vector<Field>& fields, std::string_view name) {
  for (const Field& field : fields) {
    if (field.name != name) continue;
    if (const auto* value = std::get_if<std::string>(&field.value)) return *value;
  }
  return {};
}

/// The calls that take the memory with stdio's buffers away, or copy it.
bool leaves_buffers(const PendingCall& pending) {
  const std::string_view name = pending.site.call->canonical;
  if (name == "fork") return number_in(pending.entry, "shares_memory") == 0;
  return name == "execve" || name == "exit";
}

}  // namespace

void Tracer::at_filter(Task& task) {
  __ptrace_syscall_info info{};
  if (ptrace(PTRACE_GET_SYSCALL_INFO, task.tid, sizeof info, &info) <= 0) return only_if_killed("asking for a call");
  if (processes_.at(task.process).starting) return resume(task, PTRACE_CONT);
  if (info.seccomp.ret_data == kRefused) return refuse(task, info);

  if (info.seccomp.ret_data == kAsked) return ask(task, info);

  const auto number = static_cast<std::int64_t>(info.seccomp.nr);
  const CallInfo* call = traced_call(number);
  if (call == nullptr) return resume(task, PTRACE_CONT);

  if (is_access_call(task, info)) return resume(task, PTRACE_CONT);
  note_accesses(task);
  if (task.call && task.call->interrupted) {
    PendingCall& pending = *task.call;
    const bool same = pending.number == number || call->canonical == "restart_syscall";
    if (same && (pending.repeating || is_restart(*pending.interrupted))) {
      pending.interrupted.reset();  // the kernel went back into the call: the program never noticed
      pending.repeating = false;
      if (const auto result = time_ ? time_->entered_again(task) : std::nullopt) return skip(task, *result);
      return resume(task, PTRACE_SYSCALL);
    }
    finish_call(task, -EINTR);
  }
  enter(task, info, *call);
}

bool Tracer::is_refused(const Task& task, const PendingCall& call) const {
  const std::string_view name = call.site.call->canonical;
  if (options_.shared && reaches_out(task, call)) return true;
  if (name == "fork")
    return (static_cast<std::uint64_t>(number_in(call.entry, "clone_flags")) & kRefusedCloneFlags) != 0;
  if (name == "prctl") {
    const auto option = static_cast<int>(number_in(call.entry, "option"));
    return std::find(std::begin(kRefusedOptions), std::end(kRefusedOptions), option) != std::end(kRefusedOptions);
  }
  // A lock on a file of the machine would hold up every other run.
  const bool locks =
      name == "flock" ||
      (name == "fcntl" && (number_in(call.entry, "cmd", -1) == F_SETLEASE || number_in(call.entry, "lock", -1) >= 0));
  return locks && is_of_the_machine(processes_.at(task.process).pid, number_in(call.entry, "fd"));
}

void Tracer::enter(Task& task, const __ptrace_syscall_info& info, const CallInfo& call) {
  PendingCall pending;
  pending.site.call = &call;
  std::copy(std::begin(info.seccomp.args), std::end(info.seccomp.args), pending.site.args.begin());
  pending.number = static_cast<std::int64_t>(info.seccomp.nr);
  pending.in_kernel = pending.number;
  pending.entry = decode_entry(pending.site, Memory(task.tid), namer_);
  if (is_refused(task, pending)) return refuse(task, info);
  if (time_) time_->work(task);
  Event& event = add(EventKind::Enter, task, std::string(call.canonical));
  event.fields = pending.entry;
  event.stack = stack_of(task, info.instruction_pointer);
  if (leaves_buffers(pending)) {
    for (Field& field : unwritten(task)) event.fields.push_back(std::move(field));
  }
  const bool own_code = !event.stack.empty();
  // What the program called is told where the call to the kernel does not say it: printf for a write, sem_wait for a
  // futex, exit and _exit.
  if (own_code) {
    const std::string& function = function_at(task, event.stack.front());
    const bool tells = function != call.canonical || function == "exit";
    if (!function.empty() && tells) event.fields.push_back({"function", function});
  }
  if (own_code) pending.place = event.stack.front();
  task.call = std::move(pending);

  if (apply_policies(task, own_code)) return;
  if (options_.shared) free_port(task);
  if (const auto result = time_ ? time_->entered(task) : std::nullopt) return skip(task, *result);
  // exit and rt_sigreturn do not return.
  if (call.canonical == "exit" || call.canonical == "rt_sigreturn") {
    task.call.reset();
    return resume(task, PTRACE_CONT);
  }
  resume(task, PTRACE_SYSCALL);
}

const std::string& Tracer::function_at(const Task& task, int frame) {
  const auto [function, is_new] = function_of_frame_.try_emplace(frame);
  std::optional<CodeMap>& code = processes_.at(task.process).code;
  if (is_new && code)
    function->second = called_function(task.tid, frames_[static_cast<std::size_t>(frame)], &*code, options_.host_paths);
  return function->second;
}

/// A call that is in no event: answered, or left to the kernel.
void Tracer::ask(Task& task, const __ptrace_syscall_info& info) {
  if (task.call && task.call->interrupted) finish_call(task, -EINTR);
  std::array<std::uint64_t, 6> args{};
  std::copy(std::begin(info.seccomp.args), std::end(info.seccomp.args), args.begin());
  Registers registers;
  if (const auto result = time_->asked(task, static_cast<std::int64_t>(info.seccomp.nr), args)) {
    if (registers.load(task.tid)) registers.skip_call(task.tid, *result);
  }
  resume(task, PTRACE_CONT);
}

/// task.call is not carried out.
void Tracer::skip(Task& task, std::int64_t result) {
  Registers registers;
  if (!registers.load(task.tid) || !registers.skip_call(task.tid, result)) return;
  finish_call(task, result);
  resume(task, PTRACE_CONT);
}

bool Tracer::apply_policies(Task& task, bool own_code) {
  AtCall at;
  at.process = task.process;
  at.task = task.number;
  at.call = task.call->site.call->canonical;
  at.own_code = own_code;
  task.held_at_entry = true;
  // Also a call that is made to fail is one of those that are counted, and a place to give way.
  if (takes_turns() && options_.scheduler->hold(at)) task.gives_way = true;
  return options_.faults != nullptr && apply_faults(task, at);
}

void Tracer::refuse(Task& task, const __ptrace_syscall_info& info) {
  const auto number = static_cast<int>(info.seccomp.nr);
  char* name = seccomp_syscall_resolve_num_arch(SCMP_ARCH_NATIVE, number);
  Event& event = add(EventKind::Refused, task, name == nullptr ? fmt::format("call {}", number) : name);
  std::free(name);
  event.fields = {{"number", std::int64_t{number}}};
  event.stack = stack_of(task, info.instruction_pointer);
  Registers registers;
  if (registers.load(task.tid)) registers.skip_call(task.tid, -EPERM);
  resume(task, PTRACE_CONT);
}

void Tracer::at_exit(Task& task) {
  __ptrace_syscall_info info{};
  if (ptrace(PTRACE_GET_SYSCALL_INFO, task.tid, sizeof info, &info) <= 0) return only_if_killed("asking for a call");
  if (!task.call || info.op != PTRACE_SYSCALL_INFO_EXIT) return resume(task, PTRACE_CONT);
  restore_count(task);
  task.held_at_entry = false;
  if (options_.shared) settle_port(task, info.exit.rval);
  const std::int64_t result = time_ ? time_->returned(task, info.exit.rval) : info.exit.rval;
  const bool may_sleep = task.call->site.call->sleeps == Sleeps::Maybe;
  if (is_restart(result) || (result == -EINTR && may_sleep)) {
    task.call->interrupted = result;
    return resume(task, PTRACE_CONT);
  }
  finish_call(task, result);
  if (takes_turns()) {
    const std::string name = events_.back().name;
    AtCall at;
    at.process = task.process;
    at.task = task.number;
    at.call = name;
    at.entry = false;
    if (options_.scheduler->hold(at) || name == "sched_yield") task.gives_way = true;
  }
  resume(task, PTRACE_CONT);
}

void Tracer::finish_call(Task& task, std::int64_t result) {
  ProcessState& process = processes_.at(task.process);
  const PendingCall& pending = *task.call;
  std::vector<Field> fields;
  if (result >= 0) {
    fields = decode_exit(pending.site, result, Memory(task.tid), namer_);
    describe_descriptors(task, result, &fields);
  }
  if (options_.snapshot_descriptors) fields.push_back({"open_fds", open_descriptors(process.pid)});
  note_boundaries(task, result, fields);
  if (pending.failed_by_plan) fields.push_back({"failed_by_plan", std::int64_t{1}});
  if (pending.cut_short == result) fields.push_back({"cut_short", std::int64_t{1}});
  Event& event = add(EventKind::Exit, task, std::string(pending.site.call->canonical));
  event.result = result;
  event.fields = std::move(fields);
  if (result >= 0) note_effects(task, process, result);
  task.call.reset();
}

void Tracer::settle_interruption(Task& task, int signal) {
  if (!task.call || !task.call->interrupted) return;
  PendingCall& pending = *task.call;
  const std::int64_t how = *pending.interrupted;
  const Disposition disposition =
      processes_.at(task.process).dispositions[static_cast<std::size_t>(std::clamp(signal, 0, 64))];
  if (disposition.kind == Disposition::Kind::Handler) {
    const bool again = how == kRestartNoIntr || (how == kRestartSys && disposition.restarts);
    finish_call(task, again ? kAgainAfterHandler : -EINTR);
    return;
  }
  if (how != -EINTR) return;  // the kernel goes back into the call by itself
  const bool no_effect = disposition.kind == Disposition::Kind::Ignore || ignored_by_default(signal);
  if (no_effect && !pending.repeating) {
    // Without a tracer the kernel drops an ignored signal before it wakes anyone, and the call goes on.
    Registers registers;
    if (registers.load(task.tid) && registers.repeat_call(task.tid, pending.number)) pending.repeating = true;
    return;
  }
  if (stops(signal)) finish_call(task, -EINTR);  // man 7 signal, "Interruption of system calls by stop signals"
}

void Tracer::describe_descriptors(const Task& task, std::int64_t result, std::vector<Field>* fields) const {
  const std::string_view name = task.call->site.call->canonical;
  const bool makes = name == "openat" || name == "socket" || name == "mq_open" || name == "eventfd2" ||
                     name == "signalfd4" || name == "timerfd_create" || name == "inotify_init1" ||
                     name == "memfd_create" || name == "pidfd_open";
  if (makes) {
    if (const auto facts = descriptor_facts(processes_.at(task.process).pid, result)) {
      fields->push_back({"real", facts->real});
      fields->push_back({"type", facts->type});
      fields->push_back({"dev", facts->device});
      fields->push_back({"ino", facts->inode});
    }
  }
}

void Tracer::note_timer(Timers& timers, const std::string& name, std::int64_t value_us, std::int64_t interval_us) {
  if (value_us <= 0) {
    timers.erase(name);
  } else {
    timers[name] = interval_us > 0 ? kForever : now_us() + value_us;
  }
}

void Tracer::note_effects(const Task& task, ProcessState& process, std::int64_t) {
  const std::string_view name = task.call->site.call->canonical;
  const std::vector<Field>& entry = task.call->entry;
  if (name == "rt_sigaction") {
    if (number_in(entry, "set") == 0) return;
    constexpr std::int64_t kSaRestart = 0x10000000, kSaResetHand = 0x80000000;
    Disposition disposition;
    const std::string action = text_in(entry, "action");
    disposition.kind = action == "handler"  ? Disposition::Kind::Handler
                       : action == "ignore" ? Disposition::Kind::Ignore
                                            : Disposition::Kind::Default;
    disposition.restarts = (number_in(entry, "flags") & kSaRestart) != 0;
    disposition.once = (number_in(entry, "flags") & kSaResetHand) != 0;
    process.dispositions[static_cast<std::size_t>(std::clamp<std::int64_t>(number_in(entry, "signal"), 0, 64))] =
        disposition;
  } else if (name == "alarm") {
    note_timer(process.timers, "real", number_in(entry, "seconds") * 1000000, 0);
  } else if (name == "setitimer") {
    note_timer(process.timers, number_in(entry, "which") == 0 ? "real" : "cpu", number_in(entry, "value_us"),
               number_in(entry, "interval_us"));
  } else if (name == "timer_settime") {
    note_timer(process.timers, fmt::format("timer {}", number_in(entry, "timer")), number_in(entry, "value_us"),
               number_in(entry, "interval_us"));
  } else if (name == "timer_delete") {
    process.timers.erase(fmt::format("timer {}", number_in(entry, "timer")));
  } else if (name == "timerfd_settime") {
    note_timer(shared_timers_, fmt::format("timerfd {} of {}", number_in(entry, "fd"), process.number),
               number_in(entry, "value_us"), number_in(entry, "interval_us"));
  } else if (name == "fcntl" && number_in(entry, "cmd") == F_SETLEASE) {
    shared_timers_["lease"] = kForever;  // the kernel breaks it after a time, and whoever opens the file goes on
  } else if (name == "epoll_ctl") {
    constexpr std::int64_t kEdgeTriggered = std::int64_t{1} << 31;
    if ((number_in(entry, "events") & kEdgeTriggered) != 0) process.edge_triggered = true;
  } else if (name == "setsockopt") {
    // SO_RCVTIMEO, SO_SNDTIMEO (old and new numbers): calls on sockets may end by themselves.
    const std::int64_t option = number_in(entry, "option");
    if (number_in(entry, "level") == 1 && (option == 20 || option == 21 || option == 66 || option == 67)) {
      shared_timers_["socket"] = kForever;
    }
  }
}

}  // namespace ipclab::sandbox
