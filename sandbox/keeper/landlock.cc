#include "sandbox/keeper/landlock.h"

#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>

namespace ipclab::sandbox {
namespace {

// Those that headers of Debian 12 do not have yet (include/uapi/linux/landlock.h).
constexpr std::uint64_t kRefer = 1ULL << 13, kTruncate = 1ULL << 14, kDeviceRequests = 1ULL << 15;
constexpr std::uint64_t kAbstractSockets = 1ULL << 0, kSignals = 1ULL << 1;

constexpr std::uint64_t kRead = LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
constexpr std::uint64_t kOfVersion1 = (1ULL << 13) - 1;
constexpr std::uint64_t kOfFiles = LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE |
                                   LANDLOCK_ACCESS_FS_WRITE_FILE | kTruncate | kDeviceRequests;

struct RulesetAttributes {
  std::uint64_t files, network, scoped;
};

std::uint64_t all_of(int version) {
  std::uint64_t all = kOfVersion1;
  if (version >= 2) all |= kRefer;
  if (version >= 3) all |= kTruncate;
  if (version >= 5) all |= kDeviceRequests;
  return all;
}

std::uint64_t rights_of(LandlockRule::May may) {
  switch (may) {
    case LandlockRule::May::Read:
      return kRead;
    case LandlockRule::May::Use:
      return kOfFiles & ~std::uint64_t{LANDLOCK_ACCESS_FS_EXECUTE};
    case LandlockRule::May::Write:
      return ~std::uint64_t{0};
  }
  return 0;
}

bool add(int ruleset, const LandlockRule& rule, std::uint64_t all) {
  const int place = open(rule.path.c_str(), O_PATH | O_CLOEXEC);
  if (place == -1) return errno == ENOENT || errno == EACCES;
  struct stat facts {};
  landlock_path_beneath_attr beneath{};
  beneath.parent_fd = place;
  beneath.allowed_access = rights_of(rule.may) & all;
  if (fstat(place, &facts) == 0 && !S_ISDIR(facts.st_mode)) beneath.allowed_access &= kOfFiles;
  const bool added = syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &beneath, 0) == 0;
  const int error = errno;
  close(place);
  errno = error;
  return added;
}

}  // namespace

int landlock_version() {
  const long version = syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
  return version < 0 ? 0 : static_cast<int>(version);
}

const char* restrict_by_landlock(const std::vector<LandlockRule>& rules) {
  const int version = landlock_version();
  if (version == 0) return "asking for Landlock";
  const std::uint64_t all = all_of(version);
  const RulesetAttributes attributes{all, 0, version >= 6 ? kAbstractSockets | kSignals : 0};
  const std::size_t size = version >= 6 ? sizeof attributes : sizeof attributes.files;
  const int ruleset = static_cast<int>(syscall(SYS_landlock_create_ruleset, &attributes, size, 0));
  if (ruleset == -1) return "making a Landlock ruleset";
  const char* trouble = nullptr;
  for (const LandlockRule& rule : rules) {
    if (trouble == nullptr && !add(ruleset, rule, all)) trouble = "adding a Landlock rule";
  }
  if (trouble == nullptr && syscall(SYS_landlock_restrict_self, ruleset, 0) == -1) trouble = "restricting by Landlock";
  const int error = errno;
  close(ruleset);
  errno = error;
  return trouble;
}

}  // namespace ipclab::sandbox
