#include "sandbox/keeper/leftovers.h"

#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <mqueue.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <memory>

namespace ipclab::sandbox {
namespace {

constexpr std::size_t kMost = 1000;
constexpr std::size_t kMostVisited = 100000;

struct Found {
  std::string path;
  struct stat facts;
};

std::vector<Found>* g_found = nullptr;  // nftw has no argument for its callback

int visit(const char* path, const struct stat* facts, int, FTW* at) {
  if (at->level > 0) g_found->push_back({path, *facts});
  return g_found->size() < kMostVisited ? 0 : 1;
}

std::vector<Found> walk() {
  std::vector<Found> found;
  g_found = &found;
  for (const char* folder : {"/work", "/tmp"}) nftw(folder, visit, 32, FTW_PHYS);
  g_found = nullptr;
  return found;
}

/// The lines of /proc/sysvipc/NAME without the heading.
std::vector<std::string> table(const std::string& name) {
  std::vector<std::string> lines;
  const std::unique_ptr<FILE, int (*)(FILE*)> file(fopen(("/proc/sysvipc/" + name).c_str(), "re"), fclose);
  char line[512];
  bool heading = true;
  while (file && lines.size() < kMost && fgets(line, sizeof line, file.get()) != nullptr) {
    if (!heading) lines.emplace_back(line);
    heading = false;
  }
  return lines;
}

/// What stands in a folder of named objects, sorted.
std::vector<std::string> names_in(const char* folder) {
  std::vector<std::string> names;
  const std::unique_ptr<DIR, int (*)(DIR*)> open_folder(opendir(folder), closedir);
  while (open_folder && names.size() < kMost) {
    const dirent* entry = readdir(open_folder.get());
    if (entry == nullptr) break;
    const std::string name = entry->d_name;
    if (name != "." && name != "..") names.push_back(name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

/// How many messages are in it.
std::int64_t messages_in(const std::string& queue) {
  mq_attr attributes{};
  const mqd_t open_queue = mq_open(queue.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  if (open_queue == static_cast<mqd_t>(-1)) return 0;
  mq_getattr(open_queue, &attributes);
  mq_close(open_queue);
  return attributes.mq_curmsgs;
}

Leftover named(Leftover::Kind kind, const std::string& name, const std::string& path) {
  struct stat facts {};
  lstat(path.c_str(), &facts);
  Leftover left;
  left.kind = kind;
  left.name = "/" + name;
  left.mode = facts.st_mode & 0777;
  left.size = facts.st_size;
  return left;
}

void take_files(const std::set<std::string>& before, std::vector<Leftover>* all) {
  std::vector<Found> found = walk();
  std::sort(found.begin(), found.end(), [](const Found& a, const Found& b) { return a.path < b.path; });
  std::size_t count = 0;
  for (const Found& file : found) {
    if (before.contains(file.path) || ++count > kMost) continue;
    Leftover left;
    left.kind = S_ISFIFO(file.facts.st_mode)   ? Leftover::Kind::Fifo
                : S_ISSOCK(file.facts.st_mode) ? Leftover::Kind::SocketFile
                                               : Leftover::Kind::File;
    left.name = file.path;
    left.mode = file.facts.st_mode & 07777;
    left.size = file.facts.st_size;
    all->push_back(std::move(left));
  }
  // What a folder holds comes before the folder.
  for (auto file = found.rbegin(); file != found.rend(); ++file) {
    if (!before.contains(file->path)) remove(file->path.c_str());
  }
}

}  // namespace

void take_system_v(std::vector<Leftover>* all) {
  // man 5 proc: key, id, permissions; then for queues bytes and messages, for segments the size, for semaphores their
  // number.
  const auto read = [&](const char* name, Leftover::Kind kind, const auto& remove) {
    for (const std::string& line : table(name)) {
      Leftover left;
      left.kind = kind;
      long long key = 0, id = 0, first = 0, second = 0;
      if (sscanf(line.c_str(), "%lld %lld %o %lld %lld", &key, &id, &left.mode, &first, &second) < 4) continue;
      left.key = key;
      left.id = id;
      left.mode &= 0777;
      left.size = kind == Leftover::Kind::MsgQueue ? second : first;
      all->push_back(std::move(left));
      remove(static_cast<int>(id));
    }
  };
  read("msg", Leftover::Kind::MsgQueue, [](int id) { msgctl(id, IPC_RMID, nullptr); });
  read("shm", Leftover::Kind::Shm, [](int id) { shmctl(id, IPC_RMID, nullptr); });
  read("sem", Leftover::Kind::Sem, [](int id) { semctl(id, 0, IPC_RMID); });
}

void take_shared_memory(std::vector<Leftover>* all) {
  for (const std::string& name : names_in("/dev/shm")) {
    const bool semaphore = name.starts_with("sem.");  // man 7 sem_overview
    const std::string path = "/dev/shm/" + name;
    all->push_back(semaphore ? named(Leftover::Kind::PosixSem, name.substr(4), path)
                             : named(Leftover::Kind::PosixShm, name, path));
    remove(path.c_str());
  }
}

void take_queues(const std::string& folder, std::vector<Leftover>* all) {
  for (const std::string& name : names_in(folder.c_str())) {
    Leftover left = named(Leftover::Kind::PosixMq, name, folder + "/" + name);
    left.size = messages_in(left.name);
    mq_unlink(left.name.c_str());
    all->push_back(std::move(left));
  }
}

std::set<std::string> all_files() {
  std::set<std::string> paths;
  for (Found& found : walk()) paths.insert(std::move(found.path));
  return paths;
}

std::vector<Leftover> take_leftovers(const std::set<std::string>& before) {
  std::vector<Leftover> all;
  take_system_v(&all);
  take_shared_memory(&all);
  take_queues("/dev/mqueue", &all);
  take_files(before, &all);
  return all;
}

}  // namespace ipclab::sandbox
