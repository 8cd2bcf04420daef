// Control groups as the kernel shows them: folders and small files.
#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <filesystem>
#include <map>

#include "sandbox/control_group.h"
#include "sandbox/fd.h"
#include "sandbox/proc.h"

namespace ipclab::sandbox {
namespace {

/// Keeps each file open: a run writes the same few again and again, and a peak of v2 belongs to the descriptor by which
/// it was reset.
class RealFiles : public GroupFiles {
 public:
  int make(const std::string& folder) override { return mkdir(folder.c_str(), 0755) == 0 ? 0 : errno; }

  int remove(const std::string& folder) override {
    std::erase_if(open_, [&](const auto& entry) { return entry.first.starts_with(folder + "/"); });
    return rmdir(folder.c_str()) == 0 ? 0 : errno;
  }

  int write(const std::string& file, const std::string& text) override {
    const int fd = opened(file);
    if (fd == -1) return errno;
    return pwrite(fd, text.data(), text.size(), 0) == static_cast<ssize_t>(text.size()) ? 0 : errno;
  }

  std::optional<std::string> read(const std::string& file) override {
    const int fd = opened(file);
    char block[4096];
    const ssize_t n = fd == -1 ? -1 : pread(fd, block, sizeof block, 0);
    if (n < 0) return std::nullopt;
    return std::string(block, static_cast<std::size_t>(n));
  }

  bool runs(pid_t pid) override { return kill(pid, 0) == 0 || errno != ESRCH; }

  std::vector<std::string> folders_in(const std::string& folder) override {
    std::vector<std::string> names;
    std::error_code error;
    for (std::filesystem::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
      if (at->is_directory(error)) names.push_back(at->path().filename().string());
    }
    return names;
  }

 private:
  int opened(const std::string& file) {
    const auto known = open_.find(file);
    if (known != open_.end()) return known->second.get();
    Fd fd(open(file.c_str(), O_RDWR | O_CLOEXEC));
    if (!fd) fd = Fd(open(file.c_str(), O_RDONLY | O_CLOEXEC));
    if (!fd) return -1;
    return open_.emplace(file, std::move(fd)).first->second.get();
  }

  std::map<std::string, Fd> open_;
};

}  // namespace

std::unique_ptr<GroupFiles> real_group_files() {
  return std::make_unique<RealFiles>();
}

ControlGroup ControlGroup::here() {
  static std::atomic<int> made = 0;
  return {group_places(read_proc("/proc/self/cgroup"), read_proc("/proc/self/mountinfo")), real_group_files(),
          fmt::format("{}-{}", getpid(), ++made)};
}

}  // namespace ipclab::sandbox
