#include "sandbox/next_stop.h"

#include <sys/wait.h>

namespace ipclab::sandbox {

bool await_a_stop(long microseconds) {
  sigset_t child;
  sigemptyset(&child);
  sigaddset(&child, SIGCHLD);
  const timespec timeout{microseconds / 1000000, microseconds % 1000000 * 1000};
  return sigtimedwait(&child, nullptr, &timeout) != -1;
}

std::optional<siginfo_t> pending_stop(pid_t tid) {
  constexpr int kWhich = WSTOPPED | WEXITED | WNOHANG | WNOWAIT | __WALL | __WNOTHREAD;
  siginfo_t info{};
  if (waitid(P_PID, static_cast<id_t>(tid), &info, kWhich) == -1) return std::nullopt;
  return info;
}

}  // namespace ipclab::sandbox
