// topology.missing and topology.extra for whole programs: must-run and must-not-run.
#include <fmt/format.h>

#include <algorithm>

#include "harness/checks/all.h"
#include "harness/checks/process_words.h"
#include "harness/checks/tell.h"

namespace ipclab {
namespace {

std::string last_component(const std::string& path) {
  return path.substr(path.rfind('/') + 1);
}

/// The process and event of the program's first execution by a submission; {0, -1}: there was none.
std::pair<int, int> execution_of(const World& world, const std::string& program) {
  for (const Process& process : world.processes) {
    if (process.id == 0 || is_fixture(world, process.id)) continue;
    for (const Image& image : process.images) {
      if (image.name == program) return {process.id, image.begin};
    }
  }
  return {0, -1};
}

/// The last try to execute it that failed: an index into World::calls; -1: it was never tried.
int failed_try(const World& world, const std::string& program) {
  for (std::size_t i = world.calls.size(); i-- > 0;) {
    const Call& call = world.calls[i];
    if (call.name == "execve" && call.failed() && last_component(world.enter(call).text_or("path", "")) == program)
      return static_cast<int>(i);
  }
  return -1;
}

Finding never_ran(const CheckInput& input, const std::string& program) {
  const World& world = input.world;
  Finding finding = new_finding(input, "topology.missing");
  finding.process = program;
  finding.message = fmt::format("{} was never executed", program);
  finding.hint = "Look at the path that leads to the exec, and at the name and arguments that it is given. man 3 exec";
  const int call = failed_try(world, program);
  if (call < 0) {
    finding.reason = fmt::format("The exercise asks the program to run {}; no process ever tried to.", program);
    return finding;
  }
  const Call& exec = world.calls[static_cast<std::size_t>(call)];
  finding.location = where_called(world, call);
  finding.reason =
      fmt::format("It was tried by {}, and failed: {}.", name_of(world, exec.process), error_text(exec.result));
  finding.evidence.push_back(evidence_of(
      world, call,
      fmt::format("exec of {} fails: {}", path_text(world.enter(exec).text_or("path", "")), error_text(exec.result))));
  return finding;
}

}  // namespace

std::vector<Finding> check_executed(const CheckInput& input) {
  const World& world = input.world;
  std::vector<Finding> findings;
  for (const std::string& program : input.scenario.rules.must_run) {
    if (execution_of(world, program).first == 0) findings.push_back(never_ran(input, program));
  }
  for (const std::string& program : input.scenario.rules.must_not_run) {
    const auto [process, event] = execution_of(world, program);
    if (process == 0) continue;
    Finding finding = new_finding(input, "topology.extra");
    finding.process = program;
    finding.location = where_called(world, last_exec(world, process, event + 1));
    finding.message = fmt::format("{} was executed, although it must not be here", program);
    finding.reason = "Something was wrong before that should have kept the program from getting so far.";
    finding.hint = "Look at what is checked before the exec, and at what happens when a check fails. man 3 exec";
    finding.evidence.push_back(evidence_at(world, event, fmt::format("{} runs", program)));
    findings.push_back(std::move(finding));
  }
  return findings;
}

}  // namespace ipclab
