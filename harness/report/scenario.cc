// A scenario's part of the report, from what was seen and found.
#include <algorithm>
#include <utility>

#include "harness/report/graph.h"
#include "harness/report/report.h"
#include "harness/report/utf8.h"

namespace ipclab {
namespace {

/// What a report shows of one output. The record has all of it.
constexpr std::size_t kMostOutput = std::size_t{64} * 1024;

/// At most `limit` bytes of `text`, not ending within a character.
std::string beginning(const std::string& text, std::size_t limit) {
  if (text.size() <= limit) return text;
  // A character has at most four bytes: one that begins before the limit and is whole only behind it goes.
  for (std::size_t start = limit; start + 3 > limit && start-- > 0;) {
    const Character last = first_character(std::string_view(text).substr(start));
    if (last.valid()) return text.substr(0, start + last.length <= limit ? limit : start);
  }
  return text.substr(0, limit);
}

std::vector<Output> reported_outputs(const Record& record) {
  std::vector<Output> outputs;
  for (const Output& output : record.outputs) {
    outputs.push_back({output.role, output.stream, beginning(output.bytes, kMostOutput),
                       output.truncated || output.bytes.size() > kMostOutput});
  }
  return outputs;
}

std::vector<ReportedProcess> reported_processes(const World& world) {
  std::vector<ReportedProcess> processes;
  for (const Process& process : world.processes) {
    if (process.id == 0) continue;
    ReportedProcess reported;
    reported.id = process.id;
    reported.parent = process.parent;
    reported.role = process.role;
    reported.program = process.image().name;
    reported.argv = process.image().argv;
    reported.exit = process.end;
    processes.push_back(std::move(reported));
  }
  return processes;
}

}  // namespace

ScenarioReport report_scenario(const Scenario& scenario, const Record& record, const World& world,
                               const std::vector<Finding>& findings) {
  const bool failed = std::any_of(findings.begin(), findings.end(),
                                  [](const Finding& finding) { return finding.severity == Severity::Error; });
  ScenarioReport report;
  report.name = scenario.name;
  report.title = scenario.title;
  report.visibility = scenario.visibility;
  report.verdict = failed ? ScenarioVerdict::Fail : ScenarioVerdict::Pass;
  report.points = {failed ? 0 : scenario.points, scenario.points};
  report.seed = record.seed;
  report.schedules_failed = failed ? 1 : 0;
  report.wall_ms = record.wall_ms;
  for (const sandbox::Event& event : record.events) {
    if (event.kind != sandbox::EventKind::Action || event.name != "usage") continue;
    report.cpu_ms = static_cast<double>(event.number_or("cpu_us", 0)) / 1000.0;
    const std::int64_t peak = event.number_or("peak_memory_bytes", -1);
    if (peak >= 0) report.peak_memory_bytes = peak;
  }
  report.virtual_ms = record.events.empty() ? 0 : static_cast<double>(record.events.back().time_us) / 1000;
  report.processes = reported_processes(world);
  Graph graph = draw(world);
  report.nodes = std::move(graph.nodes);
  report.edges = std::move(graph.edges);
  report.outputs = reported_outputs(record);
  return report;
}

}  // namespace ipclab
