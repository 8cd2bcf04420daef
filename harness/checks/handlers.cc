#include "harness/checks/handlers.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

namespace ipclab {
namespace {

using sandbox::Event;
using sandbox::EventKind;

/// Frames of the submission's source, innermost first.
std::vector<int> frames_of(const World& world, const Event& event) {
  std::vector<int> frames;
  for (const int frame : event.stack) {
    if (frame < 0 || static_cast<std::size_t>(frame) >= world.record->locations.size()) continue;
    if (!world.record->locations[static_cast<std::size_t>(frame)].file.empty()) frames.push_back(frame);
  }
  return frames;
}

const std::string& function_of(const World& world, int frame) {
  return world.record->locations[static_cast<std::size_t>(frame)].function;
}

/// The function that the kernel called, when the event happened below it; nothing when the handler has been left by
/// longjmp. The stack either goes on to what was interrupted, or ends with the handler.
std::optional<std::string> handler_of(const World& world, const Event& delivery, const Event& event) {
  const std::vector<int> interrupted = frames_of(world, delivery), now = frames_of(world, event);
  if (now.empty()) return std::nullopt;
  if (now.size() > interrupted.size() && std::equal(interrupted.rbegin(), interrupted.rend(), now.rbegin())) {
    return function_of(world, now[now.size() - interrupted.size() - 1]);
  }
  const std::string& outermost = function_of(world, now.back());
  const bool was_there = std::any_of(interrupted.begin(), interrupted.end(),
                                     [&](int frame) { return function_of(world, frame) == outermost; });
  if (was_there || outermost == "main") return std::nullopt;
  return outermost;
}

/// Of an exit whose function is not known nothing is held against the program.
std::string called_in(const Event& event) {
  return event.text_or("function", event.name == "exit" ? "_exit" : event.name);
}

bool waits_with_its_own_mask(const std::string& call) {
  return call == "rt_sigsuspend" || call == "ppoll" || call == "pselect6" || call == "epoll_pwait";
}

/// What is known of one task while its events go by.
struct TaskState {
  std::set<std::int64_t> blocked;
  std::string last_call;  ///< the call that it is in, or came out of last
  struct Running {
    int delivery = -1;
    bool only_while_waiting = false;
  };
  std::vector<Running> running;  ///< handlers, the innermost last
};

void change_mask(const Event& enter, std::set<std::int64_t>& blocked) {
  const auto* mask = enter.numbers("mask");
  if (enter.number_or("set", 0) == 0 || mask == nullptr) return;
  constexpr std::int64_t kBlock = 0, kUnblock = 1;
  const std::int64_t how = enter.number_or("how", -1);
  if (how != kBlock && how != kUnblock) blocked.clear();
  for (const std::int64_t signal : *mask) {
    if (how == kUnblock) {
      blocked.erase(signal);
    } else {
      blocked.insert(signal);
    }
  }
}

}  // namespace

std::vector<HandlerCall> handler_calls(const World& world, const Process& process) {
  std::vector<HandlerCall> found;
  std::map<int, TaskState> tasks;
  std::size_t next_call = 0;  // of process.calls, which are in the order of their entries
  const int end = process.end_event < 0 ? static_cast<int>(world.record->events.size()) : process.end_event;
  for (int i = process.begin; i < end; ++i) {
    const Event& event = world.event(i);
    if (event.process != process.id) continue;
    TaskState& task = tasks[event.task];
    if (event.kind == EventKind::Exec) task = {};
    if (event.kind == EventKind::Signal && event.text_or("action", "") == "handler") {
      const bool waiting =
          waits_with_its_own_mask(task.last_call) && task.blocked.contains(event.number_or("signal", 0));
      task.running.push_back({i, waiting});
    }
    if (event.kind != EventKind::Enter) continue;
    while (next_call < process.calls.size() &&
           world.calls[static_cast<std::size_t>(process.calls[next_call])].enter < i)
      ++next_call;
    task.last_call = event.name;
    if (event.name == "rt_sigprocmask") change_mask(event, task.blocked);
    if (task.running.empty()) continue;
    if (event.name == "rt_sigreturn") {
      task.running.pop_back();
      continue;
    }
    const TaskState::Running& running = task.running.back();
    const bool known =
        next_call < process.calls.size() && world.calls[static_cast<std::size_t>(process.calls[next_call])].enter == i;
    const auto handler = handler_of(world, world.event(running.delivery), event);
    if (!handler || !known) continue;
    found.push_back(
        {process.calls[next_call], running.delivery, *handler, called_in(event), running.only_while_waiting});
  }
  return found;
}

}  // namespace ipclab
