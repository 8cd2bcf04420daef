#include "harness/report/layout.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "harness/report/utf8.h"

namespace ipclab {
namespace {

/// Bytes of the longest beginning of `text` that takes at most `width` columns; at least one character.
std::size_t fitting(std::string_view text, int width) {
  std::size_t taken = 0;
  int columns = 0;
  while (taken < text.size()) {
    const Character character = first_character(text.substr(taken));
    columns += character.valid() ? width_of(character.point) : 1;
    if (columns > width && taken > 0) break;
    taken += std::max<std::size_t>(1, character.length);
  }
  return taken;
}

void wrap_paragraph(std::string_view text, int width, Lines& lines) {
  std::string line;
  int columns = 0;
  bool begun = false;
  while (true) {
    const std::size_t blank = text.find(' ');
    std::string_view word = text.substr(0, blank);
    if (begun && columns + 1 + width_of(word) > width) {
      lines.push_back(std::exchange(line, {}));
      begun = false;
      columns = 0;
    }
    if (begun) line += ' ', ++columns;
    for (std::size_t part = fitting(word, width); part < word.size(); part = fitting(word, width)) {
      lines.emplace_back(word.substr(0, part));
      word.remove_prefix(part);
    }
    line += word;
    columns += width_of(word);
    begun = true;
    if (blank == std::string_view::npos) break;
    text.remove_prefix(blank + 1);
  }
  lines.push_back(std::move(line));
}

}  // namespace

std::string Paint::in(std::string_view code, std::string_view text) const {
  if (!colour_ || text.empty()) return std::string(text);
  return fmt::format("\x1b[{}m{}\x1b[0m", code, text);
}

Lines wrap(std::string_view text, int width) {
  width = std::max(width, 10);
  Lines lines;
  while (true) {
    const std::size_t end = text.find('\n');
    wrap_paragraph(text.substr(0, end), width, lines);
    if (end == std::string_view::npos) return lines;
    text.remove_prefix(end + 1);
  }
}

std::string padded(std::string_view text, int width) {
  return std::string(text) + std::string(static_cast<std::size_t>(std::max(0, width - width_of(text))), ' ');
}

std::string cut(std::string_view text, int width) {
  if (width_of(text) <= width) return std::string(text);
  return std::string(text.substr(0, fitting(text, width - 1))) + "…";
}

std::string expand_tabs(std::string_view text) {
  constexpr int kTab = 8;
  std::string expanded;
  int column = 0;
  while (!text.empty()) {
    const Character character = first_character(text);
    const std::size_t length = std::max<std::size_t>(1, character.length);
    if (text.front() == '\t') {
      const int blanks = kTab - column % kTab;
      expanded.append(static_cast<std::size_t>(blanks), ' ');
      column += blanks;
    } else {
      expanded += text.substr(0, length);
      column = text.front() == '\n' ? 0 : column + (character.valid() ? width_of(character.point) : 1);
    }
    text.remove_prefix(length);
  }
  return expanded;
}

Lines indented(Lines lines, int margin) {
  for (std::string& line : lines) {
    if (!line.empty()) line.insert(0, static_cast<std::size_t>(margin), ' ');
  }
  return lines;
}

void append(Lines& lines, const Lines& more) {
  lines.insert(lines.end(), more.begin(), more.end());
}

}  // namespace ipclab
