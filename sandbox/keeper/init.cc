#include "sandbox/keeper/init.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "sandbox/keeper/child.h"
#include "sandbox/keeper/protocol.h"
#include "sandbox/keeper/spec.h"

namespace ipclab::sandbox {
namespace {

using protocol::Message;
using protocol::Type;

/// Serves one cage. All signals stay blocked, so that nothing from inside disturbs it.
class Init {
 public:
  Init(int socket, std::unique_ptr<Ground> ground) : socket_(socket), ground_(std::move(ground)) {}

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
    if (protocol::send(socket_, message)) return;
    ground_.reset();
    _exit(1);
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
        return ground_->kill_all();
      case Type::Read:
        return read_file(std::string(message.received()));
      case Type::Sweep:
        return sweep(protocol::unpack_leftovers(message.received()));
      default:
        return;
    }
  }

  /// All that does not depend on what the cage is for, before anybody asks for it.
  void prepare() {
    trouble_ = ground_->prepare();
    trouble_error_ = errno;
  }

  void set_up(const protocol::CageRequest& request) {
    if (!trouble_.empty()) {
      errno = trouble_error_;
      return fail(trouble_);
    }
    if (const std::string step = ground_->limit_files(request.memory_bytes); !step.empty()) return fail(step);
    umask(0);
    std::vector<std::string> made;
    for (const protocol::CageRequest::File& file : request.files) {
      if (!make(file)) return fail("making " + file.path);
      made.push_back(place_of(file.path));
    }
    if (const std::string step = ground_->close(made); !step.empty()) return fail(step);
    ready_ = true;
    Message ready;
    ready.type = Type::Ready;
    ready.content = protocol::pack(ground_->root(), ground_->foreign_objects());
    send(ready);
  }

  std::string place_of(const std::string& path) const {
    return ground_->path(path.starts_with('/') ? path : "/work/" + path);
  }

  bool make(const protocol::CageRequest::File& file) {
    const std::string path = place_of(file.path);
    for (std::size_t slash = path.find('/', 1); slash != std::string::npos; slash = path.find('/', slash + 1)) {
      if (mkdir(path.substr(0, slash).c_str(), 0755) == -1 && errno != EEXIST) return false;
    }
    if (file.kind == CageFile::Kind::Folder)
      return (mkdir(path.c_str(), 0755) == 0 || errno == EEXIST) && chmod(path.c_str(), file.mode) == 0;
    if (file.kind == CageFile::Kind::Link)
      return symlink(ground_->path(std::string(file.bytes)).c_str(), path.c_str()) == 0;
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
    SpawnSpec spec = protocol::unpack_spawn(message.received(), &limits);
    spec.path = ground_->path(spec.path);
    spec.cwd = ground_->path(spec.cwd);
    for (std::string& word : spec.argv) word = ground_->path(word);
    for (std::string& variable : spec.env) variable = ground_->variable(variable);
    const ChildEnds ends = ends_of(message, spec, socket_);
    // As a shell does: the session's leader has the terminal, the program is a group of it.
    if (spec.terminal && ioctl(ends.in, TIOCSCTTY, 0) == -1) return fail("taking the terminal");
    const pid_t pid = fork();
    if (pid == -1) return fail("fork");
    if (pid == 0) become_program(spec, limits, ground_->footing(), ends);
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
    const std::string whole = place_of(path);
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

  void sweep(const std::vector<Leftover>& seen) {
    // Where there is no namespace that dies, somebody may have been born while others were killed.
    do {
      ground_->kill_all();
    } while (reap_all_killed());
    programs_.clear();
    Message answer;
    answer.type = Type::Content;
    answer.content = protocol::pack(ground_->take_leftovers(seen));
    send(answer);
  }

  /// Waits for those who have been killed. True: somebody has not ended for a while.
  static bool reap_all_killed() {
    constexpr timespec kWhile{0, 100000000};
    sigset_t child;
    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    for (;;) {
      pid_t pid = 0;
      while ((pid = wait4(-1, nullptr, __WALL | WNOHANG, nullptr)) > 0) {
      }
      if (pid == -1) return false;
      if (sigtimedwait(&child, nullptr, &kWhile) == -1) return true;
    }
  }

  int socket_;
  std::unique_ptr<Ground> ground_;
  std::string trouble_;  ///< what failed before anybody asked
  int trouble_error_ = 0;
  bool ready_ = false;
  std::set<pid_t> programs_;
};

}  // namespace

int init_main(int socket, std::unique_ptr<Ground> ground) {
  return Init(socket, std::move(ground)).serve();
}

}  // namespace ipclab::sandbox
