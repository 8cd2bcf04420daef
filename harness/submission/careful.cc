#include "harness/submission/careful.h"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <system_error>

#include "harness/submission/submission.h"

namespace ipclab::submission {

void failed(const std::string& name) {
  const int error = errno;
  const auto refuse = [&](std::string_view why) { throw SubmissionError(fmt::format("{}: {}", name, why)); };
  switch (error) {
    case ENOENT:
    case ENOTDIR:
      refuse("there is no such file or folder");
      break;
    case EACCES:
    case EPERM:
      refuse("may not be read: permission denied");
      break;
    case ELOOP:
      refuse("is a symbolic link; name the folder or file itself");
      break;
    case ENAMETOOLONG:
      refuse("is too long for a name");
      break;
    case ENXIO:
      refuse("is neither a folder nor an ordinary file");
      break;
    default:
      break;
  }
  throw std::system_error(error, std::generic_category(), "reading " + name);
}

struct stat status_of(int fd, const std::string& name) {
  struct stat status {};
  if (fstat(fd, &status) == -1) failed(name);
  return status;
}

std::optional<std::string> read_at_most(int fd, std::size_t most, const std::string& name) {
  std::string bytes;
  std::array<char, std::size_t{16} * 1024> piece;
  while (bytes.size() <= most) {
    const ssize_t got = ::read(fd, piece.data(), piece.size());
    if (got == 0) break;
    if (got > 0) {
      bytes.append(piece.data(), static_cast<std::size_t>(got));
    } else if (errno != EINTR) {
      failed(name);
    }
  }
  if (bytes.size() > most) return std::nullopt;
  return bytes;
}

}  // namespace ipclab::submission
