// SARIF 2.1.0.
#include <fmt/format.h>

#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "harness/report/format_words.h"
#include "harness/report/formats.h"
#include "harness/report/redact.h"

namespace ipclab {
namespace {

using Json = nlohmann::ordered_json;

const char* level_of(Severity severity) {
  return severity == Severity::Error ? "error" : severity == Severity::Warning ? "warning" : "note";
}

/// As a URI reference: what isn't unreserved is percent-encoded.
std::string uri(const std::string& path) {
  std::string encoded;
  for (const char c : path) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain =
        (byte < 0x80 && std::isalnum(byte) != 0) || std::string_view("-._~/").find(c) != std::string_view::npos;
    encoded += plain ? std::string(1, c) : fmt::format("%{:02X}", byte);
  }
  return encoded;
}

Json physical(const Report& report, const SourceLocation& at) {
  Json location = {{"artifactLocation", {{"uri", uri(path_from_here(report, at.file))}}}};
  if (at.line > 0) location["region"] = {{"startLine", at.line}};
  return {{"physicalLocation", location}};
}

/// A thread a process, in the order in which they come up; each step says when it was among all steps.
Json code_flow(const Report& report, const Finding& finding) {
  std::vector<std::pair<std::string, Json>> threads;
  int order = 0;
  for (const Evidence& step : finding.evidence) {
    ++order;
    Json location = step.location.file.empty() ? Json::object() : physical(report, step.location);
    location["message"] = {{"text", visible(step.call)}};
    const auto known =
        std::find_if(threads.begin(), threads.end(), [&](const auto& it) { return it.first == step.process; });
    auto& [process, steps] = known == threads.end() ? threads.emplace_back(step.process, Json::array()) : *known;
    steps.push_back({{"location", location}, {"executionOrder", order}});
  }
  Json flows = Json::array();
  for (const auto& [process, steps] : threads) {
    Json flow = {{"locations", steps}};
    if (!process.empty()) flow["id"] = visible(process);
    flows.push_back(flow);
  }
  return {{"threadFlows", flows}};
}

Json result_of(const Report& report, const Finding& finding, int rule) {
  std::string text = visible(finding.message);
  if (!finding.reason.empty()) text += "\n" + visible(finding.reason);
  if (!finding.hint.empty()) text += "\n" + visible(finding.hint);
  Json result = {{"ruleId", finding.id}};
  if (rule >= 0) result["ruleIndex"] = rule;
  result["level"] = level_of(finding.severity);
  result["message"] = {{"text", text}};
  Json locations = Json::array();
  if (!finding.location.file.empty()) locations.push_back(physical(report, finding.location));
  result["locations"] = locations;
  result["partialFingerprints"] = {{"ipclab/v1", fingerprint(report, finding)}};
  if (!finding.evidence.empty()) result["codeFlows"] = Json::array({code_flow(report, finding)});
  if (!finding.scenario.empty()) result["properties"] = {{"scenario", visible(finding.scenario)}};
  return result;
}

Json rule_of(const FindingInfo& info) {
  return {{"id", info.id},
          {"shortDescription", {{"text", info.title}}},
          {"fullDescription", {{"text", info.meaning}}},
          {"help", {{"text", std::string(info.look) + " " + std::string(info.read)}}},
          {"defaultConfiguration", {{"level", level_of(info.severity)}}}};
}

}  // namespace

std::string to_sarif(const Report& full, std::string_view version) {
  const Report report = without_hidden(full);
  Json rules = Json::array(), results = Json::array();
  std::map<std::string, int> places;
  for (const Finding& finding : report.findings) {
    const FindingInfo* info = finding_info(finding.id);
    if (info != nullptr && !places.contains(finding.id)) {
      places[finding.id] = static_cast<int>(rules.size());
      rules.push_back(rule_of(*info));
    }
    results.push_back(result_of(report, finding, info == nullptr ? -1 : places[finding.id]));
  }
  Json invocation = {{"executionSuccessful", report.verdict != Verdict::Inconclusive}};
  if (report.verdict == Verdict::Inconclusive) {
    invocation["toolExecutionNotifications"] =
        Json::array({{{"level", "error"}, {"message", {{"text", not_judged_sentence(report)}}}}});
  }
  const Json driver = {{"name", "ipclab"}, {"version", version}, {"rules", rules}};
  const Json run = {{"tool", {{"driver", driver}}}, {"invocations", Json::array({invocation})}, {"results", results}};
  const Json json = {
      {"$schema", "https://json.schemastore.org/sarif-2.1.0.json"}, {"version", "2.1.0"}, {"runs", Json::array({run})}};
  return json.dump(2, ' ', true) + "\n";
}

}  // namespace ipclab
