// What a failing order means to the student. Pure.
#pragma once

#include <vector>

#include "harness/checks/check.h"
#include "harness/run/schedule.h"

namespace ipclab {

/// Two calls of different processes that come in another order than usually.
struct Swap {
  int first_usually = -1;   ///< index into the calls of the usual World
  int second_usually = -1;  ///< likewise; -1: it is made in the other order only
  int overtaken = -1;       ///< the same two in the other World; -1: it was never made there
  int overtaker = -1;
};

/// The swap that matters most: of calls on the same object, and nearest to where the schedule makes a task wait.
/// Members are -1 where there is none.
Swap swap_of(const World& usual, const World& other, const Schedule&);

/// "the child", and where several are called so, "the second child".
std::string who(const World&, int process);

/// `usual` holds, and `other`, in the order that `schedule` makes, has `errors` (at least one). `rests_on_sleep`: it
/// holds if the other order's sleeps are as long as the rest needs. An error that names a mistake which is there in
/// every order, and only shows in this one (nobody waits for a child, an interrupted call is a failure), is told
/// itself.
Finding race_finding(const CheckInput& usual, const CheckInput& other, const Schedule&, bool rests_on_sleep,
                     std::vector<Finding> errors);

}  // namespace ipclab
