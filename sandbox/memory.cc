#include "sandbox/memory.h"

#include <sys/uio.h>

#include <algorithm>
#include <cstring>

namespace ipclab::sandbox {
namespace {

constexpr std::uint64_t kPage = 4096;

}  // namespace

std::size_t Memory::read(std::uint64_t address, void* to, std::size_t size) const {
  iovec local{to, size};
  iovec remote{reinterpret_cast<void*>(address), size};
  const ssize_t got = process_vm_readv(pid_, &local, 1, &remote, 1, 0);
  if (got == static_cast<ssize_t>(size)) return size;
  // One unreadable page spoils the whole transfer of an element: go on page by page up to it.
  std::size_t done = 0;
  while (done < size) {
    const std::uint64_t at = address + done;
    const std::size_t step = std::min<std::uint64_t>(size - done, kPage - at % kPage);
    iovec part{static_cast<char*>(to) + done, step};
    iovec from{reinterpret_cast<void*>(at), step};
    const ssize_t n = process_vm_readv(pid_, &part, 1, &from, 1, 0);
    if (n <= 0) break;
    done += static_cast<std::size_t>(n);
  }
  return done;
}

bool Memory::write(std::uint64_t address, const void* from, std::size_t size) const {
  iovec local{const_cast<void*>(from), size};
  iovec remote{reinterpret_cast<void*>(address), size};
  return process_vm_writev(pid_, &local, 1, &remote, 1, 0) == static_cast<ssize_t>(size);
}

std::string Memory::bytes(std::uint64_t address, std::size_t size) const {
  std::string out(size, '\0');
  if (address == 0 || size == 0) return {};
  out.resize(read(address, out.data(), size));
  return out;
}

std::string Memory::string(std::uint64_t address, std::size_t limit) const {
  std::string out;
  if (address == 0) return out;
  while (out.size() < limit) {
    char block[256];
    const std::uint64_t at = address + out.size();
    const std::size_t want =
        std::min<std::size_t>({sizeof block, limit - out.size(), static_cast<std::size_t>(kPage - at % kPage)});
    const std::size_t got = read(at, block, want);
    const void* end = std::memchr(block, '\0', got);
    if (end != nullptr) return out.append(block, static_cast<std::size_t>(static_cast<const char*>(end) - block));
    out.append(block, got);
    if (got < want) break;
  }
  return out;
}

}  // namespace ipclab::sandbox
