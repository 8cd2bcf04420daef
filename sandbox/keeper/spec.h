// How the values of cage.h travel between the grader and a cage's init.
#pragma once

#include <string>
#include <vector>

#include "sandbox/cage.h"
#include "sandbox/event.h"

namespace ipclab::sandbox::protocol {

constexpr unsigned kInsideId = 1000;  ///< uid and gid inside

std::string pack(const CageSpec&);
CageSpec unpack_cage(const std::string& bytes);

/// Of the descriptors only whether they are given: they travel beside the message.
std::string pack(const SpawnSpec&, const Limits&);
SpawnSpec unpack_spawn(const std::string& bytes, Limits*);

std::string pack(const std::vector<Leftover>&);
std::vector<Leftover> unpack_leftovers(const std::string& bytes);

}  // namespace ipclab::sandbox::protocol
