// sandbox.violation: the submission made a call that the sandbox refuses.
#include <fmt/format.h>

#include <algorithm>

#include "harness/checks/all.h"
#include "harness/checks/process_words.h"
#include "harness/checks/tell.h"

namespace ipclab {

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
  return findings;
}

}  // namespace ipclab
