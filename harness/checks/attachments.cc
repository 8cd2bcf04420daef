// ipc.not-detached: a process of the submission that has taken a System V segment with shmat ends in the ordinary way
// and has not given it back. The kernel does so in its place, hence a note: it is a habit that hurts in a program that
// goes on. Children that only inherited the segment owe nothing, nor does who executes another program or is killed.
#include <fmt/format.h>

#include <set>
#include <tuple>

#include "harness/checks/all.h"
#include "harness/checks/process_words.h"
#include "harness/checks/tell.h"

namespace ipclab {

std::vector<Finding> check_attachments(const CheckInput& input) {
  const World& world = input.world;
  std::vector<Finding> findings;
  std::set<std::tuple<std::string, int>> told;
  for (const Attachment& attachment : world.attachments) {
    if (attachment.detached || attachment.call < 0 || is_fixture(world, attachment.process)) continue;
    const Call& attach = world.calls[static_cast<std::size_t>(attachment.call)];
    const Process& process = world.process(attachment.process);
    const bool ended = ended_in_time(world, process) && process.end->kind == ExitState::Kind::Code;
    if (attach.name != "shmat" || attach.process != attachment.process || !ended) continue;
    Finding finding = new_finding(input, "ipc.not-detached");
    finding.process = short_name(world, process.id);
    finding.location = where_called(world, attachment.call);
    // Processes that run the same code have it in the same line: it is told once.
    if (!told.emplace(finding.location.file, finding.location.line).second) continue;
    const std::string who = name_of(world, process.id);
    finding.message = fmt::format("{} ends while {} is still attached", who, object_text(world, attachment.object));
    finding.reason = fmt::format("{} attached it{} and ended without shmdt(). The system detaches it then.",
                                 begin_with(who), in_line(input, finding.location));
    finding.hint = "Look at where the process has used the segment for the last time. man 2 shmdt";
    finding.evidence.push_back(
        evidence_of(world, attachment.call, fmt::format("shmat() attached {}", object_text(world, attachment.object))));
    findings.push_back(std::move(finding));
  }
  return findings;
}

}  // namespace ipclab
