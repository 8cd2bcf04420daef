// Where in its own code a stopped task is: the return addresses that lie in the submission's program.
//
// A call made straight from the program has its return address on top of the stack, and the program keeps frame
// pointers (it is built with -fno-omit-frame-pointer), so most stacks cost one read. A call from within libc (printf,
// fork, sleep …) is unwound with the call frame information, through libdwfl (facts: 4 µs a stop once the modules are
// known; they are kept for all processes with the same mappings).
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sandbox/event.h"

namespace ipclab::sandbox {

class Registers;

/// The mapped executable code of a process.
struct CodeMap {
  struct Module {
    std::string path;                  ///< as the process sees it
    std::uint64_t base = 0;            ///< where its file's offset 0 is mapped
    std::uint64_t begin = 0, end = 0;  ///< of its executable part
  };
  std::vector<Module> modules;
  int own = -1;  ///< index of the program itself

  /// From /proc/PID/maps; `program` is the path of the executed file.
  static CodeMap of(pid_t pid, const std::string& program);
  /// The module that the instruction is in, or null.
  const Module* at(std::uint64_t pc) const;
  bool is_own(std::uint64_t pc) const {
    return own >= 0 && pc >= modules[static_cast<std::size_t>(own)].begin &&
           pc < modules[static_cast<std::size_t>(own)].end;
  }
};

class StackReader {
 public:
  /// `host_path` says where a module that the process sees as PATH is on the host (binds).
  explicit StackReader(std::map<std::string, std::string> host_paths);
  ~StackReader();
  StackReader(const StackReader&) = delete;
  StackReader& operator=(const StackReader&) = delete;

  /// The frames of the program's own module, innermost first, at most 16. `tid` is stopped at the entry of a call or at
  /// a signal and runs `program`; `known` is what is known of its mappings and brought up to date where needed.
  std::vector<Frame> own_frames(pid_t tid, const std::string& program, std::optional<CodeMap>* known);

 private:
  struct Unwinder;
  std::map<std::string, std::string> host_paths_;
  std::map<std::string, std::unique_ptr<Unwinder>> unwinders_;  ///< by the layout of the modules
};

}  // namespace ipclab::sandbox
