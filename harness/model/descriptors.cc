#include "harness/model/descriptors.h"

#include <fcntl.h>
#include <linux/close_range.h>
#include <sys/ioctl.h>
#include <sys/mman.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "harness/model/locks.h"

namespace ipclab::model {
namespace {

bool same(const Descriptor& a, const Descriptor& b) {
  return a.open_file == b.open_file && a.made_by == b.made_by;
}

/// A duplicate of `source` under a number that this call made.
Descriptor duplicate(const Descriptor& source, bool close_on_exec, int made_by) {
  return {.open_file = source.open_file, .close_on_exec = close_on_exec, .made_by = made_by};
}

struct SpecialFile {
  std::string_view call;
  ObjectKind kind;
  std::int64_t close_on_exec_flag;  ///< in `flags`; 0: always closed on exec
};
constexpr std::array<SpecialFile, 7> kSpecialFiles{{
    {"eventfd2", ObjectKind::Event, O_CLOEXEC},
    {"signalfd4", ObjectKind::Signal, O_CLOEXEC},
    {"timerfd_create", ObjectKind::Timer, O_CLOEXEC},
    {"epoll_create1", ObjectKind::Epoll, O_CLOEXEC},
    {"inotify_init1", ObjectKind::Other, O_CLOEXEC},
    {"memfd_create", ObjectKind::Memory, MFD_CLOEXEC},
    {"pidfd_open", ObjectKind::Pid, 0},
}};

}  // namespace

void give_standard_descriptors(State& s, int process, const sandbox::Event& start) {
  int terminal = -1;  // one open file for all three
  for (int fd = 0; fd < 3; ++fd) {
    const std::string* what = start.text("fd" + std::to_string(fd));
    if (!what) continue;
    if (*what == "terminal" && terminal >= 0) {
      install(s, process, fd, {.open_file = terminal});
      continue;
    }
    OpenFile file{.readable = fd == 0, .writable = fd != 0};
    if (*what == "null") {
      std::optional<int> null = s.identity.at_path("/dev/null");
      file.object = null ? *null : s.add_object(ObjectKind::Device, -1);
      s.object(file.object).name = "/dev/null";
      s.identity.add_path("/dev/null", file.object);
    } else {
      file.object = s.add_object(*what == "terminal" ? ObjectKind::Tty
                                 : *what == "file"   ? ObjectKind::File
                                                     : ObjectKind::Pipe,
                                 -1);
      s.object(file.object).grader = true;
      s.object(file.object).grader_role = start.text_or("role", "");
    }
    if (*what == "terminal") file.readable = file.writable = true;
    int id = s.add_open_file(file);
    if (*what == "terminal") terminal = id;
    install(s, process, fd, {.open_file = id});
  }
}

FdTable inherited_table(const FdTable& parent, int fork_call) {
  FdTable table = parent;
  for (auto& [fd, descriptor] : table) {
    descriptor.inherited_by = fork_call;
    descriptor.used = false;
  }
  return table;
}

FdTable table_after_exec(const FdTable& before) {
  FdTable table = before;
  std::erase_if(table, [](const auto& entry) { return entry.second.close_on_exec; });
  return table;
}

void install(State& s, int process, std::int64_t fd, const Descriptor& descriptor) {
  if (fd < 0 || fd > INT32_MAX) return;
  (*s.living(process).fds)[static_cast<int>(fd)] = descriptor;
}

void install_new(const ReturnedCall& call, std::int64_t fd, const OpenFile& file, bool close_on_exec) {
  OpenFile opened = file;
  opened.opened_by = call.index;
  int id = call.state.add_open_file(opened);
  install(call.state, call.process, fd, {.open_file = id, .close_on_exec = close_on_exec, .made_by = call.index});
}

void pipe_made(const ReturnedCall& call) {
  const auto* fds = call.exit.numbers("fds");
  if (!call.succeeded() || !fds || fds->size() < 2) return;
  int object = call.state.add_object(ObjectKind::Pipe, call.index);
  if (const std::int64_t* inode = call.exit.number("ino")) call.state.identity.set_pipe(*inode, object);
  std::int64_t flags = call.number("flags", 0);
  OpenFile file{.object = object, .readable = true, .nonblocking = (flags & O_NONBLOCK) != 0};
  install_new(call, (*fds)[0], file, (flags & O_CLOEXEC) != 0);
  file.readable = false;
  file.writable = true;
  install_new(call, (*fds)[1], file, (flags & O_CLOEXEC) != 0);
}

void special_file_made(const ReturnedCall& call) {
  if (!call.succeeded()) return;
  const std::string& name = call.state.world.calls[static_cast<std::size_t>(call.index)].name;
  auto special = std::find_if(kSpecialFiles.begin(), kSpecialFiles.end(),
                              [&](const SpecialFile& file) { return file.call == name; });
  if (special == kSpecialFiles.end()) return;
  // signalfd with a descriptor changes that one and returns it.
  if (special->kind == ObjectKind::Signal && call.number("fd") >= 0) return;
  std::int64_t flags = call.number("flags", 0);
  OpenFile file{.object = call.state.add_object(special->kind, call.index), .readable = true, .writable = true};
  file.nonblocking = special->kind != ObjectKind::Memory && (flags & O_NONBLOCK) != 0;
  bool always = special->close_on_exec_flag == 0;
  install_new(call, call.result, file, always || (flags & special->close_on_exec_flag) != 0);
}

void duplicated(const ReturnedCall& call) {
  if (!call.succeeded() || !call.progress.fd) return;
  install(call.state, call.process, call.result, duplicate(*call.progress.fd, false, call.index));
}

void duplicated_onto(const ReturnedCall& call) {
  if (!call.succeeded() || !call.progress.fd) return;
  if (call.number("fd") == call.result) return;  // dup2(fd, fd) only looks whether fd is open
  if (const Descriptor* former = call.state.descriptor(call.process, call.result))
    unlocked_by_close(call.state, call.process, *former);
  bool close_on_exec = (call.number("flags", 0) & O_CLOEXEC) != 0;
  install(call.state, call.process, call.result, duplicate(*call.progress.fd, close_on_exec, call.index));
}

void fcntl_done(const ReturnedCall& call) {
  if (!call.succeeded() || !call.progress.fd) return;
  std::int64_t command = call.number("cmd"), argument = call.number("arg", 0);
  Descriptor* descriptor = call.state.descriptor(call.process, call.number("fd"));
  if (command == F_DUPFD || command == F_DUPFD_CLOEXEC) {
    bool close_on_exec = command == F_DUPFD_CLOEXEC;
    install(call.state, call.process, call.result, duplicate(*call.progress.fd, close_on_exec, call.index));
  } else if (command == F_SETFD && descriptor) {
    descriptor->close_on_exec = (argument & FD_CLOEXEC) != 0;
  } else if (command == F_SETFL) {
    call.state.open_file(call.progress.fd->open_file).nonblocking = (argument & O_NONBLOCK) != 0;
  }
}

void ioctl_done(const ReturnedCall& call) {
  Descriptor* descriptor = call.state.descriptor(call.process, call.number("fd"));
  if (!call.succeeded() || !descriptor) return;
  if (call.number("request") == FIOCLEX) descriptor->close_on_exec = true;
  if (call.number("request") == FIONCLEX) descriptor->close_on_exec = false;
}

void closed(const ReturnedCall& call) {
  if (call.result == -EBADF) return;  // any other failure, EINTR above all, has closed it
  if (call.progress.fd) unlocked_by_close(call.state, call.process, *call.progress.fd);
  Descriptor* now = call.state.descriptor(call.process, call.number("fd"));
  // Another thread may have been given the number between the kernel's close and this return.
  bool replaced = now && call.progress.fd && !same(*now, *call.progress.fd);
  if (now && !replaced) call.state.living(call.process).fds->erase(static_cast<int>(call.number("fd")));
}

void range_closed(const ReturnedCall& call) {
  if (!call.succeeded()) return;
  // Unsigned, and ~0 means: all that follow.
  auto first = static_cast<std::uint32_t>(call.number("first")), last = static_cast<std::uint32_t>(call.number("last"));
  std::int64_t flags = call.number("flags", 0);
  std::shared_ptr<FdTable>& fds = call.state.living(call.process).fds;
  if ((flags & CLOSE_RANGE_UNSHARE) != 0) fds = std::make_shared<FdTable>(*fds);
  for (auto entry = fds->begin(); entry != fds->end();) {
    auto fd = static_cast<std::uint32_t>(entry->first);
    bool inside = fd >= first && fd <= last;
    if (inside && (flags & CLOSE_RANGE_CLOEXEC) != 0) entry->second.close_on_exec = true;
    const bool closes = inside && (flags & CLOSE_RANGE_CLOEXEC) == 0;
    if (closes) unlocked_by_close(call.state, call.process, entry->second);
    entry = closes ? fds->erase(entry) : std::next(entry);
  }
}

}  // namespace ipclab::model
