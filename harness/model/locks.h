// Locks on files: who holds which (man 2 flock; man 2 fcntl, "Advisory record locking"). Internal to the model.
//
// A lock of flock() or F_OFD_SETLK belongs to the open file description, and is gone when the last descriptor of it is;
// one of fcntl(F_SETLK) or lockf() belongs to the process, and is gone when that closes any descriptor of the file.
#pragma once

#include <vector>

#include "harness/model/state.h"

namespace ipclab::model {

void file_locked(const ReturnedCall&);  ///< flock
void part_locked(const ReturnedCall&);  ///< fcntl
/// Whichever way it was closed: close, close_range, dup2 onto its number, an exec.
void unlocked_by_close(State&, int process, const Descriptor& closed);
void locks_of_ended(State&, int process);

/// Those that somebody living still holds.
std::vector<HeldLock> locks_in_force(State&);

}  // namespace ipclab::model
