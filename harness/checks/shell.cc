// proc.shell: a shell was started where the exercise forbids it.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "harness/checks/all.h"
#include "harness/checks/process_words.h"
#include "harness/checks/tell.h"

namespace ipclab {
namespace {

constexpr auto kShells = std::to_array<std::string_view>(
    {"sh", "bash", "dash", "busybox", "zsh", "ksh", "mksh", "ash", "csh", "tcsh", "fish", "rbash"});

bool is_shell(const std::string& name) {
  return std::find(kShells.begin(), kShells.end(), name) != kShells.end();
}

/// The call of the submission that started the program: the exec itself, or the fork inside of system or popen.
int starting_call(const World& world, const Process& process, const Image& image) {
  const int exec = last_exec(world, process.id, image.begin + 1);
  if (exec >= 0 && world.location(world.calls[static_cast<std::size_t>(exec)].enter)) return exec;
  return process.forked_by >= 0 ? process.forked_by : exec;
}

}  // namespace

std::vector<Finding> check_shell(const CheckInput& input) {
  const World& world = input.world;
  std::vector<Finding> findings;
  if (!input.scenario.rules.shell_forbidden) return findings;
  for (const Process& process : world.processes) {
    if (process.id == 0 || is_fixture(world, process.id)) continue;
    for (const Image& image : process.images) {
      if (image.submission || !is_shell(image.name)) continue;
      const int call = starting_call(world, process, image);
      Finding finding = new_finding(input, "proc.shell");
      finding.process = process.role;
      finding.location = where_called(world, call);
      const bool command = image.argv.size() > 2 && image.argv[1] == "-c";
      finding.message = command ? fmt::format("a shell was started with the command {}", quote(image.argv.back()))
                                : fmt::format("a shell was started: {}", escaped(image.path));
      finding.reason = "The exercise asks you to start the programs yourself, without a shell in between.";
      finding.hint = "Look at the call in this line: system and popen start a shell, too. man 3 system";
      if (call >= 0)
        finding.evidence.push_back(evidence_of(
            world, call,
            fmt::format("{} on the way to the shell", call_word(world, world.calls[static_cast<std::size_t>(call)]))));
      finding.evidence.push_back(evidence_at(world, image.begin, fmt::format("{} runs", escaped(image.path))));
      const bool known = std::any_of(findings.begin(), findings.end(), [&](const Finding& other) {
        return other.location == finding.location && other.process == finding.process;
      });
      if (!known) findings.push_back(std::move(finding));
    }
  }
  return findings;
}

}  // namespace ipclab
