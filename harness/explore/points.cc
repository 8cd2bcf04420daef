#include "harness/explore/points.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string_view>

#include "harness/checks/tell.h"

namespace ipclab {
namespace {

/// Processes wait for one another, or tell one another something, without an object.
constexpr auto kBetweenProcesses =
    std::to_array<std::string_view>({"exit", "fork", "kill", "nanosleep", "pause", "pidfd_send_signal", "rt_sigaction",
                                     "rt_sigprocmask", "rt_sigsuspend", "rt_sigtimedwait", "wait4"});

/// They change what is at a name, for whoever uses it later.
constexpr auto kChangesNames = std::to_array<std::string_view>({"linkat", "mknodat", "renameat2", "unlinkat"});

constexpr std::int64_t kCreates = 0100;  ///< O_CREAT

bool is_in(const auto& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// Who shares what with whom.
class Sharing {
 public:
  explicit Sharing(const World& world) : world_(world) {
    for (const Call& call : world.calls) {
      if (call.object < 0) continue;
      users_[call.object].insert(call.process);
      if (changes(call)) changed_.insert(call.object);
    }
  }

  bool is_shared(int object) const {
    const auto users = users_.find(object);
    if (users == users_.end()) return false;
    const IpcObject& it = world_.object(object);
    // What the two ends of a connection do concerns both.
    const bool connection = it.kind == ObjectKind::Socket && (it.peer >= 0 || it.listening);
    if (users->second.size() < 2 && !connection) return false;
    switch (it.kind) {
      case ObjectKind::Tty:
      case ObjectKind::Device:
      case ObjectKind::Folder:
        return false;
      case ObjectKind::File:
        return changed_.contains(object);
      default:
        return true;
    }
  }

 private:
  /// A file that everybody only reads is nobody's business.
  static bool changes(const Call& call) {
    return call.name == "write" || call.name == "send" || call.name == "ftruncate" || call.name == "truncate" ||
           call.name == "splice" || call.name == "sendfile" || call.name == "fcntl" || call.name == "flock" ||
           is_in(kChangesNames, call.name);
  }

  const World& world_;
  std::map<int, std::set<int>> users_;
  std::set<int> changed_;
};

/// Paths that more than one process names: a look whether a file is there, before somebody makes it.
std::set<std::string> shared_paths(const World& world) {
  std::map<std::string, std::set<int>> users;
  std::set<std::string> made;
  for (const Call& call : world.calls) {
    const sandbox::Event& enter = world.enter(call);
    const std::string* path = enter.text("path");
    if (path == nullptr || path->empty() || call.name == "execve") continue;
    users[*path].insert(call.process);
    if (is_in(kChangesNames, call.name) || (enter.number_or("flags", 0) & kCreates) != 0) made.insert(*path);
    if (const std::string* to = enter.text("to")) users[*to].insert(call.process), made.insert(*to);
  }
  std::set<std::string> shared;
  for (const auto& [path, processes] : users) {
    if (processes.size() > 1 && made.contains(path)) shared.insert(path);
  }
  return shared;
}

bool others_live(const World& world, const Call& call) {
  const int end = world.process(call.process).end_event;
  const int until = call.exit >= 0 ? call.exit : end >= 0 ? end : static_cast<int>(world.record->events.size());
  return std::any_of(world.processes.begin() + 1, world.processes.end(), [&](const Process& other) {
    return other.id != call.process && other.begin <= until && (other.end_event < 0 || other.end_event > call.enter);
  });
}

}  // namespace

std::vector<int> call_numbers(const World& world) {
  std::map<int, int> made;
  std::vector<int> numbers;
  for (const Call& call : world.calls) numbers.push_back(++made[call.task]);
  return numbers;
}

std::vector<SharedCall> shared_calls(const World& world) {
  if (world.processes.size() <= 2) return {};  // the grader and one
  const std::vector<int> numbers = call_numbers(world);
  const Sharing sharing(world);
  const std::set<std::string> paths = shared_paths(world);
  const int over = scenario_over(world);
  std::vector<SharedCall> all;
  for (std::size_t i = 0; i < world.calls.size(); ++i) {
    const Call& call = world.calls[i];
    if (call.enter >= over) break;
    if (!others_live(world, call)) continue;
    const sandbox::Event& enter = world.enter(call);
    const std::string* path = enter.text("path");
    // The loader's own calls come before the first one of the submission's code; what libc does later has a stack.
    const bool own = !enter.stack.empty();
    const bool acts = is_in(kBetweenProcesses, call.name) && (own || call.name == "exit" || call.name == "wait4");
    // Whoever looks for a name before it is there may make no call that is recorded.
    const bool names =
        is_in(kChangesNames, call.name) || (call.name == "openat" && (enter.number_or("flags", 0) & kCreates) != 0);
    const bool shared = (names && own) || sharing.is_shared(call.object) || (path != nullptr && paths.contains(*path));
    if (!acts && !shared) continue;
    SharedCall it;
    it.task = call.task;
    it.number = numbers[i];
    it.call = static_cast<int>(i);
    it.own = own;
    const SourceLocation at = where_called(world, it.call);
    it.place = fmt::format("{} {} {} {}", world.process(call.process).images[static_cast<std::size_t>(call.image)].name,
                           call.name, at.file, at.line);
    all.push_back(std::move(it));
  }
  return all;
}

}  // namespace ipclab
