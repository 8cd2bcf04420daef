// A run made by hand and judged by one check.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "harness/checks/all.h"
#include "harness/model/world.h"
#include "tests/unit/record_builder.h"

namespace ipclab {

/// A scenario with a step that starts each program and one that waits for its end. Fill in `b`, then ask for findings.
struct CheckCase {
  RecordBuilder b;
  Exercise exercise;
  Scenario scenario;

  explicit CheckCase(const std::vector<std::string>& programs = {"pipeline"}) {
    scenario.name = "case";
    for (const std::string& program : programs) {
      exercise.programs.push_back({program, {}, {}});
      StartStep start;
      start.program = start.role = program;
      scenario.steps.push_back({start, 0});
    }
    for (const std::string& program : programs) scenario.steps.push_back({WaitStep{program, Until::Ends, ""}, 0});
  }

  /// The step that waits for the end of the program with this number.
  int waiting_for(int program) const { return static_cast<int>(scenario.steps.size()) / 2 + program; }

  StartStep& start_step(int program) {
    return std::get<StartStep>(scenario.steps[static_cast<std::size_t>(program)].action);
  }

  std::vector<Finding> judge(std::vector<Finding> (*check)(const CheckInput&)) {
    Record& record = b.record();
    World world = replay(record);
    return check({exercise, scenario, record, world});
  }

  // Words for what nearly every program does.
  void pipe(int process, int reading, int writing, int line) {
    b.call(process, "pipe2", {{"flags", 0}}).at(line).returns(0).with("fds", {reading, writing});
  }
  void close(int process, int fd) { b.call(process, "close", {{"fd", fd}}).returns(0); }
  void dup2(int process, int fd, int to) { b.call(process, "dup3", {{"fd", fd}, {"to", to}, {"dup2", 1}}).returns(to); }
  void write(int process, int fd, const std::string& data) {
    b.call(process, "write", {{"fd", fd}, {"count", static_cast<std::int64_t>(data.size())}, {"data", data}})
        .returns(static_cast<std::int64_t>(data.size()));
  }
  void read(int process, int fd, const std::string& data) {
    b.call(process, "read", {{"fd", fd}, {"count", 4096}})
        .returns(static_cast<std::int64_t>(data.size()))
        .with("data", data);
  }
  void exec(int process, const std::string& name, int line) { b.exec(process, "/usr/bin/" + name, {name}).at(line); }
  /// Goes to sleep in the call.
  EventBuilder sleeps(int process, const std::string& call, RecordBuilder::Fields fields, int line = 0) {
    EventBuilder enter = b.call(process, call, fields);
    if (line > 0) enter.at(line);
    return enter;
  }
};

}  // namespace ipclab
