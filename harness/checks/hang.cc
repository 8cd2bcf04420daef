// hang.deadlock: nobody can go on, which the tracer has proved. hang.timeout: the time was over, and nothing is proved.
//
// A run that hangs is one story. Of all the waits the one that explains the others is told (hang_decisive.h). When the
// time was over, some processes may be stuck for good while others still run: what follows from the former alone is
// proved, too (wakers.h).
#include "harness/checks/hang.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "harness/checks/all.h"
#include "harness/checks/hang_decisive.h"
#include "harness/checks/limits.h"
#include "harness/checks/pipe_ends.h"
#include "harness/checks/process_words.h"
#include "harness/checks/tell.h"
#include "harness/checks/wakers.h"

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

/// The programs that the step waits for and that have not ended.
std::vector<int> awaited_programs(const CheckInput& input, const HangScene& scene, const WaitStep& step) {
  std::vector<int> processes;
  for (const Process& process : input.world.processes) {
    const StartStep* start = process.id > 0 && process.parent == 0 ? start_step(input.scenario, process.role) : nullptr;
    const bool wanted = step.role.empty() ? start != nullptr && start->must_end : process.role == step.role;
    if (process.id > 0 && process.parent == 0 && wanted && scene.state.fds.count(process.id) != 0)
      processes.push_back(process.id);
  }
  return processes;
}

/// Others still ran when the time was over, and yet a program that was waited for can never end.
std::optional<Story> partial_deadlock(const HangScene& scene, WaitStep step, const std::set<int>& stuck) {
  if (step.until != Until::Ends || stuck.empty()) return std::nullopt;
  const World& world = scene.world();
  for (int program : awaited_programs(scene.input, scene, step)) {
    if (!is_held_up(scene, program, stuck)) continue;
    step.role = world.process(program).role;
    const Wait* wait = decisive_wait(scene, step, &stuck);
    if (wait == nullptr || chain_from(scene, program).count(wait->process) == 0) continue;
    Story story = explain(scene, *wait);
    story.reason += " Others still ran when the time was over, but none of them can end this wait.";
    show_others(scene, story);
    return story;
  }
  return std::nullopt;
}

/// "The child waits …" within a sentence.
std::string continued(std::string text) {
  for (std::string_view article : {"The ", "A "})
    if (text.starts_with(article)) text[0] = article[0] == 'T' ? 't' : 'a';
  return text;
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
  const std::set<int> stuck = stuck_tasks(input.world, scene.state, scene.waits);
  if (const auto proved = partial_deadlock(scene, step, stuck)) {
    Finding deadlock = new_finding(input, "hang.deadlock");
    deadlock.severity = Severity::Error;
    put_in(input, *proved, deadlock);
    deadlock.message = prefix(input.world, step, *proved) + deadlock.message;
    return {deadlock};
  }
  // Whoever was at work, not asleep, is limit.time's.
  if (!computing_at_limit(input.world).empty()) return {};
  Story story;
  if (const auto stopped = stopped_process(scene, step)) {
    story = *stopped;
    finding.process = short_name(input.world, story.process);
    finding.reason = fmt::format("{}. {}", begin_with(story.message), story.reason);
  } else if (const Wait* wait = decisive_wait(scene, step)) {
    finding.process = short_name(input.world, wait->process);
    if (wait->what == WaitFor::Time || wait->what == WaitFor::Other) {
      story = begin_story(scene, *wait);
      finding.reason = fmt::format("When the time was over {} was in {}: it {}.", name_of_waiter(input.world, *wait),
                                   call_word(input.world, scene.call(wait->call)), wait_phrase(input.world, *wait));
      show_wait(scene, story, *wait);
    } else {
      story = explain(scene, *wait);
      finding.reason = "When the time was over, this was the state: " + continued(story.reason);
      finding.hint = story.hint;
    }
    if (stuck.count(wait->task) != 0) finding.reason += " Nobody who is left can end this wait.";
  }
  show_others(scene, story);
  finding.location = where_called(input.world, story.place);
  finding.evidence = story.evidence;
  return {finding};
}

/// Who was not waiting for anything when the run was interrupted, and the delivery of the signal that ended him (-1: it
/// was none that tells his place), which came where he worked.
std::map<int, int> at_work(const HangScene& scene) {
  const World& world = scene.world();
  std::map<int, int> workers;
  for (const Process& process : world.processes) {
    if (alive_at(process, scene.state.event) && in_submission(process) && wait_in(scene.waits, process.id) == nullptr &&
        stopped_by(world, process.id, scene.state.event) == 0)
      workers[process.id] = -1;
  }
  for (std::size_t i = static_cast<std::size_t>(scene.state.event); i < world.record->events.size(); ++i) {
    const auto worker = workers.find(world.event(static_cast<int>(i)).process);
    const bool delivery = world.event(static_cast<int>(i)).kind == sandbox::EventKind::Signal;
    if (delivery && worker != workers.end() && worker->second < 0) worker->second = static_cast<int>(i);
  }
  return workers;
}

void show_work(const CheckInput& input, const std::map<int, int>& workers, Finding& finding) {
  for (const auto& [process, delivery] : workers) {
    const std::string name = name_of(input.world, process);
    finding.reason +=
        fmt::format("{}{} was not waiting for anything.", finding.reason.empty() ? "" : " ", begin_with(name));
    if (delivery >= 0)
      finding.evidence.push_back(evidence_at(input.world, delivery, fmt::format("{} was at work here", name)));
  }
}

/// Somebody outside has ended a program of which nothing is stated: what it waited for then. It may have been meant to
/// run until that moment.
std::vector<Finding> interrupted(const CheckInput& input) {
  const World& world = input.world;
  if (!input.scenario.rules.nothing_stated || !world.interrupted || input.record.programs.empty()) return {};
  const WaitStep step{input.record.programs.front().role, Until::Ends, ""};
  const Process* root = world.started(step.role);
  if (root == nullptr || !root->end || root->end->kind != ExitState::Kind::Signal) return {};
  const HangScene scene{input, *world.interrupted, waits_of(world, *world.interrupted)};
  const std::map<int, int> workers = at_work(scene);
  Finding finding = new_finding(input, "hang.timeout");
  finding.severity = Severity::Note;
  finding.message = fmt::format("{} had not ended when {} came", escaped(step.role), signal_text(root->end->value));
  if (const auto worker = workers.find(root->id); worker != workers.end()) {
    finding.process = short_name(world, root->id);
    finding.location = where(world, worker->second);
    finding.hint = "Look at the loop around this line: what should end it, and does that ever change inside? man 1 gdb";
    show_work(input, workers, finding);
    return {finding};
  }
  if (wait_in(scene.waits, root->id) == nullptr) return {};
  const Wait* wait = decisive_wait(scene, step);
  if (wait == nullptr || wait->what == WaitFor::Time || wait->what == WaitFor::Other) return {};
  // A program waits for people: who ends it knows that.
  if (wait->what == WaitFor::Input || (wait->what == WaitFor::Connection && wait->process == root->id)) return {};
  Story story = explain(scene, *wait);
  finding.process = short_name(world, wait->process);
  if (!story.reason.empty()) finding.reason = "This was the state: " + continued(story.reason);
  finding.hint = story.hint;
  show_others(scene, story);
  finding.location = where_called(world, story.place);
  finding.evidence = story.evidence;
  show_work(input, workers, finding);
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
  return interrupted(input);
}

}  // namespace ipclab
