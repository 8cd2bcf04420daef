// The user's own program, run as it is on his machine and watched -> Record. docs/run.md says what differs from a plain
// run.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "harness/run/player.h"
#include "harness/run/record.h"
#include "sandbox/sandbox.h"

namespace ipclab {

struct OpenProgram {
  std::filesystem::path file;     ///< to be executed
  std::vector<std::string> argv;  ///< with argv[0]
  std::string name;               ///< how findings call it
  double seconds = 0;             ///< after which it is ended; 0: never
  bool notes_accesses = false;    ///< it is built so (docs/data-races.md)
};

/// Runs it with the caller's input, output, environment, folder and terminal until it has ended. What it started and
/// what still runs a second later is ended as well. Leftovers are objects of the run's own IPC namespace (gone with it)
/// and names of FIFOs and sockets that it made and left (still there).
NotedRun play_open(sandbox::Sandbox&, const OpenProgram&);

/// Programs of the system, which are nobody's own: below /usr and the like.
bool is_system_program(const std::string& path);

}  // namespace ipclab
