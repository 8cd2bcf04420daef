#include "harness/report/text_finding.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/report/evidence_table.h"
#include "harness/report/hint.h"
#include "harness/report/source_quote.h"
#include "harness/report/utf8.h"

namespace ipclab {
namespace {

constexpr int kMargin = 2;
constexpr std::size_t kMostNames = 4;

std::string joined(const std::vector<std::string>& words, std::string_view between) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : std::string(between)) + word;
  return text;
}

/// "scenario matches", "scenarios matches, large", "every scenario"; empty for a finding of the build.
std::string scenarios_text(const Report& report, const MergedFinding& merged) {
  std::vector<std::string> names = merged.scenarios;
  const std::size_t all = names.size() + static_cast<std::size_t>(merged.hidden_scenarios);
  if (all == 0) return "";
  if (all == 1 && names.empty()) return "a hidden scenario";
  if (all == 1) return "scenario " + visible(names.front());
  const auto played =
      std::count_if(report.scenarios.begin(), report.scenarios.end(), [](const ScenarioReport& scenario) {
        return scenario.verdict == ScenarioVerdict::Pass || scenario.verdict == ScenarioVerdict::Fail;
      });
  if (all == static_cast<std::size_t>(played)) return "every scenario";
  if (names.size() > kMostNames) {
    const std::size_t more = names.size() - (kMostNames - 1);
    names.resize(kMostNames - 1);
    names.push_back(fmt::format("{} more", more));
  }
  if (merged.hidden_scenarios > 0) names.push_back(fmt::format("{} hidden", merged.hidden_scenarios));
  return "scenarios " + visible(joined(names, ", "));
}

/// "pipeline.c:31 in main() · pipeline · scenarios matches, large".
std::string place_text(const Report& report, const MergedFinding& merged) {
  const Finding& finding = *merged.finding;
  std::vector<std::string> parts;
  if (!finding.location.file.empty()) {
    std::string at = visible(finding.location.file);
    if (finding.location.line > 0) at += fmt::format(":{}", finding.location.line);
    if (!finding.location.function.empty()) at += fmt::format(" in {}()", visible(finding.location.function));
    parts.push_back(std::move(at));
  }
  if (!finding.process.empty()) parts.push_back(visible(finding.process));
  if (std::string scenarios = scenarios_text(report, merged); !scenarios.empty()) parts.push_back(std::move(scenarios));
  return joined(parts, " · ");
}

/// The mark and the id in the colour of the severity, the message in bold, wrapped under the id.
Lines headline(const Finding& finding, const std::string& message, int width, const Paint& paint) {
  const auto coloured = [&](std::string_view text) {
    return finding.severity == Severity::Error     ? paint.red(text)
           : finding.severity == Severity::Warning ? paint.yellow(text)
                                                   : paint.blue(text);
  };
  const std::string_view mark = finding.severity == Severity::Error     ? "✗"
                                : finding.severity == Severity::Warning ? "!"
                                                                        : "i";
  const std::string id = visible(finding.id) + ":";
  Lines lines = wrap(id + " " + message, width - kMargin);
  const std::size_t id_end = std::min(id.size(), lines.front().size());
  for (std::size_t i = 0; i < lines.size(); ++i) {
    lines[i] = i == 0 ? fmt::format("{} {}{}", coloured(mark), coloured(lines[i].substr(0, id_end)),
                                    paint.bold(lines[i].substr(id_end)))
                      : std::string(kMargin, ' ') + paint.bold(lines[i]);
  }
  return lines;
}

/// The column that the compiler named for this line; 0: none.
int column_of(const Report& report, const Finding& finding) {
  if (!finding.id.starts_with("build.")) return 0;
  const auto said =
      std::find_if(report.build.diagnostics.begin(), report.build.diagnostics.end(), [&](const Diagnostic& it) {
        return it.file == finding.location.file && it.line == finding.location.line &&
               it.severity == (finding.severity == Severity::Error ? "error" : "warning");
      });
  return said == report.build.diagnostics.end() ? 0 : said->column;
}

