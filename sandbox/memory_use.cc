#include "sandbox/memory_use.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cinttypes>
#include <cstdio>
#include <set>
#include <sstream>
#include <string>
#include <utility>

#include "sandbox/proc.h"

namespace ipclab::sandbox {
namespace {

constexpr std::int64_t kSemaphore = 64;  ///< struct sem of ipc/sem.c has a cache line of its own

/// The sum of these columns over the lines whose creator it is. All columns but the mode are decimal.
std::int64_t sum_of(std::string_view table, std::initializer_list<std::size_t> columns, std::size_t creators_column,
                    std::optional<uid_t> creator) {
  std::int64_t sum = 0;
  std::istringstream lines{std::string(table)};
  std::string line;
  std::getline(lines, line);  // the heading
  while (std::getline(lines, line)) {
    std::vector<std::int64_t> numbers;
    std::istringstream words(line);
    for (std::int64_t number = 0; words >> number;) numbers.push_back(number);
    const auto number_of = [&](std::size_t column) { return column < numbers.size() ? numbers[column] : 0; };
    if (creator && number_of(creators_column) != static_cast<std::int64_t>(*creator)) continue;
    for (const std::size_t column : columns) sum += number_of(column);
  }
  return sum;
}

std::int64_t kilobytes_after(const std::string& text, const char* label) {
  const std::size_t at = text.find(label);
  std::int64_t value = 0;
  if (at != std::string::npos) std::sscanf(text.c_str() + at + std::string_view(label).size(), "%" SCNd64, &value);
  return value * 1024;
}

}  // namespace

std::int64_t segment_bytes(std::string_view table, std::optional<uid_t> creator) {
  return sum_of(table, {14, 15}, 9, creator);  // rss, swap
}

std::int64_t message_bytes(std::string_view table, std::optional<uid_t> creator) {
  return sum_of(table, {3}, 9, creator);  // cbytes
}

std::int64_t semaphore_bytes(std::string_view table, std::optional<uid_t> creator) {
  return kSemaphore * sum_of(table, {3}, 6, creator);  // nsems
}

std::int64_t private_bytes(const std::vector<pid_t>& pids) {
  std::int64_t sum = 0;
  for (const pid_t pid : pids) sum += resident_bytes(pid);
  return sum;
}

std::int64_t mapped_shared_bytes(const std::vector<pid_t>& pids, std::int64_t enough) {
  std::int64_t most = 0, sum = 0;
  for (const pid_t pid : pids) most += kilobytes_after(read_proc(fmt::format("/proc/{}/status", pid)), "RssShmem:");
  if (most <= enough) return 0;
  for (const pid_t pid : pids)
    sum += kilobytes_after(read_proc(fmt::format("/proc/{}/smaps_rollup", pid)), "Pss_Shmem:");
  return sum;
}

std::int64_t nameless_file_bytes(const std::vector<pid_t>& pids) {
  std::int64_t sum = 0;
  std::set<std::pair<dev_t, ino_t>> seen;
  for (const pid_t pid : pids) {
    for (const std::int64_t fd : open_descriptors(pid)) {
      const std::string path = fmt::format("/proc/{}/fd/{}", pid, fd);
      struct stat facts {};
      if (stat(path.c_str(), &facts) == -1 || !S_ISREG(facts.st_mode) || facts.st_nlink != 0) continue;
      if (!read_link(path).starts_with("/memfd:") || !seen.insert({facts.st_dev, facts.st_ino}).second) continue;
      sum += facts.st_blocks * 512;
    }
  }
  return sum;
}

}  // namespace ipclab::sandbox
