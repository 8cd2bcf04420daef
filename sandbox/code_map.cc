#include "sandbox/code_map.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <string_view>

#include "sandbox/proc.h"

namespace ipclab::sandbox {
namespace {

/// A hexadecimal number at the beginning, which is then taken away together with the character after it.
bool take_number(std::string_view* text, std::uint64_t* number) {
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), *number, 16);
  if (error != std::errc()) return false;
  text->remove_prefix(std::min(text->size(), static_cast<std::size_t>(end - text->data()) + 1));
  return true;
}

/// 555555554000-555555555000 r-xp 00001000 00:1f 12345   /lab/pipeline
bool read_line(std::string_view line, CodeMap::Module* module) {
  std::uint64_t offset = 0;
  if (!take_number(&line, &module->begin) || !take_number(&line, &module->end)) return false;
  if (line.size() < 5 || line[2] != 'x') return false;
  line.remove_prefix(5);
  if (!take_number(&line, &offset)) return false;
  module->base = module->begin - offset;
  const std::size_t path = line.find('/');  // neither device nor inode has one
  if (path == std::string_view::npos) return false;
  module->path = line.substr(path);
  module->loader = module->path.find("/ld-linux") != std::string::npos;
  return true;
}

}  // namespace

CodeMap CodeMap::of(const std::string& maps, const std::string& program) {
  CodeMap map;
  for (std::string_view rest = maps; !rest.empty();) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    Module module;
    if (read_line(rest.substr(0, end), &module)) {
      if (module.path == program && map.own < 0) map.own = static_cast<int>(map.modules.size());
      map.modules.push_back(std::move(module));
    }
    rest.remove_prefix(std::min(rest.size(), end + 1));
  }
  return map;
}

CodeMap CodeMap::of(pid_t pid, const std::string& program) {
  return of(read_proc(fmt::format("/proc/{}/maps", pid)), program);
}

CodeMap::Module* CodeMap::at(std::uint64_t pc) {
  const auto found =
      std::find_if(modules.begin(), modules.end(), [&](const Module& m) { return pc >= m.begin && pc < m.end; });
  return found == modules.end() ? nullptr : &*found;
}

}  // namespace ipclab::sandbox
