#include "sandbox/keeper/protocol.h"

#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

namespace ipclab::sandbox::protocol {
namespace {

constexpr std::size_t kMostFds = 8;

struct Wire {
  Type type;
  std::int32_t a, b, c;
  std::int32_t has_content;
};

int memory_file(const std::string& content) {
  const int fd = memfd_create("message", MFD_CLOEXEC);
  std::size_t done = 0;
  while (fd >= 0 && done < content.size()) {
    const ssize_t n = write(fd, content.data() + done, content.size() - done);
    if (n <= 0) {
      close(fd);
      return -1;
    }
    done += static_cast<std::size_t>(n);
  }
  return fd;
}

std::string read_all(int fd) {
  struct stat facts {};
  if (fstat(fd, &facts) == -1) return {};
  std::string content(static_cast<std::size_t>(facts.st_size), '\0');
  std::size_t done = 0;
  while (done < content.size()) {
    const ssize_t n = pread(fd, content.data() + done, content.size() - done, static_cast<off_t>(done));
    if (n <= 0) break;
    done += static_cast<std::size_t>(n);
  }
  return content;
}

}  // namespace

bool send(int socket, const Message& message) {
  Wire wire{message.type, message.a, message.b, message.c, message.content.empty() ? 0 : 1};
  std::vector<int> fds = message.fds;
  const int memory = message.content.empty() ? -1 : memory_file(message.content);
  if (wire.has_content != 0) {
    if (memory == -1) return false;
    fds.insert(fds.begin(), memory);
  }
  iovec data{&wire, sizeof wire};
  alignas(cmsghdr) char control[CMSG_SPACE(kMostFds * sizeof(int))] = {};
  msghdr header{};
  header.msg_iov = &data;
  header.msg_iovlen = 1;
  if (!fds.empty()) {
    header.msg_control = control;
    header.msg_controllen = CMSG_SPACE(fds.size() * sizeof(int));
    cmsghdr* part = CMSG_FIRSTHDR(&header);
    part->cmsg_level = SOL_SOCKET;
    part->cmsg_type = SCM_RIGHTS;
    part->cmsg_len = CMSG_LEN(fds.size() * sizeof(int));
    std::memcpy(CMSG_DATA(part), fds.data(), fds.size() * sizeof(int));
  }
  ssize_t n = -1;
  do {
    n = sendmsg(socket, &header, MSG_NOSIGNAL);
  } while (n == -1 && errno == EINTR);
  const int error = errno;
  if (memory != -1) close(memory);
  errno = error;
  return n == sizeof wire;
}

std::optional<Message> receive(int socket) {
  Wire wire{};
  iovec data{&wire, sizeof wire};
  alignas(cmsghdr) char control[CMSG_SPACE(kMostFds * sizeof(int)) + CMSG_SPACE(sizeof(ucred))] = {};
  msghdr header{};
  header.msg_iov = &data;
  header.msg_iovlen = 1;
  header.msg_control = control;
  header.msg_controllen = sizeof control;
  ssize_t n = -1;
  do {
    n = recvmsg(socket, &header, MSG_CMSG_CLOEXEC);
  } while (n == -1 && errno == EINTR);
  if (n <= 0) {
    if (n == 0) errno = 0;
    return std::nullopt;
  }
  Message message;
  message.type = wire.type;
  message.a = wire.a;
  message.b = wire.b;
  message.c = wire.c;
  for (cmsghdr* part = CMSG_FIRSTHDR(&header); part != nullptr; part = CMSG_NXTHDR(&header, part)) {
    if (part->cmsg_level != SOL_SOCKET) continue;
    if (part->cmsg_type == SCM_RIGHTS) {
      const std::size_t count = (part->cmsg_len - CMSG_LEN(0)) / sizeof(int);
      message.fds.resize(count);
      std::memcpy(message.fds.data(), CMSG_DATA(part), count * sizeof(int));
    } else if (part->cmsg_type == SCM_CREDENTIALS) {
      ucred credentials{};
      std::memcpy(&credentials, CMSG_DATA(part), sizeof credentials);
      message.sender = credentials.pid;
    }
  }
  if (wire.has_content != 0 && !message.fds.empty()) {
    message.content = read_all(message.fds.front());
    close(message.fds.front());
    message.fds.erase(message.fds.begin());
  }
  return message;
}

}  // namespace ipclab::sandbox::protocol
