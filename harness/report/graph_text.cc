#include "harness/report/graph_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace ipclab {
namespace {

const GraphNode& node(const Graph& graph, const std::string& id) {
  return *std::find_if(graph.nodes.begin(), graph.nodes.end(), [&](const GraphNode& it) { return it.id == id; });
}

bool is_process(const GraphNode& node) {
  return node.kind == "process";
}

std::string arrow(const GraphEdge& edge) {
  return edge.label.empty() ? "──→" : fmt::format("─{}→", visible(edge.label));
}

/// "ps ─1→ , sort ─1→ ": all that goes in.
std::string ends(const Graph& graph, const std::vector<const GraphEdge*>& edges, bool into) {
  std::string text;
  for (const GraphEdge* edge : edges) {
    const std::string label = visible(node(graph, into ? edge->from : edge->to).label);
    if (!text.empty()) text += ", ";
    text += into ? fmt::format("{} {}", label, arrow(*edge)) : fmt::format("{} {}", arrow(*edge), label);
  }
  return text;
}

/// A quoted string of the DOT language.
std::string quoted(const std::string& text) {
  std::string all = "\"";
  for (const char c : visible(text)) {
    if (c == '"' || c == '\\') all += '\\';
    all += c;
  }
  return all + "\"";
}

}  // namespace

std::string graph_text(const Graph& graph) {
  std::string text;
  std::set<std::string> drawn;
  for (const GraphNode& object : graph.nodes) {
    if (is_process(object)) continue;
    std::vector<const GraphEdge*> in, out;
    std::int64_t written = 0, read = 0;
    for (const GraphEdge& edge : graph.edges) {
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
    const std::int64_t bytes = std::max(written, read);
    std::string line = ends(graph, in, true);
    line += (line.empty() ? "" : " ") + visible(object.label);
    if (!out.empty()) line += " " + ends(graph, out, false);
    text += line + (bytes > 0 ? fmt::format("   ({} bytes)\n", bytes) : "\n");
  }
  for (const GraphEdge& edge : graph.edges) {  // signals go from process to process
    if (!is_process(node(graph, edge.from)) || !is_process(node(graph, edge.to))) continue;
    text += fmt::format("{} {} {}\n", visible(node(graph, edge.from).label), arrow(edge),
                        visible(node(graph, edge.to).label));
    drawn.insert(edge.from);
    drawn.insert(edge.to);
  }
  for (const GraphNode& process : graph.nodes) {
    if (is_process(process) && !drawn.contains(process.id)) text += visible(process.label) + "\n";
  }
  return text;
}

std::string graph_dot(const Graph& graph) {
  std::string text = "digraph run {\n  rankdir=LR;\n";
  for (const GraphNode& it : graph.nodes)
    text += fmt::format("  {} [label={}, shape={}];\n", quoted(it.id), quoted(it.label),
                        is_process(it) ? "box" : "ellipse");
  for (const GraphEdge& edge : graph.edges)
    text += fmt::format("  {} -> {} [label={}];\n", quoted(edge.from), quoted(edge.to), quoted(edge.label));
  return text + "}\n";
}

}  // namespace ipclab
