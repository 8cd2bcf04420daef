#include "harness/checks/waits.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <string_view>

#include "harness/checks/process_words.h"
#include "harness/checks/tell.h"

namespace ipclab {
namespace {

enum class Direction { Reads, Writes };

/// Calls that sleep on something other than a descriptor, and what they sleep for.
struct Meaning {
  std::string_view call;
  WaitFor what;
};
constexpr std::array<Meaning, 16> kMeanings = {{
    {"msgrcv", WaitFor::Message},
    {"mq_receive", WaitFor::Message},
    {"msgsnd", WaitFor::QueueSpace},
    {"mq_send", WaitFor::QueueSpace},
    {"wait4", WaitFor::Child},
    {"semop", WaitFor::Semaphore},
    {"pause", WaitFor::Signal},
    {"rt_sigsuspend", WaitFor::Signal},
    {"rt_sigtimedwait", WaitFor::Signal},
    {"fcntl", WaitFor::Lock},
    {"flock", WaitFor::Lock},
    {"nanosleep", WaitFor::Time},
    {"openat", WaitFor::FifoPartner},
    {"accept4", WaitFor::Connection},
    {"connect", WaitFor::Connection},
    {"fork", WaitFor::Child},
}};

/// What a read or write through a descriptor of the object waits for.
WaitFor through(const IpcObject& object, Direction direction) {
  const bool reads = direction == Direction::Reads;
  switch (object.kind) {
    case ObjectKind::Pipe:
    case ObjectKind::Fifo:
      if (object.grader) return reads ? WaitFor::Input : WaitFor::Other;
      return reads ? WaitFor::PipeData : WaitFor::PipeSpace;
    case ObjectKind::Tty:
    case ObjectKind::Device:
      return reads ? WaitFor::Input : WaitFor::Other;
    case ObjectKind::Socket:
      if (object.listening) return WaitFor::Connection;
      return reads ? WaitFor::SocketData : WaitFor::SocketSpace;
    case ObjectKind::MsgQueue:
      return reads ? WaitFor::Message : WaitFor::QueueSpace;
    case ObjectKind::Signal:
      return WaitFor::Signal;
    case ObjectKind::Timer:
      return WaitFor::Time;
    case ObjectKind::Event:
      return WaitFor::Event;
    default:
      return WaitFor::Other;
  }
}

const IpcObject* object_behind(const World& world, const FdTable* table, int fd) {
  if (table == nullptr) return nullptr;
  const auto entry = table->find(fd);
  if (entry == table->end()) return nullptr;
  return &world.objects[static_cast<std::size_t>(
      world.open_files[static_cast<std::size_t>(entry->second.open_file)].object)];
}

void wait_through(const World& world, const FdTable* table, int fd, Direction direction, Wait& wait) {
  wait.fd = fd;
  const IpcObject* object = object_behind(world, table, fd);
  if (object == nullptr && wait.object >= 0) object = &world.objects[static_cast<std::size_t>(wait.object)];
  if (object == nullptr) return;
  wait.object = object->id;
  wait.what = through(*object, direction);
}

/// poll, select and epoll on a single descriptor are a read or a write that has been put off.
void wait_by_poll(const World& world, const FdTable* table, Wait& wait) {
  wait.what = wait.polled.empty() ? WaitFor::Time : WaitFor::Several;
  if (wait.polled.size() != 1) return;
  const Polled& only = wait.polled[0];
  wait.object = only.object;
  wait_through(world, table, only.fd, only.reads || !only.writes ? Direction::Reads : Direction::Writes, wait);
}

/// What libc builds on futexes, by the function that the submission called.
void wait_in_memory(const sandbox::Event& enter, const Sleeper* seen, Wait& wait) {
  constexpr std::int64_t kCommand = 0x7f;  // without FUTEX_PRIVATE_FLAG and FUTEX_CLOCK_REALTIME
  constexpr std::int64_t kWait = 0;
  const std::string function = enter.text_or("function", "");
  const bool plain = (enter.number_or("op", 0) & kCommand) == kWait;
  wait.what = WaitFor::Futex;
  if (function.starts_with("sem_")) {
    wait.what = WaitFor::Semaphore;
  } else if (function.starts_with("pthread_mutex") || function.starts_with("mtx_")) {
    wait.what = WaitFor::Mutex;
  } else if (function.starts_with("pthread_cond") || function.starts_with("cnd_")) {
    // When it has been signalled it takes the mutex again: an ordinary lock.
    wait.what = plain ? WaitFor::Mutex : WaitFor::Condition;
  } else if (function.find("join") != std::string::npos) {
    wait.what = WaitFor::Thread;
  }
  if (seen == nullptr) return;
  if (wait.what == WaitFor::Mutex) wait.other_task = seen->owner_task;
  if (wait.what == WaitFor::Thread) wait.other_task = seen->awaited_task;
}

bool has(const std::vector<std::int64_t>& signals, int signal) {
  return std::find(signals.begin(), signals.end(), signal) != signals.end();
}

/// A signalfd for SIGCHLD.
bool tells_of_children(const World& world, int object) {
  if (object < 0 || world.object(object).kind != ObjectKind::Signal || world.object(object).created_by < 0)
    return false;
  const Call& maker = world.calls[static_cast<std::size_t>(world.object(object).created_by)];
  const auto* mask = world.enter(maker).numbers("mask");
  return mask != nullptr && has(*mask, SIGCHLD);
}

/// A pipe into which only its own handlers write: it holds both ends.
bool reads_its_own_pipe(const World& world, const World::Standstill& state, const Wait& wait) {
  if (wait.what != WaitFor::PipeData || wait.object < 0) return false;
  const auto holders = world.holders(state.fds, wait.object, true);
  return !holders.empty() && std::any_of(holders.begin(), holders.end(),
                                         [&](const Holder& holder) { return holder.process == wait.process; });
}

/// A signal is waited for, or the pipe of its handler, and SIGCHLD is one that would do: then it is children that are
/// waited for.
bool waits_for_sigchld(const World& world, const World::Standstill& state, const Sleeper* seen, const Wait& wait) {
  const Call& call = world.calls[static_cast<std::size_t>(wait.call)];
  const bool handled = seen != nullptr && has(seen->handled, SIGCHLD);
  if (call.name == "pause" || call.name == "rt_sigsuspend") return handled;
  if (call.name == "rt_sigtimedwait") {
    const auto* mask = world.enter(call).numbers("mask");
    return mask != nullptr && has(*mask, SIGCHLD);
  }
  if (handled && reads_its_own_pipe(world, state, wait)) return true;
  return tells_of_children(world, wait.object) ||
         std::any_of(wait.polled.begin(), wait.polled.end(),
                     [&](const Polled& polled) { return tells_of_children(world, polled.object); });
}

std::vector<int> living_children(const World& world, const World::Standstill& state, int process) {
  std::vector<int> children;
  for (const Process& child : world.processes)
    if (child.id > 0 && child.parent == process && state.fds.count(child.id) != 0) children.push_back(child.id);
  return children;
}

Wait understand(const World& world, const World::Standstill& state, const Waiting& waiting) {
  const Call& call = world.calls[static_cast<std::size_t>(waiting.call)];
  const sandbox::Event& enter = world.enter(call);
  const auto found = state.fds.find(waiting.process);
  const FdTable* table = found == state.fds.end() ? nullptr : &found->second;
  Wait wait{waiting.process,   waiting.task,   waiting.call,
            WaitFor::Other,    waiting.object, -1,
            waiting.processes, waiting.polled, 0};
  const auto seen = state.sleepers.find(waiting.task);

  const auto fd_of = [&](std::string_view field) { return static_cast<int>(enter.number_or(field, -1)); };
  if (call.name == "read" || call.name == "recv") {
    wait_through(world, table, fd_of("fd"), Direction::Reads, wait);
  } else if (call.name == "write" || call.name == "send" || call.name == "vmsplice") {
    wait_through(world, table, fd_of("fd"), Direction::Writes, wait);
  } else if (call.name == "splice" || call.name == "tee" || call.name == "sendfile") {
    // Either side may be the one that keeps it: the model says which object, else the source is the likelier.
    const IpcObject* out = object_behind(world, table, fd_of("out"));
    const bool writes = out != nullptr && out->id == waiting.object;
    wait_through(world, table, fd_of(writes ? "out" : "in"), writes ? Direction::Writes : Direction::Reads, wait);
  } else if (call.name == "ppoll" || call.name == "pselect6" || call.name == "epoll_pwait") {
    wait_by_poll(world, table, wait);
  } else if (call.name == "futex") {
    wait_in_memory(enter, seen == state.sleepers.end() ? nullptr : &seen->second, wait);
  } else {
    const auto meaning =
        std::find_if(kMeanings.begin(), kMeanings.end(), [&](const Meaning& it) { return it.call == call.name; });
    if (meaning != kMeanings.end()) wait.what = meaning->what;
    wait.fd = fd_of("fd");
    if (wait.what == WaitFor::FifoPartner && wait.object >= 0 && world.object(wait.object).kind != ObjectKind::Fifo)
      wait.what = WaitFor::Other;
    if (wait.object < 0 && wait.fd >= 0)
      if (const IpcObject* object = object_behind(world, table, wait.fd)) wait.object = object->id;
  }
  if (wait.what != WaitFor::Child &&
      waits_for_sigchld(world, state, seen == state.sleepers.end() ? nullptr : &seen->second, wait)) {
    wait.processes = living_children(world, state, wait.process);
    if (wait.what == WaitFor::PipeData && !wait.processes.empty()) wait.what = WaitFor::Signal;
  }
  return wait;
}

std::string several_phrase(const World& world, const Wait& wait) {
  std::vector<std::string> things;
  for (const Polled& polled : wait.polled) {
    const std::string thing = polled.object < 0 ? descriptors_text({polled.fd}) : object_text(world, polled.object);
    if (std::find(things.begin(), things.end(), thing) == things.end()) things.push_back(thing);
  }
  return fmt::format("waits in {} until something happens at {}",
                     call_word(world, world.calls[static_cast<std::size_t>(wait.call)]), listed(things));
}

std::string thread_phrase(const World& world, const Wait& wait) {
  return wait.other_task == 0 ? "a thread" : name_of_task(world, wait.process, wait.other_task);
}

std::string mutex_owner(const World& world, const Wait& wait) {
  if (wait.other_task == wait.task) return "it";
  return name_of_task(world, process_of_task(world, wait.other_task), wait.other_task);
}

std::string child_phrase(const World& world, const Wait& wait, int about) {
  if (std::find(wait.processes.begin(), wait.processes.end(), about) != wait.processes.end() && about > 0)
    return fmt::format("waits for {} itself", name_of(world, about));
  std::vector<std::string> names;
  for (int process : wait.processes) names.push_back(name_of(world, process));
  return names.empty() ? "waits for a child to end" : fmt::format("waits for {} to end", listed(names));
}

}  // namespace

std::vector<Wait> waits_of(const World& world, const World::Standstill& state) {
  std::vector<Wait> waits;
  for (const Waiting& waiting : state.waiting) waits.push_back(understand(world, state, waiting));
  std::stable_sort(waits.begin(), waits.end(), [](const Wait& a, const Wait& b) { return a.process < b.process; });
  return waits;
}

std::string name_of_waiter(const World& world, const Wait& wait) {
  return name_of_task(world, wait.process, wait.task);
}

const Wait* wait_of_task(const std::vector<Wait>& waits, int task) {
  const auto found = std::find_if(waits.begin(), waits.end(), [&](const Wait& wait) { return wait.task == task; });
  return found == waits.end() ? nullptr : &*found;
}

Wait wait_on(const World& world, const World::Standstill& state, const Wait& wait, const Polled& polled) {
  const auto table = state.fds.find(wait.process);
  Wait one = wait;
  one.polled = {polled};
  wait_by_poll(world, table == state.fds.end() ? nullptr : &table->second, one);
  return one;
}

std::string wait_phrase(const World& world, const Wait& wait, int about) {
  const std::string object = wait.object >= 0 ? object_text(world, wait.object) : "";
  const auto& call = world.calls[static_cast<std::size_t>(wait.call)];
  switch (wait.what) {
    case WaitFor::PipeData:
      return fmt::format("waits for data from {}", object);
    case WaitFor::PipeSpace:
      return fmt::format("waits for room in {}", object);
    case WaitFor::FifoPartner:
      return fmt::format("waits until somebody opens the other end of {}", object.empty() ? "a FIFO" : object);
    case WaitFor::Input:
      return "waits for input from outside";
    case WaitFor::SocketData:
      return "waits for data from the other end of a connection";
    case WaitFor::SocketSpace:
      return "waits until the other end of a connection reads";
    case WaitFor::Connection:
      return call.name == "connect" ? "waits until the connection is accepted" : "waits for a client to connect";
    case WaitFor::Message:
      return fmt::format("waits for a message from {}", object.empty() ? "a message queue" : object);
    case WaitFor::QueueSpace:
      return fmt::format("waits for room in {}", object.empty() ? "a message queue" : object);
    case WaitFor::Child:
      return child_phrase(world, wait, about);
    case WaitFor::Semaphore:
      return fmt::format("waits for {}", object.empty() ? "a semaphore" : object);
    case WaitFor::Event:
      return fmt::format("waits until {} is raised", object);
    case WaitFor::Mutex:
      return wait.other_task == 0 ? "waits for a mutex"
                                  : fmt::format("waits for a mutex that {} holds", mutex_owner(world, wait));
    case WaitFor::Condition:
      return "waits for a condition variable";
    case WaitFor::Thread:
      return fmt::format("waits for {} to end", thread_phrase(world, wait));
    case WaitFor::Futex:
      return "waits for a semaphore or a lock in memory";
    case WaitFor::Signal:
      return wait.processes.empty() ? "waits for a signal" : child_phrase(world, wait, about);
    case WaitFor::Lock:
      return fmt::format("waits for a lock on {}", object.empty() ? "a file" : object);
    case WaitFor::Time:
      return "sleeps";
    case WaitFor::Several:
      return several_phrase(world, wait);
    case WaitFor::Other:
      break;
  }
  return fmt::format("waits in {}", call_word(world, call));
}

int place_of(const World& world, const World::Standstill& state, int process) {
  for (const Waiting& waiting : state.waiting)
    if (waiting.process == process && where_called(world, waiting.call).line > 0) return waiting.call;
  for (int it = process; it > 0; it = world.process(it).parent) {
    const int exec = last_exec(world, it, state.event);
    if (exec >= 0 && where_called(world, exec).line > 0) return exec;
    const int fork = world.process(it).forked_by;
    if (fork >= 0 && where_called(world, fork).line > 0) return fork;
  }
  return -1;
}

int stopped_by(const World& world, int process, int event) {
  int signal = 0;
  for (int i = 0; i < event; ++i) {
    const sandbox::Event& it = world.event(i);
    if (it.process != process) continue;
    if (it.kind == sandbox::EventKind::Stop) signal = static_cast<int>(it.number_or("signal", 0));
    if (it.kind == sandbox::EventKind::Continue || it.kind == sandbox::EventKind::End) signal = 0;
  }
  return signal;
}

const Wait* wait_in(const std::vector<Wait>& waits, int process) {
  const auto found =
      std::find_if(waits.begin(), waits.end(), [&](const Wait& wait) { return wait.process == process; });
  return found == waits.end() ? nullptr : &*found;
}

}  // namespace ipclab
