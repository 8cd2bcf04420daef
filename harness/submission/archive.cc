#include "harness/submission/archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <memory>
#include <utility>

#include "harness/submission/careful.h"
#include "harness/submission/relevance.h"

namespace ipclab::submission {
namespace {

constexpr std::uint64_t kRatioCountsFrom = 16 * kMiB;
constexpr std::size_t kLongestName = 1024;
constexpr std::size_t kMostRefused = 20;
constexpr std::array<std::string_view, 9> kEndings = {".zip",     ".tar.gz", ".tgz",     ".tar.xz", ".txz",
                                                      ".tar.bz2", ".tbz2",   ".tar.zst", ".tar"};

std::size_t archive_ending(std::string_view name) {
  std::string lower(name);
  std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) { return std::tolower(c); });
  if (lower.size() > 3 && lower.ends_with(".7z")) return 3;
  for (const std::string_view ending : kEndings) {
    if (lower.size() > ending.size() && lower.ends_with(ending)) return ending.size();
  }
  return 0;
}

struct Free {
  void operator()(archive* it) const { archive_read_free(it); }
};
using Handle = std::unique_ptr<archive, Free>;

Handle new_handle() {
  Handle handle(archive_read_new());
  if (!handle) throw std::bad_alloc();
  // Only what is asked for: every other reader is more code that strangers' bytes go through.
  archive_read_support_format_zip(handle.get());
  archive_read_support_format_tar(handle.get());
  archive_read_support_format_7zip(handle.get());
  archive_read_support_filter_gzip(handle.get());
  archive_read_support_filter_xz(handle.get());
  archive_read_support_filter_bzip2(handle.get());
  archive_read_support_filter_zstd(handle.get());
  return handle;
}

class Unpacking {
 public:
  Unpacking(archive* from, std::string name, std::uint64_t packed, const ArchiveLimits& limits, const Wanted& wanted)
      : archive_(from), name_(std::move(name)), packed_(packed), limits_(limits), wanted_(wanted) {}

  ArchiveContent all() {
    archive_entry* entry = nullptr;
    for (;;) {
      const int got = archive_read_next_header(archive_, &entry);
      if (got == ARCHIVE_EOF) break;
      if (got != ARCHIVE_OK && got != ARCHIVE_WARN) damaged();
      if (++count_ > limits_.members) refuse(fmt::format("it holds more than {} files", limits_.members));
      member(entry);
      check_size();
    }
    // A text file, too, is an archive of nothing to some readers.
    if (count_ == 0 && archive_format(archive_) == ARCHIVE_FORMAT_EMPTY) refuse("it is empty");
    std::sort(content_.members.begin(), content_.members.end(),
              [](const ArchiveMember& left, const ArchiveMember& right) { return left.name < right.name; });
    return std::move(content_);
  }

 private:
  [[noreturn]] void refuse(const std::string& why) const {
    throw SubmissionError(fmt::format("{} can't be read: {}", name_, why));
  }
  [[noreturn]] void damaged() const {
    const char* said = archive_error_string(archive_);
    refuse(fmt::format("damaged, or not of the kind that its name says ({})", said == nullptr ? "no reason" : said));
  }

  void note(const std::string& name, std::string why) {
    if (content_.refused.size() < kMostRefused) content_.refused.push_back({name, std::move(why)});
  }

  /// A filter's output (tar.gz) or what was taken out of the members (zip, 7z), whichever is more.
  void check_size() {
    const auto filtered = archive_filter_bytes(archive_, 0);
    const std::uint64_t size = std::max(unpacked_, static_cast<std::uint64_t>(std::max<la_int64_t>(filtered, 0)));
    if (size > limits_.bytes) refuse(fmt::format("it unpacks to more than {} MiB", limits_.bytes / kMiB));
    if (size > kRatioCountsFrom && size / std::max<std::uint64_t>(packed_, 1) > limits_.ratio) {
      refuse(fmt::format("it unpacks to more than {} times its size", limits_.ratio));
    }
  }

  static std::string raw_name(archive_entry* entry) {
    // In the C locale only one of the two gives a name that isn't ASCII: UTF-8 where the archive says so, else bytes.
    for (const char* name : {archive_entry_pathname_utf8(entry), archive_entry_pathname(entry)}) {
      if (name != nullptr) return name;
    }
    return "";
  }

