#include "bench/fingerprint.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <utility>

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

std::string value_text(const sandbox::FieldValue& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) return std::to_string(*number);
  if (const auto* text = std::get_if<std::string>(&value)) return visible(*text);
  std::string all;
  if (const auto* numbers = std::get_if<std::vector<std::int64_t>>(&value)) {
    for (const std::int64_t number : *numbers) all += fmt::format("{},", number);
  } else {
    for (const std::string& text : std::get<std::vector<std::string>>(value)) all += visible(text) + ",";
  }
  return all;
}

std::vector<std::string> only_in_first(const std::vector<std::string>& first, const std::vector<std::string>& second) {
  std::vector<std::string> only;
  std::set_difference(first.begin(), first.end(), second.begin(), second.end(), std::back_inserter(only));
  return only;
}

/// Which reads are of /proc: processor times and the like.
class ReadsOfProc {
 public:
  /// Takes the events one by one.
  bool is_one(const sandbox::Event& event) {
    if (event.kind == sandbox::EventKind::Enter) {
      entered_[event.task] = event.name == "openat" && event.text_or("path", "").starts_with("/proc/");
      const auto of = std::pair(event.process, event.number_or("fd", -1));
      reads_[event.task] = event.name == "read" && open_.contains(of);
      if (event.name == "close") open_.erase(of);
    }
    if (event.kind != sandbox::EventKind::Exit) return false;
    if (entered_[event.task]) open_.insert({event.process, event.result});
    return reads_[event.task];
  }

 private:
  std::map<int, bool> entered_, reads_;          ///< by task: its last call
  std::set<std::pair<int, std::int64_t>> open_;  ///< process, descriptor
};

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

std::vector<std::string> events_of(const Record& record) {
  static const std::set<std::string> kOfTheMachine = {"utime_us", "stime_us", "cpu_us", "peak_memory_bytes",
                                                      "ino",      "dev",      "inode",  "open_fds"};
  std::vector<std::string> lines;
  ReadsOfProc of_proc;
  for (const sandbox::Event& event : record.events) {
    const bool is_of_proc = of_proc.is_one(event);
    std::string line = fmt::format("{} {} {}.{} {} {}", event.time_us, to_string(event.kind), event.process, event.task,
                                   event.name, event.result);
    for (const sandbox::Field& field : event.fields) {
      const auto* text = std::get_if<std::string>(&field.value);
      const bool numbered = text != nullptr && (text->starts_with("pipe:[") || text->starts_with("socket:["));
      if (numbered || kOfTheMachine.contains(field.name) || (is_of_proc && field.name == "data")) continue;
      line += fmt::format(" {}={}", field.name, value_text(field.value));
    }
    for (const int frame : event.stack) line += fmt::format(" @{}", frame);
    lines.push_back(std::move(line));
  }
  for (const Output& output : record.outputs)
    lines.push_back(fmt::format("{} {} {}", output.role, output.stream, visible(output.bytes)));
  return lines;
}

std::string first_difference(const std::vector<std::string>& before, const std::vector<std::string>& after) {
  const auto [one, other] = std::mismatch(before.begin(), before.end(), after.begin(), after.end());
  if (one == before.end() && other == after.end()) return {};
  const auto shown = [](auto at, const std::vector<std::string>& lines) {
    return at == lines.end() ? std::string("nothing") : at->substr(0, 300);
  };
  return fmt::format("event {}: {} | {}", one - before.begin(), shown(one, before), shown(other, after));
}

std::vector<std::string> differences(const std::vector<std::string>& before, const std::vector<std::string>& after) {
  std::vector<std::string> lines;
  for (const std::string& line : only_in_first(before, after)) lines.push_back("- " + line);
  for (const std::string& line : only_in_first(after, before)) lines.push_back("+ " + line);
  return lines;
}

}  // namespace ipclab::bench
