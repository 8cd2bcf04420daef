// The stack of a stopped task, read as far as it is asked for.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>

#include "sandbox/memory.h"

namespace ipclab::sandbox {

class StackWords {
 public:
  /// From `from` on, the stack pointer. The task must stay stopped.
  StackWords(pid_t tid, std::uint64_t from) : memory_(tid), from_(from) {}

  /// The word at `address`. False: it can't be read.
  bool word(std::uint64_t address, std::uint64_t* value);

  /// Whether the address lies among the first 16 KiB and can be read.
  bool holds(std::uint64_t address);

  const Memory& memory() const { return memory_; }

 private:
  bool reach(std::uint64_t end);

  Memory memory_;
  std::uint64_t from_;
  std::string bytes_;
  bool all_ = false;  ///< there is no more to be read
};

}  // namespace ipclab::sandbox
