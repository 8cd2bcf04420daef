// A folder of a stranger, also as an export of a platform: what is read of it, or a SubmissionError. The input is a
// list of entries: a kind, a length, a name; then a file's first bytes.
#include <sys/stat.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "harness/submission/intake.h"
#include "harness/submission/submission.h"

namespace {

namespace fs = std::filesystem;

void add_entry(const fs::path& root, std::uint8_t kind, const std::string& name, const std::string& bytes) {
  if (name.empty() || name.find('\0') != std::string::npos || name.find("..") != std::string::npos || name[0] == '/')
    return;
  const fs::path path = root / name;
  std::error_code ignored;
  fs::create_directories(path.parent_path(), ignored);
  switch (kind % 5) {
    case 0:
      fs::create_directory(path, ignored);
      break;
    case 1:
      fs::create_symlink("/etc/passwd", path, ignored);
      break;
    case 2:
      mkfifo(path.c_str(), 0600);
      break;
    default:
      if (!fs::exists(fs::symlink_status(path, ignored))) std::ofstream(path, std::ios::binary) << bytes;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string pattern = (fs::temp_directory_path() / "ipclab-fuzz-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) std::abort();
  const fs::path root = pattern;
  for (std::size_t at = 0; at + 2 < size;) {
    const std::uint8_t kind = data[at];
    const std::size_t length = std::min<std::size_t>(data[at + 1] % 64, size - at - 2);
    const std::string name(reinterpret_cast<const char*>(data) + at + 2, length);
    at += 2 + length;
    add_entry(root, kind, name,
              std::string(reinterpret_cast<const char*>(data) + at, std::min<std::size_t>(100, size - at)));
  }
  try {
    ipclab::read_submission(root);
  } catch (const ipclab::SubmissionError&) {
  }
  try {
    ipclab::read_intake(root);
  } catch (const ipclab::SubmissionError&) {
  }
  std::error_code ignored;
  fs::remove_all(root, ignored);
  return 0;
}
