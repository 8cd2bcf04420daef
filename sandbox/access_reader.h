// Reads and empties the buffer in which a stopped process notes its accesses (harness/build/noted/buffer.c).
#pragma once

#include <cstdint>
#include <vector>

#include "sandbox/accesses.h"
#include "sandbox/memory.h"

namespace ipclab::sandbox {

/// prctl's option with which a process says where its buffer is, and that it is to be read; the kernel has no such
/// option. The arguments: what, the buffer's address.
constexpr std::int64_t kAccessCall = 0x49504c;
constexpr std::uint64_t kAnnounceAccesses = 1;
/// It is about to make the access before which it was asked to give way: the third argument is its number.
constexpr std::uint64_t kGivesWayBeforeAccess = 3;

struct RawAccess {
  std::uint64_t address = 0, pc = 0, size = 0, key = 0, value = 0, kind = 0, number = 0;
};

/// What is new in the buffer at `address`; nothing where there is none. It is empty then.
std::vector<RawAccess> take_accesses(const Memory&, std::uint64_t address);

/// The process takes turns with the others, so that it need not tell anything at once; it has made `done` accesses so
/// far, and is to give way before number `next`; 0: before none. Does nothing where there is no buffer.
void count_accesses(const Memory&, std::uint64_t address, std::uint64_t done, std::uint64_t next);

/// How many the process has made; 0 where there is no buffer.
std::uint64_t accesses_made(const Memory&, std::uint64_t address);

/// Without event, process and frame. False: it is no access.
bool decode_access(const RawAccess&, Access*);

}  // namespace ipclab::sandbox
