#include "harness/batch/pool.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <deque>
#include <optional>
#include <stdexcept>
#include <system_error>

namespace ipclab {
namespace {

[[noreturn]] void fail(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

std::vector<int> usable_cores() {
  cpu_set_t set;
  CPU_ZERO(&set);
  if (sched_getaffinity(0, sizeof set, &set) == -1) fail("sched_getaffinity");
  std::vector<int> cores;
  for (int core = 0; core < CPU_SETSIZE; ++core) {
    if (CPU_ISSET(core, &set)) cores.push_back(core);
  }
  return cores;
}

/// One worker: a child process and the socket to it. Ended and reaped with this.
class Child {
 public:
  Child(const PoolOptions& options, int number, int core) {
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == -1) fail("socketpair");
    // All that allocates is done before the fork.
    std::vector<char*> argv;
    for (const std::string& word : options.command) argv.push_back(const_cast<char*>(word.c_str()));
    argv.push_back(nullptr);
    const std::filesystem::path temporary = options.temporary / std::to_string(number);
    std::filesystem::create_directories(temporary);
    const std::string folder = "TMPDIR=" + temporary.string();
    std::vector<char*> environment;
    for (char** variable = environ; *variable != nullptr; ++variable) {
      if (std::string_view(*variable).substr(0, 7) != "TMPDIR=") environment.push_back(*variable);
    }
    environment.push_back(const_cast<char*>(folder.c_str()));
    environment.push_back(nullptr);
    const pid_t parent = getpid();
    pid_ = fork();
    if (pid_ == -1) {
      close(ends[0]);
      close(ends[1]);
      fail("fork");
    }
    if (pid_ == 0) become_worker(ends[1], core, parent, argv.data(), environment.data());
    close(ends[1]);
    socket_ = ends[0];
  }
  ~Child() {
    if (socket_ != -1) close(socket_);  // the end of its jobs
    if (pid_ <= 0) return;
    if (lost_) kill(pid_, SIGKILL);
    while (waitpid(pid_, nullptr, 0) == -1 && errno == EINTR) {
    }
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  int socket() const { return socket_; }

  /// False: it is gone.
  bool give(const Job& job) {
    const std::string line = line_of(job) + "\n";
    return send(socket_, line.data(), line.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(line.size());
  }

  /// A line when one is whole; an empty one when the worker is gone.
  std::optional<std::string> answer() {
    char bytes[256];
    const ssize_t got = recv(socket_, bytes, sizeof bytes, MSG_DONTWAIT);
    if (got == -1 && (errno == EAGAIN || errno == EINTR)) return std::nullopt;
    if (got <= 0) {
      lost_ = true;
      return "";
    }
    heard_.append(bytes, static_cast<std::size_t>(got));
    const std::size_t end = heard_.find('\n');
    if (end == std::string::npos) return std::nullopt;
    std::string line = heard_.substr(0, end);
    heard_.erase(0, end + 1);
    return line;
  }

 private:
  [[noreturn]] static void become_worker(int socket, int core, pid_t parent, char* const* argv,
                                         char* const* environment) {
    // It must not outlive the batch: whoever comes next would grade at the same time.
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(1);
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(core, &set);
    sched_setaffinity(0, sizeof set, &set);
    dup2(socket, 0);
    dup2(socket, 1);
    execve("/proc/self/exe", argv, environment);
    _exit(127);
  }

  pid_t pid_ = -1;
  int socket_ = -1;
  bool lost_ = false;
  std::string heard_;
};

class Pool {
 public:
  Pool(const PoolOptions& options, std::vector<Job> jobs, const Finished& finished)
      : options_(options),
        waiting_(jobs.begin(), jobs.end()),
        finished_(finished),
        cores_(usable_cores()),
        seats_(static_cast<std::size_t>(worker_count(options.workers, jobs.size()))) {}

  void run() {
    for (;;) {
      for (std::size_t i = 0; i < seats_.size(); ++i) fill(i);
      std::vector<pollfd> watched;
      std::vector<std::size_t> owners;
      for (std::size_t i = 0; i < seats_.size(); ++i) {
        if (!seats_[i].job) continue;
        watched.push_back({seats_[i].child->socket(), POLLIN, 0});
        owners.push_back(i);
      }
      if (watched.empty()) break;
      if (poll(watched.data(), watched.size(), -1) == -1) {
        if (errno == EINTR) continue;
        fail("poll");
      }
      for (std::size_t i = 0; i < watched.size(); ++i) {
        if (watched[i].revents != 0) hear(seats_[owners[i]]);
      }
    }
  }

 private:
  struct Seat {
    std::unique_ptr<Child> child;
    std::optional<Job> job;
  };

  void fill(std::size_t number) {
    Seat& seat = seats_[number];
    if (seat.job || waiting_.empty()) return;
    if (!seat.child)
      seat.child = std::make_unique<Child>(options_, static_cast<int>(number), cores_[number % cores_.size()]);
    seat.job = waiting_.front();
    waiting_.pop_front();
    if (!seat.child->give(*seat.job)) end(seat, "lost");
  }

  void hear(Seat& seat) {
    const auto line = seat.child->answer();
    if (line) end(seat, line->empty() ? "lost" : *line);
  }

  void end(Seat& seat, const std::string& verdict) {
    Job job = *seat.job;
    seat.job.reset();
    const bool judged = verdict != "lost" && verdict != to_string(Verdict::Inconclusive);
    if (!judged) seat.child.reset();
    if (judged || job.number > 1) return finished_(job, verdict);
    ++job.number;
    waiting_.push_front(job);
  }

  const PoolOptions& options_;
  std::deque<Job> waiting_;
  const Finished& finished_;
  std::vector<int> cores_;
  std::vector<Seat> seats_;
};

}  // namespace

int worker_count(int wanted, std::size_t jobs) {
  const int cores = wanted > 0 ? wanted : static_cast<int>(usable_cores().size());
  return std::max(1, std::min(cores, static_cast<int>(std::min<std::size_t>(jobs, 1024))));
}

void run_pool(const PoolOptions& options, std::vector<Job> jobs, const Finished& finished) {
  Pool(options, std::move(jobs), finished).run();
}

}  // namespace ipclab
