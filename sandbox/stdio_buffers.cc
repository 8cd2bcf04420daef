#include "sandbox/stdio_buffers.h"

#include <fcntl.h>
#include <gelf.h>
#include <stdio.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <mutex>
#include <optional>
#include <tuple>

#include "sandbox/fd.h"
#include "sandbox/memory.h"

namespace ipclab::sandbox {
namespace {

constexpr int kMostStreams = 256;      ///< looked at, of the list
constexpr std::size_t kMostTold = 16;  ///< streams with unwritten text
constexpr std::size_t kMostText = 4096;
constexpr std::uint64_t kLargestBuffer = std::uint64_t{1} << 30;
constexpr unsigned kMagic = 0xfbad0000, kMagicMask = 0xffff0000;  ///< glibc's libio.h: _IO_MAGIC

/// Where the list begins, as the file of the C library says: an address in it, and how the file's executable part is
/// shifted against its addresses.
struct ListSymbol {
  std::uint64_t address = 0;
  std::uint64_t code_offset = 0, code_address = 0;  ///< of the executable segment, in the file and in its addresses
};

/// An ELF file that is only read.
class ElfFile {
 public:
  explicit ElfFile(const std::string& path) : fd_(open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
    elf_version(EV_CURRENT);
    if (fd_.get() >= 0) elf_.reset(elf_begin(fd_.get(), ELF_C_READ_MMAP, nullptr));
  }

  std::optional<ListSymbol> list_symbol() const {
    if (!elf_ || elf_kind(elf_.get()) != ELF_K_ELF) return std::nullopt;
    const auto address = symbol("_IO_list_all");
    if (!address) return std::nullopt;
    std::size_t count = 0;
    if (elf_getphdrnum(elf_.get(), &count) != 0) return std::nullopt;
    for (std::size_t i = 0; i < count; ++i) {
      GElf_Phdr header;
      if (gelf_getphdr(elf_.get(), static_cast<int>(i), &header) == nullptr) continue;
      if (header.p_type == PT_LOAD && (header.p_flags & PF_X) != 0)
        return ListSymbol{*address, header.p_offset, header.p_vaddr};
    }
    return std::nullopt;
  }

 private:
  std::optional<std::uint64_t> symbol(std::string_view name) const {
    for (Elf_Scn* section = elf_nextscn(elf_.get(), nullptr); section != nullptr;
         section = elf_nextscn(elf_.get(), section)) {
      GElf_Shdr header;
      if (gelf_getshdr(section, &header) == nullptr || header.sh_entsize == 0) continue;
      if (header.sh_type != SHT_DYNSYM && header.sh_type != SHT_SYMTAB) continue;
      Elf_Data* data = elf_getdata(section, nullptr);
      for (std::size_t i = 0; data != nullptr && i < header.sh_size / header.sh_entsize; ++i) {
        GElf_Sym entry;
        if (gelf_getsym(data, static_cast<int>(i), &entry) == nullptr) break;
        if (entry.st_shndx == SHN_UNDEF || GELF_ST_TYPE(entry.st_info) != STT_OBJECT) continue;
        const char* found = elf_strptr(elf_.get(), header.sh_link, entry.st_name);
        if (found != nullptr && name == found) return entry.st_value;
      }
    }
    return std::nullopt;
  }

