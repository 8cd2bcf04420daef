// sandbox.violation: the submission made a call that the sandbox refuses.
#include "harness/checks/violation.h"

#include <fmt/format.h>
#include <signal.h>

#include <algorithm>

#include "harness/checks/all.h"
#include "harness/checks/process_words.h"
#include "harness/checks/tell.h"

namespace ipclab {

namespace {

/// A call by a number of another architecture: the kernel kills without a delivery that anybody sees.
Finding of_another_architecture(const CheckInput& input, const Process& process) {
  const World& world = input.world;
  Finding finding = new_finding(input, "sandbox.violation");
  finding.process = short_name(world, process.id);
  finding.message = fmt::format("{} makes a system call of another architecture, which the sandbox refuses",
                                name_of(world, process.id));
  finding.reason = "Its number means something else there (int 0x80 and x32 calls). The program was killed at once.";
  finding.hint = "Make calls through the C library. man 2 syscall";
  finding.evidence.push_back(
      evidence_at(world, process.end_event, fmt::format("{} is killed", name_of(world, process.id))));
  return finding;
}

}  // namespace

bool killed_by_filter(const World& world, const Process& process) {
  if (!process.end || process.end->kind != ExitState::Kind::Signal || process.end->value != SIGSYS) return false;
  for (int i = process.begin; i < process.end_event; ++i) {
    const sandbox::Event& event = world.event(i);
    if (event.process == process.id && event.kind == sandbox::EventKind::Signal &&
        event.number_or("signal", 0) == SIGSYS)
      return false;
  }
  return true;
}

std::vector<Finding> check_violation(const CheckInput& input) {
  const World& world = input.world;
  std::vector<Finding> findings;
  for (std::size_t i = 0; i < input.record.events.size(); ++i) {
    const sandbox::Event& event = input.record.events[i];
    if (event.kind != sandbox::EventKind::Refused || is_fixture(world, event.process)) continue;
    Finding finding = new_finding(input, "sandbox.violation");
    finding.process = short_name(world, event.process);
    finding.location = where(world, static_cast<int>(i));
    finding.message =
        fmt::format("{} calls {}, which the sandbox refuses", name_of(world, event.process), escaped(event.name));
    finding.reason = "The call could reach beyond the program's own processes and files. It failed with EPERM.";
    finding.hint =
        "Leave the call out if the exercise does not need it; if you think that it does, ask your instructor.";
    finding.evidence.push_back(
        evidence_at(world, static_cast<int>(i), fmt::format("{}() is refused", escaped(event.name))));
    const bool known = std::any_of(findings.begin(), findings.end(), [&](const Finding& other) {
      return other.message == finding.message && other.location == finding.location;
    });
    if (!known) findings.push_back(std::move(finding));
  }
  for (const Process& process : world.processes) {
    if (killed_by_filter(world, process) && !is_fixture(world, process.id))
      findings.push_back(of_another_architecture(input, process));
  }
  return findings;
}

}  // namespace ipclab
