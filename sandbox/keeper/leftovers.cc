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
#include <iterator>
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

/// All below each of the folders, without the folders themselves.
std::vector<Found> walk(const std::vector<std::string>& folders) {
  std::vector<Found> found;
  g_found = &found;
  for (const std::string& folder : folders) nftw(folder.c_str(), visit, 32, FTW_PHYS);
  g_found = nullptr;
  return found;
}

/// The lines of /proc/sysvipc/NAME without the heading.
std::vector<std::string> table(const std::string& name) {
  std::vector<std::string> lines;
  const std::unique_ptr<FILE, int (*)(FILE*)> file(fopen(("/proc/sysvipc/" + name).c_str(), "re"), fclose);
  char line[512];
  bool heading = true;
  while (file && lines.size() < kMostVisited && fgets(line, sizeof line, file.get()) != nullptr) {
    if (!heading) lines.emplace_back(line);
    heading = false;
  }
  return lines;
}

/// What stands in a folder of named objects, sorted.
std::vector<std::string> names_in(const std::string& folder) {
  std::vector<std::string> names;
  const std::unique_ptr<DIR, int (*)(DIR*)> open_folder(opendir(folder.c_str()), closedir);
  while (open_folder && names.size() < kMostVisited) {
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

FoundObject named(Leftover::Kind kind, const std::string& name, const std::string& path) {
  struct stat facts {};
  lstat(path.c_str(), &facts);
  FoundObject found;
  found.what.kind = kind;
  found.what.name = name;
  found.what.mode = facts.st_mode & 07777;
  found.what.size = facts.st_size;
  found.owner = facts.st_uid;
  found.path = path;
  return found;
}

Leftover::Kind kind_of_file(mode_t mode) {
  return S_ISFIFO(mode) ? Leftover::Kind::Fifo : S_ISSOCK(mode) ? Leftover::Kind::SocketFile : Leftover::Kind::File;
}

/// Lists them, and removes what is not in `before`.
void take(std::vector<Found> found, const std::set<std::string>& before, std::vector<Leftover>* all) {
  std::sort(found.begin(), found.end(), [](const Found& a, const Found& b) { return a.path < b.path; });
  std::size_t count = 0;
  for (const Found& file : found) {
    if (before.contains(file.path) || ++count > kMost) continue;
    Leftover left;
    left.kind = kind_of_file(file.facts.st_mode);
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

std::vector<FoundObject> of_the_run(std::vector<FoundObject> found, const IsOfTheRun& ours) {
  if (ours) std::erase_if(found, [&](const FoundObject& object) { return !ours(object); });
  return found;
}

/// Removes all of them, also those beyond what is listed: not everywhere a namespace goes with them.
template <typename Remove>
void take(std::vector<FoundObject> found, std::vector<Leftover>* all, Remove remove_one) {
  std::size_t count = 0;
  for (FoundObject& object : found) {
    remove_one(&object);
    if (++count <= kMost) all->push_back(std::move(object.what));
  }
}

}  // namespace

std::vector<FoundObject> system_v_objects() {
  // man 5 proc: key, id, permissions; then for queues bytes and messages, for segments the size, for semaphores their
  // number; and further on the creator.
  struct Table {
    const char* name;
    Leftover::Kind kind;
    const char* format;
  };
  static constexpr Table kTables[] = {
      {"msg", Leftover::Kind::MsgQueue, "%lld %lld %o %*d %lld %*d %*d %*u %*u %u"},
      {"shm", Leftover::Kind::Shm, "%lld %lld %o %lld %*d %*d %*d %*u %*u %u"},
      {"sem", Leftover::Kind::Sem, "%lld %lld %o %lld %*u %*u %u"},
  };
  std::vector<FoundObject> all;
  for (const Table& known : kTables) {
    for (const std::string& line : table(known.name)) {
      FoundObject found;
      long long key = 0, id = 0, size = 0;
      unsigned creator = 0;
      if (sscanf(line.c_str(), known.format, &key, &id, &found.what.mode, &size, &creator) < 5) continue;
      found.what.kind = known.kind;
      found.what.key = key;
      found.what.id = id;
      found.what.mode &= 0777;
      found.what.size = size;
      found.owner = creator;
      all.push_back(std::move(found));
    }
  }
  return all;
}

std::vector<FoundObject> shared_memory_objects() {
  std::vector<FoundObject> all;
  for (const std::string& name : names_in("/dev/shm")) {
    const bool semaphore = name.starts_with("sem.");  // man 7 sem_overview
    all.push_back(named(semaphore ? Leftover::Kind::PosixSem : Leftover::Kind::PosixShm,
                        "/" + (semaphore ? name.substr(4) : name), "/dev/shm/" + name));
    all.back().what.mode &= 0777;
  }
  return all;
}

std::vector<FoundObject> queues_in(const std::string& folder) {
  const std::string beginning = folder + "/";
  std::vector<FoundObject> all;
  for (const std::string& name : names_in(folder)) {
    all.push_back(named(Leftover::Kind::PosixMq, "/" + name, beginning + name));
    all.back().what.mode &= 0777;
  }
  return all;
}

std::vector<FoundObject> files_in(const std::string& folder) {
  const std::string beginning = folder + "/";
  std::vector<FoundObject> all;
  for (const std::string& name : names_in(folder)) {
    const std::string path = beginning + name;
    all.push_back(named(Leftover::Kind::File, path, path));
  }
  return all;
}

void take_system_v(std::vector<Leftover>* all, const IsOfTheRun& ours) {
  take(of_the_run(system_v_objects(), ours), all, [](FoundObject* found) {
    const int id = static_cast<int>(found->what.id);
    if (found->what.kind == Leftover::Kind::MsgQueue) msgctl(id, IPC_RMID, nullptr);
    if (found->what.kind == Leftover::Kind::Shm) shmctl(id, IPC_RMID, nullptr);
    if (found->what.kind == Leftover::Kind::Sem) semctl(id, 0, IPC_RMID);
  });
}

void take_shared_memory(std::vector<Leftover>* all, const IsOfTheRun& ours) {
  take(of_the_run(shared_memory_objects(), ours), all, [](FoundObject* found) { remove(found->path.c_str()); });
}

void take_queues(const std::string& folder, std::vector<Leftover>* all, const IsOfTheRun& ours) {
  take(of_the_run(queues_in(folder), ours), all, [](FoundObject* found) {
    found->what.size = messages_in(found->what.name);
    mq_unlink(found->what.name.c_str());
  });
}

std::set<std::string> files_below(const std::vector<std::string>& folders) {
  std::set<std::string> paths;
  for (Found& found : walk(folders)) paths.insert(std::move(found.path));
  return paths;
}

void take_files(const std::vector<std::string>& folders, const std::set<std::string>& before,
                std::vector<Leftover>* all) {
  take(walk(folders), before, all);
}

void take_files_in(const std::string& folder, const std::set<std::string>& before, std::vector<Leftover>* all,
                   const IsOfTheRun& ours) {
  std::vector<Found> found;
  for (const FoundObject& top : of_the_run(files_in(folder), ours)) {
    std::vector<Found> below = walk({top.path});
    std::move(below.begin(), below.end(), std::back_inserter(found));
    Found itself{top.path, {}};
    if (lstat(top.path.c_str(), &itself.facts) == 0) found.push_back(std::move(itself));
  }
  take(std::move(found), before, all);
}

}  // namespace ipclab::sandbox
