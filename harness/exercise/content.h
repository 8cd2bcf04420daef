// CONTENT of exercise.toml.
#pragma once

#include "harness/exercise/exercise.h"
#include "harness/exercise/folder.h"
#include "harness/exercise/toml_reader.h"

namespace ipclab {

/// A text, a list of CONTENT (one after another), or a table that describes bytes. At most kMostContent bytes in all.
Content read_content(const TomlValue&, ExerciseFolder&);

/// The keys of such a table: exactly one of them says which kind it is.
const std::vector<std::string>& content_kinds();

/// How many bytes bytes_of() makes of it, without making them. Its files must be there.
std::int64_t size_of(const Content&, const std::filesystem::path& exercise_folder);

}  // namespace ipclab
