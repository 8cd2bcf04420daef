#include "harness/report/graph_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace ipclab {
namespace {

const GraphNode& node(const ScenarioReport& graph, const std::string& id) {
  return *std::find_if(graph.nodes.begin(), graph.nodes.end(), [&](const GraphNode& it) { return it.id == id; });
}

bool acts(const GraphNode& node) {
  return node.kind == "process" || node.kind == "thread";
}

std::string arrow(const GraphEdge& edge) {
  return edge.label.empty() ? "──→" : fmt::format("─{}→", visible(edge.label));
}

/// "ps ─1→ , sort ─1→ ": all that goes in.
std::string ends(const ScenarioReport& graph, const std::vector<const GraphEdge*>& edges, bool into) {
  std::string text;
  for (const GraphEdge* edge : edges) {
    const std::string label = visible(node(graph, into ? edge->from : edge->to).label);
    if (!text.empty()) text += ", ";
    text += into ? fmt::format("{} {}", label, arrow(*edge)) : fmt::format("{} {}", arrow(*edge), label);
  }
  return text;
}

}  // namespace

std::string graph_text(const ScenarioReport& graph) {
  std::string text;
  std::set<std::string> drawn;
  for (const GraphNode& object : graph.nodes) {
    if (acts(object)) continue;
    std::vector<const GraphEdge*> in, out;
    std::int64_t written = 0, read = 0;
    for (const GraphEdge& edge : graph.edges) {
      if (edge.kind != "data") continue;
      if (edge.to == object.id) {
        in.push_back(&edge);
        written += edge.bytes;
        drawn.insert(edge.from);
      }
      if (edge.from == object.id) {
        out.push_back(&edge);
        read += edge.bytes;
        drawn.insert(edge.to);
      }
    }
    if (in.empty() && out.empty()) continue;
    const std::int64_t bytes = std::max(written, read);
    std::string line = ends(graph, in, true);
    line += (line.empty() ? "" : " ") + visible(object.label);
    if (!out.empty()) line += " " + ends(graph, out, false);
    text += line + (bytes > 0 ? fmt::format("   ({} bytes)\n", bytes) : "\n");
  }
  for (const GraphEdge& edge : graph.edges) {
    const bool between = acts(node(graph, edge.from)) && acts(node(graph, edge.to));  // a signal
    if (edge.kind == "data" && !between) continue;
    text += fmt::format("{} {} {}\n", visible(node(graph, edge.from).label), arrow(edge),
                        visible(node(graph, edge.to).label));
    drawn.insert({edge.from, edge.to});
  }
  for (const GraphNode& process : graph.nodes) {
    if (acts(process) && !drawn.contains(process.id)) text += visible(process.label) + "\n";
  }
  return text;
}

}  // namespace ipclab
