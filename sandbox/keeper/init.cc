#include "sandbox/keeper/init.h"

#include <fcntl.h>
#include <net/if.h>
#include <poll.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <set>
#include <string>

#include "sandbox/keeper/child.h"
#include "sandbox/keeper/leftovers.h"
#include "sandbox/keeper/protocol.h"
#include "sandbox/keeper/setup_ops.h"
#include "sandbox/keeper/spec.h"

namespace ipclab::sandbox {
namespace {

using protocol::Message;
using protocol::Type;

/// Serves one cage. All signals stay blocked, so that nothing from inside disturbs it.
class Init {
 public:
  Init(int socket, bool network) : socket_(socket), network_(network) {}

  int serve() {
    sigset_t all;
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, nullptr);
    sigset_t child;
    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    const int children = signalfd(-1, &child, SFD_CLOEXEC | SFD_NONBLOCK);
    setsid();
    prepare();
    for (;;) {
      pollfd wait[2] = {{socket_, POLLIN, 0}, {children, POLLIN, 0}};
      if (poll(wait, 2, -1) == -1 && errno != EINTR) return 1;
      if (wait[1].revents != 0) {
        signalfd_siginfo info;
        while (read(children, &info, sizeof info) > 0) {
        }
        reap();
      }
      if (wait[0].revents == 0) continue;
      const auto message = protocol::receive(socket_);
      if (!message) return 0;  // the grader hung up or is gone: with this process everything here ends
      handle(*message);
      for (const int fd : message->fds) close(fd);
    }
  }

 private:
  /// Whoever cannot be told waits for the answer: ending is an answer, too.
  void send(const Message& message) {
    if (!protocol::send(socket_, message)) _exit(1);
  }

  void fail(const std::string& step) {
    Message message;
    message.type = Type::Failed;
    message.a = errno;
    message.content = step;
    send(message);
  }

  void handle(const Message& message) {
    switch (message.type) {
      case Type::SetUp:
        return set_up(protocol::unpack_cage(message.received()));
      case Type::Spawn:
        return spawn(message);
      case Type::Kill:
        kill(-1, SIGKILL);
        return;
      case Type::Read:
        return read_file(std::string(message.received()));
      case Type::Sweep:
        return sweep();
      default:
        return;
    }
  }

  /// All that does not depend on what the cage is for, before anybody asks for it.
  void prepare() {
    for (const SetupOp& op : cage_operations()) {
      if (const char* step = carry_out(op, "")) return give_up(std::string(step) + " " + op.path);
    }
    if (network_ && !loopback_up()) give_up("bringing up the loopback interface");
  }

  void give_up(std::string step) {
    trouble_ = std::move(step);
    trouble_error_ = errno;
  }

  void set_up(const protocol::CageRequest& request) {
    if (!trouble_.empty()) {
      errno = trouble_error_;
      return fail(trouble_);
    }
    const SetupOp limit = limit_of_files(request.memory_bytes);
    if (const char* step = carry_out(limit, "")) return fail(std::string(step) + " " + limit.path);
    umask(0);
    for (const protocol::CageRequest::File& file : request.files) {
      if (!make(file)) return fail("making " + file.path);
    }
    // Nobody's program or fixture can be replaced by another program of the run.
    for (const char* folder : {"/lab", "/fixtures"}) {
      constexpr unsigned long kFlags = MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV;
      if (mount(nullptr, folder, nullptr, kFlags, nullptr) == -1)
        return fail(std::string("making read-only ") + folder);
    }
    before_ = all_files();
    ready_ = true;
    Message ready;
    ready.type = Type::Ready;
    send(ready);
  }

  static bool loopback_up() {
    const int socket = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    ifreq request{};
    std::copy_n("lo", 3, request.ifr_name);
    request.ifr_flags = IFF_UP;
    const bool up = socket != -1 && ioctl(socket, SIOCSIFFLAGS, &request) == 0;
    if (socket != -1) close(socket);
    return up;
  }

  static bool make(const protocol::CageRequest::File& file) {
    const std::string path = file.path.starts_with('/') ? file.path : "/work/" + file.path;
    for (std::size_t slash = path.find('/', 1); slash != std::string::npos; slash = path.find('/', slash + 1)) {
      if (mkdir(path.substr(0, slash).c_str(), 0755) == -1 && errno != EEXIST) return false;
    }
    if (file.kind == CageFile::Kind::Folder)
      return (mkdir(path.c_str(), 0755) == 0 || errno == EEXIST) && chmod(path.c_str(), file.mode) == 0;
    if (file.kind == CageFile::Kind::Link) return symlink(std::string(file.bytes).c_str(), path.c_str()) == 0;
    const int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd == -1) return false;
    std::size_t done = 0;
    while (done < file.bytes.size()) {
      const ssize_t n = write(fd, file.bytes.data() + done, file.bytes.size() - done);
      if (n <= 0) break;
      done += static_cast<std::size_t>(n);
    }
    const bool made = done == file.bytes.size() && fchmod(fd, file.mode) == 0;
    close(fd);
    return made;
  }

  void spawn(const Message& message) {
    if (!ready_) return;  // the grader has been told why nothing starts here
    Limits limits;
    const SpawnSpec spec = protocol::unpack_spawn(message.received(), &limits);
    const ChildEnds ends = ends_of(message, spec, socket_);
    // As a shell does: the session's leader has the terminal, the program is a group of it.
    if (spec.terminal && ioctl(ends.in, TIOCSCTTY, 0) == -1) return fail("taking the terminal");
    const pid_t pid = fork();
    if (pid == -1) return fail("fork");
    if (pid == 0) become_program(spec, limits, ends);
    programs_.insert(pid);
  }

  void reap() {
    for (;;) {
      int status = 0;
      rusage usage{};
      const pid_t pid = wait4(-1, &status, WNOHANG | __WALL, &usage);
      if (pid <= 0) return;
      if (programs_.erase(pid) == 0) continue;  // an orphan that came to us
      Message ended;
      ended.type = Type::Ended;
      ended.a = pid;
      ended.b = status;
      ended.content.assign(reinterpret_cast<const char*>(&usage), sizeof usage);
      send(ended);
    }
  }

  void read_file(const std::string& path) {
    Message answer;
    answer.type = Type::Content;
    struct stat facts {};
    const std::string whole = path.starts_with('/') ? path : "/work/" + path;
    if (lstat(whole.c_str(), &facts) != 0) return send(answer);
    answer.a = 1;
    answer.b = S_ISREG(facts.st_mode) ? 1 : 0;
    answer.c = static_cast<std::int32_t>(facts.st_mode & 07777);
    // It may be exchanged for something else at any moment.
    const int fd = answer.b == 0 ? -1 : open(whole.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (fd != -1 && fstat(fd, &facts) == 0 && S_ISREG(facts.st_mode)) answer.fds = {fd};
    send(answer);
    if (fd != -1) close(fd);
  }

  void sweep() {
    kill(-1, SIGKILL);
    while (wait4(-1, nullptr, __WALL, nullptr) > 0 || errno == EINTR) {
    }
    programs_.clear();
    Message answer;
    answer.type = Type::Content;
    answer.content = protocol::pack(take_leftovers(before_));
    send(answer);
  }

  int socket_;
  bool network_;
  std::string trouble_;  ///< what failed before anybody asked
  int trouble_error_ = 0;
  bool ready_ = false;
  std::set<pid_t> programs_;
  std::set<std::string> before_;
};

}  // namespace

int init_main(int socket, bool network) {
  return Init(socket, network).serve();
}

}  // namespace ipclab::sandbox