Lines dimmed(Lines lines, const Paint& paint) {
  for (std::string& line : lines) line = paint.dim(line);
  return lines;
}

/// Ids in order, each once, with how many there are: "exit.status, output.mismatch (3)".
std::string ids_text(const std::vector<Finding>& findings) {
  std::vector<std::pair<std::string, int>> counts;
  for (const Finding& finding : findings) {
    const auto same =
        std::find_if(counts.begin(), counts.end(), [&](const auto& it) { return it.first == finding.id; });
    if (same == counts.end()) {
      counts.emplace_back(finding.id, 1);
    } else {
      ++same->second;
    }
  }
  std::vector<std::string> words;
  words.reserve(counts.size());
  for (const auto& [id, count] : counts) words.push_back(count == 1 ? id : fmt::format("{} ({})", id, count));
  return visible(joined(words, ", "));
}

/// What the other scenarios say of the same mistake, a line each.
Lines others_lines(const MergedFinding& merged, int width, const Paint& paint) {
  Lines lines;
  for (std::size_t i = 0; i < merged.others.size(); ++i) {
    if (i == kMostNames - 1 && merged.others.size() > kMostNames) {
      lines.push_back(paint.dim(fmt::format("in {} more: --verbose shows them", merged.others.size() - i)));
      break;
    }
    const Finding& other = *merged.others[i];
    append(lines,
           dimmed(wrap(fmt::format("in {}: {}", visible(other.scenario), visible(other.message)), width), paint));
  }
  return lines;
}

Lines consequences_lines(const Report& report, const MergedFinding& merged, const TextStyle& style,
                         const Paint& paint) {
  const Finding& cause = *merged.finding;
  if (cause.consequences.empty()) return {};
  if (!style.verbose || merged.hidden) {
    return dimmed(wrap("also: " + ids_text(cause.consequences), style.width), paint);
  }
  Lines lines = {paint.dim("From this follows:")};
  TextStyle inner = style;
  inner.width -= kMargin;
  for (const Finding& consequence : cause.consequences) {
    MergedFinding one;
    one.finding = &consequence;
    append(lines, indented(finding_lines(report, one, inner), kMargin));
  }
  return lines;
}

std::string message_of(const MergedFinding& merged) {
  if (!merged.hidden) return visible(merged.finding->message);
  const FindingInfo* info = finding_info(merged.finding->id);
  return info == nullptr ? "" : std::string(info->title);
}

}  // namespace

Lines finding_headlines(const Report& report, const MergedFinding& merged, const TextStyle& style) {
  const Paint paint(style.colour);
  Lines lines = headline(*merged.finding, message_of(merged), style.width, paint);
  if (const std::string place = place_text(report, merged); !place.empty()) {
    append(lines, indented(dimmed(wrap(place, style.width - kMargin), paint), kMargin));
  }
  return lines;
}

Lines finding_lines(const Report& report, const MergedFinding& merged, const TextStyle& style) {
  const Finding& finding = *merged.finding;
  const Paint paint(style.colour);
  const bool secret = merged.hidden;

  TextStyle inner = style;
  inner.width = style.width - kMargin;
  Lines body;
  append(body, quote_source(report.files, finding.location, column_of(report, finding), inner.width, paint));
  if (!secret) {
    if (!finding.reason.empty()) append(body, wrap(visible(finding.reason), inner.width));
    append(body, indented(evidence_lines(finding, style.verbose, inner.width - kMargin), kMargin));
    append(body, hint_lines(finding.hint, inner.width, paint));
    append(body, others_lines(merged, inner.width, paint));
  }
  append(body, consequences_lines(report, merged, inner, paint));

  Lines lines = finding_headlines(report, merged, style);
  append(lines, indented(std::move(body), kMargin));
  return lines;
}

}  // namespace ipclab
