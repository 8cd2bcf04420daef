#include "harness/report/file.h"

#include <fmt/format.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <memory>
#include <system_error>

namespace ipclab {
namespace {

namespace fs = std::filesystem;

struct Closer {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, Closer>;

[[noreturn]] void fail(int error, const fs::path& path) {
  throw std::system_error(error, std::generic_category(), path.string() + " can't be written");
}

/// `mode` as fopen has it. `path` is only for the message.
void write(const fs::path& file, const char* mode, std::string_view bytes, const fs::path& path) {
  File out(std::fopen(file.c_str(), mode));
  if (!out) fail(errno, path);
  if (std::fwrite(bytes.data(), 1, bytes.size(), out.get()) != bytes.size()) fail(errno, path);
  // Only closing tells whether the last bytes found room.
  if (std::fclose(out.release()) != 0) fail(errno, path);
}

/// A name beside `path` that no other process and no other thread takes.
fs::path neighbour(const fs::path& path) {
  static std::atomic<unsigned> count = 0;
  fs::path name = path;
  return name += fmt::format(".{}-{}.new", getpid(), count++);
}

}  // namespace

void write_file_atomically(const fs::path& path, std::string_view bytes) {
  std::error_code none;
  if (fs::exists(path, none) && !fs::is_regular_file(path, none)) return write(path, "we", bytes, path);

  const fs::path target = fs::is_symlink(path, none) ? fs::weakly_canonical(path) : path;
  const fs::path fresh = neighbour(target);
  try {
    write(fresh, "wxe", bytes, path);
    if (std::rename(fresh.c_str(), target.c_str()) != 0) fail(errno, path);
  } catch (...) {
    fs::remove(fresh, none);
    throw;
  }
}

}  // namespace ipclab
