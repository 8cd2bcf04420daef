#include "sandbox/keeper/protocol.h"

#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace ipclab::sandbox::protocol {
namespace {

constexpr std::size_t kMostFds = 8;
constexpr std::size_t kMostInline = 16384;  ///< content that travels in the datagram itself
constexpr std::size_t kMostPieces = 512;    ///< written at once; below IOV_MAX

struct Wire {
  Type type;
  std::int32_t a, b, c;
  std::int32_t in_memory;  ///< the content is in a memfd
};

iovec piece_of(std::string_view bytes) {
  return {const_cast<char*>(bytes.data()), bytes.size()};
}

bool write_all(int fd, std::vector<iovec> pieces) {
  std::size_t next = 0;
  while (next < pieces.size()) {
    const auto count = static_cast<int>(std::min(kMostPieces, pieces.size() - next));
    ssize_t n = writev(fd, pieces.data() + next, count);
    if (n < 0) return false;
    for (; next < pieces.size() && static_cast<std::size_t>(n) >= pieces[next].iov_len; ++next)
      n -= static_cast<ssize_t>(pieces[next].iov_len);
    if (n > 0) {
      pieces[next].iov_base = static_cast<char*>(pieces[next].iov_base) + n;
      pieces[next].iov_len -= static_cast<std::size_t>(n);
    }
  }
  return true;
}

int memory_file(const std::vector<iovec>& pieces) {
  const int fd = memfd_create("message", MFD_CLOEXEC);
  if (fd >= 0 && !write_all(fd, pieces)) {
    close(fd);
    return -1;
  }
  return fd;
}

}  // namespace

Mapping::Mapping(int fd) {
  struct stat facts {};
  if (fstat(fd, &facts) == -1 || facts.st_size <= 0) return;
  const auto size = static_cast<std::size_t>(facts.st_size);
  void* at = mmap(nullptr, size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, fd, 0);
  if (at != MAP_FAILED) bytes_ = {static_cast<const char*>(at), size};
}

Mapping::~Mapping() {
  if (!bytes_.empty()) munmap(const_cast<char*>(bytes_.data()), bytes_.size());
}

bool send(int socket, const Message& message) {
  Wire wire{message.type, message.a, message.b, message.c, 0};
  std::vector<iovec> pieces = {{&wire, sizeof wire}, piece_of(message.content)};
  std::size_t size = message.content.size();
  for (const std::string_view bytes : message.more) {
    if (!bytes.empty()) pieces.push_back(piece_of(bytes));
    size += bytes.size();
  }
  std::vector<int> fds = message.fds;
  int memory = -1;
  if (size > kMostInline || pieces.size() > kMostPieces) {
    memory = memory_file({pieces.begin() + 1, pieces.end()});
    if (memory == -1) return false;
    wire.in_memory = 1;
    fds.insert(fds.begin(), memory);
    pieces.resize(1);
  }
  alignas(cmsghdr) char control[CMSG_SPACE(kMostFds * sizeof(int))] = {};
  msghdr header{};
  header.msg_iov = pieces.data();
  header.msg_iovlen = pieces.size();
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
  return n >= static_cast<ssize_t>(sizeof wire);
}

std::optional<Message> receive(int socket) {
  Wire wire{};
  std::array<char, kMostInline> content;
  iovec pieces[] = {{&wire, sizeof wire}, {content.data(), content.size()}};
  alignas(cmsghdr) char control[CMSG_SPACE(kMostFds * sizeof(int)) + CMSG_SPACE(sizeof(ucred))] = {};
  msghdr header{};
  header.msg_iov = pieces;
  header.msg_iovlen = 2;
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
  if (static_cast<std::size_t>(n) > sizeof wire)
    message.content.assign(content.data(), static_cast<std::size_t>(n) - sizeof wire);
  if (wire.in_memory != 0 && !message.fds.empty()) {
    message.mapped = Mapping(message.fds.front());
    close(message.fds.front());
    message.fds.erase(message.fds.begin());
  }
  return message;
}

}  // namespace ipclab::sandbox::protocol
