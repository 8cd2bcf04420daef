// proc.runaway-child: exec failed in a child, and the child goes on with what was written for its parent.
//
// Saying that exec failed and ending is right, however many calls that takes (perror, locale files, cleaning up).
// Trying the same program at another path is right as well: execvp does it for each folder of PATH. What only the
// parent has to do tells: another fork, a wait for children that only the parent has, a pipe, another program, a
// message, a connection.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <string_view>

#include "harness/checks/all.h"
#include "harness/checks/process_words.h"
#include "harness/checks/tell.h"

namespace ipclab {
namespace {

constexpr auto kParentsWork = std::to_array<std::string_view>(
    {"fork", "pipe2", "msgsnd", "msgrcv", "semop", "mq_send", "mq_receive", "accept4", "connect", "listen", "recv",
     "send", "nanosleep", "pause", "rt_sigsuspend", "ppoll", "pselect6", "epoll_pwait"});

std::string program_of(const World& world, const Call& exec) {
  const std::string path = world.enter(exec).text_or("path", "");
  return path.substr(path.rfind('/') + 1);
}

bool parents_work(const World& world, const Call& call, const std::string& failed_program) {
  if (call.name == "execve") return program_of(world, call) != failed_program;
  if (call.name == "wait4") return call.result == -ECHILD;  // a child that has children of its own may wait for them
  if (call.name == "read") return world.enter(call).number_or("fd", -1) == 0;
  return std::find(kParentsWork.begin(), kParentsWork.end(), call.name) != kParentsWork.end();
}

struct Runaway {
  int exec = -1;  ///< the try that failed: index into World::calls
  int work = -1;  ///< the first call that is the parent's
};

Runaway runaway(const World& world, const Process& process) {
  Runaway found;
  std::string failed_program;
  for (const int index : process.calls) {
    const Call& call = world.calls[static_cast<std::size_t>(index)];
    if (found.exec >= 0 && parents_work(world, call, failed_program)) {
      found.work = index;
      return found;
    }
    if (call.name != "execve") continue;
    if (!call.failed()) return {};
    found.exec = index;
    failed_program = program_of(world, call);
  }
  return {};
}

}  // namespace

std::vector<Finding> check_runaway_child(const CheckInput& input) {
  const World& world = input.world;
  std::vector<Finding> findings;
  for (const Process& process : world.processes) {
    if (process.parent <= 0 || !in_submission(process) || is_fixture(world, process.id)) continue;
    const Runaway found = runaway(world, process);
    if (found.work < 0) continue;
    const Call& exec = world.calls[static_cast<std::size_t>(found.exec)];
    const Call& work = world.calls[static_cast<std::size_t>(found.work)];
    const std::string program = quote(program_of(world, exec));
    const SourceLocation went_on = where_called(world, found.work);
    Finding finding = new_finding(input, "proc.runaway-child");
    finding.process = short_name(world, process.id);
    finding.location = where_called(world, found.exec);
    finding.message = fmt::format("after exec of {} has failed, the child goes on in the parent's code", program);
    finding.reason = fmt::format("exec returned with {}. The same process then called {}{}.", error_text(exec.result),
                                 call_word(world, work), in_line(input, went_on));
    finding.hint = "Look at the line behind the exec: what does a process do that gets there? man 3 exec";
    finding.evidence.push_back(
        evidence_of(world, found.exec, fmt::format("exec of {} fails: {}", program, error_text(exec.result))));
    finding.evidence.push_back(
        evidence_of(world, found.work, fmt::format("{}: the child goes on", call_word(world, work))));
    const bool known = std::any_of(findings.begin(), findings.end(), [&](const Finding& other) {
      return other.location == finding.location && other.process == finding.process;
    });
    if (!known) findings.push_back(std::move(finding));
  }
  return findings;
}

}  // namespace ipclab
