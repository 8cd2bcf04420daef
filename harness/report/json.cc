// The report as JSON: contract, chapter 2.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "harness/report/report.h"
#include "harness/report/utf8.h"

namespace ipclab {
namespace {

using Json = nlohmann::ordered_json;

/// A JSON string holds characters, a stranger's text any bytes: those that are no character become \xNN.
std::string text(std::string_view bytes) {
  std::string valid;
  valid.reserve(bytes.size());
  while (!bytes.empty()) {
    const Character character = first_character(bytes);
    if (character.valid()) {
      valid += bytes.substr(0, character.length);
      bytes.remove_prefix(character.length);
    } else {
      valid += fmt::format("\\x{:02x}", static_cast<unsigned char>(bytes.front()));
      bytes.remove_prefix(1);
    }
  }
  return valid;
}

template <typename Values, typename Function>
Json list(const Values& values, Function json_of) {
  Json all = Json::array();
  for (const auto& value : values) all.push_back(json_of(value));
  return all;
}

Json points(const Points& points) {
  return {{"earned", points.earned}, {"possible", points.possible}};
}

/// Null where it isn't known.
Json location(const SourceLocation& at) {
  if (at.file.empty() && at.line == 0) return nullptr;
  return {{"file", text(at.file)}, {"line", at.line}, {"function", text(at.function)}};
}

/// Null for a process whose end was not seen.
Json exit_state(const std::optional<ExitState>& end) {
  if (!end) return nullptr;
  switch (end->kind) {
    case ExitState::Kind::Code:
      return {{"code", end->value}};
    case ExitState::Kind::Signal:
      return {{"signal", end->value}};
    case ExitState::Kind::Killed:
      break;
  }
  return {{"killed", true}};
}

Json mechanism(const Mechanism& mechanism) {
  return {{"name", text(mechanism.name)}, {"enforced", mechanism.enforced}, {"reason", text(mechanism.reason)}};
}

Json diagnostic(const Diagnostic& said) {
  return {{"file", text(said.file)},       {"line", said.line},
          {"column", said.column},         {"severity", text(said.severity)},
          {"message", text(said.message)}, {"option", text(said.option)}};
}

Json process(const ReportedProcess& process) {
  return {{"id", process.id},
          {"parent", process.parent},
          {"role", text(process.role)},
          {"program", text(process.program)},
          {"argv", list(process.argv, text)},
          {"exit", exit_state(process.exit)}};
}

Json node(const GraphNode& node) {
  return {{"id", text(node.id)}, {"label", text(node.label)}, {"kind", text(node.kind)}};
}

Json edge(const GraphEdge& edge) {
  return {{"from", text(edge.from)},
          {"to", text(edge.to)},
          {"label", text(edge.label)},
          {"bytes", edge.bytes},
          {"kind", text(edge.kind)}};
}

Json output(const Output& output) {
  return {{"role", text(output.role)},
          {"stream", text(output.stream)},
          {"text", text(output.bytes)},
          {"truncated", output.truncated}};
}

Json decision(const Point& point) {
  const char* waits = point.entry ? "before" : "after";
  if (point.access != 0) return {{"task", point.task}, {"access", point.access}, {"waits", waits}};
  return {{"task", point.task}, {"call", point.call}, {"waits", waits}};
}

Json schedule(const Schedule& schedule) {
  return {{"strategy", text(schedule.strategy)},
          {"priorities", schedule.priorities},
          {"sleeps_end", schedule.sleeps_end},
          {"decisions", list(schedule.points, decision)}};
}

Json scenario(const ScenarioReport& scenario) {
  return {{"name", text(scenario.name)},
          {"title", text(scenario.title)},
          {"visibility", scenario.visibility == Visibility::Hidden ? "hidden" : "public"},
          {"verdict", to_string(scenario.verdict)},
          {"trouble", text(scenario.trouble)},
          {"points", points(scenario.points)},
          {"seed", scenario.seed},
          {"schedules",
           {{"explored", scenario.schedules_explored},
            {"failed", scenario.schedules_failed},
            {"failing", list(scenario.failing_schedules, schedule)}}},
          {"wall_ms", scenario.wall_ms},
          {"virtual_ms", scenario.virtual_ms},
          {"cpu_ms", scenario.cpu_ms ? Json(*scenario.cpu_ms) : Json()},
          {"peak_memory_bytes", scenario.peak_memory_bytes ? Json(*scenario.peak_memory_bytes) : Json()},
          {"processes", list(scenario.processes, process)},
          {"graph", {{"nodes", list(scenario.nodes, node)}, {"edges", list(scenario.edges, edge)}}},
          {"outputs", list(scenario.outputs, output)}};
}

Json evidence(const Evidence& evidence) {
  return {{"process", text(evidence.process)},
          {"time_us", evidence.time_us},
          {"call", text(evidence.call)},
          {"location", location(evidence.location)}};
}

Json finding(const Finding& it) {
  return {{"id", text(it.id)},
          {"severity", to_string(it.severity)},
          {"scenario", text(it.scenario)},
          {"process", text(it.process)},
          {"message", text(it.message)},
          {"reason", text(it.reason)},
          {"hint", text(it.hint)},
          {"location", location(it.location)},
          {"evidence", list(it.evidence, evidence)},
          {"schedule", it.schedule ? schedule(*it.schedule) : Json()},
          {"consequences", list(it.consequences, finding)}};
}

}  // namespace

std::string to_json(const Report& report) {
  const Json json = {
      {"schema", "ipclab.report/1"},
      {"exercise",
       {{"name", text(report.exercise_name)},
        {"title", text(report.exercise_title)},
        {"digest", text(report.exercise_digest)}}},
      {"submission",
       {{"path", text(report.submission_path)},
        {"digest", text(report.submission_digest)},
        {"files", list(report.files, [](const SubmittedFile& file) { return text(file.name); })}}},
      {"isolation", {{"level", text(report.isolation_level)}, {"mechanisms", list(report.mechanisms, mechanism)}}},
      {"verdict", to_string(report.verdict)},
      {"trouble", text(report.trouble)},
      {"score", points(report.score)},
      {"build",
       {{"ok", report.build.ok},
        {"diagnostics", list(report.build.diagnostics, diagnostic)},
        {"missing_files", list(report.build.missing_files, text)},
        {"output", text(report.build.output)}}},
      {"scenarios", list(report.scenarios, scenario)},
      {"findings", list(report.findings, finding)},
  };
  // In ASCII: the file may be shown on a terminal, and no mark of direction in it shall rearrange what is seen there.
  return json.dump(2, ' ', true) + "\n";
}

}  // namespace ipclab
