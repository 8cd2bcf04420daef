// What can be seen from outside of a task that sleeps, without waking it: the evidence of a standstill.
#pragma once

#include <functional>
#include <vector>

#include "sandbox/event.h"
#include "sandbox/task.h"

namespace ipclab::sandbox {

/// The number of a task by the id under which it knows itself; 0: no living one.
using TaskOfInnerId = std::function<int(std::int64_t)>;

/// The signals of the task: "pending" and "blocked", from /proc/TID/status.
void add_signals(const Task&, std::vector<Field>*);

/// For a task in futex(): "word", what stands at the address now; "mapping" and "offset", what is mapped there, and
/// "shared"; "owner_task", who holds the lock if it is a pthread mutex; "awaited_task", who is meant if the word is the
/// id of a thread that is joined.
void add_futex(const Task&, const TaskOfInnerId&, std::vector<Field>*);

}  // namespace ipclab::sandbox
