#include "harness/checks/text_match.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <regex>
#include <vector>

#include "harness/checks/tell.h"

namespace ipclab {
namespace {

constexpr std::size_t kBefore = 24;  ///< bytes shown before a difference, within its line
constexpr std::size_t kAfter = 24;   ///< and from it on

bool is_text(std::string_view bytes) {
  return std::none_of(bytes.begin(), bytes.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte == 0 || byte == 0x7f || (byte < 0x20 && byte != '\n' && byte != '\t' && byte != '\r');
  });
}

/// "line 3, column 5", or "byte 17" in what is no text.
std::string position(const std::string& text, std::size_t offset) {
  const std::string_view before = std::string_view(text).substr(0, offset);
  if (!is_text(before)) return fmt::format("byte {}", offset + 1);
  const auto line = std::count(before.begin(), before.end(), '\n') + 1;
  const std::size_t start = before.rfind('\n');
  return fmt::format("line {}, column {}", line, start == std::string_view::npos ? offset + 1 : offset - start);
}

/// The text around `offset`, within quotes: of its line what comes before, and what comes from it on.
std::string excerpt(const std::string& text, std::size_t offset) {
  const std::size_t newline = offset == 0 ? std::string::npos : text.rfind('\n', offset - 1);
  const std::size_t line = newline == std::string::npos ? 0 : newline + 1;
  const std::size_t from = std::max(line, offset > kBefore ? offset - kBefore : 0);
  const std::size_t end = text.find('\n', offset);
  const std::size_t to = std::min({text.size(), offset + kAfter, end == std::string::npos ? text.size() : end + 1});
  return fmt::format("{}\"{}\"{}", from > line ? "…" : "", escaped(std::string_view(text).substr(from, to - from)),
                     to < text.size() && (to == 0 || text[to - 1] != '\n') ? "…" : "");
}

TextDifference prints_nothing(const std::string& expected) {
  return {"is empty", fmt::format("Expected is {}.", quote(expected)), std::nullopt};
}

TextDifference ends_early(const std::string& expected, const std::string& got) {
  const std::string missing = expected.substr(got.size());
  if (missing == "\n")
    return {"lacks the newline at the end", fmt::format("It ends with {}.", excerpt(got, got.size())), std::nullopt};
  return {
      fmt::format("ends too early: {} missing at the end", count(static_cast<std::int64_t>(missing.size()), "byte")),
      fmt::format("After {} there should follow {}.", count(static_cast<std::int64_t>(got.size()), "byte"),
                  quote(missing)),
      std::nullopt};
}

TextDifference goes_on(const std::string& expected, const std::string& got) {
  const std::string more = got.substr(expected.size());
  if (expected.empty()) return {fmt::format("is not empty: {}", quote(more)), "Nothing is expected there.", 0};
  if (more == expected)
    return {"is there twice", fmt::format("The text is right, and then comes once more: {}.", quote(more)),
            expected.size()};
  if (more == "\n") return {"has one newline too many at the end", "", expected.size()};
  return {
      fmt::format("has {} too many at the end: {}", count(static_cast<std::int64_t>(more.size()), "byte"), quote(more)),
      "What comes before is right.", expected.size()};
}

using Lines = std::map<std::string_view, std::int64_t>;

/// Each with its newline; parts of `text`.
std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size() - 1);
    lines.push_back(text.substr(at, end - at + 1));
    at = end + 1;
  }
  return lines;
}

