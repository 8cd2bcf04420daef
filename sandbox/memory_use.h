// What the processes of a run hold in memory together, added up by looking: for where no control group counts it.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace ipclab::sandbox {

/// Bytes of System V objects, by the tables of /proc/sysvipc (man 5 proc). `creator`: only whose; nothing: all.
std::int64_t segment_bytes(std::string_view table, std::optional<uid_t> creator);
std::int64_t message_bytes(std::string_view table, std::optional<uid_t> creator);
std::int64_t semaphore_bytes(std::string_view table, std::optional<uid_t> creator);

/// Resident memory of each for itself. Pages that a child has only inherited count for both.
std::int64_t private_bytes(const std::vector<pid_t>&);

/// Pages of shared memory that are mapped by the processes, each once. Looks closely only where it may be more than
/// `enough`; otherwise 0.
std::int64_t mapped_shared_bytes(const std::vector<pid_t>&, std::int64_t enough);

/// Files in memory that have no name (man 2 memfd_create), each once.
std::int64_t nameless_file_bytes(const std::vector<pid_t>&);

}  // namespace ipclab::sandbox
