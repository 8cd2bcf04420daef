#include "sandbox/access_reader.h"

#include <algorithm>
#include <cstddef>

namespace ipclab::sandbox {
namespace {

constexpr std::uint64_t kMagic = 0x6465746f6e63706c;
constexpr std::uint64_t kMostEntries = 1024;

struct Header {
  std::uint64_t magic = 0, entries = 0, generation = 0, count = 0, accesses = 0, gives_way_at = 0, in_turns = 0;
};

}  // namespace

std::vector<RawAccess> take_accesses(const Memory& memory, std::uint64_t address) {
  const auto header = memory.object<Header>(address);
  if (!header || header->magic != kMagic || header->count == 0) return {};
  // More were counted than fit: those found no place and are noted again.
  const std::uint64_t count = std::min({header->count, header->entries, kMostEntries});
  std::vector<RawAccess> taken = memory.array<RawAccess>(address + sizeof(Header), count);
  const std::uint64_t emptied[] = {header->generation + 1, 0};
  memory.write(address + offsetof(Header, generation), emptied, sizeof emptied);
  return taken;
}

void count_accesses(const Memory& memory, std::uint64_t address, std::uint64_t done, std::uint64_t next) {
  const auto header = memory.object<Header>(address);
  if (!header || header->magic != kMagic) return;
  const std::uint64_t counted[] = {done, next, 1};
  memory.write(address + offsetof(Header, accesses), counted, sizeof counted);
}

std::uint64_t accesses_made(const Memory& memory, std::uint64_t address) {
  const auto header = memory.object<Header>(address);
  return header && header->magic == kMagic ? header->accesses : 0;
}

bool decode_access(const RawAccess& raw, Access* access) {
  constexpr std::uint64_t kKind = 0xff, kVolatile = 0x100;
  const std::uint64_t kind = raw.kind & kKind;
  if (kind == 0 || kind > static_cast<std::uint64_t>(AccessKind::Last)) return false;
  access->kind = static_cast<AccessKind>(kind);
  access->is_volatile = (raw.kind & kVolatile) != 0;
  access->address = raw.address;
  access->size = raw.size;
  access->key = raw.key;
  access->value = raw.value;
  access->number = raw.number;
  return true;
}

}  // namespace ipclab::sandbox
