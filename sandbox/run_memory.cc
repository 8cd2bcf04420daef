// What a run holds in memory where no control group counts it: looked at from outside, some times a second. The
// settings of its IPC namespace (kernel.shmall and the like) are no help: they belong to user 0 of a user namespace,
// whom ours does not have, since an ordinary user can only map himself, and would be allowed to change them again.
#include <fmt/format.h>
#include <sys/statfs.h>
#include <unistd.h>

#include <algorithm>

#include "sandbox/memory_use.h"
#include "sandbox/run_impl.h"

namespace ipclab::sandbox {
namespace {

/// Files of the run: /work, /tmp and /dev/shm are one file system.
std::int64_t file_bytes(pid_t init) {
  struct statfs facts {};
  if (statfs(fmt::format("/proc/{}/root/work", init).c_str(), &facts) == -1) return 0;
  return static_cast<std::int64_t>(facts.f_blocks - facts.f_bfree) * facts.f_bsize;
}

std::int64_t object_bytes(const Cage& cage, std::optional<uid_t> creator) {
  return segment_bytes(cage.read_proc_inside("/proc/sysvipc/shm"), creator) +
         message_bytes(cage.read_proc_inside("/proc/sysvipc/msg"), creator) +
         semaphore_bytes(cage.read_proc_inside("/proc/sysvipc/sem"), creator);
}

}  // namespace

std::vector<pid_t> Run::Impl::living() const {
  std::vector<pid_t> pids;
  for (const auto& [number, process] : tracer.processes()) {
    if (!process.ended) pids.push_back(process.pid);
  }
  return pids;
}

bool Run::Impl::holds_too_much() const {
  const std::vector<pid_t> pids = living();
  const std::int64_t own = private_bytes(pids);
  if (own > limits.memory_bytes) return true;
  const std::int64_t left = limits.memory_bytes + kOverheadBytes - own;
  // What is mapped may be a file or a segment as well: counted together, a right program's would count twice.
  if (mapped_shared_bytes(pids, left) > left) return true;
  std::int64_t objects = nameless_file_bytes(pids);
  if (!shared) {
    objects += file_bytes(cage.init_pid()) + object_bytes(cage, std::nullopt);
  } else if (shared->surrounding.user != 0) {
    objects += object_bytes(cage, shared->surrounding.user);
  }  // else the caller's other programs have objects there, too
  return objects > left;
}

}  // namespace ipclab::sandbox
