// Reads and writes the memory of a traced process (man 2 process_vm_readv). What a pointer leads to may be anything:
// every transfer may come back short.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

namespace ipclab::sandbox {

class Memory {
 public:
  explicit Memory(pid_t pid) : pid_(pid) {}

  /// As many of `size` bytes as can be read from `address` on.
  std::string bytes(std::uint64_t address, std::size_t size) const;

  /// Bytes up to the first NUL, at most `limit`.
  std::string string(std::uint64_t address, std::size_t limit = 4096) const;

  /// An object of type T, or nothing if a part of it can't be read.
  template <typename T>
  std::optional<T> object(std::uint64_t address) const {
    static_assert(std::is_trivially_copyable_v<T>);
    T value;
    if (read(address, &value, sizeof value) != sizeof value) return std::nullopt;
    return value;
  }

  /// As the kernel would write it for a call of the process. False: not all of it could be written.
  bool write(std::uint64_t address, const void* from, std::size_t size) const;

  /// At most `count` objects of type T; fewer where memory ends.
  template <typename T>
  std::vector<T> array(std::uint64_t address, std::size_t count) const {
    static_assert(std::is_trivially_copyable_v<T>);
    std::vector<T> values(count);
    values.resize(count == 0 ? 0 : read(address, values.data(), count * sizeof(T)) / sizeof(T));
    return values;
  }

 private:
  std::size_t read(std::uint64_t address, void* to, std::size_t size) const;
  pid_t pid_;
};

}  // namespace ipclab::sandbox
