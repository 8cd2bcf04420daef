#include "sandbox/called_function.h"

#include <fcntl.h>
#include <gelf.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <string_view>

#include "sandbox/fd.h"
#include "sandbox/memory.h"

namespace ipclab::sandbox {
namespace {

/// Where the call before the return address goes to, through the program's linkage table where it is one into a
/// library.
std::optional<std::uint64_t> call_target(const Memory& memory, std::uint64_t returns_to) {
#if defined(__x86_64__)
  const auto relative = [&](std::uint64_t address) -> std::optional<std::uint64_t> {
    const auto distance = memory.object<std::int32_t>(address);
    if (!distance) return std::nullopt;
    return address + sizeof *distance + static_cast<std::uint64_t>(std::int64_t{*distance});
  };
  const auto through = [&](const std::optional<std::uint64_t>& slot) {
    return slot ? memory.object<std::uint64_t>(*slot) : std::nullopt;
  };
  if (memory.bytes(returns_to - 6, 2) == "\xff\x15") return through(relative(returns_to - 4));  // call *slot(%rip)
  if (memory.bytes(returns_to - 5, 1) != "\xe8") return std::nullopt;                           // call rel32
  const auto target = relative(returns_to - 4);
  if (!target) return std::nullopt;
  // An entry of the table: endbr64 and bnd may come first, then jmp *slot(%rip).
  const std::string entry = memory.bytes(*target, 16);
  std::size_t at = entry.starts_with("\xf3\x0f\x1e\xfa") ? 4 : 0;
  if (entry.substr(at, 1) == "\xf2") ++at;
  return entry.substr(at, 2) == "\xff\x25" ? through(relative(*target + at + 2)) : target;
#else
  (void)memory;
  (void)returns_to;
  return std::nullopt;
#endif
}

struct EndElf {
  void operator()(Elf* elf) const { elf_end(elf); }
};

/// The function that a library exports at that address of its own.
std::string exported_at(const std::string& path, std::uint64_t address) {
  elf_version(EV_CURRENT);
  const Fd file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  const std::unique_ptr<Elf, EndElf> elf(file ? elf_begin(file.get(), ELF_C_READ_MMAP, nullptr) : nullptr);
  if (!elf || elf_kind(elf.get()) != ELF_K_ELF) return {};
  std::string found;
  for (Elf_Scn* section = elf_nextscn(elf.get(), nullptr); section != nullptr;
       section = elf_nextscn(elf.get(), section)) {
    GElf_Shdr header;
    if (gelf_getshdr(section, &header) == nullptr || header.sh_type != SHT_DYNSYM || header.sh_entsize == 0) continue;
    Elf_Data* data = elf_getdata(section, nullptr);
    if (data == nullptr) continue;
    for (std::size_t i = 0; i < header.sh_size / header.sh_entsize; ++i) {
      GElf_Sym symbol;
      if (gelf_getsym(data, static_cast<int>(i), &symbol) == nullptr) break;
      if (symbol.st_value != address || symbol.st_shndx == SHN_UNDEF) continue;
      const char* name = elf_strptr(elf.get(), header.sh_link, symbol.st_name);
      if (name == nullptr) continue;
      found = name;
      // Of several names of one function the one that programs use.
      if (!found.starts_with('_')) return found;
    }
  }
  return found.substr(std::min(found.find_first_not_of('_'), found.size()));
}

}  // namespace

std::string called_function(pid_t tid, const Frame& frame, CodeMap* map,
                            const std::map<std::string, std::string>& host_paths) {
  if (map->own < 0) return {};
  const std::uint64_t returns_to = map->modules[static_cast<std::size_t>(map->own)].base + frame.offset + 1;
  const auto called = call_target(Memory(tid), returns_to);
  if (!called || map->is_own(*called)) return {};
  const CodeMap::Module* library = map->at(*called);
  if (library == nullptr) return {};
  const auto known = host_paths.find(library->path);
  return exported_at(known == host_paths.end() ? library->path : known->second, *called - library->base);
}

}  // namespace ipclab::sandbox
