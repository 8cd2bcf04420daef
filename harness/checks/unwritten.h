// Text that was printed through stdio and stayed in the process's buffer: what the tracer saw of it, and whose it is.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/checks/check.h"
#include "harness/checks/text_match.h"

namespace ipclab {

/// What one stream held back at an event.
struct Unwritten {
  int fd = -1;
  std::int64_t bytes = 0;
  std::string text;  ///< its first bytes, as captured
};

std::vector<Unwritten> unwritten_at(const World&, int event);

/// What the process got from its parent in the buffer of `fd`, through the fork that made it. Nothing where the two
/// share their memory.
std::optional<Unwritten> inherited_text(const World&, const Process&, int fd);

/// The first call between the two events with which that image of the process wrote to `fd` (index into World::calls);
/// -1: none.
int first_write(const World&, const Process&, int image, int fd, int after, int before);

/// The call wrote the text from its first byte on, as far as both were captured.
bool begins_with(const World&, int call, const Unwritten&);

/// The process runs in its parent's memory, as after vfork: what lies in a buffer there is the parent's.
bool in_parents_memory(const World&, const Process&, int event);

/// Where a program's text goes: the object behind the descriptor, and which started program's output that is.
struct Destination {
  int object = -1;     ///< -1: the descriptor is not open
  std::string role;    ///< whose output; empty where it is none of a started program's
  std::string stream;  ///< "stdout" or "stderr"
};
Destination destination(const World&, const FdTable&, int fd);

/// "standard output", "standard error", "descriptor 4".
std::string stream_name(int fd);

}  // namespace ipclab
