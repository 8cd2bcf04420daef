// What a run may use.
#pragma once

#include <cstddef>
#include <cstdint>

namespace ipclab::sandbox {

/// On top of what a run may hold in memory as a whole: page tables, the programs' own files, the keeper and the init.
constexpr std::int64_t kOverheadBytes = 64LL << 20;

struct Limits {
  double wall_seconds = 10;  ///< for the whole run
  /// By the machine's clock, where wall_seconds are virtual. Whoever could work and did not get so far was not let by
  /// the machine: that is a malfunction, not a time-out.
  double machine_seconds = 200;
  std::int64_t cpu_seconds = 5;             ///< of all processes of the run; a little more before they are killed
  std::int64_t memory_bytes = 512LL << 20;  ///< of all processes and files of the run
  /// For programs built with AddressSanitizer, which reserve terabytes: no limit on what is reserved; instead all
  /// processes are killed when together they hold more than memory_bytes, at which is looked every few milliseconds.
  bool any_address_space = false;
  std::int64_t processes = 64;             ///< processes and threads of the run
  std::int64_t file_bytes = 64LL << 20;    ///< each file
  std::int64_t output_bytes = 16LL << 20;  ///< kept of each output; more ends the run
  std::size_t events = 2000000;  ///< of the run, recorded in the grader's memory: about a gigabyte; more end it
};

}  // namespace ipclab::sandbox
