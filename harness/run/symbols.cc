#include "harness/run/symbols.h"

#include <elfutils/libdwfl.h>
#include <gelf.h>

#include <memory>

#include "sandbox/shared_run.h"

namespace ipclab {
namespace {

/// One executable and its debug information.
class Symbols {
 public:
  Symbols(const std::filesystem::path& path, std::filesystem::path folder, Elsewhere elsewhere)
      : folder_(std::move(folder)), elsewhere_(elsewhere) {
    static const Dwfl_Callbacks callbacks = [] {
      Dwfl_Callbacks made{};
      made.find_elf = dwfl_build_id_find_elf;
      made.find_debuginfo = dwfl_standard_find_debuginfo;
      made.section_address = dwfl_offline_section_address;
      return made;
    }();
    dwfl_.reset(dwfl_begin(&callbacks));
    if (!dwfl_) return;
    module_ = dwfl_report_offline(dwfl_.get(), "program", path.c_str(), -1);
    dwfl_report_end(dwfl_.get(), nullptr, nullptr);
  }

  /// `offset`: of the instruction in the file.
  SourceLocation at(std::uint64_t offset) const {
    SourceLocation location;
    if (module_ == nullptr) return location;
    GElf_Addr bias = 0;
    Elf* elf = dwfl_module_getelf(module_, &bias);
    const auto address = address_of(elf, offset);
    if (!address) return location;
    if (const char* function = dwfl_module_addrname(module_, bias + *address)) location.function = function;
    if (Dwfl_Line* line = dwfl_module_getsrc(module_, bias + *address)) {
      int number = 0;
      const char* file = dwfl_lineinfo(line, nullptr, &number, nullptr, nullptr, nullptr);
      if (file != nullptr) location.file = source_name(file);
      location.line = number;
    }
    return location;
  }

 private:
  static std::optional<std::uint64_t> address_of(Elf* elf, std::uint64_t offset) {
    std::size_t count = 0;
    if (elf == nullptr || elf_getphdrnum(elf, &count) != 0) return std::nullopt;
    for (std::size_t i = 0; i < count; ++i) {
      GElf_Phdr header;
      if (gelf_getphdr(elf, static_cast<int>(i), &header) == nullptr || header.p_type != PT_LOAD) continue;
      if (offset >= header.p_offset && offset < header.p_offset + header.p_filesz)
        return offset - header.p_offset + header.p_vaddr;
    }
    return std::nullopt;
  }

  std::string source_name(const std::string& path) const {
    const std::filesystem::path clean = std::filesystem::path(sandbox::without_cage_folder(path)).lexically_normal();
    if (clean.is_relative()) return clean.string();
    const std::filesystem::path relative = clean.lexically_relative(folder_);
    if (!relative.empty() && *relative.begin() != "..") return relative.string();
    const bool system = clean.string().starts_with("/usr/");
    return elsewhere_ == Elsewhere::WholePath && !system ? clean.string() : std::string();
  }

  struct End {
    void operator()(Dwfl* dwfl) const { dwfl_end(dwfl); }
  };
  std::unique_ptr<Dwfl, End> dwfl_;
  Dwfl_Module* module_ = nullptr;
  std::filesystem::path folder_;
  Elsewhere elsewhere_;
};

}  // namespace

std::vector<SourceLocation> locate(const std::vector<sandbox::Frame>& frames,
                                   const std::map<std::string, std::filesystem::path>& programs,
                                   const std::filesystem::path& folder, Elsewhere elsewhere) {
  std::map<std::string, Symbols> opened;
  std::vector<SourceLocation> locations;
  for (const sandbox::Frame& frame : frames) {
    const auto program = programs.find(frame.module);
    if (program == programs.end()) {
      locations.emplace_back();
      continue;
    }
    const auto [symbols, added] = opened.try_emplace(frame.module, program->second, folder, elsewhere);
    locations.push_back(symbols->second.at(frame.offset));
  }
  return locations;
}

}  // namespace ipclab
