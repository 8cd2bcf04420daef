#include "harness/run/record.h"

#include <algorithm>

namespace ipclab {

const Output* Record::output(const std::string& role, const std::string& stream) const {
  auto found = std::find_if(outputs.begin(), outputs.end(),
                            [&](const Output& output) { return output.role == role && output.stream == stream; });
  return found == outputs.end() ? nullptr : &*found;
}

const FileState* Record::file(const std::string& path) const {
  auto found = std::find_if(files.begin(), files.end(), [&](const FileState& file) { return file.path == path; });
  return found == files.end() ? nullptr : &*found;
}

}  // namespace ipclab
