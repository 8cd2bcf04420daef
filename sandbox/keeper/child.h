// Between fork and exec: makes the calling process the program. Everything is given up here that a program must not
// have.
#pragma once

#include "sandbox/cage.h"
#include "sandbox/keeper/ground.h"
#include "sandbox/keeper/protocol.h"

namespace ipclab::sandbox {

/// The descriptors that came with the Spawn message.
struct ChildEnds {
  int in = -1, out = -1, err = -1;
  int status = -1;   ///< what goes wrong is written here; closed by the exec
  int barrier = -1;  ///< a byte or the end of file lets the program go on; -1: none
  int socket = -1;   ///< to the grader: says that the program is ready
};

/// No program may have any capability, and nobody in a cage needs what an exec could bring. Null, or the step that
/// failed.
const char* drop_bounding_set();

/// The descriptors beside a Spawn message, by what they are for.
ChildEnds ends_of(const protocol::Message& request, const SpawnSpec&, int socket);

/// Never returns: executes the program, or tells the reason and exits.
[[noreturn]] void become_program(const SpawnSpec&, const Limits&, const Footing&, const ChildEnds&);

}  // namespace ipclab::sandbox
