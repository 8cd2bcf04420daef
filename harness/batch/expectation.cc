#include "harness/batch/expectation.h"

#include <fmt/format.h>

#include <algorithm>
#include <regex>
#include <sstream>

namespace ipclab {
namespace {

void read_declaration(const std::string& line, Expectation* expectation) {
  static const std::regex declared(R"(^(?://|/\*)\s*expect:\s*(pass|fail)\s*([a-z0-9.,\- ]*))");
  std::smatch match;
  if (!std::regex_search(line, match, declared)) return;
  expectation->declared = true;
  expectation->passes = match[1] == "pass";
  std::string ids = match[2];
  std::replace(ids.begin(), ids.end(), ',', ' ');
  std::istringstream words(ids);
  for (std::string id; words >> id;) {
    if (expectation->cause.empty()) expectation->cause = id;
    expectation->ids.insert(id);
  }
}

std::set<std::string> ids_of(const Report& report, Severity severity) {
  std::set<std::string> ids;
  for (const Finding& finding : report.findings) {
    if (finding.severity == severity) ids.insert(finding.id);
  }
  return ids;
}

std::string joined(const std::set<std::string>& ids) {
  std::string text;
  for (const std::string& id : ids) text += (text.empty() ? "" : ", ") + id;
  return text.empty() ? "none" : text;
}

}  // namespace

Expectation expectation_of(const Submission& submission) {
  static const std::regex marker(R"(//\s*<([a-z0-9.\-]+)>\s*$)");
  Expectation expectation;
  for (const SubmittedFile& file : submission.files) {
    std::istringstream lines(file.bytes);
    std::string line;
    for (int number = 1; std::getline(lines, line); ++number) {
      if (number == 1) read_declaration(line, &expectation);
      std::smatch match;
      if (std::regex_search(line, match, marker)) expectation.marked.push_back({match[1], {file.name, number, ""}});
    }
  }
  return expectation;
}

std::vector<std::string> unmet(const Expectation& expected, const Report& report) {
  if (!expected.declared) return {"no file begins with \"// expect: pass\" or \"// expect: fail ID\""};
  std::vector<std::string> all;
  const std::set<std::string> errors = ids_of(report, Severity::Error);
  if (expected.passes) {
    const std::set<std::string> warnings = ids_of(report, Severity::Warning);
    if (report.verdict != Verdict::Pass)
      all.push_back(fmt::format("it is to pass, and the verdict is {}: {}", to_string(report.verdict), joined(errors)));
    if (warnings != expected.ids)
      all.push_back(fmt::format("its warnings are {}; declared are {}", joined(warnings), joined(expected.ids)));
  } else {
    if (report.verdict == Verdict::Pass) all.emplace_back("it is to fail, and passes");
    if (!errors.contains(expected.cause))
      all.push_back(fmt::format("{} is not found; found is {}", expected.cause, joined(errors)));
    for (const std::string& id : errors) {
      if (!expected.ids.contains(id)) all.push_back(fmt::format("{} is found and not declared", id));
    }
  }
  const std::vector<std::string> marks = unmet_marks(expected, report);
  all.insert(all.end(), marks.begin(), marks.end());
  return all;
}

bool found_at_mark(const std::string& id, const Expectation& expected, const Report& report) {
  return std::any_of(report.findings.begin(), report.findings.end(), [&](const Finding& finding) {
    return finding.id == id && std::any_of(expected.marked.begin(), expected.marked.end(), [&](const auto& mark) {
             return mark.first == id && finding.location.file == mark.second.file &&
                    finding.location.line == mark.second.line;
           });
  });
}

std::vector<std::string> unmet_marks(const Expectation& expected, const Report& report) {
  std::vector<std::string> all;
  std::set<std::string> ids;
  for (const auto& [id, location] : expected.marked) ids.insert(id);
  for (const std::string& id : ids) {
    if (!found_at_mark(id, expected, report))
      all.push_back(fmt::format("{} is not found at a line that is marked with it", id));
  }
  return all;
}

}  // namespace ipclab
