#include "harness/report/graph_dot.h"

#include <fmt/format.h>

#include <set>

namespace ipclab {
namespace {

/// A stranger's text as a quoted string: whatever is invisible has become visible, and nothing in it ends the string.
std::string dot_string(std::string_view text) {
  std::string result = "\"";
  for (const char c : visible(text)) {
    if (c == '"' || c == '\\') result += '\\';
    result += c;
  }
  return result + "\"";
}

std::string node_line(const GraphNode& node) {
  const bool acts = node.kind == "process" || node.kind == "thread";
  return fmt::format("  {} [label={}, shape={}];\n", dot_string(node.id), dot_string(node.label),
                     acts ? "box" : "ellipse");
}

std::string edge_line(const GraphEdge& edge) {
  std::string label = edge.label;
  if (edge.bytes > 0) label += fmt::format("{}{} bytes", label.empty() ? "" : ": ", edge.bytes);
  const std::string_view style = edge.kind == "waits"  ? ", color=red, fontcolor=red, penwidth=2"
                                 : edge.kind == "ends" ? ", color=red, style=dashed"
                                                       : "";
  return fmt::format("  {} -> {} [label={}{}];\n", dot_string(edge.from), dot_string(edge.to), dot_string(label),
                     style);
}

std::string dot(const ScenarioReport& scenario, bool waits_only) {
  std::set<std::string> shown;
  std::string edges;
  for (const GraphEdge& edge : scenario.edges) {
    if (waits_only && edge.kind == "data") continue;
    shown.insert({edge.from, edge.to});
    edges += edge_line(edge);
  }
  if (waits_only && edges.empty()) return {};
  std::string text = fmt::format("digraph {} {{\n  rankdir=LR;\n", dot_string(scenario.name));
  for (const GraphNode& node : scenario.nodes)
    if (!waits_only || shown.contains(node.id)) text += node_line(node);
  return text + edges + "}\n";
}

}  // namespace

std::string picture_dot(const ScenarioReport& scenario) {
  return dot(scenario, false);
}

std::string waits_dot(const ScenarioReport& scenario) {
  return dot(scenario, true);
}

}  // namespace ipclab
