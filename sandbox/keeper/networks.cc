#include "sandbox/keeper/networks.h"

#include <fcntl.h>
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>

namespace ipclab::sandbox {
namespace {

bool loopback_up() {
  const int socket = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  ifreq request{};
  std::copy_n("lo", 3, request.ifr_name);
  request.ifr_flags = IFF_UP;
  const bool up = socket != -1 && ioctl(socket, SIOCSIFFLAGS, &request) == 0;
  if (socket != -1) close(socket);
  return up;
}

}  // namespace

const char* Networks::make(int* handle) {
  if (unshare(CLONE_NEWNET) == -1) return "making a network namespace";
  const int made = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
  if (made == -1) return "opening a network namespace";
  if (*handle != -1) close(*handle);
  *handle = made;
  return nullptr;
}

bool Networks::enter(int handle) {
  if (handle == -1) return false;
  if (here_ != handle && setns(handle, CLONE_NEWNET) == -1) return false;
  here_ = handle;
  return true;
}

const char* Networks::enter_without() {
  if (enter(without_)) return nullptr;
  here_ = -1;
  if (const char* step = make(&without_)) return step;
  here_ = without_;
  return nullptr;
}

const char* Networks::enter_for_run(bool untouched) {
  if (untouched && enter(of_runs_)) return nullptr;
  here_ = -1;
  if (const char* step = make(&of_runs_)) return step;
  if (!loopback_up()) {
    close(of_runs_);
    of_runs_ = -1;
    return "bringing up the loopback interface";
  }
  here_ = of_runs_;
  return nullptr;
}

void Networks::close_handles() const {
  for (const int handle : {without_, of_runs_}) {
    if (handle != -1) close(handle);
  }
}

}  // namespace ipclab::sandbox