std::optional<TextDifference> lines_difference(const std::string& expected, const std::string& got) {
  Lines balance;
  for (const std::string_view line : lines_of(expected)) ++balance[line];
  for (const std::string_view line : lines_of(got)) --balance[line];
  std::int64_t missing = 0, extra = 0;
  const std::string_view* first_missing = nullptr;
  const std::string_view* first_extra = nullptr;
  for (const auto& [line, number] : balance) {
    if (number > 0 && first_missing == nullptr) first_missing = &line;
    if (number < 0 && first_extra == nullptr) first_extra = &line;
    (number > 0 ? missing : extra) += number > 0 ? number : -number;
  }
  if (first_missing == nullptr && first_extra == nullptr) return std::nullopt;
  TextDifference found;
  if (got.empty()) {
    found.what = "is empty";
  } else if (first_missing != nullptr) {
    found.what = fmt::format("lacks the line {}", quote(*first_missing));
  } else {
    found.what = fmt::format("has a line that should not be there, or once too often: {}", quote(*first_extra));
    found.offset = got.rfind(*first_extra);
  }
  found.reason =
      fmt::format("In all {} missing and {} too many; their order does not matter.", count(missing, "line"), extra);
  return found;
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

std::optional<TextDifference> contains_difference(const Expected& expected, const std::string& got,
                                                  const std::filesystem::path& folder) {
  for (const Content& content : expected.contents) {
    const std::string part = bytes_of(content, folder);
    const bool there =
        expected.ignore_case ? lower(got).find(lower(part)) != std::string::npos : got.find(part) != std::string::npos;
    if (there) continue;
    const std::string reason = got.empty() ? "Nothing was printed." : fmt::format("It reads {}.", quote(got, 200));
    return TextDifference{fmt::format("does not contain {}", quote(part)), reason, std::nullopt};
  }
  return std::nullopt;
}

std::optional<TextDifference> matches_difference(const std::string& pattern, const std::string& got) {
  // libstdc++'s ordinary matcher recurses for each character and overflows the stack on a long text; this one does not.
  const std::regex regex(pattern, std::regex::ECMAScript | std::regex_constants::__polynomial);
  if (std::regex_match(got, regex)) return std::nullopt;
  const std::string reads = got.empty() ? "It is empty." : fmt::format("It reads {}.", quote(got, 200));
  return TextDifference{"is not of the form that is expected",
                        fmt::format("{} Expected is a text that matches the regular expression {} as a whole.", reads,
                                    quote(pattern, 200)),
                        std::nullopt};
}

std::optional<TextDifference> any_difference(const Expected& expected, const std::string& got,
                                             const std::filesystem::path& folder) {
  std::optional<std::string> nearest;
  std::size_t common = 0;
  for (const Content& content : expected.contents) {
    const std::string text = bytes_of(content, folder);
    if (text == got) return std::nullopt;
    const auto [at, other] = std::mismatch(text.begin(), text.end(), got.begin(), got.end());
    const auto same = static_cast<std::size_t>(at - text.begin());
    if (nearest && same <= common) continue;
    nearest = text;
    common = same;
  }
  if (!nearest) return std::nullopt;
  auto found = first_difference(*nearest, got);
  if (found && expected.contents.size() > 1) {
    found->reason += fmt::format(" {} texts would be right; this is the nearest one.", expected.contents.size());
  }
  return found;
}

std::string lines_with(const std::string& text, const std::string& part) {
  std::string kept;
  for (const std::string_view line : lines_of(text)) {
    if (line.find(part) != std::string_view::npos) kept += line;
  }
  return kept;
}

}  // namespace

std::optional<TextDifference> first_difference(const std::string& expected, const std::string& got) {
  if (expected == got) return std::nullopt;
  const auto [left, right] = std::mismatch(expected.begin(), expected.end(), got.begin(), got.end());
  if (got.empty()) return prints_nothing(expected);
  if (right == got.end()) return ends_early(expected, got);
  if (left == expected.end()) return goes_on(expected, got);
  const auto offset = static_cast<std::size_t>(left - expected.begin());
  TextDifference found;
  found.what = fmt::format("differs in {}: expected {}, got {}", position(expected, offset), excerpt(expected, offset),
                           excerpt(got, offset));
  if (got.size() != expected.size()) {
    found.reason = fmt::format("Expected are {}, there are {}.",
                               count(static_cast<std::int64_t>(expected.size()), "byte"), got.size());
  }
  found.offset = offset;
  return found;
}

std::optional<TextDifference> difference(const Expected& expected, const std::string& got,
                                         const std::filesystem::path& folder, const FileBytes& file) {
  const auto first = [&] {
    return expected.contents.empty() ? std::string() : bytes_of(expected.contents.front(), folder);
  };
  switch (expected.kind) {
    case Expected::Kind::Exactly:
      return first_difference(first(), got);
    case Expected::Kind::AnyOf:
      return any_difference(expected, got, folder);
    case Expected::Kind::Contains:
      return contains_difference(expected, got, folder);
    case Expected::Kind::Matches:
      return matches_difference(expected.pattern, got);
    case Expected::Kind::LinesInAnyOrder:
      return lines_difference(first(), got);
    case Expected::Kind::NonEmpty:
      if (!got.empty()) return std::nullopt;
      return TextDifference{"is empty", "Something is expected there.", std::nullopt};
    case Expected::Kind::LinesOf:
      return first_difference(lines_with(file(expected.path), expected.pattern), got);
    case Expected::Kind::SameAs:
      break;
  }
  return first_difference(file(expected.path), got);
}

}  // namespace ipclab
