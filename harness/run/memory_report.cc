#include "harness/run/memory_report.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <optional>
#include <sstream>
#include <string_view>

#include "harness/build/compile.h"

namespace ipclab {
namespace {

constexpr std::size_t kMostErrors = 16;  ///< in one output
constexpr std::size_t kLongestText = 200;

/// AddressSanitizer's words for what a program does wrong. What it says of itself (no memory left, a check that failed)
/// and of the stack's limit, which it brings nearer, is not among them.
constexpr auto kKinds = std::to_array<std::string_view>({
    "heap-buffer-overflow",
    "stack-buffer-overflow",
    "stack-buffer-underflow",
    "global-buffer-overflow",
    "dynamic-stack-buffer-overflow",
    "heap-use-after-free",
    "stack-use-after-return",
    "stack-use-after-scope",
    "use-after-poison",
    "unknown-crash",
    "attempting double-free",
    "attempting free on address which was not malloc()-ed",
    "memcpy-param-overlap",
    "memmove-param-overlap",
    "strcpy-param-overlap",
    "strncpy-param-overlap",
    "strcat-param-overlap",
    "strncat-param-overlap",
    "negative-size-param",
    "SEGV",
    "BUS",
});

std::optional<std::int64_t> number_in(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end == text.data()) return std::nullopt;
  return value;
}

/// What stands between the two in `line`; nothing if they do not.
std::optional<std::string_view> between(std::string_view line, std::string_view before, std::string_view after) {
  const std::size_t begin = line.find(before);
  if (begin == std::string_view::npos) return std::nullopt;
  const std::size_t from = begin + before.size();
  const std::size_t to = line.find(after, from);
  if (to == std::string_view::npos) return std::nullopt;
  return line.substr(from, to - from);
}

/// "u.c:9" or "/work/src/u.c:9:3" as a place in the submission; nothing where it is a file of somebody else's.
std::optional<SourceLocation> place_of(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || colon == 0) return std::nullopt;
  const auto line = number_in(text.substr(colon + 1));
  if (!line || *line < 1 || *line > INT32_MAX) return std::nullopt;
  std::filesystem::path file = std::filesystem::path(text.substr(0, colon)).lexically_normal();
  if (file.is_absolute()) file = file.lexically_relative(kSourceFolder);
  if (file.empty() || *file.begin() == "..") return std::nullopt;
  return SourceLocation{file.string(), static_cast<int>(*line), {}};
}

/// "    #1 0x56531eafd438 in main u.c:9": its place in the submission.
std::optional<SourceLocation> frame_of(std::string_view line) {
  if (line.find("    #") != 0) return std::nullopt;
  const std::size_t in = line.find(" in ");
  if (in == std::string_view::npos) return std::nullopt;
  const std::string_view rest = line.substr(in + 4);
  const std::size_t blank = rest.find(' ');
  if (blank == std::string_view::npos) return std::nullopt;
  auto place = place_of(rest.substr(blank + 1));
  if (place) place->function = rest.substr(0, blank);
  return place;
}

bool is_a_kind(std::string_view said, std::string* kind) {
  const auto found = std::find_if(kKinds.begin(), kKinds.end(),
                                  [&](std::string_view known) { return said.substr(0, known.size()) == known; });
  if (found != kKinds.end()) *kind = *found;
  return found != kKinds.end();
}

/// "    [32, 42) 'buf' (line 7)": the variable, if the access begins in it or not far behind.
std::optional<std::string_view> variable_at(std::string_view line, std::int64_t offset) {
  constexpr std::int64_t kNear = 32;  // the smallest gap that AddressSanitizer leaves between variables
  const auto begin = between(line, "    [", ", ");
  const auto end = between(line, ", ", ")");
  const auto name = between(line, "'", "'");
  if (!begin || !end || !name) return std::nullopt;
  const auto first = number_in(*begin), last = number_in(*end);
  if (!first || !last || offset < *first || offset >= *last + kNear) return std::nullopt;
  return name;
}

}  // namespace

std::vector<std::pair<std::string, std::string>> memory_check_options(const std::string& prefix) {
  // A size that malloc refuses is no mistake by itself. The rest keeps processes small, as the run has many.
  return {{"ASAN_OPTIONS", "log_path=" + prefix +
                               ":detect_leaks=0:detect_stack_use_after_return=1:allocator_may_return_null=1:"
                               "detect_odr_violation=0:quarantine_size_mb=8:malloc_context_size=8"},
          {"UBSAN_OPTIONS", "print_summary=0"}};
}

std::vector<MemoryError> parse_address_report(const std::string& text) {
  constexpr std::string_view kHead = "ERROR: AddressSanitizer: ";
  const std::size_t at = text.find(kHead);
  if (at == std::string::npos) return {};
  std::istringstream lines(text.substr(at + kHead.size()));
  std::string line;
  std::getline(lines, line);
  MemoryError error;
  if (!is_a_kind(line, &error.kind)) return {};

  // A signal that somebody sent looks like a crash, but for this.
  bool caused = error.kind != "SEGV" && error.kind != "BUS";
  std::string section;  // of the stack that is being read; empty: the access
  bool placed = false;  // the section's innermost place in the submission is known
  std::int64_t offset = -1;
  while (std::getline(lines, line)) {
    if (line.find("SUMMARY:") == 0) break;
    const bool reads = line.find("READ of size ") == 0, writes = line.find("WRITE of size ") == 0;
    if (reads || writes) {
      error.access = reads ? "read" : "write";
      error.size = number_in(line.substr(line.find("size ") + 5)).value_or(0);
    } else if (const auto access = between(line, "caused by a ", " memory access")) {
      caused = true;
      error.access = *access == "READ" ? "read" : *access == "WRITE" ? "write" : "";
    } else if (line.find("freed by thread") == 0 || line.find("previously allocated by") == 0 ||
               line.find("allocated by thread") == 0) {
      section = line.find("freed") == 0 ? "freed" : "allocated";
      placed = false;
    } else if (const auto in_stack = between(line, " at offset ", " in frame")) {
      offset = number_in(*in_stack).value_or(-1);
      section = "variable";
      placed = true;
    } else if (const auto global = between(line, "global variable '", "'")) {
      if (error.object.empty()) error.object = global->substr(0, kLongestText);
    } else if (const auto variable = variable_at(line, offset); variable && error.object.empty()) {
      error.object = variable->substr(0, kLongestText);
    } else if (const auto place = frame_of(line); place && !placed) {
      placed = true;
      if (section.empty()) {
        error.location = *place;
      } else {
        error.places.push_back({section, *place});
      }
    }
  }
  return caused ? std::vector{std::move(error)} : std::vector<MemoryError>();
}

std::vector<MemoryError> parse_undefined_report(const std::string& text) {
  constexpr std::string_view kMark = ": runtime error: ";
  std::vector<MemoryError> all;
  std::istringstream lines(text);
  std::string line;
  while (std::getline(lines, line) && all.size() < kMostErrors) {
    const std::size_t mark = line.find(kMark);
    if (mark == std::string::npos) continue;
    // What the program printed itself may stand before it in the line.
    const std::size_t begin = line.find_last_of(" \t", mark);
    const std::size_t from = begin == std::string::npos ? 0 : begin + 1;
    const auto place = place_of(std::string_view(line).substr(from, mark - from));
    if (!place) continue;
    MemoryError error;
    error.kind = "undefined";
    error.text = line.substr(mark + kMark.size(), kLongestText);
    while (!error.text.empty() && error.text.back() == '\r') error.text.pop_back();
    error.location = *place;
    all.push_back(std::move(error));
  }
  return all;
}

}  // namespace ipclab
