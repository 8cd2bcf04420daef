// What level degraded makes of a run afterwards. All pure.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "sandbox/event.h"

namespace ipclab::sandbox {

/// A cage's folders are below a folder of its own there, of which programs and compilers know the name; reports show
/// paths as the cage has them at every level. Returns the text without that name, wherever it stands.
std::string without_cage_folder(std::string text);
void hide_cage_folder(std::vector<Event>*);

/// What the run was seen to make outside its own folder: System V objects by id, queues by name, files and POSIX
/// objects by the last part of their name.
std::vector<Leftover> objects_made(const std::vector<Event>&);

/// A sentence about the first name that the run used and that somebody else had before: what came of it says nothing
/// about the program. `ports`: on which others listened.
std::optional<std::string> collision(const std::vector<Event>&, const std::vector<Leftover>& foreign,
                                     const std::set<std::int64_t>& ports);

}  // namespace ipclab::sandbox
