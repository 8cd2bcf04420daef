// submission_metadata.yml of a Gradescope export: whose the folders "submission_4711" are. Pure.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace ipclab {

struct GradescopeSubmitter {
  std::string name, id, email;  ///< of several in a group: joined by ", "
  std::int64_t created = 0;     ///< when it was handed in; 0: not known
};

/// By folder. Reads the few lines that matter and passes over everything else; a stranger's text can't break it.
std::map<std::string, GradescopeSubmitter> read_gradescope_list(std::string_view yaml);

}  // namespace ipclab
