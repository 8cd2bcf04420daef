// What `ipclab trace` shows of a run made by hand.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>

#include "harness/report/graph.h"
#include "harness/report/graph_text.h"
#include "harness/report/trace_text.h"
#include "tests/unit/record_builder.h"

namespace ipclab {
namespace {

using testing::HasSubstr;
using testing::Not;

/// A parent sends "hello" through a pipe to grep, which its child executes.
RecordBuilder relay() {
  RecordBuilder b;
  const int parent = b.start("relay", {"hello"});
  b.call(parent, "pipe2", {{"flags", 0}}).at(12).returns(0).with("fds", {3, 4});
  const int child = b.fork(parent, 14);
  b.call(child, "dup3", {{"fd", 3}, {"to", 0}, {"dup2", 1}}).at(17).returns(0);
  b.exec(child, "/usr/bin/grep", {"grep", "l"});
  auto read = b.call(child, "read", {{"fd", 0}, {"count", 4096}});
  b.call(parent, "write", {{"fd", 4}, {"data", "hello\n\x1b[31m"}, {"count", 11}}).at(22).returns(11);
  read.returns(11).with("data", "hello\n");
  b.call(child, "openat", {{"path", "/lib/libc.so"}}).returns(5);
  b.call(parent, "openat", {{"path", "nowhere"}}).at(25).returns(-ENOENT);
  b.call(parent, "wait4", {{"pid", -1}, {"process", 0}, {"options", 0}}).at(26);
  return b;
}

ScenarioReport picture_of(const World& world) {
  Graph graph = draw(world);
  ScenarioReport report;
  report.nodes = std::move(graph.nodes);
  report.edges = std::move(graph.edges);
  return report;
}

TEST(Trace, SaysWhoDidWhatInWhichLineAndWhatCameOfIt) {
  RecordBuilder b = relay();
  const World world = replay(b.record());
  const std::string text = trace_text(world, {});
  EXPECT_THAT(text, HasSubstr("relay.c:12        pipe() = 0  ([3, 4])\n"));
  EXPECT_THAT(text, HasSubstr("fork() = grep (child of relay)\n"));
  EXPECT_THAT(text, HasSubstr("dup2(fd 3, to 0) = 0\n"));
  EXPECT_THAT(text, HasSubstr("open(\"nowhere\") = ENOENT (No such file or directory)\n"));
}

TEST(Trace, ACallDuringWhichOthersWorkedHasTwoLinesAndOneThatNeverEndsSaysSo) {
  RecordBuilder b = relay();
  const World world = replay(b.record());
  const std::string text = trace_text(world, {});
  const std::size_t begins = text.find("read(fd 0, count 4096) …\n");
  const std::size_t writes = text.find("write(fd 4, ");
  const std::size_t ends = text.find("… read() = 11  (\"hello\\n\")\n");
  EXPECT_LT(begins, writes);
  EXPECT_LT(writes, ends);
  EXPECT_NE(ends, std::string::npos);
  EXPECT_THAT(text, HasSubstr("wait(pid -1, options 0) … never returns\n"));
}

TEST(Trace, ShowsNoBytesOfAStrangerAsTheyAre) {
  RecordBuilder b = relay();
  const World world = replay(b.record());
  EXPECT_THAT(trace_text(world, {}), Not(HasSubstr("\x1b")));
}

TEST(Trace, LeavesOutWhatASystemProgramDoesForItselfUnlessAskedForAll) {
  RecordBuilder b = relay();
  const World world = replay(b.record());
  EXPECT_THAT(trace_text(world, {}), Not(HasSubstr("libc.so")));
  TextStyle all;
  all.verbose = true;
  EXPECT_THAT(trace_text(world, all), HasSubstr("libc.so"));
}

TEST(Picture, IsALineForEachObjectFromWritersToReaders) {
  RecordBuilder b = relay();
  const World world = replay(b.record());
  EXPECT_THAT(graph_text(picture_of(world)), HasSubstr("relay ─4→ pipe ─0→ grep (child of relay)   (11 bytes)\n"));
}

}  // namespace
}  // namespace ipclab
