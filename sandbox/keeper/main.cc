// ipclab-keeper FD [open | shared USER]: holds the costly namespaces and makes cages in them (sandbox/cage.h). A
// program of its own, so that what is forked is small and carries nothing of the grader's memory.
#include <fcntl.h>
#include <grp.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "sandbox/keeper/child.h"
#include "sandbox/keeper/ground.h"
#include "sandbox/keeper/init.h"
#include "sandbox/keeper/networks.h"
#include "sandbox/keeper/open_host.h"
#include "sandbox/keeper/protocol.h"
#include "sandbox/keeper/setup_ops.h"
#include "sandbox/keeper/spec.h"
#include "sandbox/level.h"

namespace ipclab::sandbox {
namespace {

using protocol::Message;
using protocol::Type;

bool tell_failure(int socket, const std::string& step) {
  Message message;
  message.type = Type::Failed;
  message.a = errno;
  message.content = step;
  return protocol::send(socket, message);
}

bool say(int socket, Type type, int a = 0) {
  Message message;
  message.type = type;
  message.a = a;
  return protocol::send(socket, message);
}

/// The user inside, with every capability in the new user namespace and none outside.
const char* enter_user_namespace(int socket) {
  // Root's other groups. Who may not give up groups keeps them, and has no more rights by them than outside.
  if (setgroups(0, nullptr) == -1 && errno != EPERM) return "giving up groups";
  if (unshare(CLONE_NEWUSER) == -1) return "making a user namespace";
  if (!say(socket, Type::MapIds)) return "asking for id maps";
  const auto mapped = protocol::receive(socket);
  if (!mapped || mapped->type != Type::Done) return "waiting for id maps";
  if (setresgid(protocol::kInsideId, protocol::kInsideId, protocol::kInsideId) == -1)
    return "becoming the group inside";
  if (setresuid(protocol::kInsideId, protocol::kInsideId, protocol::kInsideId) == -1) return "becoming the user inside";
  // A change of user makes a process undumpable and its /proc root's.
  if (prctl(PR_SET_DUMPABLE, 1) == -1) return "staying dumpable";
  const int limit = open("/proc/sys/user/max_user_namespaces", O_WRONLY | O_CLOEXEC);
  if (limit == -1 || write(limit, "0", 1) != 1) return "forbidding further user namespaces";
  close(limit);
  return nullptr;
}

/// Default actions for all, for everybody who is forked from here. Not by libc, which keeps two signals for itself and
/// passes them on ignored.
void reset_signals() {
  constexpr int kSignals = 64;
  struct {
    void* handler = nullptr;
    unsigned long flags = 0;
    void* restorer = nullptr;
    std::uint64_t mask = 0;
  } by_default;
  for (int number = 1; number <= kSignals; ++number) {
    syscall(SYS_rt_sigaction, number, &by_default, nullptr, sizeof by_default.mask);
  }
}

/// A small root of our own with nothing of the host but read-only system folders.
const char* make_base(std::string* where) {
  if (unshare(CLONE_NEWNS | CLONE_NEWUTS) == -1) return "making mount and host name namespaces";
  sethostname("lab", 3);
  if (mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == -1) return "keeping mounts to ourselves";
  const std::string root = "/tmp";  // any folder that is always there: the tmpfs hides it for us alone
  if (mount("tmpfs", root.c_str(), "tmpfs", MS_NOSUID, "mode=0755,size=1m") == -1) return "mounting a tmpfs";
  umask(022);
  for (const SetupOp& op : base_operations()) {
    if (const char* step = carry_out(op, root)) {
      *where = op.path;
      return step;
    }
  }
  if (chdir(root.c_str()) == -1) return "entering the new root";
  // pivot_root(".", ".") stacks the old root on the new one (man 2 pivot_root, NOTES).
  if (syscall(SYS_pivot_root, ".", ".") == -1) return "changing the root";
  if (umount2(".", MNT_DETACH) == -1) return "putting the old root away";
  if (chdir("/") == -1) return "entering the new root";
  if (mount(nullptr, "/", nullptr, MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID, nullptr) == -1)
    return "making the root read-only";
  return nullptr;
}

/// A new init in namespaces of its own, but for the network's.
long clone_init() {
  constexpr unsigned long kFlags = CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWIPC | SIGCHLD;
  return syscall(SYS_clone, kFlags, nullptr, nullptr, nullptr, nullptr);
}

/// How this keeper's cages stand.
struct Ways {
  Level level = Level::Full;
  uid_t user = 0;  ///< of runs, where that is not the caller
};

/// Null, or the step that failed.
const char* start_init(const Message& request, int socket, const Ways& ways, Networks* networks, long* pid) {
  const bool network = request.a != 0, untouched = request.b != 0;
  const bool full = ways.level == Level::Full;
  if (full) {
    if (const char* step = network ? networks->enter_for_run(untouched) : networks->enter_without()) return step;
  }
  *pid = full ? clone_init() : fork();
  if (*pid == 0) {
    // With the pid namespace goes everybody in it. Without one the init has to see to that, and so must outlive us.
    if (full) prctl(PR_SET_PDEATHSIG, SIGKILL);
    signal(SIGCHLD, SIG_DFL);
    close(socket);
    networks->close_handles();
    _exit(init_main(request.fds.front(), full ? own_ground() : shared_ground(network, ways.user)));
  }
  if (*pid != -1) return nullptr;
  return full ? "making the namespaces of a run" : "fork";
}

/// Null, or the step that failed, and `where`.
const char* make_namespaces(int socket, std::string* where) {
  if (const char* step = enter_user_namespace(socket)) return step;
  return make_base(where);
}

int keep(int socket, const Ways& ways) {
  reset_signals();
  signal(SIGCHLD, SIG_IGN);  // inits are nobody's to wait for: the grader sees them hang up
  std::string where;
  const char* step = ways.level == Level::Full ? make_namespaces(socket, &where) : nullptr;
  // An ordinary user may not, and need not: no_new_privs does the same.
  if (step == nullptr && (ways.level == Level::Full || ways.user != 0)) step = drop_bounding_set();
  if (step != nullptr) {
    tell_failure(socket, where.empty() ? step : std::string(step) + " " + where);
    return 1;
  }
  // Not before: a change of user clears it. Until here the end of the socket does the same.
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (!say(socket, Type::Ready)) return 1;

  Networks networks;
  while (const auto request = protocol::receive(socket)) {
    if (request->type != Type::Open || request->fds.size() != 1) continue;
    long pid = -1;
    step = start_init(*request, socket, ways, &networks, &pid);
    const bool told = step != nullptr ? tell_failure(socket, step) : say(socket, Type::Ready, static_cast<int>(pid));
    close(request->fds.front());
    if (!told) return 1;  // the grader waits for an answer: ending is one
  }
  return 0;
}

}  // namespace
}  // namespace ipclab::sandbox

int main(int argc, char** argv) {
  using namespace ipclab::sandbox;
  const std::string mode = argc > 2 ? argv[2] : "";
  if (argc == 3 && mode == "open") return open_host(std::atoi(argv[1]));
  if (argc == 4 && mode == "shared")
    return keep(std::atoi(argv[1]), {Level::Degraded, static_cast<uid_t>(std::strtoul(argv[3], nullptr, 10))});
  if (argc != 2) return 2;
  return keep(std::atoi(argv[1]), {});
}
