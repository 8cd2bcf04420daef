#include "sandbox/tracer.h"

#include <fmt/format.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <fstream>

#include "sandbox/access_reader.h"
#include "sandbox/check.h"
#include "sandbox/filter.h"
#include "sandbox/proc.h"
#include "sandbox/stdio_buffers.h"

namespace ipclab::sandbox {
namespace {

constexpr int kOptions = PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE |
                         PTRACE_O_TRACEEXEC | PTRACE_O_TRACEEXIT | PTRACE_O_TRACESECCOMP | PTRACE_O_EXITKILL;

/// Whether the default effect of the signal is to end the process.
bool kills(int signal) {
  constexpr int kOthers[] = {SIGCHLD, SIGURG, SIGWINCH, SIGCONT, SIGSTOP, SIGTSTP, SIGTTIN, SIGTTOU};
  return std::find(std::begin(kOthers), std::end(kOthers), signal) == std::end(kOthers);
}

std::int64_t monotonic_us() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000000LL + now.tv_nsec / 1000;
}

}  // namespace

Tracer::Tracer(TracerOptions options)
    : options_(std::move(options)),
      stacks_(options_.host_paths, options_.unwinding),
      start_us_(monotonic_us()),
      namer_([this](std::int64_t pid) { return process_of(pid); }) {
  if (options_.clock != nullptr) time_.emplace(*options_.clock, tasks_, processes_);
}

std::int64_t Tracer::wall_us() const {
  return monotonic_us() - start_us_;
}

std::int64_t Tracer::now_us() const {
  return options_.clock != nullptr ? options_.clock->now_us() : wall_us();
}

int Tracer::process_of(std::int64_t inside_pid) const {
  const auto at = process_of_inside_.find(inside_pid);
  return at == process_of_inside_.end() ? 0 : at->second;
}

bool Tracer::descends(int process, int from) const {
  while (process != 0 && process != from) process = processes_.at(process).parent;
  return process == from;
}

Event& Tracer::add(EventKind kind, const Task& task, std::string name) {
  Event event;
  event.kind = kind;
  event.time_us = now_us();
  event.process = task.process;
  event.task = task.number;
  event.name = std::move(name);
  return events_.emplace_back(std::move(event));
}

void Tracer::act(int process, std::string name, std::vector<Field> fields) {
  Event event;
  event.kind = EventKind::Action;
  event.time_us = now_us();
  event.process = process;
  event.name = std::move(name);
  event.fields = std::move(fields);
  events_.push_back(std::move(event));
}

void Tracer::record(EventKind kind, std::string name) {
  Event event;
  event.kind = kind;
  event.time_us = now_us();
  event.name = std::move(name);
  events_.push_back(std::move(event));
}

std::vector<int> Tracer::stack_of(const Task& task, std::uint64_t pc) {
  ProcessState& process = processes_.at(task.process);
  std::vector<int> stack;
  if (!process.own_code) return stack;
  for (Frame& frame : stacks_.own_frames(task.tid, pc, process.program, &process.code)) {
    const auto [at, added] = frame_index_.try_emplace({frame.module, frame.offset}, static_cast<int>(frames_.size()));
    if (added) frames_.push_back(std::move(frame));
    stack.push_back(at->second);
  }
  return stack;
}

std::vector<Field> Tracer::unwritten(const Task& task) {
  ProcessState& process = processes_.at(task.process);
  if (!process.own_code) return {};
  return unwritten_fields(unwritten_text(task.tid, process.program, &process.code, options_.host_paths));
}

void Tracer::record_of(EventKind kind, const Task& task, std::vector<Field> fields) {
  add(kind, task).fields = std::move(fields);
}

Task& Tracer::new_task(pid_t tid, int process) {
  Task task;
  task.number = next_task_++;
  task.process = process;
  task.tid = tid;
  task_of_tid_[tid] = task.number;
  processes_.at(process).tasks.insert(task.number);
  return tasks_.emplace(task.number, std::move(task)).first->second;
}

ProcessState& Tracer::new_process(pid_t pid, int parent, int root) {
  ProcessState process;
  process.number = static_cast<int>(processes_.size()) + 1;
  process.parent = parent;
  process.root = root == 0 ? process.number : root;
  process.pid = pid;
  process.inside = innermost_pid(pid);
  process_of_inside_[process.inside] = process.number;
  return processes_.emplace(process.number, std::move(process)).first->second;
}

Task* Tracer::by_tid(pid_t tid) {
  const auto at = task_of_tid_.find(tid);
  return at == task_of_tid_.end() ? nullptr : &tasks_.at(at->second);
}

void Tracer::remove(Task& task) {
  std::erase(held_, task.number);
  if (running_ == task.number) running_ = 0;
  const auto at = task_of_tid_.find(task.tid);
  if (at != task_of_tid_.end() && at->second == task.number) task_of_tid_.erase(at);
  processes_.at(task.process).tasks.erase(task.number);
  tasks_.erase(task.number);  // task is gone from here on
}

