// The mapped executable code of a process.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace ipclab::sandbox {

class UnwindTable;

struct CodeMap {
  struct Module {
    std::string path;                        ///< as the process sees it
    std::uint64_t base = 0;                  ///< where its file's offset 0 is mapped
    std::uint64_t begin = 0, end = 0;        ///< of its executable part
    bool loader = false;                     ///< the dynamic linker
    std::shared_ptr<UnwindTable> unwinding;  ///< once it was needed (UnwindTables)
  };
  std::vector<Module> modules;
  int own = -1;  ///< index of the program itself

  /// From the text of /proc/PID/maps (man 5 proc); `program` is the path of the executed file.
  static CodeMap of(const std::string& maps, const std::string& program);
  /// The same of a process.
  static CodeMap of(pid_t pid, const std::string& program);

  /// The module that the instruction is in, or null.
  Module* at(std::uint64_t pc);
  bool is_own(std::uint64_t pc) const {
    return own >= 0 && pc >= modules[static_cast<std::size_t>(own)].begin &&
           pc < modules[static_cast<std::size_t>(own)].end;
  }
};

}  // namespace ipclab::sandbox
