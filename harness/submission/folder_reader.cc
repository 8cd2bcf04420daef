#include "harness/submission/folder_reader.h"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <memory>
#include <string_view>
#include <system_error>
#include <utility>

namespace ipclab {
namespace {

constexpr std::size_t kMiB = 1024 * 1024;
constexpr std::size_t kMostBytesInFile = kMiB;
constexpr std::size_t kMostBytes = 16 * kMiB;
constexpr std::size_t kMostFiles = 1000;
constexpr int kDeepest = 2;  ///< FOLDER/file is on level 1

/// Neither follows a link in the last component, nor waits at a FIFO, nor takes a terminal.
constexpr int kCarefully = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;

class Fd {
 public:
  explicit Fd(int fd) : fd_(fd) {}
  Fd(Fd&& other) noexcept : fd_(other.release()) {}
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

[[noreturn]] void refuse(std::string_view name, std::string_view why) {
  throw SubmissionError(fmt::format("{}: {}", name, why));
}

/// A call on a file of the submission failed.
[[noreturn]] void failed(const std::string& name) {
  const int error = errno;
  switch (error) {
    case ENOENT:
    case ENOTDIR:
      refuse(name, "there is no such file or folder");
    case EACCES:
    case EPERM:
      refuse(name, "may not be read: permission denied");
    case ELOOP:
      refuse(name, "is a symbolic link; name the folder or file itself");
    case ENAMETOOLONG:
      refuse(name, "is too long for a name");
    case ENXIO:
      refuse(name, "is neither a folder nor an ordinary file");
    default:
      throw std::system_error(error, std::generic_category(), "reading " + name);
  }
}

struct stat status_of(int fd, const std::string& name) {
  struct stat status {};
  if (fstat(fd, &status) == -1) failed(name);
  return status;
}

bool is_c_file(std::string_view name) {
  return name.size() > 2 && name.ends_with(".c");
}

bool matters(std::string_view name) {
  return is_c_file(name) || (name.size() > 2 && name.ends_with(".h")) || name == "Makefile";
}

/// What editors, version control and archivers leave is not the student's program: "._copy.c" looks like a source and
/// is none.
bool is_passed_over(std::string_view name) {
  return name.starts_with('.') || name == "__MACOSX";
}

class Reader {
 public:
  std::vector<SubmittedFile> read(const std::string& path) {
    Fd top(open(path.c_str(), kCarefully));
    if (top.get() == -1) failed(path);
    const struct stat status = status_of(top.get(), path);
    if (S_ISDIR(status.st_mode)) {
      folder(std::move(top), path, "", 1);
    } else if (S_ISREG(status.st_mode)) {
      const std::string name = path.substr(path.rfind('/') + 1);
      if (!is_c_file(name)) refuse(path, "is neither a folder nor a .c file");
      file(top.get(), path, name);
    } else {
      refuse(path, "is neither a folder nor an ordinary file");
    }
    return std::move(files_);
  }

 private:
  /// `prefix` is what stands before the names of the folder's files: "", "lib/".
  void folder(Fd fd, const std::string& path, const std::string& prefix, int level) {
    const std::unique_ptr<DIR, int (*)(DIR*)> listing(fdopendir(fd.get()), closedir);
    if (listing == nullptr) failed(path);
    const int folder_fd = fd.release();  // the listing's now
    for (;;) {
      errno = 0;
      const dirent* entry = readdir(listing.get());
      if (entry == nullptr) break;
      const std::string name = entry->d_name;
      if (!is_passed_over(name)) this->entry(folder_fd, name, path + "/" + name, prefix + name, level);
    }
    if (errno != 0) failed(path);
  }

  void entry(int folder_fd, const std::string& name, const std::string& path, const std::string& full_name, int level) {
    struct stat status {};
    if (fstatat(folder_fd, name.c_str(), &status, AT_SYMLINK_NOFOLLOW) == -1) {
      if (errno == ENOENT) return;  // gone in the meantime
      failed(path);
    }
    const bool wanted_folder = S_ISDIR(status.st_mode) && level < kDeepest;
    const bool wanted_file = S_ISREG(status.st_mode) && matters(name);
    if (!wanted_folder && !wanted_file) return;
    Fd fd(openat(folder_fd, name.c_str(), kCarefully));
    if (fd.get() == -1) {
      if (errno == ENOENT || errno == ELOOP) return;  // replaced in the meantime
      failed(path);
    }
    // Looked at again: what was opened counts, not what was there before.
    const mode_t mode = status_of(fd.get(), path).st_mode;
    if (wanted_folder && S_ISDIR(mode)) folder(std::move(fd), path, full_name + "/", level + 1);
    if (wanted_file && S_ISREG(mode)) file(fd.get(), path, full_name);
  }

  void file(int fd, const std::string& path, const std::string& name) {
    if (files_.size() == kMostFiles) refuse(path, fmt::format("the submission has more than {} files", kMostFiles));
    std::string bytes;
    std::array<char, 16 * 1024> piece;
    while (bytes.size() <= kMostBytesInFile) {
      const ssize_t got = ::read(fd, piece.data(), piece.size());
      if (got == 0) break;
      if (got > 0) {
        bytes.append(piece.data(), static_cast<std::size_t>(got));
      } else if (errno != EINTR) {
        failed(path);
      }
    }
    if (bytes.size() > kMostBytesInFile) refuse(path, "is larger than 1 MiB");
    total_ += bytes.size();
    if (total_ > kMostBytes) refuse(path, "the submission is larger than 16 MiB");
    files_.push_back({name, std::move(bytes)});
  }

  std::vector<SubmittedFile> files_;
  std::size_t total_ = 0;
};

}  // namespace

std::vector<SubmittedFile> read_files(std::string path) {
  if (path.find('\0') != std::string::npos) refuse("the submission", "its name holds a NUL");
  // "link/" would be followed, "link" is not.
  while (path.size() > 1 && path.ends_with('/')) path.pop_back();
  return Reader().read(path);
}

}  // namespace ipclab
