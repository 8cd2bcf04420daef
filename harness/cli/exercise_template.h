// What `ipclab exercise new` begins with: a small exercise that is whole, to be changed piece by piece.
#pragma once

#include <string>
#include <vector>

namespace ipclab::cli {

struct TemplateFile {
  std::string path;  ///< below the exercise's folder
  std::string text;
};

/// `name`: of the exercise and of its one program.
std::vector<TemplateFile> exercise_template(const std::string& name);

}  // namespace ipclab::cli
