#include "harness/report/graph.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string_view>

#include "harness/checks/process_words.h"
#include "harness/checks/tell.h"
#include "harness/checks/wakers.h"

namespace ipclab {
namespace {

/// Folders in which a submission's own files lie. Elsewhere are the system's.
constexpr std::string_view kOwnFolders[] = {"/work/", "/tmp/", "/dev/shm/", "/dev/mqueue/"};

std::string_view kind_word(const IpcObject& object) {
  switch (object.kind) {
    case ObjectKind::Pipe:
      return "pipe";
    case ObjectKind::Fifo:
      return "fifo";
    case ObjectKind::File:
      return "file";
    case ObjectKind::Folder:
      return "folder";
    case ObjectKind::Tty:
      return "terminal";
    case ObjectKind::Device:
      return "device";
    case ObjectKind::Socket:
      return object.family.empty() ? std::string_view("socket") : object.family;
    case ObjectKind::MsgQueue:
      return "msgqueue";
    case ObjectKind::Shm:
      return "shm";
    case ObjectKind::Sem:
      return "sem";
    case ObjectKind::Mapping:
      return "mapping";
    case ObjectKind::Event:
      return "eventfd";
    case ObjectKind::Signal:
      return "signalfd";
    case ObjectKind::Timer:
      return "timer";
    case ObjectKind::Epoll:
      return "epoll";
    case ObjectKind::Memory:
      return "memory";
    case ObjectKind::Pid:
      return "pidfd";
    case ObjectKind::Other:
      break;
  }
  return "object";
}

std::string label_of(const IpcObject& object) {
  const std::string_view kind = kind_word(object);
  if (object.grader)
    return object.grader_role.empty() ? "the grader" : fmt::format("{}'s input and output", object.grader_role);
  if (!object.name.empty()) {
    constexpr std::string_view kWork = "/work/";
    std::string_view name = object.name;
    if (name.starts_with(kWork)) name.remove_prefix(kWork.size());
    return fmt::format("{} {}", kind, name);
  }
  if (object.key != 0) return fmt::format("{}, key {}", kind, object.key);
  if (object.port > 0) return fmt::format("{}, port {}", kind, object.port);
  return std::string(kind);
}

class Drawing {
 public:
  explicit Drawing(const World& world) : world_(world) {
    for (const Process& process : world.processes) {
      if (process.id > 0) graph_.nodes.push_back({process_id(process.id), world.describe(process.id), "process"});
    }
    for (const Flow& flow : world.flows) add_flow(flow);
    for (const Attachment& attachment : world.attachments) add_attachment(attachment);
    for (const Call& call : world.calls) add_signal(call);
    if (world.standstill)
      add_waits(*world.standstill);
    else if (world.at_limit)
      add_waits(*world.at_limit);
  }

  Graph take() { return std::move(graph_); }

 private:
  static std::string process_id(int process) { return fmt::format("p{}", process); }

  const IpcObject& object(int id) const { return world_.objects[static_cast<std::size_t>(id)]; }

  /// The object that stands for both ends of a connection.
  int node_of(int id) const {
    const int peer = object(id).peer;
    const bool known = peer >= 0 && static_cast<std::size_t>(peer) < world_.objects.size();
    return known ? std::min(id, peer) : id;
  }

  /// Not a part of what the exercise is about.
  bool is_scenery(int id) const {
    const IpcObject& it = object(id);
    if (it.grader) return false;
    if (it.kind == ObjectKind::Device) return true;
    if (it.kind != ObjectKind::File && it.kind != ObjectKind::Folder) return false;
    return std::none_of(std::begin(kOwnFolders), std::end(kOwnFolders),
                        [&](std::string_view folder) { return it.name.starts_with(folder); });
  }

  std::string object_id(int id) {
    const int node = node_of(id);
    std::string name = fmt::format("o{}", node);
    if (drawn_.insert(node).second) {
      graph_.nodes.push_back({name, label_of(object(node)), std::string(kind_word(object(node)))});
    }
    return name;
  }

