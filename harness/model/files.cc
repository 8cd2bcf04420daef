#include "harness/model/files.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "harness/model/descriptors.h"

namespace ipclab::model {
namespace {

constexpr std::string_view kSharedMemoryFolder = "/dev/shm/";
constexpr std::string_view kSemaphorePrefix = "sem.";
constexpr std::string_view kQueueFolder = "/dev/mqueue/";

struct TypeWord {
  std::string_view word;
  ObjectKind kind;
};
constexpr std::array<TypeWord, 12> kTypes{{
    {"file", ObjectKind::File},
    {"dir", ObjectKind::Folder},
    {"pipe", ObjectKind::Pipe},
    {"fifo", ObjectKind::Fifo},
    {"socket", ObjectKind::Socket},
    {"tty", ObjectKind::Tty},
    {"null", ObjectKind::Device},
    {"zero", ObjectKind::Device},
    {"full", ObjectKind::Device},
    {"random", ObjectKind::Device},
    {"char", ObjectKind::Device},
    {"anon", ObjectKind::Other},
}};

ObjectKind kind_of(const std::string& type) {
  auto found = std::find_if(kTypes.begin(), kTypes.end(), [&](const TypeWord& known) { return known.word == type; });
  return found == kTypes.end() ? ObjectKind::File : found->kind;
}

/// A file below /dev/shm is what libc makes of shm_open and sem_open: it gets the name that the program gave it.
void name_file(IpcObject& object, const std::string& path) {
  object.name = path;
  bool shared = object.kind == ObjectKind::File || object.posix;
  if (!shared || !path.starts_with(kSharedMemoryFolder)) return;
  std::string name = path.substr(kSharedMemoryFolder.size());
  object.posix = true;
  object.kind = name.starts_with(kSemaphorePrefix) ? ObjectKind::Sem : ObjectKind::Shm;
  if (object.kind == ObjectKind::Sem) name.erase(0, kSemaphorePrefix.size());
  object.name = "/" + name;
}

/// The descriptor that a path like /dev/stdout or /proc/self/fd/4 stands for.
std::optional<int> descriptor_named(const std::string& path) {
  constexpr std::array<std::string_view, 3> kStandard{"/dev/stdin", "/dev/stdout", "/dev/stderr"};
  for (std::size_t fd = 0; fd < kStandard.size(); ++fd)
    if (path == kStandard[fd]) return static_cast<int>(fd);
  for (std::string_view folder : {"/dev/fd/", "/proc/self/fd/"}) {
    if (!path.starts_with(folder)) continue;
    int fd = -1;
    const char* end = path.data() + path.size();
    auto [stop, error] = std::from_chars(path.data() + folder.size(), end, fd);
    if (error == std::errc() && stop == end) return fd;
  }
  return std::nullopt;
}

int started_process_of_role(const World& world, const std::string& role) {
  for (const Process& process : world.processes)
    if (process.id > 0 && process.parent == 0 && process.role == role) return process.id;
  return 0;
}

/// The terminal that the grader gave to the process's program, or -1.
int terminal_of(State& s, int process) {
  const std::string& role = s.process(process).role;
  const Image& first = s.process(started_process_of_role(s.world, role)).images.front();
  for (const auto& [fd, descriptor] : first.at_start) {
    const IpcObject& object = s.object(s.open_file(descriptor.open_file).object);
    if (object.kind == ObjectKind::Tty && object.grader) return object.id;
  }
  return -1;
}

int opened_object(const ReturnedCall& call) {
  State& s = call.state;
  std::string path = absolute_path(s.living(call.process).cwd, call.enter.text_or("path", ""));
  if (auto fd = descriptor_named(path))
    if (int object = s.object_of(call.process, *fd); object >= 0) return object;

  ObjectKind kind = kind_of(call.exit.text_or("type", "file"));
  const std::int64_t* device = call.exit.number("dev");
  const std::int64_t* number = call.exit.number("ino");
  std::optional<Inode> inode;
  if (device && number) inode = {*device, *number};
  if (kind == ObjectKind::Pipe && inode)
    if (auto pipe = s.identity.pipe(inode->second)) return *pipe;
  if (kind == ObjectKind::Tty)
    if (int terminal = terminal_of(s, call.process); terminal >= 0) return terminal;

  std::int64_t flags = call.number("flags", 0);
  bool nameless = (flags & O_TMPFILE) == O_TMPFILE;
  if (std::string real = call.exit.text_or("real", path); real.starts_with('/')) path = real;
  if (nameless) path.clear();
  std::optional<int> known = s.identity.file(path, inode);
  int object = known ? *known : s.add_object(kind, -1);
  if (!known) {
    if ((flags & O_CREAT) != 0 || nameless) {
      s.object(object).created_by = call.index;
      s.object(object).mode = static_cast<unsigned>(call.number("mode", 0)) & 07777;
    }
    name_file(s.object(object), path);
  }
  s.identity.set_file(path, inode, object);
  return object;
}

OpenFile open_file_for(int object, std::int64_t flags) {
  OpenFile file{.object = object, .nonblocking = (flags & O_NONBLOCK) != 0};
  if ((flags & O_PATH) != 0) return file;
  file.readable = (flags & O_ACCMODE) != O_WRONLY;
  file.writable = (flags & O_ACCMODE) != O_RDONLY;
  return file;
}

std::string queue_path(const ReturnedCall& call) {
  std::string name = call.enter.text_or("path", "");
  return std::string(kQueueFolder) + (name.starts_with('/') ? name.substr(1) : name);
}

void remove_name(const ReturnedCall& call, const std::string& path) {
  if (auto object = call.state.identity.remove_path(path)) call.state.object(*object).removed_by = call.index;
}

}  // namespace

void opened(const ReturnedCall& call) {
  if (!call.succeeded()) return;
  std::int64_t flags = call.number("flags", 0);
  install_new(call, call.result, open_file_for(opened_object(call), flags), (flags & O_CLOEXEC) != 0);
}

void queue_opened(const ReturnedCall& call) {
  if (!call.succeeded()) return;
  State& s = call.state;
  std::string path = queue_path(call);
  std::int64_t flags = call.number("flags", 0);
  std::optional<int> known = s.identity.at_path(path);
  int object = known ? *known : s.add_object(ObjectKind::MsgQueue, (flags & O_CREAT) != 0 ? call.index : -1);
  if (!known) {
    s.object(object).posix = true;
    s.object(object).name = path.substr(kQueueFolder.size() - 1);
    s.object(object).mode = static_cast<unsigned>(call.number("mode", 0)) & 07777;
    s.identity.add_path(path, object);
  }
  install_new(call, call.result, open_file_for(object, flags), true);  // the kernel closes queues on exec, always
}

void node_made(const ReturnedCall& call) {
  const std::string* path = call.enter.text("path");
  if (!call.succeeded() || !path) return;
  State& s = call.state;
  auto mode = static_cast<unsigned>(call.number("mode", 0));
  bool fifo = S_ISFIFO(mode);
  int object = s.add_object(fifo ? ObjectKind::Fifo : ObjectKind::File, call.index);
  s.object(object).name = absolute_path(s.living(call.process).cwd, *path);
  s.object(object).mode = mode & 07777;
  s.identity.add_path(s.object(object).name, object);
}

void folder_made(const ReturnedCall& call) {
  const std::string* path = call.enter.text("path");
  if (!call.succeeded() || !path) return;
  State& s = call.state;
  int object = s.add_object(ObjectKind::Folder, call.index);
  s.object(object).name = absolute_path(s.living(call.process).cwd, *path);
  s.object(object).mode = static_cast<unsigned>(call.number("mode", 0)) & 07777;
  s.identity.add_path(s.object(object).name, object);
}

void unlinked(const ReturnedCall& call) {
  const std::string* path = call.enter.text("path");
  if (call.succeeded() && path) remove_name(call, absolute_path(call.state.living(call.process).cwd, *path));
}

void queue_unlinked(const ReturnedCall& call) {
  if (call.succeeded()) remove_name(call, queue_path(call));
}

void linked(const ReturnedCall& call) {
  int object = object_at_path(call.state, call.process, call.enter.text_or("path", ""));
  if (!call.succeeded() || object < 0) return;
  std::string to = absolute_path(call.state.living(call.process).cwd, call.enter.text_or("to", ""));
  call.state.identity.add_path(to, object);
  name_file(call.state.object(object), to);  // sem_open makes a semaphore under another name first
}

void renamed(const ReturnedCall& call) {
  State& s = call.state;
  const std::string& cwd = s.living(call.process).cwd;
  std::string from = absolute_path(cwd, call.enter.text_or("path", ""));
  std::string to = absolute_path(cwd, call.enter.text_or("to", ""));
  int object = object_at_path(s, call.process, from);
  if (!call.succeeded() || from == to) return;
  remove_name(call, to);
  if (object < 0) return;
  s.identity.add_path(to, object);
  s.identity.remove_path(from);
  name_file(s.object(object), to);
}

int object_at_path(State& s, int process, const std::string& path) {
  return s.identity.at_path(absolute_path(s.living(process).cwd, path)).value_or(-1);
}

}  // namespace ipclab::model
