#include "harness/report/markdown.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "harness/report/merge.h"
#include "harness/report/source_quote.h"

namespace ipclab {
namespace {

/// GitHub takes no summary of more than a mebibyte, and shows nothing of a larger one.
constexpr std::size_t kMostBytes = std::size_t{512} * 1024;
constexpr std::size_t kMostOfCompiler = std::size_t{64} * 1024;  ///< escapes make up to four bytes of one
constexpr int kQuoteWidth = 120;

/// A block of code behind a fence that is longer than any in it.
std::string code_block(const std::string& shown) {
  std::size_t longest = 2, run = 0;
  for (const char c : shown) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  const std::string fence(longest + 1, '`');
  return fence + "text\n" + shown + (shown.ends_with('\n') ? "" : "\n") + fence + "\n";
}

std::string place_text(const Finding& finding, const MergedFinding& merged) {
  std::string place;
  if (!finding.location.file.empty()) {
    place = markdown_text(finding.location.file);
    if (finding.location.line > 0) place += fmt::format(":{}", finding.location.line);
  }
  for (const std::string& scenario : merged.scenarios) place += (place.empty() ? "" : ", ") + markdown_text(scenario);
  if (merged.hidden_scenarios > 0)
    place += fmt::format("{}{} hidden", place.empty() ? "" : ", ", merged.hidden_scenarios);
  return place;
}

std::string finding_markdown(const Report& report, const MergedFinding& merged) {
  const Finding& finding = *merged.finding;
  std::string text = fmt::format("\n### {}: {}\n\n", markdown_text(finding.id), markdown_text(finding.message));
  if (const std::string place = place_text(finding, merged); !place.empty()) text += place + "\n\n";
  std::string quoted;
  for (const std::string& line : quote_source(report.files, finding.location, 0, kQuoteWidth, Paint(false))) {
    quoted += line + "\n";
  }
  if (!quoted.empty()) text += code_block(quoted) + "\n";
  if (!finding.reason.empty()) text += markdown_text(finding.reason) + "\n\n";
  for (const Evidence& step : finding.evidence) {
    const std::string where = step.location.line > 0 ? fmt::format("line {}: ", step.location.line) : "";
    text += fmt::format("- {}{}\n", where, markdown_text(step.call));
  }
  if (!finding.evidence.empty()) text += "\n";
  if (!finding.hint.empty()) text += markdown_text(finding.hint) + "\n";
  return text;
}

}  // namespace

std::string markdown_text(std::string_view bytes) {
  constexpr std::string_view kSpecial = "\\`*_{}[]<>()#+-.!|~&@:^$=\"'/";
  std::string text;
  for (const char c : visible(bytes)) {
    if (c == '<') {
      text += "&lt;";
    } else if (c == '&') {
      text += "&amp;";
    } else if (c == '@') {
      text += "&#64;";  // a backslash does not keep @name from being told
    } else {
      // Within a word these mean nothing, and texts stay readable as they are.
      const bool inside = (c == '-' || c == '.' || c == '\'' || c == '/' || c == '=' || c == ':' || c == '"' ||
                           c == '(' || c == ')' || c == '+' || c == '$' || c == '^') &&
                          !text.empty();
      if (kSpecial.find(c) != std::string_view::npos && !inside) text += '\\';
      text += c;
    }
  }
  return text;
}

std::string to_markdown(const Report& report) {
  std::string text = fmt::format("## {}\n\n**{}**: {:g} of {:g} points\n", markdown_text(report.exercise_title),
                                 to_string(report.verdict), report.score.earned, report.score.possible);
  if (!report.trouble.empty()) {
    text +=
        "\nThis could not be judged, and says nothing about the submission: " + markdown_text(report.trouble) + "\n";
  }
  text += "\n| scenario | | verdict | points |\n| --- | --- | --- | --- |\n";
  for (const ScenarioReport& scenario : report.scenarios) {
    text += fmt::format("| {} | {} | {} | {:g}/{:g} |\n", markdown_text(scenario.name), markdown_text(scenario.title),
                        to_string(scenario.verdict), scenario.points.earned, scenario.points.possible);
  }
  int left_out = 0;
  for (const MergedFinding& merged : merge(report, false)) {
    if (merged.finding->severity == Severity::Note) continue;
    const std::string finding = text.size() < kMostBytes ? finding_markdown(report, merged) : "";
    const bool fits = !finding.empty() && text.size() + finding.size() <= kMostBytes;
    if (fits) text += finding;
    left_out += fits ? 0 : 1;
  }
  if (left_out > 0) text += fmt::format("\n{} more findings: there is no room for them here.\n", left_out);
  if (!report.build.ok && !report.build.output.empty()) {
    const std::string said = visible(report.build.output.substr(0, kMostOfCompiler), true);
    text += "\nWhat the compiler said:\n\n" + code_block(said);
  }
  return text;
}

}  // namespace ipclab
