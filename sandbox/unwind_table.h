// From a call to its caller: what the call frame information of a file (.eh_frame; DWARF 5, section 6.4) says of an
// instruction, made into rules once and then kept. A step by kept rules reads a few words of the stack; asking libdw
// for them takes many times as long.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "sandbox/registers.h"
#include "sandbox/stack_words.h"

namespace ipclab::sandbox {

/// Registers by DWARF number, as far as they are known in a frame, and the instruction.
struct FrameRegisters {
  std::array<std::optional<std::uint64_t>, Registers::kDwarf> values{};
  std::uint64_t pc = 0;
  bool interrupted = true;  ///< pc is the next instruction; else a return address: its call stands before it
};

/// Of one file.
class UnwindTable {
 public:
  /// Without rules where the file can't be read or has none.
  explicit UnwindTable(const std::string& host_path);
  ~UnwindTable();
  UnwindTable(const UnwindTable&) = delete;
  UnwindTable& operator=(const UnwindTable&) = delete;

  /// From a frame in this file, which is mapped at `base`, to its caller's. False: there is none, or nobody knows.
  bool step(std::uint64_t base, FrameRegisters*, StackWords*);

 private:
  struct Rules;
  struct File;
  const Rules& rules_at(std::uint64_t offset);

  std::unique_ptr<File> file_;
  std::unordered_map<std::uint64_t, std::unique_ptr<Rules>> rules_;  ///< by offset in the file
};

/// The tables of the files that programs of many runs have mapped.
class UnwindTables {
 public:
  std::shared_ptr<UnwindTable> of(const std::string& host_path);

 private:
  /// What tells one file from another that comes later under its name.
  using Identity = std::array<std::int64_t, 5>;
  std::map<std::pair<std::string, Identity>, std::shared_ptr<UnwindTable>> tables_;
};

}  // namespace ipclab::sandbox
