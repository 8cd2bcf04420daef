#include "sandbox/keeper/setup_ops.h"

#include <fcntl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

namespace ipclab::sandbox {
namespace {

using Kind = SetupOp::Kind;

SetupOp folder(std::string path, unsigned mode = 0755) {
  return {Kind::Folder, std::move(path), {}, mode};
}
SetupOp file(std::string path, std::string content) {
  return {Kind::File, std::move(path), std::move(content), 0644};
}
SetupOp link(std::string path, std::string to) {
  return {Kind::Link, std::move(path), std::move(to)};
}
SetupOp bound(std::string path, std::string source, std::uint64_t flags = 0) {
  SetupOp op{Kind::Bind, std::move(path), std::move(source), 0};
  op.flags = flags;
  return op;
}
SetupOp read_only(const std::string& path, bool optional = false) {
  SetupOp op = bound(path, path, MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV);
  op.optional = optional;
  return op;
}

/// /bin, /lib …: links into /usr on a merged system, folders of their own on others.
void add_system_folder(const std::string& path, std::vector<SetupOp>* all) {
  char target[256];
  const ssize_t length = readlink(path.c_str(), target, sizeof target);
  if (length > 0) {
    all->push_back(link(path, std::string(target, static_cast<std::size_t>(length))));
  } else if (access(path.c_str(), F_OK) == 0) {
    all->push_back(read_only(path));
  }
}

bool write_file(const std::string& path, const std::string& content, unsigned mode) {
  const int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
  if (fd == -1) return false;
  const bool whole = write(fd, content.data(), content.size()) == static_cast<ssize_t>(content.size());
  close(fd);
  return whole;
}

bool bind(const SetupOp& op, const std::string& path) {
  struct stat facts {};
  if (stat(op.source.c_str(), &facts) == -1) return op.optional;
  const bool made =
      S_ISDIR(facts.st_mode) ? mkdir(path.c_str(), 0755) == 0 || errno == EEXIST : write_file(path, "", 0644);
  if (!made || mount(op.source.c_str(), path.c_str(), nullptr, MS_BIND | MS_REC, nullptr) == -1) return false;
  // Adds to the flags that the host's mounts have: some of those an ordinary user may not take away (man 7
  // mount_namespaces).
  mount_attr wanted{};
  wanted.attr_set = op.flags;
  return op.flags == 0 || mount_setattr(AT_FDCWD, path.c_str(), AT_RECURSIVE, &wanted, sizeof wanted) == 0;
}

}  // namespace

std::vector<SetupOp> base_operations() {
  std::vector<SetupOp> all;
  all.push_back(read_only("/usr"));
  for (const char* path : {"/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"}) add_system_folder(path, &all);
  all.push_back(folder("/etc"));
  all.push_back(
      file("/etc/passwd", "root:x:0:0:root:/:/usr/sbin/nologin\nstudent:x:1000:1000:student:/work:/bin/sh\n"));
  all.push_back(file("/etc/group", "root:x:0:\nstudent:x:1000:\n"));
  all.push_back(file("/etc/hosts", "127.0.0.1 localhost\n::1 localhost\n"));
  all.push_back(file("/etc/host.conf", "multi on\n"));
  all.push_back(
      file("/etc/nsswitch.conf", "passwd: files\ngroup: files\nhosts: files\nservices: files\nprotocols: files\n"));
  for (const char* path : {"/etc/ld.so.cache", "/etc/alternatives", "/etc/services", "/etc/protocols"}) {
    all.push_back(read_only(path, true));
  }
  all.push_back(folder("/dev"));
  for (const char* device : {"null", "zero", "full", "random", "urandom", "tty"}) {
    const std::string path = std::string("/dev/") + device;
    all.push_back(bound(path, path, MOUNT_ATTR_NOSUID | MOUNT_ATTR_NOEXEC));
  }
  all.push_back(link("/dev/fd", "/proc/self/fd"));
  all.push_back(link("/dev/stdin", "/proc/self/fd/0"));
  all.push_back(link("/dev/stdout", "/proc/self/fd/1"));
  all.push_back(link("/dev/stderr", "/proc/self/fd/2"));
  all.push_back(link("/dev/ptmx", "pts/ptmx"));
  // Mounted on by each cage.
  for (const char* path : {"/dev/pts", "/dev/shm", "/dev/mqueue", "/work", "/tmp", "/lab", "/fixtures"}) {
    all.push_back(folder(path));
  }
  // A new /proc may be mounted only where a whole one is visible (man 7 user_namespaces); each cage covers this one
  // with its own.
  all.push_back(bound("/proc", "/proc", MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC));
  return all;
}

std::vector<SetupOp> cage_operations() {
  std::vector<SetupOp> all;
  all.push_back({Kind::Proc, "/proc", {}, 0});
  all.push_back({Kind::Devpts, "/dev/pts", "newinstance,ptmxmode=0666,mode=620", 0});
  all.push_back({Kind::Mqueue, "/dev/mqueue", {}, 0});
  // One tmpfs for all: mounting one costs more than binding its folders. Its own top is covered by the last bind.
  all.push_back({Kind::Tmpfs, "/tmp", "mode=0755,nr_inodes=65536", 0});
  for (const char* name : {"work", "lab", "fixtures"}) all.push_back(folder(std::string("/tmp/") + name));
  for (const char* name : {"tmp", "shm"}) all.push_back(folder(std::string("/tmp/") + name, 01777));
  for (const char* name : {"/work", "/lab", "/fixtures"}) all.push_back(bound(name, std::string("/tmp") + name));
  all.push_back(bound("/dev/shm", "/tmp/shm"));
  all.push_back(bound("/tmp", "/tmp/tmp"));
  return all;
}

SetupOp limit_of_files(long long memory_bytes) {
  return {Kind::Remount, "/work", "size=" + std::to_string(memory_bytes), 0};
}

const char* carry_out(const SetupOp& op, const std::string& root) {
  const std::string path = root + op.path;
  const unsigned long plain = MS_NOSUID | MS_NODEV;
  switch (op.kind) {
    case Kind::Folder:
      if (mkdir(path.c_str(), op.mode) == -1 && errno != EEXIST) return "making a folder";
      return chmod(path.c_str(), op.mode) == -1 ? "setting a folder's mode" : nullptr;
    case Kind::File:
      return write_file(path, op.source, op.mode) ? nullptr : "writing a file";
    case Kind::Link:
      return symlink(op.source.c_str(), path.c_str()) == -1 ? "making a link" : nullptr;
    case Kind::Bind:
      return bind(op, path) ? nullptr : "binding";
    case Kind::Tmpfs:
      return mount("tmpfs", path.c_str(), "tmpfs", plain, op.source.c_str()) == -1 ? "mounting a tmpfs" : nullptr;
    case Kind::Remount:
      return mount(nullptr, path.c_str(), nullptr, MS_REMOUNT | plain, op.source.c_str()) == -1 ? "limiting files"
                                                                                                : nullptr;
    case Kind::Proc:
      return mount("proc", path.c_str(), "proc", plain | MS_NOEXEC, nullptr) == -1 ? "mounting /proc" : nullptr;
    case Kind::Mqueue:
      return mount("mqueue", path.c_str(), "mqueue", plain | MS_NOEXEC, nullptr) == -1 ? "mounting /dev/mqueue"
                                                                                       : nullptr;
    case Kind::Devpts:
      return mount("devpts", path.c_str(), "devpts", MS_NOSUID | MS_NOEXEC, op.source.c_str()) == -1
                 ? "mounting /dev/pts"
                 : nullptr;
  }
  return nullptr;
}

}  // namespace ipclab::sandbox
