// How the values of cage.h travel between the grader and a cage's init.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sandbox/cage.h"
#include "sandbox/event.h"
#include "sandbox/keeper/protocol.h"

namespace ipclab::sandbox::protocol {

constexpr unsigned kInsideId = 1000;  ///< uid and gid inside

/// What an init is asked to make of a cage. The files' bytes are where the message has them.
struct CageRequest {
  struct File {
    CageFile::Kind kind = CageFile::Kind::File;
    std::string path;
    std::string_view bytes;
    unsigned mode = 0;
  };
  std::int64_t memory_bytes = 0;
  std::vector<File> files;
};
/// Into `content` and `more` of a message: `spec` must stay until it is sent.
void pack(const CageSpec& spec, Message*);
CageRequest unpack_cage(std::string_view bytes);

/// Of the descriptors only whether they are given: they travel beside the message.
std::string pack(const SpawnSpec&, const Limits&);
SpawnSpec unpack_spawn(std::string_view bytes, Limits*);

std::string pack(const std::vector<Leftover>&);
std::vector<Leftover> unpack_leftovers(std::string_view bytes);

/// Where a cage has its folders, and what others have beside it.
std::string pack(const std::string& root, const std::vector<Leftover>& foreign);
std::vector<Leftover> unpack_surroundings(std::string_view bytes, std::string* root);

}  // namespace ipclab::sandbox::protocol
