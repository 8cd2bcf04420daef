#include "harness/checks/waits.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "harness/checks/process_words.h"
#include "harness/checks/tell.h"

namespace ipclab {
namespace {

constexpr int kPollIn = 0x001;

enum class Direction { Reads, Writes };

/// Calls that sleep on something other than a descriptor, and what they sleep for.
struct Meaning {
  std::string_view call;
  WaitFor what;
};
constexpr std::array<Meaning, 18> kMeanings = {{
    {"msgrcv", WaitFor::Message},
    {"mq_receive", WaitFor::Message},
    {"msgsnd", WaitFor::QueueSpace},
    {"mq_send", WaitFor::QueueSpace},
    {"wait4", WaitFor::Child},
    {"semop", WaitFor::Semaphore},
    {"futex", WaitFor::Futex},
    {"pause", WaitFor::Signal},
    {"rt_sigsuspend", WaitFor::Signal},
    {"rt_sigtimedwait", WaitFor::Signal},
    {"fcntl", WaitFor::Lock},
    {"flock", WaitFor::Lock},
    {"nanosleep", WaitFor::Time},
    {"openat", WaitFor::FifoPartner},
    {"accept4", WaitFor::Connection},
    {"connect", WaitFor::Connection},
    {"epoll_pwait", WaitFor::Several},
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
      return reads ? WaitFor::SocketData : WaitFor::SocketSpace;
    case ObjectKind::MsgQueue:
      return reads ? WaitFor::Message : WaitFor::QueueSpace;
    case ObjectKind::Signal:
      return WaitFor::Signal;
    case ObjectKind::Timer:
      return WaitFor::Time;
    case ObjectKind::Event:
      return WaitFor::Semaphore;
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

/// poll and select on a single descriptor are a read or a write that has been put off.
void wait_by_poll(const World& world, const FdTable* table, const sandbox::Event& enter, Wait& wait) {
  wait.what = WaitFor::Several;
  std::vector<std::pair<int, Direction>> asked;
  if (const auto* fds = enter.numbers("fds")) {
    const auto* events = enter.numbers("events");
    for (std::size_t i = 0; i < fds->size(); ++i) {
      const bool reads = events == nullptr || i >= events->size() || ((*events)[i] & kPollIn) != 0;
      if ((*fds)[i] >= 0) asked.emplace_back((*fds)[i], reads ? Direction::Reads : Direction::Writes);
    }
  }
  if (const auto* fds = enter.numbers("read_fds"))
    for (std::int64_t fd : *fds) asked.emplace_back(fd, Direction::Reads);
  if (const auto* fds = enter.numbers("write_fds"))
    for (std::int64_t fd : *fds) asked.emplace_back(fd, Direction::Writes);
  if (asked.empty()) wait.what = WaitFor::Time;
  if (asked.size() == 1) wait_through(world, table, asked[0].first, asked[0].second, wait);
}

Wait understand(const World& world, const World::Standstill& state, const Waiting& waiting) {
  const Call& call = world.calls[static_cast<std::size_t>(waiting.call)];
  const sandbox::Event& enter = world.enter(call);
  const auto found = state.fds.find(waiting.process);
  const FdTable* table = found == state.fds.end() ? nullptr : &found->second;
  Wait wait{waiting.process, waiting.task, waiting.call, WaitFor::Other, waiting.object, -1, waiting.processes};

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
  } else if (call.name == "ppoll" || call.name == "pselect6") {
    wait_by_poll(world, table, enter, wait);
  } else {
    const auto meaning =
        std::find_if(kMeanings.begin(), kMeanings.end(), [&](const Meaning& it) { return it.call == call.name; });
    if (meaning != kMeanings.end()) wait.what = meaning->what;
    wait.fd = fd_of("fd");
    if (wait.object < 0 && wait.fd >= 0)
      if (const IpcObject* object = object_behind(world, table, wait.fd)) wait.object = object->id;
  }
  return wait;
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
    case WaitFor::Futex:
      return "waits for a semaphore or a lock in memory";
    case WaitFor::Signal:
      return "waits for a signal";
    case WaitFor::Lock:
      return fmt::format("waits for a lock on {}", object.empty() ? "a file" : object);
    case WaitFor::Time:
      return "sleeps";
    case WaitFor::Several:
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
