// Where the order of processes can matter: their calls on what two of them share. Pure.
#pragma once

#include <string>
#include <vector>

#include "harness/model/world.h"
#include "harness/run/schedule.h"

namespace ipclab {

struct SharedCall {
  int task = 0, number = 0;  ///< as in Point
  int call = 0;              ///< index into World::calls
  std::string place;         ///< the same for calls that the same program makes in the same line
  bool own = false;          ///< made by the submission's code
};

/// The calls, in the order of their entries, on objects that two or more processes of the run use, and those by which
/// processes act on one another or pass time: fork, wait, exit, signals sent and waited for, sleeps. Only those during
/// which another process lives: nobody else can go on instead of the only one.
std::vector<SharedCall> shared_calls(const World&);

/// The number of each call of the World within its task, from 1 on.
std::vector<int> call_numbers(const World&);

}  // namespace ipclab
