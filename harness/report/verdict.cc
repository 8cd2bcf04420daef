// What all findings and scenarios together come to.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "harness/report/report.h"

namespace ipclab {
namespace {

/// The place of each finding among those of its scenario, which come most important first.
std::vector<std::pair<int, Finding>> with_ranks(std::vector<Finding> findings) {
  std::map<std::string, int> next;
  std::vector<std::pair<int, Finding>> ranked;
  for (Finding& finding : findings) {
    const int rank = next[finding.scenario]++;
    ranked.emplace_back(rank, std::move(finding));
  }
  return ranked;
}

/// Errors before warnings before notes, and of each the most important one of every scenario before the second ones.
void sort_by_importance(std::vector<Finding>& findings) {
  auto ranked = with_ranks(std::move(findings));
  std::stable_sort(ranked.begin(), ranked.end(), [](const auto& left, const auto& right) {
    return std::pair(right.second.severity, left.first) < std::pair(left.second.severity, right.first);
  });
  findings.clear();
  for (auto& [rank, finding] : ranked) findings.push_back(std::move(finding));
}

/// Sums of points like 0.1 stay readable.
double rounded(double points) {
  return std::round(points * 1e6) / 1e6;
}

Points sum_of(const std::vector<ScenarioReport>& scenarios) {
  Points sum;
  for (const ScenarioReport& scenario : scenarios) {
    sum.earned += scenario.points.earned;
    sum.possible += scenario.points.possible;
  }
  return {rounded(sum.earned), rounded(sum.possible)};
}

/// What kept the grader from judging; empty: nothing did.
std::string trouble_of(const Report& report) {
  if (!report.trouble.empty()) return report.trouble;
  bool any_played = false;
  for (const ScenarioReport& scenario : report.scenarios) {
    if (scenario.verdict == ScenarioVerdict::Inconclusive) {
      return fmt::format("scenario {}: {}", scenario.name,
                         scenario.trouble.empty() ? "it could not be played" : scenario.trouble);
    }
    any_played |= scenario.verdict != ScenarioVerdict::Skipped;
  }
  return any_played ? "" : "no scenario was played";
}

}  // namespace

std::string_view to_string(Verdict verdict) {
  switch (verdict) {
    case Verdict::Pass:
      return "pass";
    case Verdict::Fail:
      return "fail";
    case Verdict::BuildError:
      return "build-error";
    case Verdict::Inconclusive:
      break;
  }
  return "inconclusive";
}

std::string_view to_string(ScenarioVerdict verdict) {
  switch (verdict) {
    case ScenarioVerdict::Pass:
      return "pass";
    case ScenarioVerdict::Fail:
      return "fail";
    case ScenarioVerdict::Skipped:
      return "skipped";
    case ScenarioVerdict::Inconclusive:
      break;
  }
  return "inconclusive";
}

void conclude(Report& report) {
  sort_by_importance(report.findings);
  report.score = sum_of(report.scenarios);
  if (!report.build.ok) {
    report.verdict = Verdict::BuildError;
    report.score.earned = 0;
    return;
  }
  report.trouble = trouble_of(report);
  const bool any_error = std::any_of(report.findings.begin(), report.findings.end(),
                                     [](const Finding& finding) { return finding.severity == Severity::Error; });
  const bool any_failed =
      std::any_of(report.scenarios.begin(), report.scenarios.end(),
                  [](const ScenarioReport& scenario) { return scenario.verdict == ScenarioVerdict::Fail; });
  report.verdict = !report.trouble.empty()   ? Verdict::Inconclusive
                   : any_error || any_failed ? Verdict::Fail
                                             : Verdict::Pass;
}

}  // namespace ipclab
