// Texts of strangers made harmless for a terminal.
#include <fmt/format.h>

#include "harness/report/report.h"
#include "harness/report/utf8.h"

namespace ipclab {
namespace {

std::string escape_of(char32_t point) {
  switch (point) {
    case U'\n':
      return "\\n";
    case U'\r':
      return "\\r";
    case U'\t':
      return "\\t";
    case U'\0':
      return "\\0";
    default:
      break;
  }
  const auto number = static_cast<std::uint32_t>(point);
  return number < 0x80 ? fmt::format("\\x{:02x}", number) : fmt::format("<U+{:04X}>", number);
}

}  // namespace

std::string visible(std::string_view bytes, bool keep_newlines) {
  std::string text;
  text.reserve(bytes.size());
  while (!bytes.empty()) {
    const Character character = first_character(bytes);
    if (!character.valid()) {
      text += fmt::format("\\x{:02x}", static_cast<unsigned char>(bytes.front()));
      bytes.remove_prefix(1);
      continue;
    }
    const bool stays = !is_invisible(character.point) || (keep_newlines && character.point == U'\n');
    text += stays ? std::string(bytes.substr(0, character.length)) : escape_of(character.point);
    bytes.remove_prefix(character.length);
  }
  return text;
}

}  // namespace ipclab
