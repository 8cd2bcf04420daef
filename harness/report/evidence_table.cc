#include "harness/report/evidence_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "harness/report/report.h"
#include "harness/report/utf8.h"

namespace ipclab {
namespace {

constexpr std::size_t kMostRows = 8;
constexpr int kGap = 3;
constexpr int kWidestColumn = 24;

using Row = std::array<std::string, 4>;  ///< time and process (full only), place, call, what it did

/// "line 12" in the finding's own file, else "sender.c:12", or the process that was in no line of the submission.
std::string place_of(const Finding& finding, const Evidence& step) {
  if (step.location.file.empty()) return step.process.empty() ? "" : "in " + visible(step.process);
  if (step.location.file == finding.location.file) return fmt::format("line {}", step.location.line);
  return fmt::format("{}:{}", visible(step.location.file), step.location.line);
}

/// "pipe() made descriptors 3 and 4" -> "pipe()", "made descriptors 3 and 4".
std::pair<std::string, std::string> split_call(const std::string& text) {
  std::size_t name = 0;
  while (name < text.size() && (std::isalnum(static_cast<unsigned char>(text[name])) != 0 || text[name] == '_')) ++name;
  if (name == 0 || text.compare(name, 2, "()") != 0) return {"", text};
  std::size_t rest = name + 2;
  while (rest < text.size() && (text[rest] == ':' || text[rest] == ' ')) ++rest;
  return {text.substr(0, name + 2), text.substr(rest)};
}

Row row_of(const Finding& finding, const Evidence& step, bool full) {
  const auto [call, text] = split_call(visible(step.call));
  const std::string when = fmt::format("{:.2f} ms {}", static_cast<double>(step.time_us) / 1000, visible(step.process));
  return {full ? when : "", place_of(finding, step), call, text};
}

/// Columns that are empty in every row take no room.
std::array<int, 3> widths_of(const std::vector<Row>& rows) {
  std::array<int, 3> widths{};
  for (const Row& row : rows) {
    for (std::size_t i = 0; i < widths.size(); ++i)
      widths[i] = std::max(widths[i], std::min(kWidestColumn, width_of(row[i])));
  }
  return widths;
}

}  // namespace

Lines evidence_lines(const Finding& finding, bool full, int width) {
  std::vector<Row> rows;
  for (const Evidence& step : finding.evidence) {
    if (!full && rows.size() == kMostRows) break;
    rows.push_back(row_of(finding, step, full));
  }
  const std::array<int, 3> widths = widths_of(rows);
  Lines lines;
  for (const Row& row : rows) {
    std::string head;
    for (std::size_t i = 0; i < widths.size(); ++i) {
      if (widths[i] > 0) head += padded(cut(row[i], widths[i]), widths[i] + kGap);
    }
    const int margin = width_of(head);
    const Lines text = wrap(row.back(), width - margin);
    lines.push_back(head + text.front());
    append(lines, indented({text.begin() + 1, text.end()}, margin));
  }
  if (rows.size() < finding.evidence.size()) {
    lines.push_back(fmt::format("… {} more: --verbose shows them", finding.evidence.size() - rows.size()));
  }
  return lines;
}

}  // namespace ipclab
