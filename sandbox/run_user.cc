#include "sandbox/run_user.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <exception>
#include <fstream>
#include <string>

#include "sandbox/check.h"

namespace ipclab::sandbox {
namespace {

constexpr uid_t kFirst = 1768976236, kMost = 32768;

/// Ids that can be used here: a range without accounts, or, where root is one of a container's few ids, the last one.
struct Range {
  uid_t first = 0, count = 0;
};

Range range_of(const char* map) {
  std::ifstream lines(map);
  uid_t last = 0;
  for (unsigned long long first = 0, outer = 0, count = 0; lines >> first >> outer >> count;) {
    if (kFirst >= first && kFirst + kMost - first <= count) return {kFirst, kMost};
    last = static_cast<uid_t>(first + (count - 1));
  }
  return {last, 1};
}

/// A name that one process of this machine can have, and that is free again when it has ended.
Fd take_name(const std::string& name) {
  Fd socket(check(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), "keeper: socket"));
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path + 1, name.data(), std::min(name.size(), sizeof address.sun_path - 1));
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + name.size());
  if (bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), size) == 0) return socket;
  if (errno != EADDRINUSE) fail("keeper: taking a user's name");
  return {};
}

// Not libc's, which change all threads.
long set_groups_of_thread(uid_t real, uid_t effective) {
  return syscall(SYS_setresgid, real, effective, -1);
}
long set_users_of_thread(uid_t real, uid_t effective) {
  return syscall(SYS_setresuid, real, effective, -1);
}

}  // namespace

RunUser::RunUser() {
  if (geteuid() != 0) return;
  const Range users = range_of("/proc/self/uid_map"), groups = range_of("/proc/self/gid_map");
  const auto from = static_cast<uid_t>(getpid());
  for (uid_t tried = 0; tried < users.count && !taken_; ++tried) {
    id_ = users.first + (from + tried) % users.count;
    taken_ = take_name("ipclab-user-" + std::to_string(id_));
  }
  // With one id only, graders share it: they play one run at a time where that matters.
  if (id_ == 0) fail(EAGAIN, "keeper: finding an id for runs: there is none but root's");
  group_ = groups.count == users.count ? id_ : groups.first;
}

BorrowedUser::BorrowedUser(uid_t id) : id_(id) {
  if (id_ == 0) return;
  check(prctl(PR_GET_PDEATHSIG, &death_signal_), "prctl");
  check(set_groups_of_thread(id_, id_), "tracer: taking the run's group");
  check(set_users_of_thread(id_, id_), "tracer: taking the run's user");
  prctl(PR_SET_PDEATHSIG, death_signal_);
}

BorrowedUser::~BorrowedUser() {
  if (id_ == 0) return;
  // Nothing but a filter can refuse this, and to go on as somebody else would be to judge wrongly.
  constexpr int kTries = 3;
  bool users = false, groups = false;
  for (int tries = 0; tries < kTries && !(users && groups); ++tries) {
    users = users || set_users_of_thread(0, 0) == 0;
    groups = groups || set_groups_of_thread(0, 0) == 0;
  }
  if (!users || !groups) std::terminate();
  prctl(PR_SET_PDEATHSIG, death_signal_);
}

OnlyRun::OnlyRun() : lock_(open("/var/tmp", O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
  if (!lock_) fail("run: opening /var/tmp");
  while (flock(lock_.get(), LOCK_EX) == -1) {
    if (errno != EINTR) fail("run: waiting for other runs");
  }
}

}  // namespace ipclab::sandbox
