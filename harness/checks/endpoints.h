// Who is at which kernel object: the ends that the picture's edges are compared with.
#pragma once

#include <cstdint>
#include <vector>

#include "harness/model/world.h"

namespace ipclab {

/// Somebody's end of an object: a process in one of its programs, and the way in which it is at the object.
struct Endpoint {
  int process = 0, image = 0;
  int fd = -1;  ///< -1: not through a descriptor
  int object = 0;
  bool writes = false;
  std::int64_t bytes = 0, operations = 0;
  bool given = false;  ///< standard input, output or error of an executed program, put there by the submission
  int call = -1;       ///< the first call through it, or the one that opened it; -1: none
};

/// Every end of every object, of processes and of what they execute: those that data went through, and those only held.
std::vector<Endpoint> endpoints(const World&);

/// The other end of a connection, or the object itself for everything that has no two ends; -1: unknown.
int far_side(const World&, int object);

}  // namespace ipclab
