// A scenario's part of the report and its picture.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/report/graph.h"
#include "harness/report/report.h"
#include "harness/report/utf8.h"

namespace ipclab {
namespace {

using testing::ElementsAre;

MATCHER_P3(Node, id, label, kind, "") {
  return arg.id == id && arg.label == label && arg.kind == kind;
}
MATCHER_P4(Edge, from, to, label, bytes, "") {
  return arg.from == from && arg.to == to && arg.label == label && arg.bytes == bytes;
}

/// A world of so many started programs, drawn by hand.
class Drawn {
 public:
  explicit Drawn(std::vector<std::string> programs) {
    world.record = &record;
    world.processes.emplace_back();
    for (const std::string& name : programs) {
      Process& process = world.processes.emplace_back();
      process.id = static_cast<int>(world.processes.size()) - 1;
      process.role = name;
      Image& image = process.images.emplace_back();
      image.name = name;
      image.path = "/lab/" + name;
      image.argv = {name, "x"};
    }
  }
  IpcObject& object(ObjectKind kind, const std::string& name = {}) {
    IpcObject& made = world.objects.emplace_back();
    made.id = static_cast<int>(world.objects.size()) - 1;
    made.kind = kind;
    made.name = name;
    return made;
  }
  void flow(int process, int fd, int object, bool writes, std::int64_t bytes) {
    Flow& made = world.flows.emplace_back();
    made.process = process;
    made.fd = fd;
    made.object = object;
    made.writes = writes;
    made.bytes = bytes;
  }

