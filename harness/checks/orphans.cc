// proc.orphan: a process outlives the program that started it.
//
// The program is over when it calls exit (or is killed): from there on it can't wait for anybody. What it started may
// be on its way out at that moment: a process that only finishes (exit, closing what it has), or that a signal ends, is
// no orphan; one that still does something, or sleeps, is.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "harness/checks/all.h"
#include "harness/checks/process_words.h"
#include "harness/checks/tell.h"

namespace ipclab {
namespace {

using sandbox::Event;
using sandbox::EventKind;

/// Calls with which a process tidies up before it is gone.
constexpr auto kFinishing =
    std::to_array<std::string_view>({"exit", "close", "munmap", "shmdt", "brk", "rt_sigaction", "rt_sigprocmask"});

/// And below: what a call returns that is made again after a handler.
constexpr std::int64_t kWithdrawn = -512;

bool finishing(const Event& event) {
  return std::find(kFinishing.begin(), kFinishing.end(), event.name) != kFinishing.end();
}

/// The event with which the program began to end: its exit, or its end where it was killed.
int over_at(const World& world, const Process& root) {
  for (auto it = root.calls.rbegin(); it != root.calls.rend(); ++it) {
    const Call& call = world.calls[static_cast<std::size_t>(*it)];
    if (call.name == "exit" && world.enter(call).number_or("group", 1) == 1) return call.enter;
  }
  return root.end_event;
}

/// What the process did after the program was over that shows that it was not just finishing: an event; -1: nothing.
int lived_on(const World& world, const Process& process, int over) {
  if (process.end && process.end_event < over) return -1;
  bool leaving = false;
  for (int i = process.begin, end = scenario_over(world); i < end; ++i) {
    const Event& event = world.event(i);
    if (event.process != process.id) continue;
    // A call that a signal keeps from being made is nothing that the process does.
    const bool returns = event.kind == EventKind::Exit && event.result > kWithdrawn;
    const bool call = event.kind == EventKind::Enter || returns || event.kind == EventKind::Exec;
    if (i <= over) {
      leaving = event.kind == EventKind::Enter && event.name == "exit";
    } else if (call && !leaving && !finishing(event)) {
      return i;
    }
  }
  const bool ended_by_itself = ended_in_time(world, process) && process.end->kind != ExitState::Kind::Killed;
  return leaving || ended_by_itself ? -1 : over;
}

/// Why this program's orphans are not its mistake: it did not end by itself.
bool excused(const World& world, const Process& root) {
  return !ended_in_time(world, root) || root.end->kind == ExitState::Kind::Killed;
}

std::string afterwards(const World& world, const Process& process, int over) {
  const bool killed = !ended_in_time(world, process) || process.end->kind == ExitState::Kind::Killed;
  const auto asleep = std::find_if(process.calls.rbegin(), process.calls.rend(),
                                   [&](int index) { return !world.calls[static_cast<std::size_t>(index)].returned(); });
  if (killed && asleep != process.calls.rend()) {
    return fmt::format("it still sleeps in {} at the end of the run",
                       call_word(world, world.calls[static_cast<std::size_t>(*asleep)]));
  }
  if (killed) return "it still runs at the end of the run";
  const double later = static_cast<double>(world.event(process.end_event).time_us - world.event(over).time_us) / 1000;
  return fmt::format("it ends {:.1f} ms later", later);
}

}  // namespace

std::vector<Finding> check_orphans(const CheckInput& input) {
  const World& world = input.world;
  std::vector<Finding> findings;
  for (const StartedProgram& program : input.record.programs) {
    const Process* root = world.started(program.role);
    if (program.fixture || root == nullptr || excused(world, *root)) continue;
    const int over = over_at(world, *root);
    Finding finding;
    int orphans = 0;
    for (const Process& process : world.processes) {
      if (process.id == root->id || !descends_from(world, process.id, root->id)) continue;
      const int lived = lived_on(world, process, over);
      if (lived < 0) continue;
      if (orphans++ == 0) {
        finding = new_finding(input, "proc.orphan");
        finding.process = short_name(world, process.id);
        finding.location = where_called(world, process.forked_by);
        finding.message = fmt::format("{} outlives {}, which started it", name_of(world, process.id), program.role);
        finding.reason = fmt::format("When {} ended nobody had waited for {}: {}.", program.role,
                                     name_of(world, process.id), afterwards(world, process, over));
        finding.hint = "Look at who waits for this process, on every path through the program. man 2 wait";
        finding.evidence.push_back(
            evidence_of(world, process.forked_by, fmt::format("fork() makes {}", name_of(world, process.id))));
        finding.evidence.push_back(evidence_at(world, over, fmt::format("{} ends", program.role)));
      }
      finding.evidence.push_back(
          evidence_at(world,
                      lived > over            ? lived
                      : process.end_event < 0 ? over
                                              : process.end_event,
                      fmt::format("{}: {}", name_of(world, process.id), afterwards(world, process, over))));
    }
    if (orphans > 1)
      finding.reason += fmt::format(" The same holds for {}.",
                                    orphans == 2 ? "another process" : fmt::format("{} other processes", orphans - 1));
    if (orphans > 0) findings.push_back(std::move(finding));
  }
  return findings;
}

}  // namespace ipclab
