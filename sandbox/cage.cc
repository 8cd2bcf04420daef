#include "sandbox/cage.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cmath>
#include <cstring>

#include "sandbox/cage_impl.h"
#include "sandbox/check.h"
#include "sandbox/keeper/spec.h"
#include "sandbox/proc.h"

namespace ipclab::sandbox {

using protocol::Message;
using protocol::Type;

SocketPair make_socket_pair() {
  int ends[2];
  check(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends), "socketpair");
  SocketPair pair{Fd(ends[0]), Fd(ends[1])};
  const int yes = 1;
  check(setsockopt(pair.ours.get(), SOL_SOCKET, SO_PASSCRED, &yes, sizeof yes), "setsockopt");
  return pair;
}

Message checked(std::optional<Message> message, const char* whom) {
  if (!message) fail(errno == 0 ? ECONNRESET : errno, std::string(whom) + ": it ended unexpectedly");
  if (message->type == Type::Failed) fail(message->a, std::string(whom) + ": " + message->content);
  return std::move(*message);
}

Message expect(const Fd& socket, const char* whom) {
  return checked(protocol::receive(socket.get()), whom);
}

void tell(const Fd& socket, const Message& message, const char* whom) {
  if (!protocol::send(socket.get(), message)) fail(std::string(whom) + ": sending a request");
}

namespace {

/// Waits for it. A process that somebody still traces holds an init up; then this does not wait for ever.
bool has_ended(const Fd& handle) {
  constexpr int kPatience = 10000;
  pollfd gone{handle.get(), POLLIN, 0};
  while (poll(&gone, 1, kPatience) == -1 && errno == EINTR) {
  }
  return gone.revents != 0;
}

}  // namespace

Cage::Impl::Impl(Fd socket_in, pid_t init_in, const Limits& limits_in, bool our_child_in)
    : socket(std::move(socket_in)),
      init(init_in),
      init_handle(static_cast<int>(check(syscall(SYS_pidfd_open, init_in, 0), "cage: pidfd_open"))),
      our_child(our_child_in),
      limits(limits_in) {}

Cage::Impl::~Impl() {
  // The init ends when it is hung up on, and with it everything in its pid namespace.
  barriers.clear();
  if (empty && departing) {
    if (departing->elsewhere) sched_setaffinity(init, sizeof *departing->elsewhere, &*departing->elsewhere);
    socket.reset();
    departing->add(std::move(init_handle));
    return;
  }
  socket.reset();
  if (has_ended(init_handle) && our_child) waitpid(init, nullptr, 0);
}

void Departing::await() {
  for (const Fd& handle : handles_) has_ended(handle);
  handles_.clear();
}

void Cage::Impl::keep(const Message& notice) {
  Ended one;
  one.status = WaitStatus(notice.b);
  std::memcpy(&one.usage, notice.received().data(), std::min(notice.received().size(), sizeof one.usage));
  ended[notice.a] = one;
}

void Cage::Impl::await_set_up() {
  if (!setting_up) return;
  setting_up = false;
  foreign = protocol::unpack_surroundings(expect(socket, "cage").received(), &root);
}

Message Cage::Impl::answer(const std::function<void()>& meanwhile) {
  constexpr int kWhileMs = 20;
  await_set_up();
  for (;;) {
    pollfd look{socket.get(), POLLIN, 0};
    if (meanwhile && poll(&look, 1, kWhileMs) == 0) {
      meanwhile();
      continue;
    }
    Message message = expect(socket, "cage");
    if (message.type != Type::Ended) return message;
    keep(message);
  }
}

void Cage::Impl::take_notice(int milliseconds) {
  pollfd look{socket.get(), POLLIN, 0};
  if (poll(&look, 1, milliseconds) == 1) keep(expect(socket, "cage"));
}

