#include "bench/bare_program.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <pty.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>

#include "sandbox/check.h"

namespace ipclab::bench {
namespace {

using sandbox::check;
using sandbox::Fd;

Fd null_device() {
  return Fd(check(open("/dev/null", O_RDWR | O_CLOEXEC), "opening /dev/null"));
}

void make_nonblocking(const Fd& fd) {
  check(fcntl(fd.get(), F_SETFL, fcntl(fd.get(), F_GETFL) | O_NONBLOCK), "fcntl");
}

std::vector<char*> pointers(const std::vector<std::string>& words) {
  std::vector<char*> all;
  all.reserve(words.size() + 1);
  for (const std::string& word : words) all.push_back(const_cast<char*>(word.c_str()));
  all.push_back(nullptr);
  return all;
}

/// Appends what is there, and closes at the end of it.
void take(Fd* from, std::string* text) {
  char buffer[65536];
  while (*from) {
    const ssize_t count = read(from->get(), buffer, sizeof buffer);
    if (count > 0) text->append(buffer, static_cast<std::size_t>(count));
    if (count == -1 && errno == EAGAIN) return;
    if (count == 0 || (count == -1 && errno != EINTR)) from->reset();  // a terminal ends with EIO
  }
}

/// The letter in /proc/PID/task/TID/stat; 'X' where the task is gone.
char state_of(const std::filesystem::path& task) {
  std::ifstream in(task / "stat");
  std::string line;
  std::getline(in, line);
  const std::size_t name_end = line.rfind(") ");
  return name_end == std::string::npos ? 'X' : line[name_end + 2];
}

bool tree_sleeps(pid_t process) {
  std::error_code gone;
  for (const auto& task : std::filesystem::directory_iterator(fmt::format("/proc/{}/task", process), gone)) {
    const char state = state_of(task.path());
    if (state != 'S' && state != 'Z' && state != 'X') return false;
    std::ifstream children(task.path() / "children");
    for (pid_t child = 0; children >> child;) {
      if (!tree_sleeps(child)) return false;
    }
  }
  return true;
}

}  // namespace

BareProgram::Ends BareProgram::open_streams(BareStart::Input input) {
  Ends ends;
  if (input == BareStart::Input::Terminal) {
    int master = -1, slave = -1;
    check(openpty(&master, &slave, nullptr, nullptr, nullptr), "openpty");
    output_ = Fd(master);
    ends.in = Fd(slave);
    check(fcntl(master, F_SETFD, FD_CLOEXEC), "fcntl");
    check(fcntl(slave, F_SETFD, FD_CLOEXEC), "fcntl");
    termios mode{};
    check(tcgetattr(slave, &mode), "tcgetattr");
    mode.c_oflag &= ~static_cast<tcflag_t>(OPOST);
    mode.c_lflag &= ~static_cast<tcflag_t>(ECHO | ECHOE | ECHOK | ECHONL | ECHOCTL);
    check(tcsetattr(slave, TCSANOW, &mode), "tcsetattr");
    make_nonblocking(output_);
    ends.out = Fd(check(fcntl(slave, F_DUPFD_CLOEXEC, 0), "fcntl"));
    ends.err = Fd(check(fcntl(slave, F_DUPFD_CLOEXEC, 0), "fcntl"));
    return ends;
  }
  if (input == BareStart::Input::Pipe) {
    sandbox::Pipe pipe = sandbox::make_pipe();
    input_ = std::move(pipe.write);
    make_nonblocking(input_);
    ends.in = std::move(pipe.read);
  } else {
    ends.in = null_device();
  }
  sandbox::Pipe out = sandbox::make_pipe(), err = sandbox::make_pipe();
  output_ = std::move(out.read);
  errors_ = std::move(err.read);
  make_nonblocking(output_);
  make_nonblocking(errors_);
  ends.out = std::move(out.write);
  ends.err = std::move(err.write);
  return ends;
}

BareProgram::BareProgram(const BareStart& start) {
  const Ends ends = open_streams(start.input);
  const std::vector<char*> argv = pointers(start.argv), env = pointers(start.env);
  pid_ = check(fork(), "fork");
  if (pid_ == 0) {
    if (start.input == BareStart::Input::Terminal) {
      setsid();
      ioctl(ends.in.get(), TIOCSCTTY, 0);
    } else {
      setpgid(0, 0);
    }
    dup2(ends.in.get(), 0);
    dup2(ends.out.get(), 1);
    dup2(ends.err.get(), 2);
    ::signal(SIGPIPE, SIG_DFL);
    umask(start.umask);
    if (chdir("/work") == 0) execve(start.path.c_str(), argv.data(), env.data());
    _exit(127);
  }
  end_ = Fd(static_cast<int>(check(syscall(SYS_pidfd_open, pid_, 0), "pidfd_open")));
}

BareProgram::~BareProgram() {
  // The group's number is not given to anyone else before its leader has been waited for; if it has been, none of the
  // references' programs leaves a process in its group.
  if (ended_) return;
  kill(-pid_, SIGKILL);
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
}

void BareProgram::add_to(std::vector<pollfd>& all) const {
  for (const Fd* fd : {&output_, &errors_}) {
    if (*fd) all.push_back({fd->get(), POLLIN, 0});
  }
  if (input_ && !to_write_.empty()) all.push_back({input_.get(), POLLOUT, 0});
  if (!ended_) all.push_back({end_.get(), POLLIN, 0});
}

void BareProgram::write_input() {
  while (input_ && !to_write_.empty()) {
    const ssize_t count = write(input_.get(), to_write_.data(), to_write_.size());
    if (count >= 0) {
      to_write_.erase(0, static_cast<std::size_t>(count));
    } else if (errno == EPIPE) {
      input_.reset();  // nobody reads any more
    } else if (errno != EINTR) {
      return;
    }
  }
  if (close_input_) input_.reset();
}

void BareProgram::attend() {
  write_input();
  // The end is looked for first: what was printed before it is then taken too.
  if (!ended_) {
    int status = 0;
    if (check(waitpid(pid_, &status, WNOHANG), "waitpid") == pid_) {
      ended_ = true;
      status_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    }
  }
  std::string said;
  take(&errors_, &said);
  take(&output_, &printed_);
}

bool BareProgram::asleep() const {
  return ended_ || (to_write_.empty() && tree_sleeps(pid_));
}

bool BareProgram::take_printed(const std::string& text) {
  const std::size_t at = printed_.find(text);
  if (at == std::string::npos) return false;
  printed_.erase(0, at + text.size());
  return true;
}

void BareProgram::type(const std::string& text) {
  if (write(output_.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size()))
    sandbox::fail("typing at a terminal");
}

void BareProgram::signal(int number, bool group) const {
  if (!ended_) kill(group ? -pid_ : pid_, number);
}

}  // namespace ipclab::bench
