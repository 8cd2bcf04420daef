// GitLab's Code Quality.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "harness/report/format_words.h"
#include "harness/report/formats.h"
#include "harness/report/merge.h"
#include "harness/report/redact.h"

namespace ipclab {
namespace {

using Json = nlohmann::ordered_json;

const char* severity_of(Severity severity) {
  return severity == Severity::Error ? "major" : severity == Severity::Warning ? "minor" : "info";
}

}  // namespace

std::string to_gitlab(const Report& full) {
  const Report report = without_hidden(full);
  Json issues = Json::array();
  for (const MergedFinding& merged : merge(report, false)) {
    const Finding& finding = *merged.finding;
    std::string description = visible(finding.message);
    if (!finding.reason.empty()) description += " " + visible(finding.reason);
    // A place is demanded; what has none is told at the program's beginning.
    std::string file = finding.location.file;
    if (file.empty() && !report.files.empty()) file = report.files.front().name;
    issues.push_back({{"description", description},
                      {"check_name", finding.id},
                      {"fingerprint", fingerprint(report, finding)},
                      {"severity", severity_of(finding.severity)},
                      {"location",
                       {{"path", visible(path_from_here(report, file))},
                        {"lines", {{"begin", std::max(finding.location.line, 1)}}}}}});
  }
  return issues.dump(2, ' ', true) + "\n";
}

}  // namespace ipclab