  void member(archive_entry* entry) {
    const std::string raw = raw_name(entry);
    if (raw.empty()) return note("a file", "has a name that can't be read");
    if (archive_entry_hardlink(entry) != nullptr) return note(raw, "is a link");
    const auto type = archive_entry_filetype(entry);
    if (type == AE_IFDIR) return;
    if (type == AE_IFLNK) return note(raw, "is a symbolic link");
    if (type != AE_IFREG && type != 0) return note(raw, "is neither a folder nor an ordinary file");
    const std::string name = safe_member_name(raw);
    if (name.empty()) return note(raw, "has a name that leads out of its folder");
    const std::size_t most = wanted_(name);
    const std::int64_t declared = archive_entry_size_is_set(entry) != 0 ? archive_entry_size(entry) : 0;
    // A zip's member that isn't wanted is stepped over; everything else has to be unpacked to get past it.
    const bool stepped_over = most == 0 && (archive_format(archive_) & ARCHIVE_FORMAT_BASE_MASK) == ARCHIVE_FORMAT_ZIP;
    if (declared > 0 && !stepped_over) unpacked_ += static_cast<std::uint64_t>(declared);
    check_size();
    if (most == 0) {
      if (content_.others.size() < limits_.members) content_.others.push_back(name);
      return;
    }
    data(entry, name, most, declared);
  }

  void data(archive_entry* entry, const std::string& name, std::size_t most, std::int64_t declared) {
    ArchiveMember member{name, archive_entry_mtime_is_set(entry) != 0 ? archive_entry_mtime(entry) : 0, {}};
    std::array<char, std::size_t{16} * 1024> piece;
    for (;;) {
      const la_ssize_t got = archive_read_data(archive_, piece.data(), piece.size());
      if (got == 0) break;
      if (got == ARCHIVE_FATAL) damaged();
      if (got < 0) return note(name, fmt::format("can't be unpacked ({})", error_text()));
      member.bytes.append(piece.data(), static_cast<std::size_t>(got));
      if (member.bytes.size() > static_cast<std::uint64_t>(declared)) unpacked_ += static_cast<std::uint64_t>(got);
      check_size();
      kept_ += static_cast<std::uint64_t>(got);
      if (kept_ > limits_.kept) refuse(fmt::format("what it holds is larger than {} MiB", limits_.kept / kMiB));
      if (member.bytes.size() > most) return note(name, fmt::format("is larger than {} MiB", most / kMiB));
    }
    keep(std::move(member));
  }

  std::string error_text() const {
    const char* said = archive_error_string(archive_);
    return said == nullptr ? "no reason" : said;
  }

  /// As unpacking would have it: a later member of the same name takes the earlier one's place.
  void keep(ArchiveMember member) {
    const auto [known, fresh] = places_.emplace(member.name, content_.members.size());
    if (fresh) {
      content_.members.push_back(std::move(member));
    } else {
      note(member.name, "is there more than once; the last one counts");
      content_.members[known->second] = std::move(member);
    }
  }

  archive* archive_;
  std::string name_;
  std::uint64_t packed_, unpacked_ = 0, kept_ = 0;
  const ArchiveLimits& limits_;
  const Wanted& wanted_;
  std::size_t count_ = 0;
  std::map<std::string, std::size_t> places_;
  ArchiveContent content_;
};

}  // namespace

bool is_archive_name(std::string_view name) {
  return archive_ending(name) > 0;
}

std::string_view without_archive_ending(std::string_view name) {
  return name.substr(0, name.size() - archive_ending(name));
}

std::string safe_member_name(std::string_view name) {
  if (name.size() > kLongestName || name.starts_with('/') || name.find('\0') != std::string_view::npos) return "";
  if (name.size() > 1 && name[1] == ':') return "";  // C:\...
  std::string safe;
  while (!name.empty()) {
    const std::size_t slash = std::min(name.find('/'), name.size());
    const std::string_view component = name.substr(0, slash);
    name.remove_prefix(std::min(slash + 1, name.size()));
    if (component == "..") return "";
    if (component.empty() || component == ".") continue;
    if (!safe.empty()) safe += '/';
    safe += component;
  }
  return safe;
}

ArchiveContent read_archive_bytes(std::string_view bytes, const std::string& name, const ArchiveLimits& limits,
                                  const Wanted& wanted) {
  const Handle handle = new_handle();
  if (archive_read_open_memory(handle.get(), bytes.data(), bytes.size()) != ARCHIVE_OK) {
    throw SubmissionError(fmt::format("{} can't be read: damaged, or not of the kind that its name says", name));
  }
  return Unpacking(handle.get(), name, bytes.size(), limits, wanted).all();
}

ArchiveContent read_archive_file(int fd, const std::string& name, const ArchiveLimits& limits, const Wanted& wanted) {
  const struct stat status = status_of(fd, name);
  const Handle handle = new_handle();
  constexpr std::size_t kBlock = std::size_t{64} * 1024;
  if (archive_read_open_fd(handle.get(), fd, kBlock) != ARCHIVE_OK) {
    throw SubmissionError(fmt::format("{} can't be read: damaged, or not of the kind that its name says", name));
  }
  return Unpacking(handle.get(), name, static_cast<std::uint64_t>(status.st_size), limits, wanted).all();
}

}  // namespace ipclab::submission
