#include "harness/report/merge.h"

#include <algorithm>
#include <set>

namespace ipclab {
namespace {

bool same_mistake(const Finding& left, const Finding& right) {
  return left.id == right.id && left.process == right.process && left.location.file == right.location.file &&
         left.location.line == right.location.line;
}

struct Group {
  std::vector<const Finding*> findings;
  std::set<std::string> scenarios;
};

std::vector<Group> groups_of(const std::vector<Finding>& findings, bool same_message_only) {
  std::vector<Group> groups;
  for (const Finding& finding : findings) {
    const auto group = std::find_if(groups.begin(), groups.end(), [&](const Group& it) {
      const Finding& first = *it.findings.front();
      return same_mistake(first, finding) && !it.scenarios.contains(finding.scenario) &&
             (!same_message_only || first.message == finding.message);
    });
    Group& home = group == groups.end() ? groups.emplace_back() : *group;
    home.findings.push_back(&finding);
    home.scenarios.insert(finding.scenario);
  }
  return groups;
}

MergedFinding merged(const Group& group, const std::set<std::string>& hidden) {
  MergedFinding one;
  for (const Finding* finding : group.findings) {
    if (hidden.contains(finding->scenario)) {
      ++one.hidden_scenarios;
      continue;
    }
    if (!finding->scenario.empty()) one.scenarios.push_back(finding->scenario);
    if (one.finding == nullptr) {
      one.finding = finding;
    } else if (finding->message != one.finding->message) {
      one.others.push_back(finding);
    }
  }
  if (one.finding == nullptr) {
    one.finding = group.findings.front();
    one.hidden = true;
  }
  return one;
}

}  // namespace

std::vector<MergedFinding> merge(const Report& report, bool same_message_only) {
  std::set<std::string> hidden;
  for (const ScenarioReport& scenario : report.scenarios) {
    if (scenario.visibility == Visibility::Hidden) hidden.insert(scenario.name);
  }
  std::vector<MergedFinding> all;
  for (const Group& group : groups_of(report.findings, same_message_only)) all.push_back(merged(group, hidden));
  return all;
}

}  // namespace ipclab
