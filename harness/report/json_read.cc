#include "harness/report/json_read.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace ipclab {
namespace {

using Json = nlohmann::json;

template <typename Value, typename Function>
std::vector<Value> list(const Json& json, Function value_of) {
  std::vector<Value> values;
  for (const Json& one : json) values.push_back(value_of(one));
  return values;
}

std::string text(const Json& json) {
  return json.get<std::string>();
}

template <typename Kind>
Kind one_of(const Json& json, std::initializer_list<Kind> kinds) {
  const std::string name = text(json);
  for (const Kind kind : kinds) {
    if (to_string(kind) == name) return kind;
  }
  throw ReportError(fmt::format("it holds the unknown word {}", name));
}

Points points(const Json& json) {
  return {json.at("earned").get<double>(), json.at("possible").get<double>()};
}

SourceLocation location(const Json& json) {
  if (json.is_null()) return {};
  return {text(json.at("file")), json.at("line").get<int>(), text(json.at("function"))};
}

std::optional<ExitState> exit_state(const Json& json) {
  if (json.is_null()) return std::nullopt;
  if (json.contains("code")) return ExitState{ExitState::Kind::Code, json.at("code").get<int>()};
  if (json.contains("signal")) return ExitState{ExitState::Kind::Signal, json.at("signal").get<int>()};
  return ExitState{ExitState::Kind::Killed, 0};
}

Mechanism mechanism(const Json& json) {
  return {text(json.at("name")), json.at("enforced").get<bool>(), text(json.at("reason"))};
}

Diagnostic diagnostic(const Json& json) {
  return {text(json.at("file")),     json.at("line").get<int>(), json.at("column").get<int>(),
          text(json.at("severity")), text(json.at("message")),   text(json.at("option"))};
}

ReportedProcess process(const Json& json) {
  return {json.at("id").get<int>(),
          json.at("parent").get<int>(),
          text(json.at("role")),
          text(json.at("program")),
          list<std::string>(json.at("argv"), text),
          exit_state(json.at("exit"))};
}

GraphNode node(const Json& json) {
  return {text(json.at("id")), text(json.at("label")), text(json.at("kind"))};
}

GraphEdge edge(const Json& json) {
  return {text(json.at("from")), text(json.at("to")), text(json.at("label")), json.at("bytes").get<std::int64_t>(),
          text(json.at("kind"))};
}

Output output(const Json& json) {
  return {text(json.at("role")), text(json.at("stream")), text(json.at("text")), json.at("truncated").get<bool>()};
}

Point decision(const Json& json) {
  const std::string waits = text(json.at("waits"));
  if (waits != "before" && waits != "after") throw ReportError("a decision waits neither before nor after a call");
  const int task = json.at("task").get<int>();
  if (!json.contains("access")) return {task, json.at("call").get<int>(), waits == "before"};
  if (waits != "before") throw ReportError("a decision about an access waits before it");
  return {task, 0, true, json.at("access").get<std::uint64_t>()};
}

Schedule schedule(const Json& json) {
  Schedule it;
  it.strategy = text(json.at("strategy"));
  it.priorities = json.at("priorities").get<std::vector<int>>();
  it.sleeps_end = json.at("sleeps_end").get<bool>();
  it.points = list<Point>(json.at("decisions"), decision);
  return it;
}

ScenarioReport scenario(const Json& json) {
  ScenarioReport report;
  report.name = text(json.at("name"));
  report.title = text(json.at("title"));
  report.visibility = text(json.at("visibility")) == "hidden" ? Visibility::Hidden : Visibility::Public;
  report.verdict = one_of(json.at("verdict"), {ScenarioVerdict::Pass, ScenarioVerdict::Fail, ScenarioVerdict::Skipped,
                                               ScenarioVerdict::Inconclusive});
  report.trouble = text(json.at("trouble"));
  report.points = points(json.at("points"));
  report.seed = json.at("seed").get<std::int64_t>();
  report.schedules_explored = json.at("schedules").at("explored").get<int>();
  report.schedules_failed = json.at("schedules").at("failed").get<int>();
  if (json.at("schedules").contains("failing"))
    report.failing_schedules = list<Schedule>(json.at("schedules").at("failing"), schedule);
  report.wall_ms = json.at("wall_ms").get<double>();
  report.virtual_ms = json.at("virtual_ms").get<double>();
  report.processes = list<ReportedProcess>(json.at("processes"), process);
  report.nodes = list<GraphNode>(json.at("graph").at("nodes"), node);
  report.edges = list<GraphEdge>(json.at("graph").at("edges"), edge);
  report.outputs = list<Output>(json.at("outputs"), output);
  return report;
}

Evidence evidence(const Json& json) {
  return {text(json.at("process")), json.at("time_us").get<std::int64_t>(), text(json.at("call")),
          location(json.at("location"))};
}

Finding finding(const Json& json) {
  Finding it;
  it.id = text(json.at("id"));
  it.severity = one_of(json.at("severity"), {Severity::Error, Severity::Warning, Severity::Note});
  it.scenario = text(json.at("scenario"));
  it.process = text(json.at("process"));
  it.message = text(json.at("message"));
  it.reason = text(json.at("reason"));
  it.hint = text(json.at("hint"));
  it.location = location(json.at("location"));
  it.evidence = list<Evidence>(json.at("evidence"), evidence);
  if (json.contains("schedule") && !json.at("schedule").is_null()) it.schedule = schedule(json.at("schedule"));
  it.consequences = list<Finding>(json.at("consequences"), finding);
  return it;
}

Report report_of(const Json& json) {
  Report report;
  if (text(json.at("schema")) != "ipclab.report/1") throw ReportError("it is no ipclab.report/1");
  report.exercise_name = text(json.at("exercise").at("name"));
  report.exercise_title = text(json.at("exercise").at("title"));
  report.exercise_digest = text(json.at("exercise").at("digest"));
  report.submission_path = text(json.at("submission").at("path"));
  report.submission_digest = text(json.at("submission").at("digest"));
  for (const Json& name : json.at("submission").at("files")) report.files.push_back({text(name), ""});
  report.isolation_level = text(json.at("isolation").at("level"));
  report.mechanisms = list<Mechanism>(json.at("isolation").at("mechanisms"), mechanism);
  report.verdict =
      one_of(json.at("verdict"), {Verdict::Pass, Verdict::Fail, Verdict::BuildError, Verdict::Inconclusive});
  report.trouble = text(json.at("trouble"));
  report.score = points(json.at("score"));
  report.build.ok = json.at("build").at("ok").get<bool>();
  report.build.diagnostics = list<Diagnostic>(json.at("build").at("diagnostics"), diagnostic);
  report.build.missing_files = list<std::string>(json.at("build").at("missing_files"), text);
  report.build.output = text(json.at("build").at("output"));
  report.scenarios = list<ScenarioReport>(json.at("scenarios"), scenario);
  report.findings = list<Finding>(json.at("findings"), finding);
  return report;
}

}  // namespace

Report parse_report(std::string_view json) {
  try {
    return report_of(Json::parse(json));
  } catch (const Json::exception& error) {
    throw ReportError(fmt::format("it is no report: {}", error.what()));
  }
}

}  // namespace ipclab
