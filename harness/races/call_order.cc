#include "harness/races/call_order.h"

#include <fcntl.h>
#include <linux/futex.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <functional>
#include <string_view>

namespace ipclab::races {
namespace {

using sandbox::Event;
using sandbox::EventKind;
using Kind = Thing::Kind;

template <std::size_t N>
bool among(std::string_view name, const std::array<std::string_view, N>& names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// Whoever reads from the object, or looks at it, comes after these.
constexpr auto kGive =
    std::to_array<std::string_view>({"write", "send", "sendfile", "splice", "tee", "vmsplice", "mq_send", "close",
                                     "shutdown", "dup3", "ftruncate", "exit", "execve", "timerfd_settime"});
constexpr auto kGet =
    std::to_array<std::string_view>({"read", "recv", "sendfile", "splice", "tee", "mq_receive", "ppoll", "pselect6"});
/// These make room; whoever had to wait for it comes after them.
constexpr auto kMakeRoom = std::to_array<std::string_view>({"read", "recv", "sendfile", "splice", "mq_receive"});
constexpr auto kNeedRoom = std::to_array<std::string_view>({"write", "send", "sendfile", "splice", "mq_send"});
/// They change which names there are.
constexpr auto kNames = std::to_array<std::string_view>({"mknodat", "unlinkat", "renameat2", "linkat", "symlinkat",
                                                         "mkdirat", "fchmodat", "truncate", "mq_open", "mq_unlink"});
constexpr auto kGets = std::to_array<std::string_view>({"msgget", "shmget", "semget"});
/// What a failure tells of what others have done.
constexpr int kTelling[] = {EIDRM, EPIPE, ESRCH, ECONNREFUSED, ECONNRESET, EEXIST, ENOENT, ECHILD, ENXIO};

constexpr std::int64_t kAgain = -512;

/// Bytes that a pipe, a socket or a queue takes before a writer may have to wait, whatever its owner made of its size.
/// Beyond that nobody knows whether one had to.
constexpr std::int64_t kLeastRoom = 2048;

Thing queue_of(const Event& enter) {
  return {Kind::Queue, static_cast<std::uint64_t>(enter.number_or("id", -1)), 0};
}

Thing room_of(Thing thing) {
  thing.two = 1;
  return thing;
}

Thing object(int id) {
  return {Kind::Object, static_cast<std::uint64_t>(id), 0};
}

Thing locks_on(int id) {
  return {Kind::Object, static_cast<std::uint64_t>(id), 2};
}

/// What others have sent to a process, that it has stopped, that it has ended.
Thing signals_to(int process) {
  return {Kind::Signals, static_cast<std::uint64_t>(process), 0};
}
Thing stop_of(int process) {
  return {Kind::Signals, static_cast<std::uint64_t>(process), 1};
}
Thing end_of(int process) {
  return {Kind::Signals, static_cast<std::uint64_t>(process), 2};
}

Thing keys_of(std::string_view get) {
  return {Kind::Keys, std::hash<std::string_view>()(get), 0};
}
constexpr Thing kAny{}, kConnections{Kind::Connections, 0, 0}, kSegments{Kind::Segments, 0, 0};

/// Names of files are compared by their last part: the folder that they are looked up in may be any.
Thing name_in(const Event& enter) {
  const std::string path = enter.text_or("path", "");
  return {Kind::Names, std::hash<std::string_view>()(std::string_view(path).substr(path.rfind('/') + 1)), 0};
}

/// Opening a FIFO waits for the other end.
Thing meeting_at(const Event& enter) {
  return room_of(name_in(enter));
}

bool changes_names(const Event& enter) {
  if (enter.name == "openat") return (enter.number_or("flags", 0) & (O_CREAT | O_ACCMODE)) != 0;
  return among(enter.name, kNames);
}

bool wakes(std::int64_t operation) {
  const std::int64_t command = operation & FUTEX_CMD_MASK;
  return command != FUTEX_WAIT && command != FUTEX_WAIT_BITSET && command != FUTEX_LOCK_PI;
}

/// A part of a semaphore's or a lock's own work: what that orders is told by the program (AccessKind), more exactly.
bool is_of_the_library(const Event& futex) {
  const std::string function = futex.text_or("function", "");
  return function.starts_with("sem_") || function.starts_with("pthread_");
}

/// 0 read, 1 write, 2 unlock; -1: it is no such call.
std::int64_t lock_of(const Event& enter) {
  if (enter.name == "fcntl") return enter.number_or("lock", -1);
  if (enter.name != "flock") return -1;
  return (enter.number_or("op", 0) & 8) != 0 ? F_UNLCK : F_WRLCK;  // LOCK_UN
}

}  // namespace

Thing thing_at(const SharedMemory& memory, int process, std::uint64_t address) {
  if (const auto bytes = memory.at(process, address, 1)) return {Kind::Memory, bytes->object, bytes->offset};
  return {Kind::Private, static_cast<std::uint64_t>(process), address};
}

CallOrder::CallOrder(const World& world, const DescriptorsAt& descriptors, const SharedMemory& memory, Order* order)
    : world_(world), descriptors_(descriptors), memory_(memory), order_(order) {
  for (const Call& call : world.calls) {
    if (call.returned()) enter_of_exit_[call.exit] = call.enter;
  }
}

void CallOrder::event(int index) {
  const Event& event = world_.event(index);
  switch (event.kind) {
    case EventKind::Start:
    case EventKind::Action:
      // Whoever starts a program, or types something, has seen what happened before: a person, here the scenario.
      if (event.process == 0) return;
      for (const Process& process : world_.processes) {
        if (process.id != 0 && process.id != event.process) order_->join(event.process, process.id, {index, -1, ""});
      }
      return;
    case EventKind::Fork:
      if (event.number_or("thread", 0) == 0)
        order_->fork(event.process, static_cast<int>(event.number_or("child_process", 0)), {index, -1, ""});
      return;
    case EventKind::Enter:
      return entered(index, event);
    case EventKind::Exit:
      if (const auto enter = enter_of_exit_.find(index); enter != enter_of_exit_.end()) returned(event, enter->second);
      return;
    case EventKind::Signal:
      return signalled(index, event);
    case EventKind::Stop:
      return order_->release(event.process, stop_of(event.process));
    case EventKind::Continue:
      return order_->acquire(event.process, signals_to(event.process), {index, -1, ""});
    case EventKind::End:
      return ended(index, event);
    default:
      return;
  }
}

Thing CallOrder::word_at(const Event& futex) const {
  return thing_at(memory_, futex.process, static_cast<std::uint64_t>(futex.number_or("address", 0)));
}

/// It, or one that it descends from: they may hold a lock together.
bool CallOrder::has_locked(int process, int object) const {
  for (int it = process; it > 0; it = world_.process(it).parent) {
    if (locked_.contains({it, object})) return true;
  }
  return false;
}

void CallOrder::make_room(int process, const Thing& thing, int event) {
  order_->release(process, room_of(thing));
  room_made_[room_of(thing)] = event;
}

void CallOrder::need_room(int process, const Thing& thing, int enter, std::int64_t bytes) {
  const auto made = room_made_.find(room_of(thing));
  const bool waited = made != room_made_.end() && made->second > enter;
  std::int64_t& filled = filled_[thing];
  if (waited || filled + bytes > kLeastRoom) order_->acquire(process, room_of(thing), {enter, -1, ""});
  filled = std::min(filled + bytes, kLeastRoom);
}

void CallOrder::entered(int index, const Event& event) {
  const int process = event.process;
  const std::string_view name = event.name;
  for (const int id : descriptors_.objects(index)) {
    if (among(name, kGive)) order_->release(process, object(id));
    const bool unlocks = lock_of(event) == F_UNLCK || ((name == "close" || name == "dup3") && has_locked(process, id));
    if (unlocks) order_->release(process, locks_on(id));
    if (among(name, kMakeRoom)) make_room(process, object(id), index);
  }
  if (name == "openat") order_->release(process, meeting_at(event));
  if (changes_names(event)) {
    order_->release(process, name_in(event));
    order_->release(process, kAllNames);
  }
  if (among(name, kGets)) order_->release(process, keys_of(name));
  if (name == "connect" || name == "bind" || name == "listen") order_->release(process, kConnections);
  if (name == "msgsnd" || name == "msgctl") order_->release(process, queue_of(event));
  if (name == "msgrcv") make_room(process, queue_of(event), index);
  if (name == "shmat" || name == "shmdt" || name == "shmctl") order_->release(process, kSegments);
  if (name == "semop") semaphores_entered(event);
  if (name == "semctl") semaphores_set(event);
  if (name == "kill" || name == "pidfd_send_signal") killed(event);
  if (name == "futex" && wakes(event.number_or("op", 0)) && !is_of_the_library(event))
    order_->release(process, word_at(event));
}

void CallOrder::returned(const Event& event, int enter_index) {
  const Event& enter = world_.event(enter_index);
  const int process = event.process;
  const std::string_view name = event.name;
  const Cause cause{enter_index, -1, ""};
  if (name == "semop") return semaphores_returned(enter, event, cause);
  if (name == "futex" && !wakes(enter.number_or("op", 0)) && event.result != -EINTR && event.result != kAgain) {
    if (!is_of_the_library(enter)) order_->acquire(process, word_at(enter), cause);
    return;
  }
  if (event.result < 0) {
    if (std::find(std::begin(kTelling), std::end(kTelling), -event.result) != std::end(kTelling))
      order_->acquire(process, kAny, cause);
    return;
  }
  for (const int id : descriptors_.objects(enter_index)) {
    if (among(name, kGet)) order_->acquire(process, object(id), cause);
    if (name == "ppoll" || name == "pselect6") order_->acquire(process, room_of(object(id)), cause);
    if (lock_of(enter) == F_RDLCK || lock_of(enter) == F_WRLCK) {
      order_->acquire(process, locks_on(id), cause);
      locked_.insert({process, id});
    }
    // A POSIX queue may have room for a single message.
    if (among(name, kNeedRoom))
      need_room(process, object(id), enter_index, name == "mq_send" ? kLeastRoom : event.result);
    if (name == "read" && id >= 0 && world_.object(id).kind == ObjectKind::Signal) {
      order_->acquire(process, signals_to(process), cause);
      join_children(process, cause);
    }
  }
  if (name == "epoll_pwait") order_->acquire(process, kAny, cause);
  if (name == "openat" && event.text_or("type", "") == "fifo") order_->acquire(process, meeting_at(enter), cause);
  if (name == "openat" || among(name, kNames)) order_->acquire(process, name_in(enter), cause);
  if (among(name, kGets)) order_->acquire(process, keys_of(name), cause);
  if (name == "accept4" || name == "connect") order_->acquire(process, kConnections, cause);
  if (name == "msgrcv" || name == "msgctl") order_->acquire(process, queue_of(enter), cause);
  if (name == "msgsnd") need_room(process, queue_of(enter), enter_index, enter.number_or("size", 0));
  if (name == "shmctl") order_->acquire(process, kSegments, cause);
  if (name == "semctl") semaphores_seen(enter, cause);
  if (name == "rt_sigtimedwait") {
    order_->acquire(process, signals_to(process), cause);
    join_children(process, cause);
  }
  if (name == "wait4") join_children(process, cause);
}

void CallOrder::ended(int index, const Event& event) {
  if (event.number_or("last", 1) == 0) return;
  for (const int id : descriptors_.objects(index)) {
    order_->release(event.process, object(id));
    if (has_locked(event.process, id)) order_->release(event.process, locks_on(id));
  }
  order_->release(event.process, end_of(event.process));
  semaphores_undone(event.process);
}

/// Of those that have stopped or ended the parent may know.
void CallOrder::join_children(int process, Cause cause) {
  for (const Process& child : world_.processes) {
    if (child.parent != process || child.id == process) continue;
    order_->acquire(process, stop_of(child.id), cause);
    order_->acquire(process, end_of(child.id), cause);
  }
}

void CallOrder::killed(const Event& enter) {
  if (enter.number_or("signal", 0) == 0) return;
  const std::int64_t target = enter.number_or("process", 0);
  for (const Process& process : world_.processes) {
    if (process.id == 0 || (target > 0 && process.id != target)) continue;
    order_->release(enter.process, signals_to(process.id));
  }
}

void CallOrder::signalled(int index, const Event& event) {
  if (event.text_or("action", "") != "handler") return;  // the program does not notice
  const Cause cause{index, -1, ""};
  order_->acquire(event.process, signals_to(event.process), cause);
  const auto signal = event.number_or("signal", 0);
  if (signal == SIGCHLD) join_children(event.process, cause);
  const bool timer = signal == SIGALRM || signal == SIGVTALRM || signal == SIGPROF;
  // The kernel's own: a reader is gone, a message came, a descriptor is ready.
  const bool by_kernel = event.number_or("from_process", 0) == 0 && event.number_or("code", 0) != SI_USER;
  if (by_kernel && !timer && signal != SIGCHLD) order_->acquire(event.process, kAny, cause);
}

}  // namespace ipclab::races
