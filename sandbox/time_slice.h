// How soon a task gets a core that others keep busy (Linux 6.12 and later; before that, nothing changes).
//
// A tracer and its tracee take turns thousands of times a second. On a busy core each turn may cost the rest of
// somebody else's time slice, some milliseconds. A task with a short slice of its own is let on at once, and no longer
// than that: it gets no more of the core than its share (EEVDF: the earlier deadline comes first).
#pragma once

#include <sys/types.h>

namespace ipclab::sandbox {

/// Gives the task (0: the calling thread), and what it forks from now on, a slice of a tenth of a millisecond.
void shorten_slice(pid_t);

/// Gives it the usual slice.
void restore_slice(pid_t);

}  // namespace ipclab::sandbox