int Tracer::attach(pid_t pid, std::vector<Field> start) {
  if (ptrace(PTRACE_SEIZE, pid, nullptr, kOptions) == -1) fail("tracer: attaching to a program");
  ProcessState& process = new_process(pid, 0, 0);
  process.starting = true;
  starts_[process.number] = std::move(start);
  new_task(pid, process.number);
  return process.number;
}

void Tracer::resume(Task& task, __ptrace_request request, int signal) {
  if (!is_its_turn(task, request)) {
    task.resume_with = request;
    task.resume_signal = signal;
    task.gave_way = std::exchange(task.gives_way, false) && running_ == task.number;
    if (!std::exchange(task.held, true)) {
      held_.push_back(task.number);
      task.turn = turns_;
    }
    if (running_ == task.number) running_ = 0;
    return;
  }
  if (std::exchange(task.held, false)) std::erase(held_, task.number);
  if (request == PTRACE_LISTEN && running_ == task.number) running_ = 0;
  if (ptrace(request, task.tid, nullptr, signal) == -1) only_if_killed("letting a program go on");
}

void Tracer::only_if_killed(const char* what) {
  // ESRCH: it was killed meanwhile; its end is reported by the next wait. Anything else would leave it stopped for
  // ever.
  if (errno != ESRCH) fail(std::string("tracer: ") + what);
}

bool Tracer::reap() {
  constexpr int kAtOnce = 1000;  // the run's limits must be looked at from time to time
  bool any = false;
  for (int i = 0; i < kAtOnce; ++i) {
    int raw = 0;
    const pid_t tid = waitpid(-1, &raw, __WALL | __WNOTHREAD | WNOHANG);
    if (tid <= 0) return any;
    any = true;
    const bool only_one = tasks_.size() == 1;
    stop_in_order(tid, WaitStatus(raw));
    if (only_one) return any;  // what it does next, it does when it is let go on
  }
  return any;
}

void Tracer::stop(pid_t tid, WaitStatus status) {
  Task* task = by_tid(tid);
  if (task == nullptr) {
    // A child whose parent's fork event comes later, or a process that is not traced (the keeper).
    const bool dies = status.stopped() && status.ptrace_event() == PTRACE_EVENT_EXIT;
    if (status.stopped() || early_.contains(tid)) early_[tid] = status;
    // Its maker may have been killed at that very event, and an exec waits for it to go.
    if (dies && ptrace(PTRACE_CONT, tid, nullptr, nullptr) == -1) only_if_killed("letting a thread end");
    return;
  }
  if (status.ended()) return ended(*task, status);
  if (!status.stopped()) return;

  const int event = status.ptrace_event();
  const int signal = status.stop_signal();
  switch (event) {
    case PTRACE_EVENT_SECCOMP:
      return at_filter(*task);
    case PTRACE_EVENT_FORK:
      return at_fork(*task, "fork");
    case PTRACE_EVENT_VFORK:
      return at_fork(*task, "vfork");
    case PTRACE_EVENT_CLONE:
      return at_fork(*task, "clone");
    case PTRACE_EVENT_EXEC:
      return at_exec(*task, tid);
    case PTRACE_EVENT_EXIT:
      return at_exit_event(*task);
    case PTRACE_EVENT_STOP:
      return at_group_stop(*task, signal);
    default:
      break;
  }
  if (signal == (SIGTRAP | 0x80)) return at_exit(*task);
  at_signal(*task, signal);
}

std::int64_t Tracer::cpu_us_of(const Task& task) const {
  return cpu_time_us(task.tid);
}

std::int64_t Tracer::cpu_us() const {
  std::int64_t sum = 0;
  for (const auto& [number, process] : processes_) sum += process.cpu_us;
  for (const auto& [number, task] : tasks_) {
    if (!task.exiting) sum += cpu_us_of(task);
  }
  return sum;
}

void Tracer::at_fork(Task& task, const char* how) {
  unsigned long child_tid = 0;
  if (ptrace(PTRACE_GETEVENTMSG, task.tid, nullptr, &child_tid) == -1) return only_if_killed("asking for a child");
  const auto flag = [&](const char* name) {
    if (!task.call) return std::int64_t{0};
    for (const Field& field : task.call->entry) {
      if (field.name == name) return std::get<std::int64_t>(field.value);
    }
    return std::int64_t{0};
  };
  const bool thread = flag("thread") != 0;
  const int parent = task.process;
  int child_process = parent;
  if (!thread) {
    ProcessState& child = new_process(static_cast<pid_t>(child_tid), parent, processes_.at(parent).root);
    const ProcessState& from = processes_.at(parent);
    child.dispositions = from.dispositions;
    child.program = from.program;
    child.own_code = from.own_code;
    child.code = from.code;
    child.edge_triggered = from.edge_triggered;
    child.access_buffer = from.access_buffer;
    child_process = child.number;
  }
  const Task& child_task = new_task(static_cast<pid_t>(child_tid), child_process);
  Event& event = add(EventKind::Fork, task);
  event.fields = {{"child_process", std::int64_t{child_process}},
                  {"child_task", std::int64_t{child_task.number}},
                  {"call", std::string(how)},
                  {"thread", std::int64_t{thread}},
                  {"shares_files", flag("shares_files")},
                  {"shares_memory", flag("shares_memory")}};
  if (!thread && flag("shares_memory") == 0) count_accesses_of(child_task, 0);
  const auto early = early_.find(static_cast<pid_t>(child_tid));
  if (early != early_.end()) {
    const WaitStatus status = early->second;
    early_.erase(early);
    stop(static_cast<pid_t>(child_tid), status);
  }
  resume(task, PTRACE_SYSCALL);
}

