#include "harness/model/processes.h"

#include <algorithm>
#include <csignal>

#include "harness/model/descriptors.h"
#include "harness/model/locks.h"
#include "harness/model/semaphores.h"

namespace ipclab::model {
namespace {

/// Where they are in a record that does not say which programs are the submission's.
constexpr std::string_view kSubmissionPrograms = "/lab/";

std::string last_component(const std::string& path) {
  return path.substr(path.rfind('/') + 1);
}

/// A file executed through a descriptor (fexecve, /proc/self/exe, /dev/fd/3) has its name elsewhere.
bool names_no_program(const std::string& path) {
  return path.empty() || path.starts_with("/proc/") || path.starts_with("/dev/fd/");
}

/// A process that this record can begin: numbers are given in order of birth, so a greater one than births is made up.
bool can_be_born(const State& s, std::int64_t process) {
  if (process < 1 || process > s.births) return false;
  auto index = static_cast<std::size_t>(process);
  return index >= s.live.size() || !s.live[index].born;
}

Process& give_birth(State& s, int process, int index) {
  auto needed = static_cast<std::size_t>(process) + 1;
  for (std::size_t id = s.world.processes.size(); id < needed; ++id) {
    Process& added = s.world.processes.emplace_back();
    added.id = static_cast<int>(id);
    added.images.emplace_back();
    s.live.emplace_back();
  }
  s.living(process).born = s.living(process).alive = true;
  s.process(process).begin = index;
  return s.process(process);
}

void inherit_attachments(State& s, int parent, int child) {
  for (SharedRange range : s.living(parent).shared_memory) {
    Attachment inherited = s.world.attachments[static_cast<std::size_t>(range.attachment)];
    inherited.process = child;
    range.attachment = static_cast<int>(s.world.attachments.size());
    s.world.attachments.push_back(inherited);
    s.living(child).shared_memory.push_back(range);
  }
}

/// The call through which the process goes on as another program has returned; its other tasks are gone.
void finish_exec_call(State& s, int process, int event) {
  auto begin = s.in_progress.lower_bound({process, INT32_MIN});
  auto end = s.in_progress.upper_bound({process, INT32_MAX});
  for (auto task = begin; task != end; ++task) {
    Call& call = s.world.calls[static_cast<std::size_t>(task->second.call)];
    if (call.name == "execve") call.exit = event;
  }
  s.in_progress.erase(begin, end);
}

void detach_all(State& s, int process) {
  for (const SharedRange& range : s.living(process).shared_memory)
    s.world.attachments[static_cast<std::size_t>(range.attachment)].detached = true;
  s.living(process).shared_memory.clear();
}

/// A program killed by a limit on it, by the end of the scenario or by the run's time limit was killed by the grader.
ExitState exit_state(const State& s, const sandbox::Event& event) {
  const std::int64_t* signal = event.number("signal");
  if (!signal) return {ExitState::Kind::Code, static_cast<int>(event.number_or("code", 0))};
  bool by_grader = (s.killing && *signal == SIGKILL) || !event.text_or("limit", "").empty();
  return {by_grader ? ExitState::Kind::Killed : ExitState::Kind::Signal, static_cast<int>(*signal)};
}

}  // namespace

void process_started(State& s, int index, const sandbox::Event& event) {
  if (!can_be_born(s, event.process)) return;
  Process& process = give_birth(s, event.process, index);
  process.role = event.text_or("role", "");
  process.tasks.push_back(event.task);
  Image& image = process.images.back();
  image.path = event.text_or("path", "");
  image.name = last_component(image.path);
  image.submission = event.number_or("own", image.path.starts_with(kSubmissionPrograms)) != 0;
  image.begin = index;
  if (const auto* argv = event.texts("argv")) image.argv = *argv;
  s.living(event.process).cwd = event.text_or("cwd", "/");
  give_standard_descriptors(s, event.process, event);
  image.at_start = *s.living(event.process).fds;
}

void process_forked(State& s, int index, const sandbox::Event& event) {
  if (!s.alive(event.process)) return;
  std::int64_t child_number = event.number_or("child_process", event.process);
  int child_task = static_cast<int>(event.number_or("child_task", 0));
  if (event.number_or("thread", 0) != 0 || child_number == event.process) {
    s.process(event.process).tasks.push_back(child_task);
    return;
  }
  if (!can_be_born(s, child_number)) return;
  int child_id = static_cast<int>(child_number);
  const CallInProgress* fork = s.call_of(event.process, event.task);

  Process& child = give_birth(s, child_id, index);
  const Process& parent = s.process(event.process);
  child.parent = event.process;
  child.role = parent.role;
  child.forked_by = fork ? fork->call : -1;
  child.tasks.push_back(child_task);
  child.images.back() = parent.image();
  child.images.back().begin = index;
  child.images.back().at_start.clear();

  LiveProcess& live = s.living(child_id);
  const LiveProcess& parent_live = s.living(event.process);
  live.cwd = parent_live.cwd;
  if (event.number_or("shares_files", 0) != 0)
    live.fds = parent_live.fds;
  else
    *live.fds = inherited_table(*parent_live.fds, child.forked_by);
  // A child that runs in its parent's memory attaches nothing of its own.
  if (event.number_or("shares_memory", 0) == 0) inherit_attachments(s, event.process, child_id);
}

void program_executed(State& s, int index, const sandbox::Event& event) {
  if (!s.alive(event.process)) return;
  finish_exec_call(s, event.process, index);
  LiveProcess& live = s.living(event.process);
  for (const auto& [fd, descriptor] : *live.fds) {
    if (descriptor.close_on_exec) unlocked_by_close(s, event.process, descriptor);
  }
  live.fds = std::make_shared<FdTable>(table_after_exec(*live.fds));
  detach_all(s, event.process);

  Image image;
  image.path = event.text_or("path", event.text_or("real", ""));
  std::string real = event.text_or("real", absolute_path(live.cwd, image.path));
  image.name = last_component(names_no_program(image.path) ? real : image.path);
  image.submission = event.number_or("own", real.starts_with(kSubmissionPrograms)) != 0;
  image.begin = index;
  if (const auto* argv = event.texts("argv")) image.argv = *argv;
  image.at_start = *live.fds;
  s.process(event.process).images.push_back(std::move(image));
}

void task_ended(State& s, int index, const sandbox::Event& event) {
  if (!s.alive(event.process)) return;
  s.in_progress.erase({event.process, event.task});
  Process& process = s.process(event.process);
  process.cpu_us =
      std::max(process.cpu_us, saturating_sum(event.number_or("utime_us", 0), event.number_or("stime_us", 0)));
  if (event.number_or("last", 1) == 0) return;

  s.in_progress.erase(s.in_progress.lower_bound({event.process, INT32_MIN}),
                      s.in_progress.upper_bound({event.process, INT32_MAX}));
  process.end = exit_state(s, event);
  process.end_event = index;
  process.stopped = false;
  locks_of_ended(s, event.process);
  semaphores_of_ended(s, event.process);
  LiveProcess& live = s.living(event.process);
  process.fds = *live.fds;
  live.fds.reset();
  live.shared_memory.clear();
  live.alive = false;
}

void child_reaped(const ReturnedCall& call) {
  std::int64_t child = call.exit.number_or("process", 0);
  if (!call.succeeded() || child <= 0 || child >= static_cast<std::int64_t>(call.state.world.processes.size())) return;
  // A child that only stopped or went on is reported by wait as well, and can be waited for again.
  std::int64_t status = call.exit.number_or("status", 0);
  if ((status & 0xff) == 0x7f || status == 0xffff) return;
  Process& process = call.state.process(static_cast<int>(child));
  if (process.parent == call.process) process.reaped_by = call.index;
}

void folder_changed(const ReturnedCall& call) {
  if (!call.succeeded()) return;
  LiveProcess& live = call.state.living(call.process);
  int folder = call.state.object_of(call.progress.fd);
  if (const std::string* path = call.enter.text("path"))
    live.cwd = absolute_path(live.cwd, *path);
  else if (folder >= 0)
    live.cwd = absolute_path(live.cwd, call.state.object(folder).name);
}

}  // namespace ipclab::model
