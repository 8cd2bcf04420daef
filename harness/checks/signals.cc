// signal.not-handled: a signal that the exercise wants to be handled has its default effect, or is ignored.
#include <fmt/format.h>

#include <algorithm>
#include <csignal>

#include "harness/checks/all.h"
#include "harness/checks/process_words.h"
#include "harness/checks/tell.h"

namespace ipclab {
namespace {

using sandbox::Event;
using sandbox::EventKind;

/// What the process had set up for the signal by then, and what it set up too late.
struct SetUp {
  int before = -1;  ///< the last rt_sigaction before the delivery: index into World::calls
  int after = -1;   ///< the first one after it that sets a handler
  int handled = 0;  ///< how often its handler had run
};

SetUp set_up(const World& world, const Process& process, int signal, int delivery) {
  SetUp found;
  for (const int index : process.calls) {
    const Call& call = world.calls[static_cast<std::size_t>(index)];
    const Event& enter = world.enter(call);
    if (call.name != "rt_sigaction" || call.failed() || enter.number_or("set", 0) == 0 ||
        enter.number_or("signal", 0) != signal)
      continue;
    if (call.enter < delivery) {
      found.before = index;
    } else if (found.after < 0 && enter.text_or("action", "") == "handler") {
      found.after = index;
    }
  }
  for (int i = process.begin; i < delivery; ++i) {
    const Event& event = world.event(i);
    if (event.kind == EventKind::Signal && event.process == process.id && event.number_or("signal", 0) == signal &&
        event.text_or("action", "") == "handler") {
      ++found.handled;
    }
  }
  return found;
}

std::string effect(const Process& process, int signal, const std::string& action) {
  if (action == "ignore") return "ignores it";
  const bool stops = signal == SIGTSTP || signal == SIGTTIN || signal == SIGTTOU;
  if (stops) return "is stopped by it";
  const bool died = process.end && process.end->kind == ExitState::Kind::Signal && process.end->value == signal;
  return died ? "dies of it" : "leaves it to its default effect";
}

Finding not_handled(const CheckInput& input, const Process& process, int delivery) {
  const World& world = input.world;
  const Event& event = world.event(delivery);
  const auto signal = static_cast<int>(event.number_or("signal", 0));
  const std::string action = event.text_or("action", "");
  const SetUp found = set_up(world, process, signal, delivery);

  Finding finding = new_finding(input, "signal.not-handled");
  finding.process = short_name(world, process.id);
  finding.message =
      fmt::format("{} is sent {} and {}", process.role, signal_text(signal), effect(process, signal, action));
  finding.location = where(world, delivery);
  if (action == "ignore" && found.before >= 0) {
    finding.location = where_called(world, found.before);
    finding.reason = "It has asked the kernel to throw the signal away.";
    finding.evidence.push_back(evidence_of(
        world, found.before, fmt::format("sigaction or signal: {} is ignored from now on", signal_text(signal))));
  } else if (found.handled > 0) {
    finding.location = where_called(world, found.before);
    finding.reason = fmt::format("Its handler has run {}; after that the signal had its default effect again.",
                                 count(found.handled, "time"));
    finding.evidence.push_back(
        evidence_of(world, found.before, fmt::format("the handler for {} is set here", signal_text(signal))));
  } else if (found.after >= 0) {
    finding.location = where_called(world, found.after);
    finding.reason = fmt::format("When the signal came no handler was set yet; that happens only later{}.",
                                 in_line(input, finding.location));
    finding.evidence.push_back(evidence_of(world, found.after, "the handler is set here, too late"));
  } else {
    finding.reason = "No handler was set for it, and it was not blocked in order to be waited for.";
  }
  finding.evidence.push_back(evidence_at(world, delivery, fmt::format("{} arrives", signal_text(signal))));
  std::stable_sort(finding.evidence.begin(), finding.evidence.end(),
                   [](const Evidence& left, const Evidence& right) { return left.time_us < right.time_us; });
  finding.hint =
      "Look at which signals the program prepares for, where it does so, and what is set for this one when it comes. "
      "man 7 signal";
  return finding;
}

/// Signals that are sent to tell something, not to end somebody.
bool tells_something(int signal) {
  return signal == SIGUSR1 || signal == SIGUSR2 || (signal >= SIGRTMIN && signal <= SIGRTMAX);
}

/// The kill() behind a delivery: index into World::calls; -1: none was seen.
int sent_by(const World& world, const Process& receiver, int delivery) {
  const Event& event = world.event(delivery);
  int found = -1;
  for (std::size_t i = 0; i < world.calls.size() && world.calls[i].enter < delivery; ++i) {
    const Event& enter = world.enter(world.calls[i]);
    if (enter.name == "kill" && enter.process == event.number_or("from_process", 0) &&
        enter.number_or("process", 0) == receiver.id && enter.number_or("signal", 0) == event.number_or("signal", 0))
      found = static_cast<int>(i);
  }
  return found;
}

/// Where nothing is stated: who dies of such a signal from another process of the run was not ready for it.
std::vector<Finding> unexpected_deaths(const CheckInput& input) {
  const World& world = input.world;
  std::vector<Finding> findings;
  for (std::size_t i = 0; i < input.record.events.size(); ++i) {
    const Event& event = input.record.events[i];
    if (event.kind != EventKind::Signal || event.text_or("action", "") != "default" ||
        !tells_something(static_cast<int>(event.number_or("signal", 0))))
      continue;
    const auto sender = static_cast<int>(event.number_or("from_process", 0));
    if (sender <= 0 || sender == event.process || !in_submission(world.process(event.process))) continue;
    Finding finding = not_handled(input, world.process(event.process), static_cast<int>(i));
    finding.severity = Severity::Warning;
    finding.message =
        fmt::format("{} is sent {} by {} and {}", name_of(world, event.process),
                    signal_text(static_cast<int>(event.number_or("signal", 0))), name_of(world, sender),
                    effect(world.process(event.process), static_cast<int>(event.number_or("signal", 0)), "default"));
    if (const int kill = sent_by(world, world.process(event.process), static_cast<int>(i)); kill >= 0) {
      finding.evidence.insert(finding.evidence.begin(), evidence_of(world, kill, "kill() sends it"));
      if (finding.location.line == 0) finding.location = where_called(world, kill);
    }
    const bool known = std::any_of(findings.begin(), findings.end(), [&](const Finding& other) {
      return other.location == finding.location && other.message == finding.message;
    });
    if (!known) findings.push_back(std::move(finding));
  }
  return findings;
}

}  // namespace

std::vector<Finding> check_signals(const CheckInput& input) {
  const World& world = input.world;
  const auto& wanted = input.scenario.rules.must_handle;
  std::vector<Finding> findings;
  if (input.scenario.rules.nothing_stated) return unexpected_deaths(input);
  if (wanted.empty()) return findings;
  for (const StartedProgram& program : input.record.programs) {
    if (program.fixture || program.process <= 0 || static_cast<std::size_t>(program.process) >= world.processes.size())
      continue;
    const Process& process = world.process(program.process);
    if (!in_submission(process)) continue;
    std::vector<int> told;
    for (std::size_t i = 0; i < input.record.events.size(); ++i) {
      const Event& event = input.record.events[i];
      if (event.kind != EventKind::Signal || event.process != process.id || event.number_or("from_process", 0) != 0)
        continue;
      const auto signal = static_cast<int>(event.number_or("signal", 0));
      const std::string action = event.text_or("action", "");
      const bool asked = std::find(wanted.begin(), wanted.end(), signal) != wanted.end();
      const bool once = std::find(told.begin(), told.end(), signal) == told.end();
      if (!asked || !once || (action != "default" && action != "ignore")) continue;
      told.push_back(signal);
      findings.push_back(not_handled(input, process, static_cast<int>(i)));
    }
  }
  return findings;
}

}  // namespace ipclab
