#include "sandbox/memory.h"

#include <sys/uio.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "sandbox/check.h"

namespace ipclab::sandbox {
namespace {

constexpr std::uint64_t kPage = 4096;

}  // namespace

std::size_t Memory::read(std::uint64_t address, void* to, std::size_t size) const {
  const auto transfer = [&](std::size_t done, std::size_t count) {
    iovec local{static_cast<char*>(to) + done, count};
    iovec remote{reinterpret_cast<void*>(address + done), count};
    const ssize_t n = process_vm_readv(pid_, &local, 1, &remote, 1, 0);
    // A container's filter may refuse the call: blind, there is nothing to judge by. Once it has worked, a refusal is
    // of one process only: a program of the system that nobody may read.
    static bool readable = false;
    readable = readable || n > 0;
    if (n == -1 && !readable && (errno == ENOSYS || errno == EPERM)) fail("tracer: reading a program's memory");
    return n <= 0 ? std::size_t{0} : static_cast<std::size_t>(n);
  };
  // Linux gives what comes before an unreadable page; the man page does not promise that, so go on page by page where
  // it stopped elsewhere.
  std::size_t done = transfer(0, size);
  while (done < size) {
    const std::uint64_t at = address + done;
    if (done > 0 && at % kPage == 0) break;
    const std::size_t got = transfer(done, std::min<std::uint64_t>(size - done, kPage - at % kPage));
    if (got == 0) break;
    done += got;
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
