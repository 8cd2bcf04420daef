#include "harness/submission/gather.h"

#include <dirent.h>
#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <set>
#include <tuple>
#include <utility>

#include "harness/submission/archive.h"
#include "harness/submission/careful.h"
#include "harness/submission/naming.h"
#include "harness/submission/relevance.h"

namespace ipclab::submission {
namespace {

constexpr std::size_t kMostBytesInArchive = 256 * kMiB;  ///< one student's
constexpr std::size_t kMostKept = 32 * kMiB;             ///< of one student, all attempts together
constexpr std::size_t kMostKeptFiles = 4 * kMostFiles;
constexpr std::size_t kMostOthers = 20;
constexpr int kDeepestFolder = 12;
constexpr int kDeepestArchive = 2;  ///< an archive in a student's archive
constexpr std::string_view kGradescopeList = "submission_metadata.yml";

bool is_unread_archive(std::string_view name) {
  for (const std::string_view ending : {".rar", ".RAR", ".lzh", ".ace", ".arj", ".zipx", ".iso"}) {
    if (name.ends_with(ending)) return true;
  }
  return false;
}

/// What a whole class may unpack to.
constexpr ArchiveLimits kClassLimits = {1'000'000, std::uint64_t{8} * 1024 * kMiB, 200, std::uint64_t{1024} * kMiB};

struct Split {
  std::string first, rest;
};
Split split_first(const std::string& path) {
  const std::size_t slash = path.find('/');
  if (slash == std::string::npos) return {path, ""};
  return {path.substr(0, slash), path.substr(slash + 1)};
}

bool any_passed_over(std::string_view path) {
  while (!path.empty()) {
    const std::size_t slash = std::min(path.find('/'), path.size());
    if (is_passed_over(path.substr(0, slash))) return true;
    path.remove_prefix(std::min(slash + 1, path.size()));
  }
  return false;
}

/// How many bytes of such a file are wanted.
std::size_t wanted(const std::string& path) {
  if (any_passed_over(path)) return 0;
  const std::string_view name = base_name(path);
  if (is_archive_name(name)) return kMostBytesInArchive;
  return matters(name) || name == kGradescopeList ? kMostBytesInFile : 0;
}

/// A file on the first level that is no source and no archive that can be read, and still stands for a student.
bool may_be_handed_in(const std::string& name) {
  return read_export_name(name, false).kind != Export::Plain || is_unread_archive(name);
}

class Gatherer {
 public:
  void add(const std::string& path, std::int64_t modified, std::string bytes) {
    if (path == kGradescopeList) {
      found_.gradescope_list = std::move(bytes);
      return;
    }
    const Split at = split_first(path);
    GatheredTop& top = found_.tops[at.first];
    top.folder |= !at.rest.empty();
    const std::string_view name = base_name(path);
    if (is_archive_name(name)) {
      top.archive |= at.rest.empty();
      open_archive(at.first, at.rest, modified, bytes, 1);
    } else if (matters(name)) {
      keep({at.first, "", at.rest, modified, std::move(bytes)});
    }
  }

  /// A file that isn't wanted, by its name alone.
  void pass_over(const std::string& path) {
    const Split at = split_first(path);
    const bool in_git = path.find("/.git/") != std::string::npos;
    if (is_passed_over(at.first) || at.first == kGradescopeList) return;
    if (at.rest.empty() && !may_be_handed_in(path)) return note("", path + " is nobody's submission");
    GatheredTop& top = found_.tops[at.first];
    top.folder |= !at.rest.empty();
    top.git |= in_git;
    if (!any_passed_over(path) && is_unread_archive(path)) {
      top.broken.push_back(
          fmt::format("{} is an archive of a kind that is not read; zip, tar.gz, tar.xz and 7z are", path));
    }
    if (!any_passed_over(path) && top.others.size() < kMostOthers)
      top.others.push_back(at.rest.empty() ? path : at.rest);
  }

