// hang.deadlock: nobody can go on, which the tracer has proved. hang.timeout: the time was over, and nothing is proved.
//
// A run that hangs is one story. Of all the waits the one that explains the others is told: what is waited for is
// followed from the program that the scenario waits for through its children, and the most telling wait there is taken:
// pipes before queues, before semaphores, before waits for something outside, and waits for a child last of all, since
// a child is never the cause.
#include "harness/checks/hang.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "harness/checks/all.h"
#include "harness/checks/limits.h"
#include "harness/checks/pipe_ends.h"
#include "harness/checks/process_words.h"
#include "harness/checks/tell.h"

namespace ipclab {
namespace {

/// What the step waited for; an `Ends` without a role is the wait at the end of the scenario.
WaitStep awaited(const CheckInput& input, const StepOutcome& outcome) {
  if (outcome.step >= 0 && static_cast<std::size_t>(outcome.step) < input.scenario.steps.size()) {
    const StepAction& action = input.scenario.steps[static_cast<std::size_t>(outcome.step)].action;
    if (const auto* wait = std::get_if<WaitStep>(&action)) return *wait;
    if (const auto* start = std::get_if<StartStep>(&action)) return {start->role, Until::Ends, ""};
  }
  return {};
}

/// The step asks for the end of a program that may stay.
bool may_stay(const CheckInput& input, const WaitStep& step) {
  const StartStep* start = step.until == Until::Ends ? start_step(input.scenario, step.role) : nullptr;
  return start != nullptr && !start->must_end;
}

/// Processes whose wait could be the cause: those of the submission, without programs that may stay as long as they
/// like.
bool could_be_the_cause(const CheckInput& input, const Wait& wait) {
  const World& world = input.world;
  if (is_fixture(world, wait.process)) return false;
  const StartStep* start = start_step(input.scenario, world.process(wait.process).role);
  return start == nullptr || start->must_end;
}

int telling(const HangScene& scene, const Wait& wait) {
  switch (wait.what) {
    case WaitFor::PipeData: {
      const auto ends = kept_ends(scene, wait, true);
      const bool mistake = std::any_of(ends.begin(), ends.end(), [](const KeptEnd& end) { return end.never_used; });
      return mistake ? 100 : ends.empty() ? 40 : 90;
    }
    case WaitFor::PipeSpace:
      return 95;
    case WaitFor::FifoPartner:
      return 88;
    case WaitFor::Message:
    case WaitFor::QueueSpace:
      return 85;
    case WaitFor::Semaphore:
    case WaitFor::Futex:
    case WaitFor::Lock:
      return 80;
    case WaitFor::SocketData:
    case WaitFor::SocketSpace:
      return 70;
    case WaitFor::Input:
      return 65;
    case WaitFor::Connection:
      return 60;
    case WaitFor::Several:
    case WaitFor::Other:
      return 50;
    case WaitFor::Signal:
      return 45;
    case WaitFor::Time:
      return 30;
    case WaitFor::Child:
      break;
  }
  return 10;
}

/// The waits that the awaited program's end hangs on: its own and, where it waits for children, theirs.
std::set<int> chain_from(const HangScene& scene, int process) {
  std::set<int> reached;
  std::vector<int> open = {process};
  while (!open.empty()) {
    const int current = open.back();
    open.pop_back();
    if (!reached.insert(current).second) continue;
    for (const Wait& wait : scene.waits)
      if (wait.process == current && wait.what == WaitFor::Child)
        open.insert(open.end(), wait.processes.begin(), wait.processes.end());
  }
  return reached;
}

const Wait* decisive_wait(const HangScene& scene, const WaitStep& step) {
  const World& world = scene.world();
  const Process* root = step.role.empty() ? nullptr : world.started(step.role);
  const std::set<int> chain = root == nullptr ? std::set<int>{} : chain_from(scene, root->id);
  const Wait* best = nullptr;
  std::pair<int, int> best_rank{-1, -1};
  for (const Wait& wait : scene.waits) {
    if (!could_be_the_cause(scene.input, wait)) continue;
    // What hangs together with the awaited program comes first; then its other processes; then everybody else.
    const int near =
        chain.count(wait.process) != 0 ? 2 : root != nullptr && world.process(wait.process).role == step.role;
    const std::pair<int, int> rank{near, telling(scene, wait)};
    if (best == nullptr || rank > best_rank) {
      best = &wait;
      best_rank = rank;
    }
  }
  if (best == nullptr && !scene.waits.empty()) best = &scene.waits.front();
  return best;
}

/// The awaited program, or a process that it waits for, is stopped: whatever call it is in does not matter then.
std::optional<Story> stopped_process(const HangScene& scene, const WaitStep& step) {
  const World& world = scene.world();
  const Process* root = step.role.empty() ? nullptr : world.started(step.role);
  for (const auto& [process, table] : scene.state.fds) {
    if (is_fixture(world, process) || (root != nullptr && chain_from(scene, root->id).count(process) == 0)) continue;
    const int signal = stopped_by(world, process, scene.state.event);
    if (signal != 0) return explain_stop(scene, process, signal);
  }
  return std::nullopt;
}

/// "server does not listen for clients: " where the step waited for something else than the end of whom the story is
/// about.
std::string prefix(const World& world, const WaitStep& step, const Story& story) {
  switch (step.until) {
    case Until::Listens:
      return fmt::format("{} does not listen for clients: ", escaped(step.role));
    case Until::Printed:
      return fmt::format("{} does not print {}: ", escaped(step.role), quote(step.text));
    case Until::Ends: {
      const Process* awaited = step.role.empty() ? nullptr : world.started(step.role);
      if (awaited != nullptr && is_fixture(world, awaited->id) && world.process(story.process).role != step.role)
        return fmt::format("{} waits in vain: ", escaped(step.role));
      break;
    }
    case Until::Blocks:
      break;
  }
  return "";
}

void show_others(const HangScene& scene, Story& story) {
  constexpr std::size_t kMost = 8;
  for (const Wait& wait : scene.waits) {
    if (story.evidence.size() >= kMost || is_fixture(scene.world(), wait.process)) continue;
    // Of the waiting process all is said; its call shows something more only where it has a line.
    if (wait.process == story.process && where_called(scene.world(), wait.call).line == 0) continue;
    show(scene, story, wait.call,
         fmt::format("{}: {} {}", call_word(scene.world(), scene.call(wait.call)), name_of(scene.world(), wait.process),
                     wait_phrase(scene.world(), wait, story.process)));
  }
  std::stable_sort(story.evidence.begin(), story.evidence.end(),
                   [](const Evidence& a, const Evidence& b) { return a.time_us < b.time_us; });
}

Story tell_story(const HangScene& scene, const Wait& wait) {
  Story story = explain(scene, wait);
  const std::size_t told =
      static_cast<std::size_t>(std::count_if(scene.waits.begin(), scene.waits.end(), [&](const Wait& other) {
        if (other.process == story.process) return true;
        return std::any_of(story.kept.begin(), story.kept.end(),
                           [&](const KeptEnd& end) { return end.process == other.process; });
      }));
  if (told < scene.waits.size()) story.reason += " All the others have ended or wait as well.";
  show_others(scene, story);
  return story;
}

void put_in(const CheckInput& input, const Story& story, Finding& finding) {
  finding.process = short_name(input.world, story.process);
  finding.message = story.message;
  finding.reason = story.reason;
  finding.hint = story.hint;
  finding.location = where_called(input.world, story.place);
  finding.evidence = story.evidence;
  for (const KeptEnd& end : story.kept) {
    if (!end.never_used) continue;
    const std::string effect =
        fmt::format("{} waits for ever because of it.", begin_with(name_of(input.world, story.process)));
    finding.consequences.push_back(left_open(input, Severity::Error, {{story.object, end, effect}}));
  }
}

Finding deadlock(const CheckInput& input, const StepOutcome& outcome) {
  const WaitStep step = awaited(input, outcome);
  Finding finding = new_finding(input, "hang.deadlock");
  finding.severity = Severity::Error;
  if (const auto story = deadlock_story(input)) {
    put_in(input, *story, finding);
    finding.message = prefix(input.world, step, *story) + finding.message;
    return finding;
  }
  finding.process = step.role;
  finding.message =
      fmt::format("{} does not go on, and never can", step.role.empty() ? "the program" : escaped(step.role));
  finding.reason = "Every process that is left sleeps in a call, and nobody is there to end any of these waits.";
  finding.hint = "Look at what each process waits for, and who was to end that wait.";
  return finding;
}

std::vector<Finding> timeout(const CheckInput& input, const StepOutcome& outcome) {
  const auto& events = input.record.events;
  const bool flooded = std::any_of(events.begin(), events.end(), [](const sandbox::Event& event) {
    return event.kind == sandbox::EventKind::Limit && event.name != "wall";
  });
  if (flooded) return {};  // the run was cut short for another reason
  const WaitStep step = awaited(input, outcome);
  const std::string who = step.role.empty() ? "the program" : escaped(step.role);
  Finding finding = new_finding(input, "hang.timeout");
  finding.severity = Severity::Error;
  finding.process = step.role;
  finding.hint = "Look at what each process waits for in these lines, and whether it must come.";
  const std::string late = step.until == Until::Listens   ? "does not listen for clients"
                           : step.until == Until::Printed ? fmt::format("does not print {}", quote(step.text))
                                                          : "has not ended";
  finding.message = fmt::format("{} {} after {:g} seconds", who, late, input.scenario.limits.wall_seconds);
  if (!input.world.at_limit) {
    finding.reason = "The time was over before it was done.";
    return {finding};
  }
  const HangScene scene{input, *input.world.at_limit, waits_of(input.world, *input.world.at_limit)};
  // Whoever was at work, not asleep, is limit.time's.
  if (!computing_at_limit(input.world).empty()) return {};
  Story story;
  if (const Wait* wait = decisive_wait(scene, step)) {
    story = begin_story(scene, *wait);
    finding.process = short_name(input.world, wait->process);
    finding.reason = fmt::format("When the time was over {} was in {}: it {}.", name_of(input.world, wait->process),
                                 call_word(input.world, scene.call(wait->call)), wait_phrase(input.world, *wait));
    show_wait(scene, story, *wait);
  }
  show_others(scene, story);
  finding.location = where_called(input.world, story.place);
  finding.evidence = story.evidence;
  return {finding};
}

}  // namespace

const StepOutcome* unfinished_step(const CheckInput& input, StepOutcome::Kind kind) {
  const auto found = std::find_if(
      input.record.steps.begin(), input.record.steps.end(),
      [&](const StepOutcome& outcome) { return outcome.kind == kind && !may_stay(input, awaited(input, outcome)); });
  return found == input.record.steps.end() ? nullptr : &*found;
}

std::optional<Story> deadlock_story(const CheckInput& input) {
  const StepOutcome* outcome = unfinished_step(input, StepOutcome::Kind::Stuck);
  if (outcome == nullptr || !input.world.standstill) return std::nullopt;
  const HangScene scene{input, *input.world.standstill, waits_of(input.world, *input.world.standstill)};
  const WaitStep step = awaited(input, *outcome);
  if (const auto stopped = stopped_process(scene, step)) return stopped;
  const Wait* wait = decisive_wait(scene, step);
  if (wait == nullptr) return std::nullopt;
  return tell_story(scene, *wait);
}

std::vector<Finding> check_hang(const CheckInput& input) {
  if (const StepOutcome* stuck = unfinished_step(input, StepOutcome::Kind::Stuck)) return {deadlock(input, *stuck)};
  if (const StepOutcome* late = unfinished_step(input, StepOutcome::Kind::TimedOut)) return timeout(input, *late);
  return {};
}

}  // namespace ipclab
