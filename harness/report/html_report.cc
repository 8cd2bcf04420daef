#include "harness/report/html_report.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/report/merge.h"
#include "harness/report/source_quote.h"

namespace ipclab {
namespace {

using namespace html;

constexpr int kQuoteWidth = 160;

Html cell(std::string_view content) {
  return tag("td", content);
}
Html number_cell(const std::string& content) {
  return tag("td", {{"class", "number"}}, text(content));
}

std::string place_text(const SourceLocation& at) {
  if (at.file.empty()) return "";
  std::string place = at.file;
  if (at.line > 0) place += fmt::format(":{}", at.line);
  if (!at.function.empty()) place += fmt::format(" in {}()", at.function);
  return place;
}

std::string joined(const std::vector<std::string>& words, std::string_view between) {
  std::string all;
  for (const std::string& word : words) {
    if (!word.empty()) all += (all.empty() ? "" : std::string(between)) + word;
  }
  return all;
}

Html scenarios_table(const Report& report) {
  Html rows;
  for (const ScenarioReport& scenario : report.scenarios) {
    const std::string verdict(to_string(scenario.verdict));
    const bool played = scenario.verdict != ScenarioVerdict::Skipped;
    rows +=
        tag("tr",
            cell(scenario.name) + cell(scenario.title) + tag("td", badge(verdict)) +
                number_cell(played ? fmt::format("{:g}/{:g}", scenario.points.earned, scenario.points.possible) : ""));
  }
  const Html head = tag("tr", tag("th", "scenario") + tag("th", "what is looked at") + tag("th", "verdict") +
                                  tag("th", {{"class", "number"}}, text("points")));
  return tag("div", {{"class", "card wide"}}, tag("table", tag("thead", head) + tag("tbody", rows)));
}

Html quote(const Report& report, const SourceLocation& at) {
  const Lines lines = quote_source(report.files, at, 0, kQuoteWidth, Paint(false));
  std::string all;
  for (const std::string& line : lines) all += line + "\n";
  return all.empty() ? Html() : tag("pre", all);
}

Html evidence_table(const Finding& finding) {
  if (finding.evidence.empty()) return {};
  Html rows;
  for (const Evidence& step : finding.evidence) {
    rows += tag("tr", cell(place_text(step.location)) + cell(step.process) + cell(step.call));
  }
  return tag("div", {{"class", "wide"}}, tag("table", tag("tbody", rows)));
}

Html finding_html(const Report& report, const MergedFinding& merged) {
  const Finding& finding = *merged.finding;
  const std::string severity(to_string(finding.severity));
  std::vector<std::string> scenarios = merged.scenarios;
  if (merged.hidden_scenarios > 0) scenarios.push_back(fmt::format("{} hidden", merged.hidden_scenarios));
  Html body = tag("h3", tag("span", {{"class", severity}}, text(finding.id)) + text(": " + finding.message));
  const std::string place = joined({place_text(finding.location), finding.process, joined(scenarios, ", ")}, " · ");
  if (!place.empty()) body += tag("div", {{"class", "quiet"}}, text(place));
  body += quote(report, finding.location);
  if (!finding.reason.empty()) body += tag("p", finding.reason);
  body += evidence_table(finding);
  if (!finding.hint.empty()) body += tag("p", finding.hint);
  for (const Finding* other : merged.others)
    body += tag("div", {{"class", "quiet"}}, text("in " + other->scenario + ": " + other->message));
  std::vector<std::string> also;
  for (const Finding& consequence : finding.consequences) {
    if (std::find(also.begin(), also.end(), consequence.id) == also.end()) also.push_back(consequence.id);
  }
  if (!also.empty()) body += tag("div", {{"class", "quiet"}}, text("also: " + joined(also, ", ")));
  return tag("section", {{"class", "card " + severity}}, body);
}

std::string exit_text(const std::optional<ExitState>& end) {
  if (!end) return "";
  switch (end->kind) {
    case ExitState::Kind::Code:
      return fmt::format("status {}", end->value);
    case ExitState::Kind::Signal:
      return signal_name(end->value);
    case ExitState::Kind::Killed:
      break;
  }
  return "killed at the end of the run";
}

/// Only where something went wrong: with twenty scenarios that hold nobody looks for it otherwise.
Html processes_html(const Report& report) {
  Html all;
  for (const ScenarioReport& scenario : report.scenarios) {
    if (scenario.processes.empty() || scenario.verdict == ScenarioVerdict::Pass) continue;
    Html rows;
    for (const ReportedProcess& process : scenario.processes) {
      rows += tag("tr", number_cell(fmt::format("{}", process.id)) + number_cell(fmt::format("{}", process.parent)) +
                            cell(process.role) + tag("td", tag("code", joined(process.argv, " "))) +
                            cell(exit_text(process.exit)));
    }
    const Html head =
        tag("tr", tag("th", {{"class", "number"}}, text("process")) + tag("th", {{"class", "number"}}, text("parent")) +
                      tag("th", "role") + tag("th", "command") + tag("th", "end"));
    all += tag("details", tag("summary", scenario.name) +
                              tag("div", {{"class", "wide"}}, tag("table", tag("thead", head) + tag("tbody", rows))));
  }
  return all;
}

}  // namespace

Html html_of(const Report& report) {
  const std::string verdict(to_string(report.verdict));
  Html body = tag("h2", report.exercise_title);
  body +=
      tag("p", badge(verdict) + text(fmt::format(" {:g} of {:g} points", report.score.earned, report.score.possible)));
  if (!report.trouble.empty()) {
    body += tag("p", "This could not be judged, and says nothing about the submission: " + report.trouble);
  }
  body += scenarios_table(report);
  const std::vector<MergedFinding> findings = merge(report, false);
  if (!findings.empty()) body += tag("h2", "What was found");
  for (const MergedFinding& finding : findings) body += finding_html(report, finding);
  if (!report.build.output.empty()) {
    body += tag("details", tag("summary", "What the compiler said") + tag("pre", report.build.output));
  }
  const Html processes = processes_html(report);
  if (!processes.markup().empty()) body += tag("h2", "Processes") + tag("div", {{"class", "card"}}, processes);
  return body;
}

std::string to_html(const Report& report) {
  const std::string who = report.submission_path.empty() ? report.exercise_name : report.submission_path;
  return page(report.exercise_name + ": " + who, tag("h1", who) + html_of(report));
}

}  // namespace ipclab