  void add_edge(const std::string& from, const std::string& to, const std::string& label, std::int64_t bytes) {
    const auto same = std::find_if(graph_.edges.begin(), graph_.edges.end(), [&](const GraphEdge& edge) {
      return edge.from == from && edge.to == to && edge.label == label;
    });
    if (same == graph_.edges.end()) {
      graph_.edges.push_back({from, to, label, bytes});
    } else {
      same->bytes += bytes;
    }
  }

  void add_flow(const Flow& flow) {
    if (is_scenery(flow.object)) return;
    const std::string process = process_id(flow.process), at = object_id(flow.object);
    const std::string label = flow.fd < 0 ? "" : std::to_string(flow.fd);
    flow.writes ? add_edge(process, at, label, flow.bytes) : add_edge(at, process, label, flow.bytes);
  }

  void add_attachment(const Attachment& attachment) {
    if (is_scenery(attachment.object)) return;
    const std::string process = process_id(attachment.process), at = object_id(attachment.object);
    if (attachment.writable) add_edge(process, at, "", 0);
    add_edge(at, process, "", 0);
  }

  void add_signal(const Call& call) {
    if (call.name != "kill" || !call.returned() || call.failed()) return;
    const sandbox::Event& enter = world_.enter(call);
    const std::int64_t to = enter.number_or("process", 0);
    const auto signal = static_cast<int>(enter.number_or("signal", 0));
    if (to <= 0 || static_cast<std::size_t>(to) >= world_.processes.size() || signal == 0) return;
    add_edge(process_id(call.process), process_id(static_cast<int>(to)), signal_name(signal), 0);
  }

  /// The waiting process; of one with several waiting threads, the thread.
  std::string waiter_id(const Wait& wait) {
    const auto of_process =
        std::count_if(waits_.begin(), waits_.end(), [&](const Wait& other) { return other.process == wait.process; });
    if (of_process <= 1) return process_id(wait.process);
    std::string name = fmt::format("t{}", wait.task);
    if (drawn_threads_.insert(wait.task).second)
      graph_.nodes.push_back({name, name_of_task(world_, wait.process, wait.task), "thread"});
    return name;
  }

  std::string waker_id(const Waker& waker) {
    const Wait* its = waker.task == 0 ? nullptr : wait_of_task(waits_, waker.task);
    return its == nullptr ? process_id(waker.process) : waiter_id(*its);
  }

  void add_wait_edge(const std::string& from, const std::string& to, const std::string& label, std::string_view kind) {
    const bool there = std::any_of(graph_.edges.begin(), graph_.edges.end(), [&](const GraphEdge& edge) {
      return edge.from == from && edge.to == to && edge.label == label && edge.kind == kind;
    });
    if (!there) graph_.edges.push_back({from, to, label, 0, std::string(kind)});
  }

  /// From who waits to what is waited for, from that to who could end the wait. Where nothing lies between (a child, a
  /// mutex in a process's own memory) in one step.
  void add_wait(const World::Standstill& state, const Wait& wait) {
    const Call& call = world_.calls[static_cast<std::size_t>(wait.call)];
    const int line = where_called(world_, wait.call).line;
    const std::string label = call_word(world_, call) + (line > 0 ? fmt::format(", line {}", line) : "");
    const std::string waiter = waiter_id(wait);
    if (wait.what == WaitFor::Several) {
      for (const Polled& polled : wait.polled)
        if (polled.object >= 0) add_wait(state, wait_on(world_, state, wait, polled));
      return;
    }
    const std::vector<Waker> wakers = wakers_of(world_, state, wait).known;
    if (wait.object < 0) {
      for (const Waker& waker : wakers) add_wait_edge(waiter, waker_id(waker), label, "waits");
      return;
    }
    const std::string object = object_id(wait.object);
    add_wait_edge(waiter, object, label, "waits");
    for (const Waker& waker : wakers) add_wait_edge(object, waker_id(waker), waker.how, "ends");
  }

  void add_waits(const World::Standstill& state) {
    waits_ = waits_of(world_, state);
    for (const Wait& wait : waits_)
      if (wait.what != WaitFor::Time) add_wait(state, wait);
  }

  const World& world_;
  std::vector<Wait> waits_;
  std::set<int> drawn_threads_;
  Graph graph_;
  std::set<int> drawn_;
};

}  // namespace

Graph draw(const World& world) {
  return Drawing(world).take();
}

}  // namespace ipclab
