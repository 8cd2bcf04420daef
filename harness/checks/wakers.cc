#include "harness/checks/wakers.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "harness/checks/process_words.h"

namespace ipclab {
namespace {

/// One question: who could end this wait?
class Search {
 public:
  Search(const World& world, const World::Standstill& state, const Wait& wait)
      : world_(world), state_(state), wait_(wait) {}

  Wakers answer() {
    switch (wait_.what) {
      case WaitFor::PipeData:
        return holders(wait_.object, true), named();
      case WaitFor::PipeSpace:
        return holders(wait_.object, false), named();
      case WaitFor::SocketData:
      case WaitFor::SocketSpace:
        return connection();
      case WaitFor::Event:
        return holders(wait_.object, true), std::move(found_);
      case WaitFor::Child:
        for (int child : wait_.processes) add(child, 0, "is waited for");
        return std::move(found_);
      case WaitFor::Mutex:
      case WaitFor::Thread:
        return task();
      case WaitFor::Semaphore:
      case WaitFor::Condition:
      case WaitFor::Futex:
        return memory();
      case WaitFor::Message:
        return queue(true);
      case WaitFor::QueueSpace:
        return queue(false);
      case WaitFor::Lock:
        return lock();
      case WaitFor::Connection:
        if (wait_.object >= 0 && called("connect")) holders(wait_.object, false);
        found_.anybody = true;
        return std::move(found_);
      case WaitFor::Several:
        return several();
      case WaitFor::Signal:
        for (const int child : wait_.processes) add(child, 0, "sends SIGCHLD when it ends");
        break;
      case WaitFor::FifoPartner:
      case WaitFor::Input:
      case WaitFor::Time:
      case WaitFor::Other:
        break;
    }
    found_.anybody = true;
    return std::move(found_);
  }

 private:
  const Call& call() const { return world_.calls[static_cast<std::size_t>(wait_.call)]; }
  bool called(std::string_view name) const { return call().name == name; }

  void add(int process, int task, const std::string& how) {
    if (process <= 0 || state_.fds.count(process) == 0) return;  // it has ended
    const bool there = std::any_of(found_.known.begin(), found_.known.end(),
                                   [&](const Waker& waker) { return waker.process == process && waker.task == task; });
    if (!there) found_.known.push_back({process, task, how});
  }

  void holders(int object, bool writing) {
    std::map<int, std::vector<int>> fds;
    for (const Holder& holder : world_.holders(state_.fds, object, writing)) fds[holder.process].push_back(holder.fd);
    for (const auto& [process, numbers] : fds) add(process, 0, "holds " + descriptors_text(numbers));
  }

  /// A FIFO can be opened by whoever knows its name.
  Wakers named() {
    found_.anybody = wait_.object < 0 || world_.object(wait_.object).kind == ObjectKind::Fifo;
    return std::move(found_);
  }

  Wakers connection() {
    const int peer = wait_.object < 0 ? -1 : world_.object(wait_.object).peer;
    if (peer >= 0) holders(peer, true);
    // Without a known other end, datagrams may come from anywhere.
    found_.anybody = peer < 0 || world_.object(wait_.object).family == "udp";
    return std::move(found_);
  }

  Wakers task() {
    if (wait_.other_task != 0) {
      add(process_of_task(world_, wait_.other_task), wait_.other_task,
          wait_.what == WaitFor::Mutex ? "holds the mutex" : "is waited for");
      return std::move(found_);
    }
    return memory();
  }

  /// Whoever has the same memory: the other threads, and the processes that map the object.
  Wakers memory() {
    if (called("semop")) return semaphores();
    for (int task : world_.process(wait_.process).tasks)
      if (task != wait_.task) add(wait_.process, task, "shares the memory");
    if (wait_.object < 0) return std::move(found_);
    for (const Attachment& attachment : world_.attachments)
      if (attachment.object == wait_.object && attachment.process != wait_.process && !attachment.detached)
        add(attachment.process, 0, "shares the memory");
    found_.anybody = world_.object(wait_.object).kind != ObjectKind::Mapping;
    return std::move(found_);
  }

  Wakers semaphores() {
    found_.anybody = true;
    const std::int64_t id = world_.enter(call()).number_or("id", -1);
    for (const Call& other : world_.calls) {
      if (other.name != "semop" || other.process == wait_.process || !other.returned() || other.failed()) continue;
      const auto* ops = world_.enter(other).numbers("ops");
      const bool raises = ops != nullptr && std::any_of(ops->begin(), ops->end(), [](auto op) { return op > 0; });
      if (raises && world_.enter(other).number_or("id", -1) == id) add(other.process, 0, "has raised the set before");
    }
    return std::move(found_);
  }

  Wakers queue(bool senders) {
    found_.anybody = true;
    for (const Flow& flow : world_.flows)
      if (flow.object == wait_.object && flow.writes == senders && flow.process != wait_.process)
        add(flow.process, 0, senders ? "has sent to it before" : "has received from it before");
    return std::move(found_);
  }

  Wakers lock() {
    for (const HeldLock& held : conflicting_locks(world_, state_, wait_)) {
      if (held.kind == HeldLock::Kind::Process) {
        add(held.process, 0, "holds the lock");
        continue;
      }
      for (const auto& [process, table] : state_.fds)
        for (const auto& [fd, descriptor] : table)
          if (descriptor.open_file == held.open_file) add(process, 0, "holds the lock");
    }
    // A file that is locked in vain now may be locked by others in the meantime.
    found_.anybody = true;
    return std::move(found_);
  }

