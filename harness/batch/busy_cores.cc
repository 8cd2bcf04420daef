#include "harness/batch/busy_cores.h"

#include <pthread.h>
#include <sched.h>
#include <signal.h>

#include <cerrno>
#include <system_error>

namespace ipclab {
namespace {

std::vector<int> usable_cores() {
  cpu_set_t set;
  CPU_ZERO(&set);
  if (sched_getaffinity(0, sizeof set, &set) == -1)
    throw std::system_error(errno, std::generic_category(), "sched_getaffinity");
  std::vector<int> cores;
  for (int core = 0; core < CPU_SETSIZE; ++core) {
    if (CPU_ISSET(core, &set)) cores.push_back(core);
  }
  return cores;
}

void compute_on(const std::stop_token& stop, int core) {
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET(core, &one);
  sched_setaffinity(0, sizeof one, &one);
  // The sandbox waits for signals in the thread that traces: none may come here instead.
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, nullptr);
  while (!stop.stop_requested()) {
  }
}

}  // namespace

BusyCores::BusyCores() {
  for (const int core : usable_cores()) {
    loops_.emplace_back([core](const std::stop_token& stop) { compute_on(stop, core); });
  }
}

}  // namespace ipclab
