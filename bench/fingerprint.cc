#include "bench/fingerprint.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace ipclab::bench {
namespace {

void add_findings(const std::vector<Finding>& findings, const std::string& because_of,
                  std::vector<std::string>* lines) {
  for (const Finding& finding : findings) {
    lines->push_back(fmt::format("{} {} in scenario {} by {} at {}:{}{}", to_string(finding.severity), finding.id,
                                 finding.scenario, finding.process, finding.location.file, finding.location.line,
                                 because_of));
    add_findings(finding.consequences, ", follows from " + finding.id, lines);
  }
}

std::vector<std::string> only_in_first(const std::vector<std::string>& first, const std::vector<std::string>& second) {
  std::vector<std::string> only;
  std::set_difference(first.begin(), first.end(), second.begin(), second.end(), std::back_inserter(only));
  return only;
}

}  // namespace

std::vector<std::string> fingerprint(const Report& report) {
  std::vector<std::string> lines = {fmt::format("verdict {}", to_string(report.verdict))};
  for (const ScenarioReport& scenario : report.scenarios) {
    lines.push_back(fmt::format("scenario {} {}{}{}", scenario.name, to_string(scenario.verdict),
                                scenario.trouble.empty() ? "" : ": ", scenario.trouble));
  }
  add_findings(report.findings, "", &lines);
  std::sort(lines.begin(), lines.end());
  return lines;
}

std::vector<std::string> differences(const std::vector<std::string>& before, const std::vector<std::string>& after) {
  std::vector<std::string> lines;
  for (const std::string& line : only_in_first(before, after)) lines.push_back("- " + line);
  for (const std::string& line : only_in_first(after, before)) lines.push_back("+ " + line);
  return lines;
}

}  // namespace ipclab::bench
