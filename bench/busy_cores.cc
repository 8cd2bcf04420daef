#include "bench/busy_cores.h"

#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sandbox/check.h"

namespace ipclab::bench {
namespace {

std::vector<int> usable_cores() {
  cpu_set_t set;
  CPU_ZERO(&set);
  sandbox::check(sched_getaffinity(0, sizeof set, &set), "sched_getaffinity");
  std::vector<int> cores;
  for (int core = 0; core < CPU_SETSIZE; ++core) {
    if (CPU_ISSET(core, &set)) cores.push_back(core);
  }
  return cores;
}

[[noreturn]] void compute_on(int core) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET(core, &one);
  sched_setaffinity(0, sizeof one, &one);
  for (volatile unsigned counter = 0;;) counter = counter + 1;
}

}  // namespace

BusyCores::BusyCores() {
  for (const int core : usable_cores()) {
    const pid_t loop = sandbox::check(fork(), "fork");
    if (loop == 0) compute_on(core);
    loops_.push_back(loop);
  }
}

BusyCores::~BusyCores() {
  for (const pid_t loop : loops_) {
    kill(loop, SIGKILL);
    waitpid(loop, nullptr, 0);
  }
}

}  // namespace ipclab::bench