Cage::Cage(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Cage::Cage(Cage&&) noexcept = default;
Cage& Cage::operator=(Cage&&) noexcept = default;
Cage::~Cage() = default;

namespace {

/// Where memory runs out, the kernel is to kill this one and not the cage's init or the keeper. Best effort: it may be
/// gone already.
void make_first_victim(pid_t pid) {
  const std::string path = "/proc/" + std::to_string(pid) + "/oom_score_adj";
  const Fd fd(open(path.c_str(), O_WRONLY | O_CLOEXEC));
  if (fd) [[maybe_unused]]
    const ssize_t n = write(fd.get(), "1000", 4);
}

/// Waits for what the set-up of a program tells before its exec: why it failed, or nothing.
void check_set_up(const Fd& status) {
  std::string told;
  std::array<char, 4096> block;
  for (;;) {
    const ssize_t n = read(status.get(), block.data(), block.size());
    if (n == -1 && errno == EINTR) continue;
    if (n <= 0) break;
    told.append(block.data(), static_cast<std::size_t>(n));
  }
  if (told.empty()) return;
  protocol::Reader in(told);
  const int error = static_cast<int>(in.number());
  fail(error, "cage: " + in.text());
}

}  // namespace

pid_t Cage::spawn(const SpawnSpec& spec) {
  impl_->empty = false;
  Pipe status = make_pipe();
  Pipe barrier;
  Message request;
  request.type = Type::Spawn;
  request.content = protocol::pack(spec, impl_->limits);
  request.fds = {status.write.get()};
  if (spec.barrier) {
    barrier = make_pipe();
    request.fds.push_back(barrier.read.get());
  }
  for (const int fd : {spec.stdin_fd, spec.stdout_fd, spec.stderr_fd}) {
    if (fd >= 0) request.fds.push_back(fd);
  }
  tell(impl_->socket, request, "cage");
  status.write.reset();
  barrier.read.reset();
  impl_->await_set_up();

  for (;;) {
    std::array<pollfd, 2> wait = {{{impl_->socket.get(), POLLIN, 0}, {status.read.get(), POLLIN, 0}}};
    if (poll(wait.data(), wait.size(), -1) == -1) {
      if (errno == EINTR) continue;
      fail("poll");
    }
    if (wait[0].revents == 0) {
      check_set_up(status.read);
      fail(ECHILD, "cage: a program ended before it was started");
    }
    const Message message = expect(impl_->socket, "cage");
    if (message.type == Type::Ended) {
      impl_->keep(message);
      continue;
    }
    const pid_t pid = message.sender;
    make_first_victim(pid);
    impl_->inside[pid] = message.a;
    if (spec.barrier) {
      impl_->barriers[pid] = std::move(barrier.write);
    } else {
      check_set_up(status.read);
    }
    return pid;
  }
}

void Cage::release(pid_t pid) {
  impl_->barriers.erase(pid);
}

std::optional<Ended> Cage::wait(pid_t pid, double wall_seconds) {
  using Clock = std::chrono::steady_clock;
  const auto deadline = Clock::now() + std::chrono::duration<double>(wall_seconds);
  const pid_t inside = impl_->inside.at(pid);
  for (;;) {
    const auto found = impl_->ended.find(inside);
    if (found != impl_->ended.end()) return found->second;
    const double left = std::chrono::duration<double, std::milli>(deadline - Clock::now()).count();
    if (left <= 0) return std::nullopt;
    impl_->take_notice(static_cast<int>(std::min(std::ceil(left), 1e9)));
  }
}

void Cage::kill_all() {
  Message request;
  request.type = Type::Kill;
  tell(impl_->socket, request, "cage");
}

std::vector<Leftover> Cage::sweep(const std::vector<Leftover>& seen, const std::function<void()>& meanwhile) {
  Message request;
  request.type = Type::Sweep;
  request.content = protocol::pack(seen);
  tell(impl_->socket, request, "cage");
  std::vector<Leftover> left = protocol::unpack_leftovers(impl_->answer(meanwhile).received());
  impl_->empty = true;
  return left;
}

Surrounding Cage::surrounding() const {
  impl_->await_set_up();
  return {impl_->root, impl_->foreign, impl_->user};
}

pid_t Cage::init_pid() const {
  impl_->await_set_up();
  return impl_->init;
}

std::optional<Cage::FileContent> Cage::read_file(const std::string& path, std::size_t limit) const {
  Message request;
  request.type = Type::Read;
  request.content = path;
  tell(impl_->socket, request, "cage");
  const Message answer = impl_->answer();
  if (answer.a == 0) return std::nullopt;
  FileContent file{answer.b != 0, static_cast<unsigned>(answer.c), {}};
  if (answer.fds.empty()) return file;
  const Fd open_file(answer.fds.front());
  struct stat facts {};
  check(fstat(open_file.get(), &facts), "cage: fstat");
  file.bytes.resize(std::min(limit, static_cast<std::size_t>(facts.st_size)));
  std::size_t done = 0;
  while (done < file.bytes.size()) {
    const ssize_t n =
        pread(open_file.get(), file.bytes.data() + done, file.bytes.size() - done, static_cast<off_t>(done));
    if (n <= 0) break;
    done += static_cast<std::size_t>(n);
  }
  file.bytes.resize(done);
  return file;
}

std::string Cage::read_proc_inside(const std::string& path) const {
  Message request;
  request.type = Type::Read;
  request.content = path;
  tell(impl_->socket, request, "cage");
  const Message answer = impl_->answer();
  if (answer.fds.empty()) return {};
  return read_all(Fd(answer.fds.front()));
}

}  // namespace ipclab::sandbox
