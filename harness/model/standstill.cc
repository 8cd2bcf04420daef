#include "harness/model/standstill.h"

#include <algorithm>
#include <array>

#include "harness/model/epoll.h"
#include "harness/model/files.h"
#include "harness/model/ipc.h"
#include "harness/model/locks.h"
#include "harness/model/sockets.h"

namespace ipclab::model {
namespace {

bool is_one_of(std::string_view name, std::initializer_list<std::string_view> names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// poll, select and epoll on one descriptor wait for its object; on several for none in particular.
int only_polled_object(const EnteredCall& call, const std::string& name) {
  const std::vector<Polled> polled = polled_descriptors(call, name);
  if (polled.empty()) return -1;
  const bool same = std::all_of(polled.begin(), polled.end(), [&](const Polled& it) { return it.fd == polled[0].fd; });
  return same ? polled[0].object : -1;
}

/// Data that goes from one object to another waits for the one that can block: a pipe or a connection rather than a
/// file.
int slower_end(const EnteredCall& call) {
  auto blocks = [&](int object) {
    return object >= 0 && call.state.object(object).kind != ObjectKind::File &&
           call.state.object(object).kind != ObjectKind::Device;
  };
  int in = call.state.object_of(call.progress.in), out = call.state.object_of(call.progress.out);
  return blocks(in) || !blocks(out) ? in : out;
}

int awaited_object(const EnteredCall& call, const std::string& name) {
  if (is_one_of(name, {"msgsnd", "msgrcv", "semop"})) return sysv_object(call, name);
  if (is_one_of(name, {"ppoll", "pselect6", "epoll_pwait"})) return only_polled_object(call, name);
  if (is_one_of(name, {"splice", "sendfile", "tee"})) return slower_end(call);
  if (name == "openat") return object_at_path(call.state, call.process, call.enter.text_or("path", ""));
  if (name == "connect") return listener_for(call);
  if (name == "futex") return call.state.object_at(call.process, static_cast<std::uint64_t>(call.number("address", 0)));
  return call.state.object_of(call.progress.fd);
}

/// The living children whose end the call waits for.
std::vector<int> awaited_children(const EnteredCall& call, const std::string& name) {
  std::vector<int> children;
  if (name != "wait4" && name != "fork") return children;
  std::int64_t asked = call.number("process", 0);
  // pid > 0 without a process of this run: nobody whose end could be waited for.
  if (name == "wait4" && asked == 0 && call.number("pid", -1) > 0) return children;
  for (const Process& child : call.state.world.processes) {
    if (child.parent != call.process || !call.state.alive(child.id)) continue;
    bool wanted = name == "fork" ? child.forked_by == call.index : asked == 0 || asked == child.id;
    if (wanted) children.push_back(child.id);
  }
  return children;
}

}  // namespace

void sleeper_seen(State& s, const sandbox::Event& event) {
  const auto list = [&](std::string_view field) {
    const auto* numbers = event.numbers(field);
    return numbers ? *numbers : std::vector<std::int64_t>();
  };
  Sleeper seen;
  seen.asleep = event.number_or("asleep", 1) != 0;
  seen.wakes_itself = event.number_or("wakes_itself", 0) != 0;
  seen.handled = list("handled");
  seen.pending = list("pending");
  seen.blocked = list("blocked");
  if (const std::int64_t* word = event.number("word")) seen.word = *word;
  seen.owner_task = static_cast<int>(event.number_or("owner_task", 0));
  seen.awaited_task = static_cast<int>(event.number_or("awaited_task", 0));
  seen.mapping = event.text_or("mapping", "");
  seen.offset = event.number_or("offset", 0);
  s.sleepers[event.task] = std::move(seen);
}

World::Standstill standstill(State& s, int event) {
  World::Standstill found;
  found.event = event;
  for (auto& [who, progress] : s.in_progress) {
    const Call& call = s.world.calls[static_cast<std::size_t>(progress.call)];
    EnteredCall entered{s, progress.call, call.process, s.world.enter(call), progress};
    found.waiting.push_back({.process = call.process,
                             .task = call.task,
                             .call = progress.call,
                             .object = awaited_object(entered, call.name),
                             .processes = awaited_children(entered, call.name),
                             .polled = polled_descriptors(entered, call.name)});
  }
  found.locks = locks_in_force(s);
  for (const auto& [object, set] : s.semaphores)
    found.semaphores.insert(found.semaphores.end(), set.begin(), set.end());
  found.sleepers = s.sleepers;
  for (const Process& process : s.world.processes)
    if (s.alive(process.id)) found.fds[process.id] = *s.living(process.id).fds;
  return found;
}

}  // namespace ipclab::model
