#include "sandbox/keeper/open_host.h"

#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <string>

#include "sandbox/keeper/child.h"
#include "sandbox/keeper/leftovers.h"
#include "sandbox/keeper/protocol.h"
#include "sandbox/keeper/spec.h"

namespace ipclab::sandbox {
namespace {

using protocol::Message;
using protocol::Type;

bool say(int socket, Type type, std::string content = {}) {
  Message message;
  message.type = type;
  message.content = std::move(content);
  return protocol::send(socket, message);
}

void tell_failure(int socket, const char* step) {
  Message message;
  message.type = Type::Failed;
  message.a = errno;
  message.content = step;
  protocol::send(socket, message);
}

/// Namespaces for what a program could leave behind. Null, or the step that failed.
const char* set_up(int socket) {
  // Root may make the others without one, and stays root. An ordinary user stays who he is, inside as outside.
  if (geteuid() != 0) {
    if (unshare(CLONE_NEWUSER) == -1) return "making a user namespace";
    if (!say(socket, Type::MapIds)) return "asking for id maps";
    const auto mapped = protocol::receive(socket);
    if (!mapped || mapped->type != Type::Done) return "waiting for id maps";
  }
  if (unshare(CLONE_NEWNS | CLONE_NEWIPC) == -1) return "making mount and IPC namespaces";
  // What is mounted outside while the program runs is to be seen inside, too, but nothing the other way.
  if (mount(nullptr, "/", nullptr, MS_REC | MS_SLAVE, nullptr) == -1) return "keeping mounts to ourselves";
  constexpr unsigned long kPlain = MS_NOSUID | MS_NODEV;
  if (mount("tmpfs", "/dev/shm", "tmpfs", kPlain, "mode=1777") == -1) return "mounting a tmpfs on /dev/shm";
  // Not every machine has this folder; the queues are there without it.
  if (mount("mqueue", "/dev/mqueue", "mqueue", kPlain | MS_NOEXEC, nullptr) == -1 && errno != ENOENT)
    return "mounting /dev/mqueue";
  return nullptr;
}

/// Nobody runs any more.
std::vector<Leftover> objects_left() {
  std::vector<Leftover> all;
  take_system_v(&all);
  take_shared_memory(&all);
  // A folder that is there and needed no more.
  if (mount("mqueue", "/dev/shm", "mqueue", MS_NOSUID | MS_NODEV | MS_NOEXEC, nullptr) == 0)
    take_queues("/dev/shm", &all);
  return all;
}

void spawn(int socket, const Message& request) {
  Limits limits;
  const SpawnSpec spec = protocol::unpack_spawn(request.received(), &limits);
  const ChildEnds ends = ends_of(request, spec, socket);
  const pid_t pid = fork();
  if (pid == -1) return tell_failure(socket, "fork");
  if (pid == 0) become_program(spec, limits, {}, ends);
}

}  // namespace

int open_host(int socket) {
  // In the terminal's foreground group it would get what is typed there, which is for the program.
  sigset_t all;
  sigfillset(&all);
  sigprocmask(SIG_SETMASK, &all, nullptr);
  if (const char* step = set_up(socket)) {
    tell_failure(socket, step);
    return 1;
  }
  if (!say(socket, Type::Ready)) return 1;
  while (const auto request = protocol::receive(socket)) {
    if (request->type == Type::Spawn) spawn(socket, *request);
    if (request->type == Type::Sweep) {
      while (waitpid(-1, nullptr, WNOHANG) > 0) {
      }
      say(socket, Type::Content, protocol::pack(objects_left()));
    }
    for (const int fd : request->fds) close(fd);
  }
  return 0;
}

}  // namespace ipclab::sandbox