void Tracer::at_exec(Task& caller, pid_t stopped) {
  // An exec by a thread that is not the leader: the event comes from the leader's id, and the others are gone.
  unsigned long former = 0;
  ptrace(PTRACE_GETEVENTMSG, stopped, nullptr, &former);
  Task* task = by_tid(static_cast<pid_t>(former));
  if (task == nullptr) task = &caller;
  ProcessState& process = processes_.at(task->process);
  const std::set<int> all = process.tasks;
  for (const int other : all) {
    if (other != task->number) remove(tasks_.at(other));
  }
  task_of_tid_.erase(task->tid);
  task->tid = stopped;
  task_of_tid_[stopped] = task->number;

  process.program = read_link(fmt::format("/proc/{}/exe", process.pid));
  process.own_code = options_.is_own && options_.is_own(process.program);
  process.code.reset();
  process.edge_triggered = false;
  process.access_buffer = 0;
  for (Disposition& disposition : process.dispositions) {
    if (disposition.kind == Disposition::Kind::Handler) disposition = {};
  }
  if (process.starting) {
    process.starting = false;
    Event& start = add(EventKind::Start, *task);
    start.fields = std::move(starts_[process.number]);
    start.fields.push_back({"own", std::int64_t{process.own_code}});
    starts_.erase(process.number);
  } else {
    std::vector<Field> fields;
    if (task->call) {
      for (const Field& field : task->call->entry) {
        if (field.name == "path" || field.name == "argv") fields.push_back(field);
      }
    }
    fields.push_back({"real", process.program});
    fields.push_back({"own", std::int64_t{process.own_code}});
    add(EventKind::Exec, *task).fields = std::move(fields);
  }
  if (time_) time_->executed(*task);
  task->call.reset();
  resume(*task, PTRACE_CONT);
}

void Tracer::at_group_stop(Task& task, int signal) {
  ProcessState& process = processes_.at(task.process);
  if (signal == SIGTRAP) {
    // The first stop of a new task, the end of a group stop, or it was interrupted.
    note_accesses(task);
    if (task.stopped) {
      task.stopped = false;
      if (process.stop_told) {
        process.stop_told = false;
        add(EventKind::Continue, task);
      }
    }
    if (task.gives_way && !task.call && !note_long_work(task)) return;
    resume(task, PTRACE_CONT);
    return;
  }
  task.stopped = true;
  if (!process.stop_told) {
    process.stop_told = true;
    add(EventKind::Stop, task).fields = {{"signal", std::int64_t{signal}}};
  }
  resume(task, PTRACE_LISTEN);
}

void Tracer::at_signal(Task& task, int signal) {
  siginfo_t info{};
  ptrace(PTRACE_GETSIGINFO, task.tid, nullptr, &info);
  if (time_) time_->correct(task, signal, &info);
  ProcessState& process = processes_.at(task.process);
  if (!process.starting) {
    note_accesses(task);
    settle_interruption(task, signal);
    Disposition& known = process.dispositions[static_cast<std::size_t>(std::clamp(signal, 0, 64))];
    const Disposition disposition = known;
    if (known.kind == Disposition::Kind::Handler && known.once) known = {};
    const bool sent = info.si_code == SI_USER || info.si_code == SI_TKILL || info.si_code == SI_QUEUE;
    Event& event = add(EventKind::Signal, task);
    event.fields = {{"signal", std::int64_t{signal}},
                    {"code", std::int64_t{info.si_code}},
                    {"from_process", std::int64_t{sent ? process_of(info.si_pid) : 0}},
                    {"action", std::string(disposition.kind == Disposition::Kind::Handler  ? "handler"
                                           : disposition.kind == Disposition::Kind::Ignore ? "ignore"
                                                                                           : "default")}};
    if ((signal == SIGSEGV || signal == SIGBUS) && info.si_code > 0)
      event.fields.push_back({"address", static_cast<std::int64_t>(reinterpret_cast<std::intptr_t>(info.si_addr))});
    Registers registers;
    if (registers.load(task.tid)) event.stack = stack_of(task, registers.pc());
    if (disposition.kind == Disposition::Kind::Default && kills(signal)) {
      for (Field& field : unwritten(task)) event.fields.push_back(std::move(field));
    }
  }
  resume(task, PTRACE_CONT, signal);
}

}  // namespace ipclab::sandbox
