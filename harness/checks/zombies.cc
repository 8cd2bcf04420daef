// proc.zombie: a child ended and was not waited for, while its parent lived on and went on with its work.
//
// Going on with its work is counted, not timed: after the child's end the parent twice started something new (another
// child, another client, a sleep). A parent that merely finishes what the child had to do with, and ends, has no zombie
// worth the name.
#include <fmt/format.h>

#include <algorithm>
#include <csignal>

#include "harness/checks/all.h"
#include "harness/checks/process_words.h"
#include "harness/checks/tell.h"

namespace ipclab {
namespace {

constexpr int kWorkThatTells = 2;
constexpr std::int64_t kLongSleepUs = 100000;
constexpr std::int64_t kNoChildWait = 2;  ///< SA_NOCLDWAIT

bool starts_something(const World& world, const Call& call) {
  if (!call.returned()) return false;
  if (call.name == "fork") return call.result > 0 && world.enter(call).number_or("thread", 0) == 0;
  if (call.name == "accept4") return call.result >= 0;
  return call.name == "nanosleep" && world.enter(call).number_or("duration_us", 0) >= kLongSleepUs;
}

/// The kernel collects the children of this process by itself: SIGCHLD ignored, or SA_NOCLDWAIT; the former is
/// inherited.
bool collects_by_itself(const World& world, const Process& parent) {
  for (int id = parent.id; id > 0; id = world.process(id).parent) {
    for (const int index : world.process(id).calls) {
      const Call& call = world.calls[static_cast<std::size_t>(index)];
      const sandbox::Event& enter = world.enter(call);
      if (call.name != "rt_sigaction" || enter.number_or("set", 0) == 0 || enter.number_or("signal", 0) != SIGCHLD)
        continue;
      if (enter.text_or("action", "") == "ignore" || (enter.number_or("flags", 0) & kNoChildWait) != 0) return true;
    }
  }
  return false;
}

/// The calls with which the parent went on after the child's end.
std::vector<int> work_after(const World& world, const Process& parent, int event) {
  std::vector<int> work;
  for (const int index : parent.calls) {
    const Call& call = world.calls[static_cast<std::size_t>(index)];
    if (call.exit > event && starts_something(world, call)) work.push_back(index);
  }
  return work;
}

}  // namespace

std::vector<Finding> check_zombies(const CheckInput& input) {
  const World& world = input.world;
  std::vector<Finding> findings;
  if (input.scenario.rules.zombies_allowed) return findings;
  for (const Process& parent : world.processes) {
    if (parent.id == 0 || !in_submission(parent) || is_fixture(world, parent.id) || collects_by_itself(world, parent))
      continue;
    Finding finding;
    int zombies = 0;
    for (const Process& child : world.processes) {
      if (child.parent != parent.id || !child.end || child.reaped_by >= 0 || child.end->kind == ExitState::Kind::Killed)
        continue;
      const std::vector<int> work = work_after(world, parent, child.end_event);
      if (work.size() < kWorkThatTells || zombies++ > 0) continue;
      finding = new_finding(input, "proc.zombie");
      finding.process = short_name(world, parent.id);
      finding.location = where_called(world, child.forked_by);
      const Call& next = world.calls[static_cast<std::size_t>(work.front())];
      finding.message = fmt::format("{} does not wait for the child that it made{}", name_of(world, parent.id),
                                    in_line(input, finding.location));
      finding.reason = fmt::format(
          "The child had ended, and {} went on, first with {}. The child stays in the process table as a zombie.",
          name_of(world, parent.id), call_word(world, next));
      finding.hint =
          "Look at what collects the children that have ended, and whether it does so for each of them. man 2 wait";
      finding.evidence.push_back(evidence_of(world, child.forked_by, "fork() makes the child"));
      finding.evidence.push_back(evidence_at(world, child.end_event, "the child ends"));
      finding.evidence.push_back(
          evidence_of(world, work.front(), fmt::format("{}: the parent goes on", call_word(world, next))));
    }
    if (zombies > 1) finding.reason += fmt::format(" So it was with {} children.", zombies);
    if (zombies > 0) findings.push_back(std::move(finding));
  }
  return findings;
}

}  // namespace ipclab
