#include "harness/exercise/suggest.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>

namespace ipclab {
namespace {

constexpr std::size_t kLongestWord = 64;  ///< nobody mistypes a longer one; keeps the comparison cheap
constexpr std::size_t kMostListed = 20;
constexpr std::size_t kMostShown = 80;

/// How many letters must be typed, left out, replaced or swapped with their neighbour to get from one word to the
/// other.
std::size_t distance(std::string_view from, std::string_view to) {
  std::vector<std::vector<std::size_t>> cost(from.size() + 1, std::vector<std::size_t>(to.size() + 1));
  for (std::size_t i = 0; i <= from.size(); ++i) cost[i][0] = i;
  for (std::size_t j = 0; j <= to.size(); ++j) cost[0][j] = j;
  for (std::size_t i = 1; i <= from.size(); ++i) {
    for (std::size_t j = 1; j <= to.size(); ++j) {
      const std::size_t replaced = cost[i - 1][j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
      cost[i][j] = std::min({replaced, cost[i - 1][j] + 1, cost[i][j - 1] + 1});
      const bool swapped = i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1];
      if (swapped) cost[i][j] = std::min(cost[i][j], cost[i - 2][j - 2] + 1);
    }
  }
  return cost[from.size()][to.size()];
}

bool is_utf8_continuation(char c) {
  return (static_cast<unsigned char>(c) & 0xc0U) == 0x80U;
}

}  // namespace

std::optional<std::string> nearest_word(std::string_view word, const std::vector<std::string>& candidates) {
  if (word.size() > kLongestWord) return std::nullopt;
  std::optional<std::string> nearest;
  std::size_t best = std::max<std::size_t>(1, word.size() / 3) + 1;
  for (const std::string& candidate : candidates) {
    if (candidate.size() > kLongestWord) continue;
    const std::size_t far = distance(word, candidate);
    if (far >= best) continue;
    best = far;
    nearest = candidate;
  }
  return nearest;
}

std::string did_you_mean(std::string_view word, const std::vector<std::string>& candidates) {
  if (const auto nearest = nearest_word(word, candidates))
    return fmt::format(": did you mean {}?", in_quotes(*nearest));
  if (candidates.empty()) return {};
  std::string list;
  for (std::size_t i = 0; i < std::min(candidates.size(), kMostListed); ++i) {
    list += (i == 0 ? "" : ", ") + candidates[i];
  }
  return fmt::format("; there is: {}{}", list, candidates.size() > kMostListed ? ", …" : "");
}

std::string in_quotes(std::string_view text) {
  std::size_t end = std::min(text.size(), kMostShown);
  while (end < text.size() && end > 0 && is_utf8_continuation(text[end])) --end;
  std::string shown = "'";
  for (const char c : text.substr(0, end)) {
    const auto byte = static_cast<unsigned char>(c);
    shown += byte < 0x20 || byte == 0x7f ? fmt::format("\\x{:02x}", byte) : std::string(1, c);
  }
  return shown + (end < text.size() ? "…'" : "'");
}

}  // namespace ipclab
