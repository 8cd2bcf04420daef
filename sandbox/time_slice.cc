#include "sandbox/time_slice.h"

#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdint>

namespace ipclab::sandbox {
namespace {

/// struct sched_attr of man 2 sched_setattr, of which glibc before 2.41 has none.
struct Attributes {
  std::uint32_t size = sizeof(Attributes);
  std::uint32_t policy = 0;
  std::uint64_t flags = 0;
  std::int32_t nice = 0;
  std::uint32_t priority = 0;
  std::uint64_t runtime = 0;  ///< for SCHED_OTHER: the slice in nanoseconds; 0: the usual one
  std::uint64_t deadline = 0, period = 0;
};

void set_slice(pid_t task, std::uint64_t nanoseconds) {
  Attributes attributes;
  // Only how soon it runs depends on it, so whatever is refused is left as it was.
  if (syscall(SYS_sched_getattr, task, &attributes, sizeof attributes, 0) != 0) return;
  if (attributes.policy != SCHED_OTHER) return;
  attributes.runtime = nanoseconds;
  syscall(SYS_sched_setattr, task, &attributes, 0);
}

}  // namespace

void shorten_slice(pid_t task) {
  set_slice(task, 100000);
}

void restore_slice(pid_t task) {
  set_slice(task, 0);
}

}  // namespace ipclab::sandbox
