#include "sandbox/channels.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "sandbox/check.h"

namespace ipclab::sandbox {
namespace {

void make_nonblocking(int fd) {
  check(fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK), "fcntl");
}

/// Output as it is printed, no echo; control characters still send signals. They do so before the kernel throws away
/// what is on its way in both directions, which may by then be the handler's answer: nothing is thrown away (man 3
/// termios).
void make_plain(int terminal) {
  termios mode{};
  check(tcgetattr(terminal, &mode), "tcgetattr");
  mode.c_oflag &= ~static_cast<tcflag_t>(OPOST);
  mode.c_lflag &= ~static_cast<tcflag_t>(ECHO | ECHOE | ECHOK | ECHONL | ECHOCTL);
  mode.c_lflag |= NOFLSH;
  check(tcsetattr(terminal, TCSANOW, &mode), "tcsetattr");
}

Fd copy_of(const Fd& fd) {
  return Fd(check(fcntl(fd.get(), F_DUPFD_CLOEXEC, 0), "fcntl"));
}

}  // namespace

Channels::Ends Channels::open(int id, Input input, const std::string& terminals) {
  Streams& streams = streams_[id];
  Ends ends;
  if (input == Input::Inherit) {
    int number = 0;
    for (Fd* end : {&ends.in, &ends.out, &ends.err}) *end = Fd(fcntl(number++, F_DUPFD_CLOEXEC, 3));
    return ends;
  }
  if (input == Input::Terminal) {
    streams.terminal = Fd(check(::open(terminals.c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC), "opening a pseudo-terminal"));
    int unlocked = 0;
    check(ioctl(streams.terminal.get(), TIOCSPTLCK, &unlocked), "unlocking a pseudo-terminal");
    streams.terminal_slave =
        Fd(check(ioctl(streams.terminal.get(), TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC), "opening a terminal"));
    make_plain(streams.terminal_slave.get());
    make_nonblocking(streams.terminal.get());
    ends.in = copy_of(streams.terminal_slave);
    ends.out = copy_of(streams.terminal_slave);
    ends.err = copy_of(streams.terminal_slave);
    streams.sources.push_back(copy_of(streams.terminal));
    streams.outputs.push_back({"terminal", {}, false});
    return ends;
  }
  if (input == Input::Pipe) {
    Pipe pipe = make_pipe();
    streams.in = std::move(pipe.write);
    make_nonblocking(streams.in.get());
    ends.in = std::move(pipe.read);
  }
  for (const char* name : {"stdout", "stderr"}) {
    Pipe pipe = make_pipe();
    make_nonblocking(pipe.read.get());
    check(fchmod(pipe.write.get(), 0666), "fchmod");  // so that /dev/stdout can be opened by the user inside
    streams.sources.push_back(std::move(pipe.read));
    streams.outputs.push_back({name, {}, false});
    (ends.out ? ends.err : ends.out) = std::move(pipe.write);
  }
  return ends;
}

void Channels::feed(int id, const std::string& bytes) {
  streams_.at(id).pending += bytes;
}

void Channels::close_input(int id) {
  streams_.at(id).close_when_written = true;
}

void Channels::type(int id, const std::string& text) {
  Streams& streams = streams_.at(id);
  std::size_t done = 0;
  while (done < text.size()) {
    const ssize_t n = write(streams.terminal.get(), text.data() + done, text.size() - done);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return;  // nobody reads there and the line is full
    done += static_cast<std::size_t>(n);
  }
  // Polling the slave makes the kernel finish its queued work on what was typed.
  pollfd look{streams.terminal_slave.get(), POLLIN, 0};
  poll(&look, 1, 0);
}

bool Channels::drain(Fd* source, Output* output) {
  bool moved = false;
  char block[65536];
  while (*source) {
    const ssize_t n = read(source->get(), block, sizeof block);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0 && errno == EAGAIN) return moved;
    if (n <= 0) {  // end of file; EIO: the terminal's last user is gone
      source->reset();
      return moved;
    }
    moved = true;
    const std::size_t room = keep_ - std::min(keep_, output->bytes.size());
    output->bytes.append(block, std::min(room, static_cast<std::size_t>(n)));
    if (static_cast<std::size_t>(n) > room) {
      output->truncated = true;
      overflowed_ = true;
      return moved;  // a flood must not keep the tracer here
    }
  }
  return moved;
}

bool Channels::write_pending(Streams* streams) {
  bool moved = false;
  while (streams->in && !streams->pending.empty()) {
    const ssize_t n = write(streams->in.get(), streams->pending.data(), streams->pending.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0 && errno == EAGAIN) return moved;
    if (n <= 0) {  // EPIPE: nobody will read it
      streams->in.reset();
      streams->pending.clear();
      return true;
    }
    streams->pending.erase(0, static_cast<std::size_t>(n));
    moved = true;
  }
  if (streams->in && streams->close_when_written) {
    streams->in.reset();
    moved = true;
  }
  return moved;
}

bool Channels::pump() {
  bool moved = false;
  for (auto& [id, streams] : streams_) {
    moved |= write_pending(&streams);
    for (std::size_t i = 0; i < streams.sources.size(); ++i) moved |= drain(&streams.sources[i], &streams.outputs[i]);
  }
  return moved;
}

void Channels::add_to(std::vector<pollfd>* set) const {
  for (const auto& [id, streams] : streams_) {
    if (streams.in && !streams.pending.empty()) set->push_back({streams.in.get(), POLLOUT, 0});
    for (const Fd& source : streams.sources) {
      if (source) set->push_back({source.get(), POLLIN, 0});
    }
  }
}

}  // namespace ipclab::sandbox
