#include "sandbox/memory.h"

#include <fcntl.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string>

#include "sandbox/check.h"
#include "sandbox/fd.h"

namespace ipclab::sandbox {
namespace {

constexpr std::uint64_t kPage = 4096;

/// Docker's older profiles refuse the calls for other processes' memory to those without CAP_SYS_PTRACE. A tracer may
/// still open its tracee's (man 5 proc), which takes longer.
Fd memory_file(pid_t pid, int flags) {
  return Fd(open(("/proc/" + std::to_string(pid) + "/mem").c_str(), flags | O_CLOEXEC));
}

/// Nothing is ever read or written through this pointer on our side.
iovec part_of_other(std::uint64_t address, std::size_t size) {
  return {reinterpret_cast<void*>(address), size};  // NOLINT(performance-no-int-to-ptr): the call takes it so
}

bool is_refused(ssize_t n) {
  return n == -1 && (errno == ENOSYS || errno == EPERM);
}

ssize_t read_once(pid_t pid, std::uint64_t address, void* to, std::size_t size) {
  static bool by_file = false;
  iovec local{to, size};
  iovec remote = part_of_other(address, size);
  if (!by_file) {
    const ssize_t n = process_vm_readv(pid, &local, 1, &remote, 1, 0);
    if (!is_refused(n)) return n;
  }
  const Fd file = memory_file(pid, O_RDONLY);
  const ssize_t n = file ? pread(file.get(), to, size, static_cast<off_t>(address)) : -1;
  by_file = by_file || n > 0;
  if (!file) errno = EPERM;
  return n;
}

}  // namespace

std::size_t Memory::read(std::uint64_t address, void* to, std::size_t size) const {
  const auto transfer = [&](std::size_t done, std::size_t count) {
    const ssize_t n = read_once(pid_, address + done, static_cast<char*>(to) + done, count);
    // Blind, there is nothing to judge by. Once it has worked, a refusal is
    // of one process only: a program of the system that nobody may read.
    static bool readable = false;
    readable = readable || n > 0;
    if (is_refused(n) && !readable) fail("tracer: reading a program's memory");
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
  iovec remote = part_of_other(address, size);
  ssize_t n = process_vm_writev(pid_, &local, 1, &remote, 1, 0);
  if (is_refused(n)) {
    if (const Fd file = memory_file(pid_, O_WRONLY)) n = pwrite(file.get(), from, size, static_cast<off_t>(address));
  }
  return n == static_cast<ssize_t>(size);
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