  void seen_folder(const std::string& name) { found_.tops[name].folder = true; }
  /// `top` empty: of none.
  void note(const std::string& top, std::string sentence) {
    (top.empty() ? found_.notes : found_.tops[top].notes).push_back(std::move(sentence));
  }
  void seen_git(const std::string& top) { found_.tops[top].git = true; }

  Gathered all() {
    std::sort(found_.files.begin(), found_.files.end(), [](const GatheredFile& left, const GatheredFile& right) {
      return std::tie(left.top, left.container, left.path) < std::tie(right.top, right.container, right.path);
    });
    return std::move(found_);
  }

 private:
  void keep(GatheredFile file) {
    auto& [bytes, files] = kept_[file.top];
    bytes += file.bytes.size();
    ++files;
    if (bytes > kMostKept || files > kMostKeptFiles) {
      std::vector<std::string>& broken = found_.tops[file.top].broken;
      if (broken.empty()) broken.push_back("what was handed in is too large for a program");
      return;
    }
    found_.files.push_back(std::move(file));
  }

  void open_archive(const std::string& top, const std::string& container, std::int64_t modified,
                    const std::string& bytes, int depth) {
    const std::string shown = container.empty() ? top : container;
    try {
      ArchiveContent content = read_archive_bytes(bytes, shown, ArchiveLimits{}, wanted);
      GatheredTop& known = found_.tops[top];
      for (const RefusedMember& refused : content.refused) {
        known.notes.push_back(fmt::format("{} in {} {}", refused.name, shown, refused.why));
      }
      for (const std::string& other : content.others) {
        if (!any_passed_over(other) && known.others.size() < kMostOthers) known.others.push_back(other);
      }
      for (ArchiveMember& member : content.members) {
        const std::int64_t when = member.modified > 0 ? member.modified : modified;
        const std::string_view name = base_name(member.name);
        if (is_archive_name(name)) {
          if (depth == kDeepestArchive) {
            known.notes.push_back(
                fmt::format("{} in {} is an archive in an archive in an archive", member.name, shown));
          } else {
            open_archive(top, container.empty() ? member.name : container + "/" + member.name, when, member.bytes,
                         depth + 1);
          }
        } else if (matters(name)) {
          keep({top, container, std::move(member.name), when, std::move(member.bytes)});
        }
      }
    } catch (const SubmissionError& error) {
      found_.tops[top].broken.push_back(error.what());
    }
  }

  Gathered found_;
  std::map<std::string, std::pair<std::size_t, std::size_t>> kept_;
};

class FolderWalk {
 public:
  explicit FolderWalk(Gatherer* gatherer) : gatherer_(*gatherer) {}

  void folder(Fd fd, const std::string& path, int level) {
    const std::unique_ptr<DIR, int (*)(DIR*)> listing(fdopendir(fd.get()), closedir);
    if (listing == nullptr) failed(path);
    const int folder_fd = fd.release();  // the listing's now
    std::set<std::string> names;         // in order, so that notes are the same on every machine
    errno = 0;
    while (const dirent* entry = readdir(listing.get())) names.insert(entry->d_name);
    for (const std::string& name : names) {
      if (name != "." && name != "..")
        entry(folder_fd, name, path.empty() ? name : fmt::format("{}/{}", path, name), level);
    }
  }

