#include "harness/report/hint.h"

#include <algorithm>
#include <cctype>

#include "harness/report/report.h"
#include "harness/report/utf8.h"

namespace ipclab {
namespace {

bool is_digit(char c) {
  return std::isdigit(static_cast<unsigned char>(c)) != 0;
}

/// "man 7 pipe (Pipe capacity), man 2 msgsnd" and nothing else.
bool is_list_of_pages(std::string_view text) {
  while (true) {
    if (text.size() < 7 || !text.starts_with("man ") || !is_digit(text[4]) || text[5] != ' ') return false;
    text.remove_prefix(6);
    const std::size_t name = std::min(text.find_first_of(" ,"), text.size());
    if (name == 0) return false;
    text.remove_prefix(name);
    if (text.starts_with(" (")) {
      const std::size_t closing = text.find(')');
      if (closing == std::string_view::npos) return false;
      text.remove_prefix(closing + 1);
    }
    if (text.empty() || text == ".") return true;
    if (!text.starts_with(", ")) return false;
    text.remove_prefix(2);
  }
}

}  // namespace

Hint split_hint(const std::string& hint) {
  for (std::size_t at = hint.find("man "); at != std::string::npos; at = hint.find("man ", at + 1)) {
    const bool begins_word = at == 0 || hint[at - 1] == ' ';
    if (!begins_word || !is_list_of_pages(std::string_view(hint).substr(at))) continue;
    Hint split{hint.substr(0, at == 0 ? 0 : at - 1), hint.substr(at)};
    if (split.pages.back() == '.') split.pages.pop_back();
    return split;
  }
  return {hint, ""};
}

Lines hint_lines(const std::string& hint, int width, const Paint& paint) {
  const Hint split = split_hint(visible(hint));
  Lines lines = split.text.empty() ? Lines{} : wrap(split.text, width);
  if (split.pages.empty()) return lines;
  constexpr int kGap = 4;
  const int pages = width_of(split.pages);
  if (lines.empty() || width_of(lines.back()) + kGap + pages > width) lines.emplace_back();
  lines.back() = padded(lines.back(), width - pages) + paint.dim(split.pages);
  return lines;
}

}  // namespace ipclab
