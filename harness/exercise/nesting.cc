#include "harness/exercise/nesting.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>

#include "harness/exercise/exercise.h"

namespace ipclab {
namespace {

constexpr std::size_t kMostDots =
    4000;  ///< in keys and numbers of the whole file; the exercises here have under a hundred

/// The offset after the text in quotes that begins at `at`. One that is not closed ends with its line, or with the
/// file.
std::size_t after_quotes(std::string_view text, std::size_t at) {
  const char quote = text[at];
  const std::string three(3, quote);
  const bool long_one = text.substr(at).starts_with(three);
  std::size_t i = at + (long_one ? 3 : 1);
  while (i < text.size()) {
    if (quote == '"' && text[i] == '\\') {
      i += 2;
    } else if (long_one) {
      if (text.substr(i).starts_with(three)) {
        // Up to two more quotes at the end belong to the text.
        const std::size_t end = std::min(text.find_first_not_of(quote, i), text.size());
        return std::min(end, i + 5);
      }
      ++i;
    } else {
      if (text[i] == quote || text[i] == '\n') return i + 1;
      ++i;
    }
  }
  return text.size();
}

}  // namespace

void refuse_deep_keys(std::string_view text, const std::string& file) {
  std::size_t dots = 0;
  for (std::size_t i = 0; i < text.size();) {
    if (text[i] == '"' || text[i] == '\'') {
      i = after_quotes(text, i);
      continue;
    }
    if (text[i] == '#') {
      i = std::min(text.find('\n', i), text.size());
      continue;
    }
    if (text[i] == '.' && ++dots > kMostDots) {
      const auto line = 1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(i), '\n');
      const std::size_t start = i == 0 ? std::string_view::npos : text.rfind('\n', i - 1);
      throw ExerciseError(fmt::format("{}:{}:{}: the file has more than {} dots in its keys and numbers", file, line,
                                      start == std::string_view::npos ? i + 1 : i - start, kMostDots));
    }
    ++i;
  }
}

}  // namespace ipclab
