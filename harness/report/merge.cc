#include "harness/report/merge.h"

#include <algorithm>
#include <set>

namespace ipclab {
namespace {

bool in_one_line(const Finding& left, const Finding& right) {
  return left.id == right.id && left.location.file == right.location.file && left.location.line == right.location.line;
}

bool same_mistake(const Finding& left, const Finding& right) {
  return in_one_line(left, right) && left.process == right.process;
}

struct Group {
  std::vector<const Finding*> findings;
  std::set<std::string> scenarios;
};

std::vector<Group> groups_of_one_message(const std::vector<Finding>& findings) {
  std::vector<Group> groups;
  for (const Finding& finding : findings) {
    const auto home = std::find_if(groups.begin(), groups.end(), [&](const Group& group) {
      const Finding& first = *group.findings.front();
      return same_mistake(first, finding) && first.message == finding.message &&
             !group.scenarios.contains(finding.scenario);
    });
    Group& group = home == groups.end() ? groups.emplace_back() : *home;
    group.findings.push_back(&finding);
    group.scenarios.insert(finding.scenario);
  }
  return groups;
}

/// Of one process two messages in one scenario are two mistakes.
bool are_of_one_mistake(const Group& left, const Group& right) {
  const Finding& first = *left.findings.front();
  if (!in_one_line(first, *right.findings.front())) return false;
  return std::all_of(left.findings.begin(), left.findings.end(), [&](const Finding* one) {
    return std::all_of(right.findings.begin(), right.findings.end(), [&](const Finding* other) {
      return one->process == other->process ? one->scenario != other->scenario : first.location.line > 0;
    });
  });
}

/// Groups that differ only in what their message says of each scenario, or of each process that runs the same line.
std::vector<Group> groups_of_one_mistake(const std::vector<Group>& of_one_message) {
  std::vector<Group> groups;
  for (const Group& group : of_one_message) {
    const auto home = std::find_if(groups.begin(), groups.end(),
                                   [&](const Group& other) { return are_of_one_mistake(other, group); });
    if (home == groups.end()) {
      groups.push_back(group);
      continue;
    }
    home->findings.insert(home->findings.end(), group.findings.begin(), group.findings.end());
    home->scenarios.insert(group.scenarios.begin(), group.scenarios.end());
  }
  return groups;
}

MergedFinding merged(const Group& group, const std::set<std::string>& hidden) {
  MergedFinding one;
  std::set<std::string> seen;
  for (const Finding* finding : group.findings) {
    const bool first_there = seen.insert(finding->scenario).second;
    if (hidden.contains(finding->scenario)) {
      if (first_there) ++one.hidden_scenarios;
      continue;
    }
    if (first_there && !finding->scenario.empty()) one.scenarios.push_back(finding->scenario);
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
  std::vector<Group> groups = groups_of_one_message(report.findings);
  if (!same_message_only) groups = groups_of_one_mistake(groups);
  all.reserve(groups.size());
  for (const Group& group : groups) all.push_back(merged(group, hidden));
  return all;
}

}  // namespace ipclab