  Wakers several() {
    for (const Polled& polled : wait_.polled) {
      const Wakers one = wakers_of(world_, state_, wait_on(world_, state_, wait_, polled));
      for (const Waker& waker : one.known) add(waker.process, waker.task, waker.how);
      found_.anybody |= one.anybody;
    }
    return std::move(found_);
  }

  const World& world_;
  const World::Standstill& state_;
  const Wait& wait_;
  Wakers found_;
};

/// Programs of the system that read and write what they were started with and touch nobody else.
bool is_harmless(const Process& process) {
  static const std::set<std::string> kHarmless = {
      "cat",   "grep", "ps", "ls",   "wc",    "sort", "head", "tail", "tee", "yes",  "cut",  "tr",  "uniq",
      "sleep", "seq",  "od", "true", "false", "sed",  "rev",  "tac",  "nl",  "fold", "echo", "date"};
  const Image& image = process.image();
  return !image.submission && image.path.find("/bin/") != std::string::npos && kHarmless.count(image.name) != 0;
}

/// None of the harmless programs could end the wait. A FIFO they can open, and a child of theirs that ends is a signal.
bool takes_an_own_program(const Wait& wait) {
  switch (wait.what) {
    case WaitFor::Message:
    case WaitFor::QueueSpace:
    case WaitFor::Semaphore:
    case WaitFor::Condition:
    case WaitFor::Mutex:
    case WaitFor::Futex:
    case WaitFor::Connection:
    case WaitFor::Lock:
      return true;
    default:
      return false;
  }
}

}  // namespace

Wakers wakers_of(const World& world, const World::Standstill& state, const Wait& wait) {
  return Search(world, state, wait).answer();
}

std::vector<HeldLock> conflicting_locks(const World& world, const World::Standstill& state, const Wait& wait) {
  const sandbox::Event& enter = world.enter(world.calls[static_cast<std::size_t>(wait.call)]);
  const bool whole_file = world.calls[static_cast<std::size_t>(wait.call)].name == "flock";
  const auto table = state.fds.find(wait.process);
  int open_file = -1;
  if (table != state.fds.end())
    if (const auto entry = table->second.find(wait.fd); entry != table->second.end())
      open_file = entry->second.open_file;
  const std::int64_t start = enter.number_or("start", 0), length = enter.number_or("len", 0);
  const bool known_range = !whole_file && enter.number_or("whence", 0) == 0 && start >= 0 && length > 0;
  std::vector<HeldLock> found;
  for (const HeldLock& held : state.locks) {
    if (held.object != wait.object || (held.kind == HeldLock::Kind::Flock) != whole_file) continue;
    const bool own = held.kind == HeldLock::Kind::Process ? held.process == wait.process && !whole_file
                                                          : held.open_file == open_file;
    if (own) continue;
    if (known_range && (held.start - start >= length || held.end <= start)) continue;
    found.push_back(held);
  }
  return found;
}

std::set<int> stuck_tasks(const World& world, const World::Standstill& state, const std::vector<Wait>& waits) {
  std::set<int> stuck;
  for (const Wait& wait : waits) {
    const auto seen = state.sleepers.find(wait.task);
    if (seen == state.sleepers.end() || !seen->second.asleep || seen->second.wakes_itself) continue;
    if (wait.what == WaitFor::Time) continue;
    // What its handlers would do with a signal is anybody's guess.
    if (!seen->second.handled.empty()) continue;
    stuck.insert(wait.task);
  }
  std::map<int, int> living;  // task -> process
  for (const Wait& wait : waits) living[wait.task] = wait.process;
  for (const auto& [task, seen] : state.sleepers)
    if (const int process = process_of_task(world, task); process != 0) living[task] = process;
  // Of whom nothing is known at all: it may do anything.
  std::set<int> known;
  for (const auto& [task, process] : living) known.insert(process);
  for (const auto& [process, table] : state.fds) {
    if (!known.contains(process)) living[-process] = process;
  }

  const auto is_live = [&](int task) { return stuck.count(task) == 0; };
  const auto live_in = [&](int process) {
    return std::any_of(living.begin(), living.end(),
                       [&](const auto& entry) { return entry.second == process && is_live(entry.first); });
  };
  /// Somebody else's act of any kind: a named object found, a signal sent, by which a holder dies.
  const auto meddler = [&] {
    return std::any_of(living.begin(), living.end(), [&](const auto& entry) {
      return is_live(entry.first) && !is_harmless(world.process(entry.second));
    });
  };
  const auto anyone_alive = [&] {
    return std::any_of(living.begin(), living.end(), [&](const auto& entry) { return is_live(entry.first); });
  };
  const auto may_go_on = [&](const Wait& wait) {
    if (live_in(wait.process)) return true;  // another thread of its own
    const Wakers wakers = wakers_of(world, state, wait);
    if (wakers.anybody && (takes_an_own_program(wait) ? meddler() : anyone_alive())) return true;
    return std::any_of(wakers.known.begin(), wakers.known.end(), [&](const Waker& waker) {
      if (waker.process == wait.process) return false;
      return live_in(waker.process) || meddler();
    });
  };
  for (bool changed = true; changed;) {
    changed = false;
    for (const Wait& wait : waits) {
      if (stuck.count(wait.task) == 0 || !may_go_on(wait)) continue;
      stuck.erase(wait.task);
      changed = true;
    }
  }
  return stuck;
}

}  // namespace ipclab