 private:
  void entry(int folder_fd, const std::string& name, const std::string& path, int level) {
    const std::string top = split_first(path).first;
    if (name == ".git" && level == 2) gatherer_.seen_git(top);
    if (is_passed_over(name)) return;
    struct stat status {};
    if (fstatat(folder_fd, name.c_str(), &status, AT_SYMLINK_NOFOLLOW) == -1) return;  // gone in the meantime
    if (S_ISLNK(status.st_mode)) return gatherer_.note(top, path + " is a symbolic link and was not followed");
    if (!S_ISDIR(status.st_mode) && !S_ISREG(status.st_mode)) {
      return gatherer_.note(top, path + " is neither a folder nor an ordinary file");
    }
    const std::size_t most = S_ISREG(status.st_mode) ? wanted(path) : 0;
    if (S_ISREG(status.st_mode) && most == 0) return gatherer_.pass_over(path);
    const Fd fd(openat(folder_fd, name.c_str(), kCarefully));
    if (fd.get() == -1) return gatherer_.note(top, path + " can't be opened");
    const struct stat opened = status_of(fd.get(), path);
    if (S_ISDIR(opened.st_mode)) {
      if (level == 1) gatherer_.seen_folder(name);
      if (level < kDeepestFolder) folder(Fd(fcntl(fd.get(), F_DUPFD_CLOEXEC, 0)), path, level + 1);
    } else if (S_ISREG(opened.st_mode) && most > 0) {
      std::optional<std::string> bytes = read_at_most(fd.get(), most, path);
      if (!bytes) return gatherer_.note(top, fmt::format("{} is larger than {} MiB", path, most / kMiB));
      gatherer_.add(path, opened.st_mtime, std::move(*bytes));
    }
  }

  Gatherer& gatherer_;
};

/// The folder around all of an archive's members, when it is one that only holds them together: neither a student's
/// nor with files of its own.
std::string wrapper_of(const ArchiveContent& content) {
  std::string folder;
  std::set<std::string> inside;
  const auto take = [&](const std::string& path) {
    const Split at = split_first(path);
    if (is_passed_over(at.first)) return true;
    if (at.rest.empty() || (!folder.empty() && folder != at.first)) return false;
    folder = at.first;
    const Split below = split_first(at.rest);
    if (below.rest.empty() && matters(below.first)) return false;
    inside.insert(below.first);
    return true;
  };
  for (const ArchiveMember& member : content.members) {
    if (!take(member.name)) return "";
  }
  for (const std::string& other : content.others) {
    if (!take(other)) return "";
  }
  if (folder.empty() || read_export_name(folder, true).kind != Export::Plain) return "";
  const bool known = std::any_of(inside.begin(), inside.end(), [](const std::string& name) {
    return read_export_name(name, true).kind != Export::Plain || read_export_name(name, false).kind != Export::Plain;
  });
  return inside.size() > 1 || known ? folder + "/" : "";
}

void gather_archive(Fd fd, const std::string& path, Gatherer* gatherer) {
  ArchiveContent content = read_archive_file(fd.get(), path, kClassLimits, wanted);
  const std::string wrapper = wrapper_of(content);
  const auto inner = [&](const std::string& name) {
    return name.starts_with(wrapper) ? name.substr(wrapper.size()) : name;
  };
  for (const std::string& other : content.others) gatherer->pass_over(inner(other));
  for (const RefusedMember& refused : content.refused) {
    const std::string name = safe_member_name(refused.name);
    const std::string below = name.empty() ? "" : inner(name);
    gatherer->note(below.find('/') == std::string::npos ? "" : split_first(below).first,
                   fmt::format("{} {}", refused.name, refused.why));
  }
  for (ArchiveMember& member : content.members) {
    gatherer->add(inner(member.name), member.modified, std::move(member.bytes));
  }
}

}  // namespace

Gathered gather(const std::string& path) {
  if (path.find('\0') != std::string::npos) throw SubmissionError("the name of the submissions holds a NUL");
  Fd top(open(path.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
  if (top.get() == -1) failed(path);
  const struct stat status = status_of(top.get(), path);
  Gatherer gatherer;
  if (S_ISDIR(status.st_mode)) {
    FolderWalk(&gatherer).folder(std::move(top), "", 1);
  } else if (S_ISREG(status.st_mode) && is_archive_name(path)) {
    gather_archive(std::move(top), path, &gatherer);
  } else {
    throw SubmissionError(path + ": is neither a folder of submissions nor an archive (zip, tar, tar.gz, tar.xz, 7z)");
  }
  return gatherer.all();
}

}  // namespace ipclab::submission
