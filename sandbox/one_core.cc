#include "sandbox/one_core.h"

#include <sys/prctl.h>

#include <algorithm>
#include <chrono>

namespace ipclab::sandbox {
namespace {

constexpr std::chrono::microseconds kLong(300);  ///< most stops come after a tenth of that
constexpr int kFewest = 64, kMost = 16384;       ///< refusals; of so many stops a slice of another's (3 ms) is little

/// What the machine has to do besides does not end with a run.
struct Refusals {
  int left = 0;  ///< calls of give()
  int next = kFewest;
};
thread_local Refusals refusals;

}  // namespace

OneCore::OneCore() {
  sched_getaffinity(0, sizeof before_, &before_);
  CPU_ZERO(&core_);
  CPU_SET(sched_getcpu(), &core_);
  sched_setaffinity(0, sizeof core_, &core_);
  prctl(PR_SET_TIMERSLACK, 1000UL);  // waits of some microseconds are not to become long ones
}

OneCore::~OneCore() {
  sched_setaffinity(0, sizeof before_, &before_);
}

void OneCore::take(pid_t pid) const {
  sched_setaffinity(pid, sizeof core_, &core_);
}

bool OneCore::give() {
  if (refusals.left > 0) {
    --refusals.left;
    return false;
  }
  const auto begin = std::chrono::steady_clock::now();
  sched_yield();
  if (std::chrono::steady_clock::now() - begin < kLong) {
    refusals.next = std::max(refusals.next - refusals.next / 64, kFewest);
  } else {
    refusals.left = refusals.next;
    refusals.next = std::min(refusals.next * 4, kMost);
  }
  return true;
}

}  // namespace ipclab::sandbox
