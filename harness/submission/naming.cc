#include "harness/submission/naming.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <optional>
#include <vector>

#include "harness/submission/archive.h"

namespace ipclab {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_number(std::string_view text) {
  return !text.empty() && text.size() <= 18 && std::all_of(text.begin(), text.end(), is_digit);
}

std::int64_t number_of(std::string_view digits) {
  std::int64_t number = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return number;
}

/// What stands before the first '_', which is taken off together with it; nothing where there is no '_'.
std::optional<std::string_view> take_part(std::string_view* text) {
  const std::size_t end = text->find('_');
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view part = text->substr(0, end);
  text->remove_prefix(end + 1);
  return part;
}

/// "Full Name_4711_assignsubmission_file_" and, for flat exports, the file's name behind it.
std::optional<ExportName> moodle(std::string_view name, bool is_folder) {
  for (const std::string_view kind : {"_assignsubmission_file", "_assignsubmission_onlinetext"}) {
    const std::size_t at = name.find(kind);
    if (at == std::string_view::npos) continue;
    const std::string_view owner = name.substr(0, at);
    std::string_view rest = name.substr(at + kind.size());
    if (rest.starts_with('_')) rest.remove_prefix(1);
    const std::size_t bar = owner.rfind('_');
    if (bar == std::string_view::npos || !is_number(owner.substr(bar + 1))) continue;
    ExportName read;
    read.kind = Export::Moodle;
    read.name = owner.substr(0, bar);
    read.id = owner.substr(bar + 1);
    read.student = owner;
    if (!is_folder) read.file = rest;
    return read;
  }
  return std::nullopt;
}

/// Canvas calls a second upload of copy.c "copy-1.c".
void split_version(ExportName* read) {
  const std::size_t dot = std::min(read->file.rfind('.'), read->file.size());
  const std::size_t dash = read->file.rfind('-', dot);
  if (dash == std::string::npos || dash == 0 || !is_number(read->file.substr(dash + 1, dot - dash - 1))) return;
  const std::string digits = read->file.substr(dash + 1, dot - dash - 1);
  if (digits.size() > 3 || digits.front() == '0') return;
  read->version = static_cast<int>(number_of(digits));
  read->file.erase(dash, dot - dash);
}

/// "smithbob_LATE_340934_208490284_copy.c", "LATE_anon_17_208490284_copy.c".
std::optional<ExportName> canvas(std::string_view name, bool is_folder) {
  if (is_folder) return std::nullopt;
  ExportName read;
  read.kind = Export::Canvas;
  auto part = take_part(&name);
  if (part == "LATE") {
    read.late = true;
    part = take_part(&name);
  }
  if (!part || part->empty()) return std::nullopt;
  read.name = *part;
  part = take_part(&name);
  if (part == "LATE") {
    read.late = true;
    part = take_part(&name);
  }
  const auto attachment = take_part(&name);
  if (!part || !attachment || !is_number(*part) || !is_number(*attachment) || name.empty()) return std::nullopt;
  read.id = *part;
  read.attachment = number_of(*attachment);
  read.student = read.name + "_" + read.id;
  read.file = name;
  split_version(&read);
  return read;
}

std::optional<ExportName> gradescope(std::string_view name, bool is_folder) {
  constexpr std::string_view kPrefix = "submission_";
  if (!is_folder || !name.starts_with(kPrefix) || !is_number(name.substr(kPrefix.size()))) return std::nullopt;
  ExportName read;
  read.kind = Export::Gradescope;
  read.student = read.name = name;
  read.id = name.substr(kPrefix.size());
  return read;
}

std::optional<ExportName> classroom(std::string_view name, bool is_folder, std::string_view prefix) {
  if (!is_folder || prefix.empty() || !name.starts_with(prefix) || name.size() == prefix.size()) return std::nullopt;
  ExportName read;
  read.kind = Export::Classroom;
  read.student = read.name = name.substr(prefix.size());
  return read;
}

}  // namespace

std::string_view to_string(Export kind) {
  switch (kind) {
    case Export::Moodle:
      return "Moodle";
    case Export::Canvas:
      return "Canvas";
    case Export::Gradescope:
      return "Gradescope";
    case Export::Classroom:
      return "GitHub Classroom";
    case Export::Plain:
      break;
  }
  return "plain";
}

ExportName read_export_name(std::string_view name, bool is_folder, std::string_view classroom_prefix) {
  if (auto read = moodle(name, is_folder)) return *read;
  if (auto read = canvas(name, is_folder)) return *read;
  if (auto read = gradescope(name, is_folder)) return *read;
  if (auto read = classroom(name, is_folder, classroom_prefix)) return *read;
  ExportName plain;
  if (is_folder) {
    plain.student = plain.name = name;
    return plain;
  }
  std::string_view stem = submission::without_archive_ending(name);
  if (stem.size() == name.size() && name.rfind('.') != 0) stem = name.substr(0, name.rfind('.'));
  plain.student = plain.name = stem;
  plain.file = name;
  return plain;
}

int attempt_number(std::string_view folder) {
  std::string lower(folder);
  std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) { return std::tolower(c); });
  std::string_view rest = lower;
  for (const std::string_view word : {"attempt", "submission", "try", "versuch", "abgabe", "version", "v"}) {
    if (!rest.starts_with(word)) continue;
    rest.remove_prefix(word.size());
    break;
  }
  while (!rest.empty() && (rest.front() == ' ' || rest.front() == '_' || rest.front() == '-')) rest.remove_prefix(1);
  return is_number(rest) && rest.size() <= 4 ? static_cast<int>(number_of(rest)) : 0;
}

int compare_naturally(std::string_view left, std::string_view right) {
  while (!left.empty() && !right.empty()) {
    if (is_digit(left.front()) && is_digit(right.front())) {
      const auto digits = [](std::string_view* text) {
        const auto zeros = std::min(text->find_first_not_of('0'), text->size());
        text->remove_prefix(zeros);
        const auto end =
            static_cast<std::size_t>(std::find_if_not(text->begin(), text->end(), is_digit) - text->begin());
        const std::string_view number = text->substr(0, end);
        text->remove_prefix(end);
        return number;
      };
      const std::string_view a = digits(&left), b = digits(&right);
      if (a.size() != b.size()) return a.size() < b.size() ? -1 : 1;
      if (const int order = a.compare(b); order != 0) return order < 0 ? -1 : 1;
      continue;
    }
    if (left.front() != right.front()) {
      return static_cast<unsigned char>(left.front()) < static_cast<unsigned char>(right.front()) ? -1 : 1;
    }
    left.remove_prefix(1);
    right.remove_prefix(1);
  }
  return left.empty() ? (right.empty() ? 0 : -1) : 1;
}

}  // namespace ipclab
