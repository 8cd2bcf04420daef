// Everything that a folder or an archive of submissions holds, archives within it opened, as a flat list. Knows nothing
// of students.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace ipclab::submission {

struct GatheredFile {
  std::string top;        ///< the folder or file on the first level that it came with
  std::string container;  ///< the archive below `top` that it was in; empty: none ("" as well where top is the archive)
  std::string path;       ///< within the container, or below `top`; empty: `top` is the file itself
  std::int64_t modified = 0;
  std::string bytes;
};

struct GatheredTop {
  bool folder = false;
  bool archive = false;
  bool git = false;                 ///< a clone: has a .git
  std::vector<std::string> others;  ///< files that are no part of a program
  std::vector<std::string> notes;   ///< sentences on what was passed over or refused
  std::vector<std::string> broken;  ///< sentences on archives that could not be read
};

struct Gathered {
  std::vector<GatheredFile> files;  ///< sources, headers, Makefiles; sorted by top, container, path
  std::map<std::string, GatheredTop> tops;
  std::vector<std::string> notes;  ///< sentences on what belongs to no top
  std::string gradescope_list;     ///< what submission_metadata.yml on the first level holds
};

/// Reads a folder or an archive. A folder around everything in an archive is taken off. Throws SubmissionError when it
/// can't be read at all; what is wrong with single members is noted with the top that they belong to.
Gathered gather(const std::string& path);

}  // namespace ipclab::submission
