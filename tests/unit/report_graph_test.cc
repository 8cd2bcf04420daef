// The wait-for graph of a run that hangs, in the report's graph and as DOT.
#include "harness/report/graph.h"

#include "harness/report/graph_dot.h"
#include "tests/unit/check_case.h"

namespace ipclab {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

/// A parent that waits for its child, which reads a pipe whose writing end the parent has.
Graph graph_of_a_hang(CheckCase& run) {
  const int parent = run.b.start("pipeline", {"x"});
  run.pipe(parent, 3, 4, 12);
  const int child = run.b.fork(parent, 14);
  run.close(child, 4);
  run.sleeps(child, "read", {{"fd", 3}, {"count", 1}}, 20);
  run.sleeps(parent, "wait4", {{"pid", run.b.pid(child)}, {"process", child}, {"options", 0}}, 31);
  run.b.quiet(run.waiting_for(0));
  return draw(replay(run.b.record()));
}

auto edge(const std::string& from, const std::string& to, const std::string& label, const std::string& kind) {
  return AllOf(Field(&GraphEdge::from, from), Field(&GraphEdge::to, to), Field(&GraphEdge::label, label),
               Field(&GraphEdge::kind, kind));
}

ScenarioReport report_of(const Graph& graph) {
  ScenarioReport report;
  report.name = "case";
  report.nodes = graph.nodes;
  report.edges = graph.edges;
  return report;
}

TEST(WaitForGraph, LeadsFromWhoWaitsThroughWhatIsWaitedForToWhoCouldEndIt) {
  CheckCase run;
  const Graph graph = graph_of_a_hang(run);
  EXPECT_THAT(graph.edges, Contains(edge("p1", "p2", "waitpid(), line 31", "waits")));
  std::string pipe;
  for (const GraphNode& node : graph.nodes)
    if (node.kind == "pipe" && node.label == "pipe") pipe = node.id;
  EXPECT_THAT(graph.edges, Contains(edge("p2", pipe, "read(), line 20", "waits")));
  EXPECT_THAT(graph.edges, Contains(edge(pipe, "p1", "holds descriptor 4", "ends")));
}

TEST(WaitForGraph, ThreadsThatWaitForEachOtherAreNodesOfTheirOwn) {
  CheckCase run;
  const int process = run.b.start("pipeline", {"x"});
  const int thread = run.b.thread(process);
  const auto lock = [&](std::int64_t address, int line) {
    return run.sleeps(process, "futex", {{"address", address}, {"op", 0}, {"function", "pthread_mutex_lock"}}, line);
  };
  lock(4096, 20);
  lock(8192, 30).in_task(thread);
  run.b.add(sandbox::EventKind::Asleep, process).with("owner_task", thread);
  run.b.add(sandbox::EventKind::Asleep, process).with("owner_task", 1).in_task(thread);
  run.b.quiet(run.waiting_for(0));
  const Graph graph = draw(replay(run.b.record()));
  const std::string other = "t" + std::to_string(thread);
  EXPECT_THAT(graph.edges, Contains(edge("t1", other, "pthread_mutex_lock(), line 20", "waits")));
  EXPECT_THAT(graph.edges, Contains(edge(other, "t1", "pthread_mutex_lock(), line 30", "waits")));
}

TEST(WaitForGraph, IsNotThereWhereNothingHangs) {
  CheckCase run;
  run.b.end(run.b.start("pipeline"), 0);
  const Graph graph = draw(replay(run.b.record()));
  EXPECT_THAT(graph.edges, Not(Contains(Field(&GraphEdge::kind, Not(std::string("data"))))));
  EXPECT_THAT(waits_dot(report_of(graph)), IsEmpty());
}

TEST(Dot, ShowsTheWaitsAloneOrTheWholePicture) {
  CheckCase run;
  const ScenarioReport report = report_of(graph_of_a_hang(run));
  EXPECT_THAT(waits_dot(report), AllOf(HasSubstr("digraph \"case\""), HasSubstr("\"p1\" -> \"p2\"")));
  EXPECT_THAT(picture_dot(report), HasSubstr("shape=ellipse"));
}

TEST(Dot, NamesOfStrangersCanNotEndAString) {
  ScenarioReport report;
  report.name = "a\"];\n\x1b[31m evil";
  report.nodes.push_back({"p1", "x\" -> \"y", "process"});
  const std::string text = picture_dot(report);
  EXPECT_THAT(text, AllOf(HasSubstr("x\\\" -> \\\"y"), Not(HasSubstr("\x1b"))));
}

}  // namespace
}  // namespace ipclab
