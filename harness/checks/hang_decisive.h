// Of all the waits the one that explains the others: what is waited for is followed from the program that the scenario
// waits for through its children, and the most telling wait there is taken: pipes before queues, before semaphores,
// before waits for something outside, and waits for a child last of all, since a child is never the cause.
#pragma once

#include <set>

#include "harness/checks/hang_explain.h"

namespace ipclab {

/// The processes that this one's end hangs on: itself and, where it waits for children, those.
std::set<int> chain_from(const HangScene&, int process);

/// The wait to be told of, or null where nobody waits. `among`: only waits of these tasks.
const Wait* decisive_wait(const HangScene&, const WaitStep&, const std::set<int>* among = nullptr);

/// The process can't go on: all its tasks are stuck, or wait for children that are held up in the same way.
bool is_held_up(const HangScene&, int process, const std::set<int>& stuck);

}  // namespace ipclab
