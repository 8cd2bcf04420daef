#include "sandbox/keeper/descendants.h"

#include <dirent.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

namespace ipclab::sandbox {
namespace {

constexpr long kMostProcesses = 1 << 22;  ///< pid_max is never higher

std::vector<pid_t> children_of(pid_t pid) {
  const std::string tasks = "/proc/" + std::to_string(pid) + "/task";
  std::vector<pid_t> children;
  const std::unique_ptr<DIR, int (*)(DIR*)> folder(opendir(tasks.c_str()), closedir);
  while (const dirent* task = folder ? readdir(folder.get()) : nullptr) {
    if (task->d_name[0] < '0' || task->d_name[0] > '9') continue;
    const std::string list = tasks + "/" + task->d_name + "/children";
    const std::unique_ptr<FILE, int (*)(FILE*)> file(fopen(list.c_str(), "re"), fclose);
    int child = 0;
    while (file && fscanf(file.get(), "%d", &child) == 1) children.push_back(child);
  }
  return children;
}

bool can_fork() {
  const pid_t pid = fork();
  if (pid == 0) _exit(0);
  if (pid > 0) waitpid(pid, nullptr, 0);
  return pid > 0;
}

}  // namespace

std::set<pid_t> descendants() {
  std::set<pid_t> all;
  std::vector<pid_t> next = {getpid()};
  while (!next.empty()) {
    const pid_t pid = next.back();
    next.pop_back();
    for (const pid_t child : children_of(pid)) {
      if (all.insert(child).second) next.push_back(child);
    }
  }
  return all;
}

void kill_descendants() {
  std::set<pid_t> killed;
  for (bool found = true; found;) {
    found = false;
    for (const pid_t pid : descendants()) {
      if (!killed.insert(pid).second) continue;
      kill(pid, SIGKILL);
      found = true;
    }
  }
}

long processes_of_user() {
  rlimit before{};
  if (getrlimit(RLIMIT_NPROC, &before) == -1) return 0;
  // A fork succeeds where the limit is above what there is. Between a limit that is too low and one that is enough:
  long low = 0, enough = kMostProcesses;
  if (before.rlim_max != RLIM_INFINITY) enough = std::min(enough, static_cast<long>(before.rlim_max));
  while (enough - low > 1) {
    const long middle = low + (enough - low) / 2;
    rlimit tried = before;
    tried.rlim_cur = static_cast<rlim_t>(middle);
    setrlimit(RLIMIT_NPROC, &tried);
    (can_fork() ? enough : low) = middle;
  }
  setrlimit(RLIMIT_NPROC, &before);
  return low;
}

}  // namespace ipclab::sandbox
