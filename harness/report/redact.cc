#include "harness/report/redact.h"

#include <fmt/format.h>

#include <map>
#include <set>
#include <utility>

namespace ipclab {
namespace {

/// Names of processes that public scenarios show anyway.
std::set<std::string> public_names(const Report& report) {
  std::set<std::string> names;
  for (const ScenarioReport& scenario : report.scenarios) {
    if (scenario.visibility == Visibility::Hidden) continue;
    for (const ReportedProcess& process : scenario.processes) {
      names.insert(process.role);
      names.insert(process.program);
    }
  }
  return names;
}

Finding redacted(const Finding& finding, const std::string& scenario, const std::set<std::string>& known) {
  Finding bare;
  bare.id = finding.id;
  bare.severity = finding.severity;
  bare.scenario = scenario;
  const FindingInfo* info = finding_info(finding.id);
  bare.message = info == nullptr ? finding.id : std::string(info->title);
  if (known.contains(finding.process)) bare.process = finding.process;
  bare.location = finding.location;
  for (const Finding& it : finding.consequences) bare.consequences.push_back(redacted(it, scenario, known));
  return bare;
}

}  // namespace

Report without_hidden(const Report& report) {
  Report shown = report;
  std::map<std::string, std::string> new_names;
  const std::set<std::string> known = public_names(report);
  int hidden = 0;
  for (ScenarioReport& scenario : shown.scenarios) {
    if (scenario.visibility != Visibility::Hidden) continue;
    ScenarioReport bare;
    bare.name = fmt::format("hidden scenario {}", ++hidden);
    bare.visibility = Visibility::Hidden;
    bare.verdict = scenario.verdict;
    bare.points = scenario.points;
    new_names[scenario.name] = bare.name;
    scenario = std::move(bare);
  }
  for (Finding& finding : shown.findings) {
    if (const auto name = new_names.find(finding.scenario); name != new_names.end()) {
      finding = redacted(finding, name->second, known);
    }
  }
  // "scenario NAME: …" when it was one of them that could not be judged.
  for (const auto& [name, bare] : new_names) {
    if (shown.trouble.starts_with("scenario " + name + ":")) shown.trouble = bare + " could not be played";
  }
  return shown;
}

}  // namespace ipclab
