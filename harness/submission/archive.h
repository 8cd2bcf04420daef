// Archives of strangers, read as data: nothing is unpacked to disk, nothing in them is followed.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/submission/submission.h"

namespace ipclab::submission {

/// What an archive may hold before it is taken for a bomb.
struct ArchiveLimits {
  std::size_t members = 20'000;
  std::uint64_t bytes = std::uint64_t{256} * 1024 * 1024;  ///< unpacked, whether wanted or not
  std::uint64_t ratio = 200;                               ///< unpacked to packed; counts from 16 MiB on
  std::uint64_t kept = std::uint64_t{256} * 1024 * 1024;   ///< of wanted members, which are held in memory
};

struct ArchiveMember {
  std::string name;           ///< relative, with neither ".." nor "." nor empty components
  std::int64_t modified = 0;  ///< seconds since 1970; 0: not told
  std::string bytes;
};

/// A member that was not read, and why, as the end of a sentence.
struct RefusedMember {
  std::string name;  ///< a stranger's bytes
  std::string why;
};

struct ArchiveContent {
  std::vector<ArchiveMember> members;  ///< those wanted, in the archive's order; of the same name the last alone
  std::vector<std::string> others;     ///< names of ordinary files that were not wanted
  std::vector<RefusedMember> refused;  ///< links, devices, names that lead out, what can't be unpacked
};

/// The largest size of a member of this name that is wanted; 0: not wanted.
using Wanted = std::function<std::size_t(const std::string& name)>;

/// ".zip", ".tar", ".tar.gz", ".tgz", ".tar.xz", ".txz", ".tar.bz2", ".7z", in any case.
bool is_archive_name(std::string_view name);
/// The name without such an ending, or as it is.
std::string_view without_archive_ending(std::string_view name);

/// Throws SubmissionError: no archive of these kinds, damaged, a bomb. `name` is what the message calls it.
ArchiveContent read_archive_bytes(std::string_view bytes, const std::string& name, const ArchiveLimits&, const Wanted&);
/// The same from an open file.
ArchiveContent read_archive_file(int fd, const std::string& name, const ArchiveLimits&, const Wanted&);

/// The name of a member as it may be used, or empty for one that leads out or has no end.
std::string safe_member_name(std::string_view name);

}  // namespace ipclab::submission
