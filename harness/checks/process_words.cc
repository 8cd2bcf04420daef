#include "harness/checks/process_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

#include "harness/checks/tell.h"

namespace ipclab {
namespace {

/// Canonical names that differ from what is written in C.
constexpr std::array<std::pair<std::string_view, std::string_view>, 14> kWritten = {{
    {"openat", "open"},
    {"ppoll", "poll"},
    {"pselect6", "select"},
    {"epoll_pwait", "epoll_wait"},
    {"accept4", "accept"},
    {"nanosleep", "sleep"},
    {"rt_sigsuspend", "sigsuspend"},
    {"rt_sigtimedwait", "sigwait"},
    {"rt_sigaction", "sigaction"},
    {"rt_sigprocmask", "sigprocmask"},
    {"execve", "exec"},
    {"unlinkat", "unlink"},
    {"mknodat", "mkfifo"},
    {"renameat2", "rename"},
}};

bool several_programs(const World& world) {
  return std::count_if(world.record->programs.begin(), world.record->programs.end(),
                       [](const StartedProgram& started) { return !started.fixture; }) > 1;
}

int children(const World& world, int parent, bool submission_only) {
  int number = 0;
  for (const Process& process : world.processes) {
    if (process.id == 0 || process.parent != parent || process.images.empty()) continue;
    if (!submission_only || process.image().submission) ++number;
  }
  return number;
}

}  // namespace

std::string name_of(const World& world, int id) {
  if (id <= 0 || static_cast<std::size_t>(id) >= world.processes.size()) return "the grader";
  return in_submission(world.process(id)) ? name_in_submission(world, id) : short_name(world, id);
}

std::string name_in_submission(const World& world, int id) {
  const Process& process = world.process(id);
  if (process.parent == 0) {
    return several_programs(world) || children(world, id, false) == 0 ? escaped(process.role) : "the parent";
  }
  if (several_programs(world)) return fmt::format("a child of {}", escaped(process.role));
  const SourceLocation made = where_called(world, process.forked_by);
  if (children(world, process.parent, true) > 1 && made.line > 0)
    return fmt::format("the child made in line {}", made.line);
  return process.parent > 0 && world.process(process.parent).parent == 0 ? "the child" : "a grandchild";
}

std::string name_of_task(const World& world, int process, int task) {
  std::string name = name_of(world, process);
  if (process <= 0 || static_cast<std::size_t>(process) >= world.processes.size()) return name;
  const std::vector<int>& tasks = world.process(process).tasks;
  if (tasks.size() <= 1) return name;
  if (task == tasks.front()) return fmt::format("the main thread of {}", name);
  const auto& events = world.record->events;
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (events[i].kind != sandbox::EventKind::Fork || events[i].number_or("child_task", 0) != task) continue;
    const SourceLocation made = where(world, static_cast<int>(i));
    if (made.line > 0) return fmt::format("the thread of {} made in line {}", name, made.line);
  }
  return fmt::format("a thread of {}", name);
}

int process_of_task(const World& world, int task) {
  for (const Process& process : world.processes)
    if (task > 0 && std::find(process.tasks.begin(), process.tasks.end(), task) != process.tasks.end())
      return process.id;
  return 0;
}

std::string capital(std::string text) {
  if (!text.empty()) text[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[0])));
  return text;
}

std::string begin_with(const std::string& name) {
  return name.starts_with("the ") || name.starts_with("a ") || name.starts_with("one ") ? capital(name) : name;
}

std::string listed(const std::vector<std::string>& words) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) text += i + 1 == words.size() ? " and " : ", ";
    text += words[i];
  }
  return text;
}

std::string descriptors_text(const std::vector<int>& fds) {
  std::vector<std::string> words;
  words.reserve(fds.size());
  for (int fd : fds) words.push_back(std::to_string(fd));
  return (fds.size() == 1 ? "descriptor " : "descriptors ") + listed(words);
}

std::string call_word(const World& world, const Call& call) {
  const sandbox::Event& enter = world.enter(call);
  if (const std::string function = enter.text_or("function", ""); !function.empty()) return escaped(function) + "()";
  if (call.name == "wait4" && enter.number("idtype") != nullptr) return "waitid()";
  if (call.name == "wait4") return enter.number_or("pid", -1) > 0 ? "waitpid()" : "wait()";
  if (call.name == "pipe2") return enter.number_or("flags", 0) != 0 ? "pipe2()" : "pipe()";
  if (call.name == "dup3") return enter.number_or("dup2", 0) != 0 ? "dup2()" : "dup3()";
  if (call.name == "fork") return enter.number_or("vfork", 0) != 0 ? "vfork()" : "fork()";
  if (call.name == "futex") return "sem_wait() or the like";
  for (const auto& [canonical, written] : kWritten)
    if (call.name == canonical) return fmt::format("{}()", written);
  return escaped(call.name) + "()";
}

bool is_fixture(const World& world, int process) {
  if (process <= 0 || static_cast<std::size_t>(process) >= world.processes.size()) return true;
  if (in_submission(world.process(process))) return false;
  const std::string& role = world.process(process).role;
  return std::any_of(world.record->programs.begin(), world.record->programs.end(),
                     [&](const StartedProgram& started) { return started.fixture && started.role == role; });
}

int last_exec(const World& world, int process, int event) {
  int found = -1;
  for (int index : world.process(process).calls) {
    const Call& call = world.calls[static_cast<std::size_t>(index)];
    if (call.name == "execve" && call.enter < event && !call.failed()) found = index;
  }
  return found;
}

bool descends_from(const World& world, int process, int ancestor) {
  while (process > 0 && process != ancestor) process = world.process(process).parent;
  return process == ancestor && process > 0;
}

}  // namespace ipclab
