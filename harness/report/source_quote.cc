#include "harness/report/source_quote.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "harness/report/utf8.h"

namespace ipclab {
namespace {

constexpr std::size_t kMostBytes = 1000;

/// The line of that number, from 1 on, without its end.
std::optional<std::string_view> line_of(std::string_view text, int number) {
  if (number < 1) return std::nullopt;
  for (int i = 1; i < number; ++i) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) return std::nullopt;
    text.remove_prefix(end + 1);
  }
  std::string_view line = text.substr(0, text.find('\n'));
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  return line;
}

/// How far into the line, as it is shown, the compiler's column is: escapes take more room than what they stand for.
int shown_column(std::string_view line, int column) {
  int counted = 1;
  std::size_t at = 0;
  while (at < line.size() && counted < column) {
    const Character character = first_character(line.substr(at));
    counted += character.valid() ? width_of(character.point) : 1;
    at += std::max<std::size_t>(1, character.length);
  }
  return width_of(visible(line.substr(0, at)));
}

}  // namespace

Lines quote_source(const std::vector<SubmittedFile>& files, const SourceLocation& at, int column, int width,
                   const Paint& paint) {
  const auto file =
      std::find_if(files.begin(), files.end(), [&](const SubmittedFile& it) { return it.name == at.file; });
  if (file == files.end()) return {};
  const auto line = line_of(file->bytes, at.line);
  if (!line) return {};

  const std::string source = expand_tabs(line->substr(0, kMostBytes));
  const std::string shown = visible(source);
  const std::string gutter = fmt::format("{:>5} │ ", at.line);
  const int room = width - width_of(gutter);
  Lines quoted = {paint.blue(gutter) + cut(shown, room)};
  const int caret = shown_column(source, column);
  if (column > 0 && caret < std::min(room, width_of(shown) + 1)) {
    quoted.push_back(paint.blue("      │ ") + std::string(static_cast<std::size_t>(caret), ' ') + paint.red("^"));
  }
  return quoted;
}

}  // namespace ipclab
