#include "harness/submission/folder_reader.h"

#include <dirent.h>
#include <fmt/format.h>

#include <cerrno>
#include <memory>
#include <string_view>
#include <utility>

#include "harness/submission/careful.h"
#include "harness/submission/relevance.h"

namespace ipclab {
namespace {

using namespace submission;

[[noreturn]] void refuse(std::string_view name, std::string_view why) {
  throw SubmissionError(fmt::format("{}: {}", name, why));
}

class Reader {
 public:
  FolderContent read(Fd top, const std::string& path) {
    const struct stat status = status_of(top.get(), path);
    if (S_ISDIR(status.st_mode)) {
      program(std::move(top), path);
    } else if (S_ISREG(status.st_mode)) {
      const std::string name = path.substr(path.rfind('/') + 1);
      if (!is_c_file(name)) refuse(path, "is neither a folder nor a .c file nor an archive");
      file(top.get(), path, name);
    } else {
      refuse(path, "is neither a folder nor an ordinary file");
    }
    return {root_, std::move(files_)};
  }

 private:
  /// The folder that holds the program: this one, or where it holds nothing but one folder, that one.
  void program(Fd top, std::string path) {
    for (int wrappers = 0;; ++wrappers) {
      files_.clear();
      folders_.clear();
      total_ = 0;
      folder(Fd(fcntl(top.get(), F_DUPFD_CLOEXEC, 0)), path, "", 1);
      const std::string inner = files_.empty() && folders_.size() == 1 ? folders_.front() : only_folder(files_);
      if (inner.empty() || wrappers == kMostWrappers) return;
      Fd next(openat(top.get(), inner.c_str(), kCarefully | O_DIRECTORY));
      if (next.get() == -1) return;  // replaced in the meantime: what was read before counts
      path += "/" + inner;
      root_ += inner + "/";
      top = std::move(next);
    }
  }

  /// `prefix` is what stands before the names of the folder's files: "", "lib/".
  void folder(Fd fd, const std::string& path, const std::string& prefix, int level) {
    const std::unique_ptr<DIR, int (*)(DIR*)> listing(fdopendir(fd.get()), closedir);
    if (listing == nullptr) failed(path);
    const int folder_fd = fd.release();  // the listing's now
    rewinddir(listing.get());            // its offset is shared with the descriptor that this is a copy of
    for (;;) {
      errno = 0;
      const dirent* entry = readdir(listing.get());
      if (entry == nullptr) break;
      const std::string name = entry->d_name;
      if (!is_passed_over(name)) this->entry(folder_fd, name, fmt::format("{}/{}", path, name), prefix + name, level);
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
    if (wanted_folder && S_ISDIR(mode)) {
      folders_.push_back(name);
      folder(std::move(fd), path, full_name + "/", level + 1);
    } else if (wanted_file && S_ISREG(mode)) {
      file(fd.get(), path, full_name);
    }
  }

  void file(int fd, const std::string& path, const std::string& name) {
    if (files_.size() == kMostFiles) refuse(path, fmt::format("the submission has more than {} files", kMostFiles));
    std::optional<std::string> bytes = read_at_most(fd, kMostBytesInFile, path);
    if (!bytes) refuse(path, "is larger than 1 MiB");
    total_ += bytes->size();
    if (total_ > kMostBytes) refuse(path, "the submission is larger than 16 MiB");
    files_.push_back({name, std::move(*bytes)});
  }

  std::string root_;
  std::vector<SubmittedFile> files_;
  std::vector<std::string> folders_;  ///< on level 1
  std::size_t total_ = 0;
};

}  // namespace

FolderContent read_files(std::string path) {
  if (path.find('\0') != std::string::npos) refuse("the submission", "its name holds a NUL");
  // "link/" would be followed, "link" is not.
  while (path.size() > 1 && path.ends_with('/')) path.pop_back();
  Fd top(open(path.c_str(), kCarefully));
  if (top.get() == -1) failed(path);
  return Reader().read(std::move(top), path);
}

}  // namespace ipclab