  Record record;
  World world;
};

TEST(Graph, DataGoesFromItsWriterToTheObjectAndFromThereToItsReader) {
  Drawn drawn({"ps", "grep"});
  drawn.object(ObjectKind::Pipe);
  drawn.flow(1, 1, 0, true, 500);
  drawn.flow(2, 0, 0, false, 400);
  drawn.flow(2, 0, 0, false, 100);
  const Graph graph = draw(drawn.world);
  EXPECT_THAT(graph.nodes,
              ElementsAre(Node("p1", "ps", "process"), Node("p2", "grep", "process"), Node("o0", "pipe", "pipe")));
  EXPECT_THAT(graph.edges, ElementsAre(Edge("p1", "o0", "1", 500), Edge("o0", "p2", "0", 500)));
}

TEST(Graph, TheSystemsOwnFilesAndDevicesAreLeftOut) {
  Drawn drawn({"copy"});
  drawn.object(ObjectKind::File, "/usr/lib/x86_64-linux-gnu/libc.so.6");
  drawn.object(ObjectKind::Device, "/dev/null");
  drawn.object(ObjectKind::File, "/work/dest");
  drawn.flow(1, 3, 0, false, 832);
  drawn.flow(1, 2, 1, true, 3);
  drawn.flow(1, 1, 2, true, 6);
  const Graph graph = draw(drawn.world);
  EXPECT_THAT(graph.nodes, ElementsAre(Node("p1", "copy", "process"), Node("o2", "file dest", "file")));
  EXPECT_THAT(graph.edges, ElementsAre(Edge("p1", "o2", "1", 6)));
}

TEST(Graph, AConnectionIsOneNode) {
  Drawn drawn({"server", "client"});
  for (const int peer : {1, 0}) {
    IpcObject& end = drawn.object(ObjectKind::Socket);
    end.family = "tcp";
    end.peer = peer;
    end.port = 4000;
  }
  drawn.flow(2, 3, 0, true, 6);
  drawn.flow(1, 4, 1, false, 6);
  const Graph graph = draw(drawn.world);
  EXPECT_THAT(graph.edges, ElementsAre(Edge("p2", "o0", "3", 6), Edge("o0", "p1", "4", 6)));
  EXPECT_THAT(graph.nodes.back(), Node("o0", "tcp, port 4000", "tcp"));
}

TEST(Graph, QueuesHaveTheirKeyAndSharedMemoryGoesBothWays) {
  Drawn drawn({"sender", "consumer"});
  drawn.object(ObjectKind::MsgQueue).key = 1234;
  drawn.object(ObjectKind::Shm, "/buffer");
  drawn.flow(1, -1, 0, true, 12);
  drawn.world.attachments = {{1, 1, -1, true, false}, {2, 1, -1, false, true}};
  const Graph graph = draw(drawn.world);
  EXPECT_THAT(graph.edges, ElementsAre(Edge("p1", "o0", "", 12), Edge("p1", "o1", "", 0), Edge("o1", "p1", "", 0),
                                       Edge("o1", "p2", "", 0)));
  EXPECT_EQ(graph.nodes[2].label, "msgqueue, key 1234");
  EXPECT_EQ(graph.nodes[3].label, "shm /buffer");
}

TEST(Graph, ASignalIsAnEdgeBetweenProcesses) {
  Drawn drawn({"parent", "child"});
  sandbox::Event enter;
  enter.kind = sandbox::EventKind::Enter;
  enter.name = "kill";
  enter.process = 1;
  enter.fields = {{"pid", std::int64_t{102}}, {"process", std::int64_t{2}}, {"signal", std::int64_t{15}}};
  drawn.record.events = {enter, enter};
  Call call;
  call.process = 1;
  call.name = "kill";
  call.enter = 0;
  call.exit = 1;
  Call failed = call;
  failed.result = -3;
  drawn.world.calls = {call, failed};
  EXPECT_THAT(draw(drawn.world).edges, ElementsAre(Edge("p1", "p2", "SIGTERM", 0)));
}

TEST(ReportScenario, AnErrorCostsTheScenariosPointsAndAWarningDoesNot) {
  const Drawn drawn({"copy"});
  Scenario scenario;
  scenario.name = "small";
  scenario.points = 2;
  Finding finding;
  finding.severity = Severity::Warning;
  const ScenarioReport passed = report_scenario(scenario, drawn.record, drawn.world, {finding});
  EXPECT_EQ(passed.verdict, ScenarioVerdict::Pass);
  EXPECT_EQ(passed.points.earned, 2);
  finding.severity = Severity::Error;
  const ScenarioReport failed = report_scenario(scenario, drawn.record, drawn.world, {finding});
  EXPECT_EQ(failed.verdict, ScenarioVerdict::Fail);
  EXPECT_EQ(failed.points.earned, 0);
  EXPECT_EQ(failed.points.possible, 2);
  EXPECT_EQ(failed.schedules_failed, 1);
}

TEST(ReportScenario, ListsTheProcessesWithoutTheGrader) {
  Drawn drawn({"copy"});
  drawn.world.processes[1].end = ExitState{ExitState::Kind::Signal, 11};
  const ScenarioReport report = report_scenario({}, drawn.record, drawn.world, {});
  ASSERT_EQ(report.processes.size(), 1U);
  EXPECT_EQ(report.processes[0].program, "copy");
  EXPECT_THAT(report.processes[0].argv, ElementsAre("copy", "x"));
  EXPECT_EQ(report.processes[0].exit->value, 11);
}

TEST(ReportScenario, ShowsTheBeginningOfALargeOutputAndNoHalfCharacter) {
  Drawn drawn({"copy"});
  for (std::size_t shift = 0; shift < 4; ++shift) {
    std::string text(shift, 'x');
    while (text.size() < 70000) text += "日";
    drawn.record.outputs = {{"copy", "stdout", text, false}};
    const Output output = report_scenario({}, drawn.record, drawn.world, {}).outputs.at(0);
    EXPECT_TRUE(output.truncated);
    EXPECT_TRUE(is_valid_utf8(output.bytes));
    EXPECT_GT(output.bytes.size(), 65532U);
    EXPECT_LE(output.bytes.size(), 65536U);
  }
}

TEST(ReportScenario, ASmallOutputIsWhole) {
  Drawn drawn({"copy"});
  drawn.record.outputs = {{"copy", "stdout", "text\n", false}};
  const Output output = report_scenario({}, drawn.record, drawn.world, {}).outputs.at(0);
  EXPECT_EQ(output.bytes, "text\n");
  EXPECT_FALSE(output.truncated);
}

}  // namespace
}  // namespace ipclab
