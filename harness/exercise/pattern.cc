#include "harness/exercise/pattern.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <regex>
#include <string_view>
#include <vector>

namespace ipclab {
namespace {

constexpr std::size_t kDeepest = 30;        ///< parentheses within each other
constexpr std::int64_t kMostStates = 2000;  ///< of the automaton; the library's functions recurse from one to the next

/// The largest number in "{2,5}" at `*at`, which moves behind it. Something in braces that is no count counts as 1.
std::int64_t repetitions(const std::string& pattern, std::size_t* at) {
  std::int64_t most = 1, number = 0;
  std::size_t i = *at + 1;
  for (; i < pattern.size() && pattern[i] != '}'; ++i) {
    if (pattern[i] == ',') {
      number = 0;
    } else if (std::isdigit(static_cast<unsigned char>(pattern[i])) != 0) {
      number = std::min(number * 10 + (pattern[i] - '0'), kMostStates + 1);
    } else {
      return 1;
    }
    most = std::max(most, number);
  }
  *at = std::min(i, pattern.size() - 1);
  return most;
}

std::size_t end_of_class(const std::string& pattern, std::size_t at) {
  while (++at < pattern.size() && pattern[at] != ']') {
    if (pattern[at] == '\\') ++at;
  }
  return std::min(at, pattern.size() - 1);
}

/// How large the automaton gets, roughly and rather too large than too small. Nothing: more parentheses within each
/// other than kDeepest.
std::optional<std::int64_t> states(const std::string& pattern) {
  std::vector<std::int64_t> groups = {0};  // what each open group holds so far
  std::int64_t last = 0;                   // the piece that a count refers to; part of groups.back()
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    switch (pattern[i]) {
      case '(':
        groups.push_back(2);
        if (groups.size() > kDeepest + 1) return std::nullopt;
        last = 0;
        continue;
      case ')':
        if (groups.size() == 1) return kMostStates;  // too many: the library says so
        last = groups.back();
        groups.pop_back();
        groups.back() += last;
        break;
      case '{': {
        const std::int64_t added = last * (repetitions(pattern, &i) - 1);
        groups.back() += added;
        last += added;
        break;
      }
      case '[':
        i = end_of_class(pattern, i);
        groups.back() += last = 1;
        break;
      case '\\':
        ++i;
        groups.back() += last = 1;
        break;
      default:  // a letter, or * + ? | that add a state to the piece before
        groups.back() += 1;
        last = std::string_view("*+?").find(pattern[i]) != std::string_view::npos ? last + 1 : 1;
    }
    if (groups.back() > kMostStates) break;
  }
  std::int64_t sum = 0;
  for (const std::int64_t group : groups) sum += group;
  return sum;
}

}  // namespace

std::optional<std::string> pattern_error(const std::string& pattern) {
  const auto size = states(pattern);
  if (!size) return fmt::format("the regular expression has more than {} parentheses within each other", kDeepest);
  if (*size > kMostStates) return "the regular expression is too large, counted repetitions written out";
  try {
    // The flags that the text is matched with: the polynomial matcher knows no back-references.
    const std::regex regex(pattern, std::regex::ECMAScript | std::regex_constants::__polynomial);
  } catch (const std::regex_error& error) {
    return fmt::format("this is no regular expression: {}", error.what());
  }
  return std::nullopt;
}

}  // namespace ipclab
