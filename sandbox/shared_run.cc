#include "sandbox/shared_run.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/socket.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <map>
#include <set>
#include <string_view>

#include "sandbox/level.h"

namespace ipclab::sandbox {
namespace {

constexpr std::size_t kRandomPart = 6;  ///< man 3 mkdtemp

void hide_in(FieldValue* value) {
  if (auto* text = std::get_if<std::string>(value)) *text = without_cage_folder(std::move(*text));
  if (auto* texts = std::get_if<std::vector<std::string>>(value)) {
    for (std::string& text : *texts) text = without_cage_folder(std::move(text));
  }
}

std::string last_part(const std::string& path) {
  return path.substr(path.rfind('/') + 1);
}

/// The kind of System V object that a call is about.
std::optional<Leftover::Kind> kind_of(std::string_view get) {
  if (get == "msgget") return Leftover::Kind::MsgQueue;
  if (get == "shmget") return Leftover::Kind::Shm;
  if (get == "semget") return Leftover::Kind::Sem;
  return std::nullopt;
}

bool names_a_file(const Event& call) {
  static constexpr std::string_view kCalls[] = {"openat",    "mknodat",   "mkdirat", "linkat",
                                                "symlinkat", "renameat2", "bind"};
  return std::find(std::begin(kCalls), std::end(kCalls), call.name) != std::end(kCalls);
}

/// Under which name others know what was named.
bool is_same(const Leftover& object, const std::string& path) {
  switch (object.kind) {
    case Leftover::Kind::PosixShm:
      return path == "/dev/shm" + object.name;
    case Leftover::Kind::PosixSem:
      return path == "/dev/shm/sem." + object.name.substr(1);
    case Leftover::Kind::File:
      return path == object.name || path.starts_with(object.name + "/");
    default:
      return false;
  }
}

std::string told(const Leftover& object) {
  switch (object.kind) {
    case Leftover::Kind::MsgQueue:
      return fmt::format("a message queue with key {0} (\"ipcrm -Q {0}\" removes it)", object.key);
    case Leftover::Kind::Shm:
      return fmt::format("a shared memory segment with key {0} (\"ipcrm -M {0}\" removes it)", object.key);
    case Leftover::Kind::Sem:
      return fmt::format("a semaphore set with key {0} (\"ipcrm -S {0}\" removes it)", object.key);
    default:
      return object.name;
  }
}

/// The first that could not be bound though nobody in the run had had it.
std::optional<std::int64_t> reserved_port(const std::vector<Event>& events) {
  std::map<int, std::int64_t> asked;  // by task
  std::set<std::int64_t> had;
  for (const Event& event : events) {
    if (event.name != "bind") continue;
    const std::int64_t family = event.number_or("family", 0);
    const bool internet = family == AF_INET || family == AF_INET6;
    if (event.kind == EventKind::Enter) asked[event.task] = internet ? event.number_or("port", 0) : 0;
    if (event.kind != EventKind::Exit || event.number_or("failed_by_plan", 0) != 0) continue;
    const std::int64_t port = asked[event.task];
    if (event.result == 0) had.insert(port);
    if (event.result == -EADDRINUSE && port != 0 && !had.contains(port)) return port;
  }
  return std::nullopt;
}

}  // namespace

std::string without_cage_folder(std::string text) {
  const std::string_view beginning = kCageFolder;
  for (std::size_t at = text.find(beginning); at != std::string::npos; at = text.find(beginning, at)) {
    const std::size_t end = at + beginning.size() + kRandomPart;
    const bool whole = end < text.size() && text[end] == '/' &&
                       std::all_of(text.begin() + static_cast<std::ptrdiff_t>(at + beginning.size()),
                                   text.begin() + static_cast<std::ptrdiff_t>(end),
                                   [](unsigned char c) { return std::isalnum(c) != 0; });
    if (whole) {
      text.erase(at, end - at);
    } else {
      ++at;
    }
  }
  return text;
}

void hide_cage_folder(std::vector<Event>* events) {
  for (Event& event : *events) {
    for (Field& field : event.fields) hide_in(&field.value);
  }
}

std::vector<Leftover> objects_made(const std::vector<Event>& events) {
  std::vector<Leftover> all;
  for (const Event& event : events) {
    if (event.kind == EventKind::Exit && event.result >= 0) {
      if (const auto kind = kind_of(event.name)) {
        Leftover& made = all.emplace_back();
        made.kind = *kind;
        made.id = event.result;
      }
    }
    if (event.kind != EventKind::Enter) continue;
    if (event.name == "mq_open" && (event.number_or("flags", 0) & O_CREAT) != 0) {
      Leftover& made = all.emplace_back();
      made.kind = Leftover::Kind::PosixMq;
      made.name = "/" + last_part(event.text_or("path", ""));
    }
    if (!names_a_file(event) || (event.name == "openat" && (event.number_or("flags", 0) & O_CREAT) == 0)) continue;
    for (const char* field : {"path", "to"}) {
      if (const std::string* path = event.text(field)) all.emplace_back().name = last_part(*path);
    }
  }
  return all;
}

std::optional<std::string> collision(const std::vector<Event>& events, const std::vector<Leftover>& foreign,
                                     const std::set<std::int64_t>& ports) {
  if (const auto port = reserved_port(events))
    return fmt::format("port {} is still reserved for connections from before the run; it will be free in a minute",
                       *port);
  for (const Event& event : events) {
    if (event.kind != EventKind::Enter) continue;
    const std::int64_t family = event.number_or("family", 0), port = event.number_or("port", 0);
    const bool internet = family == AF_INET || family == AF_INET6;
    if ((event.name == "bind" || event.name == "connect") && internet && ports.contains(port))
      return fmt::format("another program of this machine listens on port {}, which the run uses, too", port);
    const auto kind = kind_of(event.name);
    const std::int64_t key = event.number_or("key", 0);
    for (const Leftover& object : foreign) {
      const bool same_key = kind == object.kind && key != 0 && key == object.key;
      const bool same_queue = event.name == "mq_open" && object.kind == Leftover::Kind::PosixMq &&
                              object.name == "/" + last_part(event.text_or("path", ""));
      const bool same_path = names_a_file(event) && is_same(object, event.text_or("path", ""));
      if (same_key || same_queue || same_path)
        return fmt::format("this machine had {} before the run, which uses it, too", told(object));
    }
  }
  return std::nullopt;
}

}  // namespace ipclab::sandbox
