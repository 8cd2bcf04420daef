// Where in its own code a stopped task is: the return addresses that lie in the submission's program.
//
// A call made straight from the program has its return address on top of the stack (the call frame information says
// whether that is one), and the program keeps frame pointers (it is built with -fno-omit-frame-pointer), so most stacks
// cost one read. A call from within libc (printf, fork, sleep …) is unwound by the libraries' call frame information.
#pragma once

#include <sys/types.h>

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sandbox/code_map.h"
#include "sandbox/event.h"
#include "sandbox/unwind_table.h"

namespace ipclab::sandbox {

class Registers;

class StackReader {
 public:
  /// `host_paths` says where a module that the process sees as PATH is on the host (binds). `tables` must outlive the
  /// reader.
  StackReader(std::map<std::string, std::string> host_paths, UnwindTables* tables)
      : host_paths_(std::move(host_paths)), tables_(tables) {}

  /// The frames of the program's own module, innermost first, at most 16. `tid` is stopped at the entry of a call or at
  /// a signal and runs `program`; `known` is what is known of its mappings and brought up to date where needed. `pc` is
  /// its instruction.
  std::vector<Frame> own_frames(pid_t tid, std::uint64_t pc, const std::string& program, std::optional<CodeMap>* known);

 private:
  bool is_return_address(std::uint64_t top, const Registers&, CodeMap*, StackWords*);
  void follow_frame_pointers(const Registers&, CodeMap*, StackWords*, std::vector<Frame>*);
  void unwind(const Registers&, CodeMap*, StackWords*, std::vector<Frame>*);
  UnwindTable& table_of(CodeMap::Module*);

  std::map<std::string, std::string> host_paths_;
  UnwindTables* tables_;
};

}  // namespace ipclab::sandbox
