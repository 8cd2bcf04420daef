// Files of strangers, opened so that nothing but their bytes can matter.
#pragma once

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstddef>
#include <optional>
#include <string>
#include <utility>

namespace ipclab::submission {

/// Neither follows a link in the last component, nor waits at a FIFO, nor takes a terminal.
constexpr int kCarefully = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;

/// Owns a descriptor.
class Fd {
 public:
  explicit Fd(int fd) : fd_(fd) {}
  Fd(Fd&& other) noexcept : fd_(other.release()) {}
  Fd& operator=(Fd&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  Fd(const Fd&) = delete;
  Fd& operator=(const Fd&) = delete;
  ~Fd() {
    if (fd_ >= 0) close(fd_);
  }
  int get() const { return fd_; }
  int release() { return std::exchange(fd_, -1); }

 private:
  int fd_;
};

/// A call on a file of the submission failed: SubmissionError for what is its fault, std::system_error for the
/// machine's. `name` is what the message calls it.
[[noreturn]] void failed(const std::string& name);

struct stat status_of(int fd, const std::string& name);

/// All bytes of an open file, or nothing when there are more than `most`.
std::optional<std::string> read_at_most(int fd, std::size_t most, const std::string& name);

}  // namespace ipclab::submission
