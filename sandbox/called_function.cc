#include "sandbox/called_function.h"

#include <fcntl.h>
#include <gelf.h>

#include <algorithm>
#include <map>
#include <memory>
#include <mutex>
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

/// Of several names of one function (write, __write; signal, ssignal; _exit, _Exit) the one that programs use.
bool is_better(std::string_view name, std::string_view than) {
  const auto internal = [](std::string_view it) { return it.starts_with("__") || it.starts_with("_IO_"); };
  if (than.empty() || internal(name) != internal(than)) return than.empty() || internal(than);
  return name.size() != than.size() ? name.size() < than.size() : name > than;
}

using Exports = std::map<std::uint64_t, std::string>;

/// The functions that a library exports, by their addresses in it.
Exports exports_in(const std::string& path) {
  Exports exports;
  elf_version(EV_CURRENT);
  const Fd file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  const std::unique_ptr<Elf, EndElf> elf(file ? elf_begin(file.get(), ELF_C_READ_MMAP, nullptr) : nullptr);
  if (!elf || elf_kind(elf.get()) != ELF_K_ELF) return exports;
  for (Elf_Scn* section = elf_nextscn(elf.get(), nullptr); section != nullptr;
       section = elf_nextscn(elf.get(), section)) {
    GElf_Shdr header;
    if (gelf_getshdr(section, &header) == nullptr || header.sh_type != SHT_DYNSYM || header.sh_entsize == 0) continue;
    Elf_Data* data = elf_getdata(section, nullptr);
    if (data == nullptr) continue;
    for (std::size_t i = 0; i < header.sh_size / header.sh_entsize; ++i) {
      GElf_Sym symbol;
      if (gelf_getsym(data, static_cast<int>(i), &symbol) == nullptr) break;
      if (symbol.st_shndx == SHN_UNDEF || GELF_ST_TYPE(symbol.st_info) == STT_OBJECT) continue;
      const char* name = elf_strptr(elf.get(), header.sh_link, symbol.st_name);
      if (name == nullptr) continue;
      std::string& best = exports[symbol.st_value];
      if (is_better(name, best)) best = name;
    }
  }
  return exports;
}

/// Those of the system's libraries, which stay as they are: read once.
const Exports& system_exports(const std::string& path) {
  static std::mutex mutex;
  static std::map<std::string, Exports> known;
  const std::lock_guard lock(mutex);
  const auto [exports, is_new] = known.try_emplace(path);
  if (is_new) exports->second = exports_in(path);
  return exports->second;
}

/// "__printf_chk" -> "printf", "__isoc99_scanf" -> "scanf"; "_exit" stays.
std::string as_programs_write_it(std::string_view name) {
  for (const std::string_view prefix : {"__isoc99_", "__isoc23_", "_IO_", "__"}) {
    if (!name.starts_with(prefix)) continue;
    name.remove_prefix(prefix.size());
    break;
  }
  if (name.ends_with("_chk")) name.remove_suffix(4);
  return std::string(name);
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
  const std::string& path = known == host_paths.end() ? library->path : known->second;
  // What lies elsewhere a program may have brought along; the path means something else on this side.
  if (known == host_paths.end() && !path.starts_with("/usr/") && !path.starts_with("/lib")) return {};
  const Exports& exports = system_exports(path);
  const auto name = exports.find(*called - library->base);
  return name == exports.end() ? std::string() : as_programs_write_it(name->second);
}

}  // namespace ipclab::sandbox