  struct End {
    void operator()(Elf* elf) const { elf_end(elf); }
  };
  Fd fd_;
  std::unique_ptr<Elf, End> elf_;
};

/// Looked up once for each file: a C library has some three thousand symbols, and serves every run.
std::optional<ListSymbol> list_symbol_of(const std::string& path) {
  using Identity = std::tuple<dev_t, ino_t, std::int64_t, std::int64_t>;
  static std::mutex mutex;
  static std::map<Identity, std::optional<ListSymbol>> known;
  struct stat facts {};
  if (stat(path.c_str(), &facts) != 0 || !S_ISREG(facts.st_mode)) return std::nullopt;
  const Identity identity{facts.st_dev, facts.st_ino, facts.st_mtim.tv_sec, facts.st_mtim.tv_nsec};
  const std::lock_guard lock(mutex);
  const auto at = known.find(identity);
  if (at != known.end()) return at->second;
  constexpr std::size_t kMostKnown = 64;  // statically linked programs of many submissions
  if (known.size() >= kMostKnown) known.clear();
  return known[identity] = ElfFile(path).list_symbol();
}

/// The module that holds the C library: libc itself, or the program where it is linked statically.
const CodeMap::Module* c_library(const CodeMap& map) {
  const auto is = [](const CodeMap::Module& module, std::string_view name) {
    const bool of_the_system = module.path.starts_with("/usr/") || module.path.starts_with("/lib");
    return of_the_system && module.path.find(name) != std::string::npos;
  };
  for (const CodeMap::Module& module : map.modules) {
    if (is(module, "/libc.so.6")) return &module;
  }
  const bool dynamic = std::any_of(map.modules.begin(), map.modules.end(),
                                   [&](const CodeMap::Module& module) { return is(module, "/ld-linux"); });
  return dynamic || map.own < 0 ? nullptr : &map.modules[static_cast<std::size_t>(map.own)];
}

std::uint64_t address_of(const void* pointer) {
  return reinterpret_cast<std::uint64_t>(pointer);
}

/// Whether the stream's pointers make sense and say that text waits between write_base and write_ptr.
bool holds_text(const FILE& stream) {
  const std::uint64_t base = address_of(stream._IO_write_base), next = address_of(stream._IO_write_ptr);
  return stream._fileno >= 0 && base < next && next - base < kLargestBuffer &&
         base >= address_of(stream._IO_buf_base) && next <= address_of(stream._IO_buf_end);
}

}  // namespace

std::vector<UnwrittenText> unwritten_text(pid_t tid, const std::string& program, std::optional<CodeMap>* known,
                                          const std::map<std::string, std::string>& host_paths) {
  std::vector<UnwrittenText> found;
  // Libraries are mapped while the program is already running.
  if (!*known || c_library(**known) == nullptr) *known = CodeMap::of(tid, program);
  const CodeMap::Module* library = c_library(**known);
  if (library == nullptr) return found;
  const auto host = host_paths.find(library->path);
  const auto symbol = list_symbol_of(host == host_paths.end() ? library->path : host->second);
  if (!symbol) return found;

  const Memory memory(tid);
  const std::uint64_t shift = library->base + symbol->code_offset - symbol->code_address;
  auto next = memory.object<std::uint64_t>(shift + symbol->address);
  for (int i = 0; next && *next != 0 && i < kMostStreams && found.size() < kMostTold; ++i) {
    const auto stream = memory.object<FILE>(*next);
    if (!stream || (static_cast<unsigned>(stream->_flags) & kMagicMask) != kMagic) break;
    if (holds_text(*stream)) {
      const std::uint64_t base = address_of(stream->_IO_write_base);
      const std::uint64_t bytes = address_of(stream->_IO_write_ptr) - base;
      found.push_back({stream->_fileno, static_cast<std::int64_t>(bytes),
                       memory.bytes(base, std::min<std::uint64_t>(bytes, kMostText))});
    }
    next = address_of(stream->_chain);
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const UnwrittenText& left, const UnwrittenText& right) { return left.fd < right.fd; });
  return found;
}

std::vector<Field> unwritten_fields(const std::vector<UnwrittenText>& streams) {
  if (streams.empty()) return {};
  std::vector<std::int64_t> fds, bytes;
  std::vector<std::string> texts;
  for (const UnwrittenText& stream : streams) {
    fds.push_back(stream.fd);
    bytes.push_back(stream.bytes);
    texts.push_back(stream.text);
  }
  return {{"unwritten_fds", fds}, {"unwritten_bytes", bytes}, {"unwritten_texts", texts}};
}

}  // namespace ipclab::sandbox
