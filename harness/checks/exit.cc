// exit.signal: killed by a signal of its own making. exit.status: another status than the exercise states.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <set>
#include <string_view>
#include <utility>

#include "harness/checks/all.h"
#include "harness/checks/process_words.h"
#include "harness/checks/tell.h"
#include "harness/checks/violation.h"

namespace ipclab {
namespace {

using sandbox::Event;
using sandbox::EventKind;

/// Signals that the kernel sends for what the process itself did, and what that was.
constexpr auto kOwnMaking = std::to_array<std::pair<int, std::string_view>>({
    {SIGSEGV, "It used memory that is not its own: a pointer or an index that leads nowhere, or a stack that is full."},
    {SIGBUS, "It used memory that has nothing behind it: mostly a mapping that is longer than its object."},
    {SIGFPE, "It divided by zero, or computed a number that does not fit."},
    {SIGILL, "It executed something that is no instruction."},
    {SIGTRAP, "It ran into a breakpoint or a check of the compiler's."},
    {SIGSYS, "It made a call that the system does not have."},
    {SIGABRT, "It gave up: abort, a failed assertion, or a check in the C library that found its memory destroyed."},
    {SIGPIPE, "It wrote to a pipe or connection that nobody reads any more."},
    {SIGALRM, "Its own alarm went off, and nothing was set up to deal with it."},
    {SIGVTALRM, "Its own timer went off, and nothing was set up to deal with it."},
    {SIGPROF, "Its own timer went off, and nothing was set up to deal with it."},
});

std::string_view own_making(int signal) {
  const auto found =
      std::find_if(kOwnMaking.begin(), kOwnMaking.end(), [&](const auto& entry) { return entry.first == signal; });
  return found == kOwnMaking.end() ? std::string_view() : found->second;
}

/// The delivery that ended the process: an index into Record::events; -1: none was seen (SIGKILL has none).
int fatal_delivery(const World& world, const Process& process) {
  for (int i = process.end_event - 1; i >= process.begin; --i) {
    const Event& event = world.event(i);
    if (event.process == process.id && event.kind == EventKind::Signal &&
        event.number_or("signal", 0) == process.end->value)
      return i;
  }
  return -1;
}

bool sent_by_grader(const World& world, const Process& process) {
  for (int i = process.begin; i < process.end_event; ++i) {
    const Event& event = world.event(i);
    if (event.kind == EventKind::Action && event.name == "signal" && event.number_or("signal", 0) == process.end->value)
      return true;
  }
  return false;
}

/// The process's own kill() with the signal that ended it, of which no delivery is seen (SIGKILL): index into
/// World::calls; -1: none.
int sent_to_itself(const World& world, const Process& process) {
  for (auto index = process.calls.rbegin(); index != process.calls.rend(); ++index) {
    const Event& enter = world.enter(world.calls[static_cast<std::size_t>(*index)]);
    if (enter.name == "kill" && enter.number_or("process", 0) == process.id &&
        enter.number_or("signal", 0) == process.end->value)
      return *index;
  }
  return -1;
}

/// The process was killed by a signal, and has only itself to thank for it.
bool killed_by_itself(const World& world, const Process& process) {
  if (!ended_in_time(world, process) || process.end->kind != ExitState::Kind::Signal) return false;
  if (!world.event(process.end_event).text_or("limit", "").empty()) return false;  // limit.cpu, limit.file-size
  if (killed_by_filter(world, process)) return false;                              // sandbox.violation
  const int delivery = fatal_delivery(world, process);
  const std::int64_t sender = delivery < 0 ? 0 : world.event(delivery).number_or("from_process", 0);
  if (sender == process.id || (delivery < 0 && sent_to_itself(world, process) >= 0)) return true;
  return sender == 0 && !own_making(process.end->value).empty() && !sent_by_grader(world, process);
}

/// A program without a statement that sends itself a signal means it. A child's alarm that nobody handles is how its
/// parent, which collected it, sets it a time limit. abort() is what the C library calls, too, when memory is
/// destroyed.
bool on_purpose(const World& world, const Process& process) {
  const int signal = process.end->value;
  if (signal == SIGALRM || signal == SIGVTALRM || signal == SIGPROF)
    return process.parent > 0 && process.reaped_by >= 0;
  return sent_to_itself(world, process) >= 0 && signal != SIGABRT;
}

/// Ended by SIGPIPE over the one connection that it was made to serve: its client had gone, and nobody else had to do
/// with it. A worker that takes connections itself, or has several, takes the others with it.
bool ended_with_its_client(const World& world, const Process& process) {
  if (process.end->value != SIGPIPE || process.parent <= 0 || !in_submission(world.process(process.parent)))
    return false;
  std::set<int> connections;
  for (const auto& [fd, descriptor] : process.fds) {
    const IpcObject& object = world.object(world.open_files[static_cast<std::size_t>(descriptor.open_file)].object);
    if (object.kind == ObjectKind::Socket && object.family == "tcp" && !object.listening) connections.insert(object.id);
  }
  const Call* last_write = nullptr;
  for (const int index : process.calls) {
    const Call& call = world.calls[static_cast<std::size_t>(index)];
    if (call.name == "accept4") return false;
    if (call.name == "write" || call.name == "send") last_write = &call;
  }
  return last_write != nullptr && connections.size() == 1 && connections.count(last_write->object) == 1;
}

Finding signal_finding(const CheckInput& input, const Process& process) {
  const World& world = input.world;
  const int delivery = fatal_delivery(world, process);
  Finding finding = new_finding(input, "exit.signal");
  finding.process = short_name(world, process.id);
  const int own = delivery < 0 ? sent_to_itself(world, process) : -1;
  finding.location = own >= 0 ? where_called(world, own) : where(world, delivery);
  finding.message = fmt::format("{} was killed by {}", name_of(world, process.id), signal_text(process.end->value));
  const std::string_view reason = own_making(process.end->value);
  finding.reason = reason.empty() ? "It sent the signal to itself." : reason;
  finding.hint = process.end->value == SIGPIPE
                     ? "Look at who should have read, and why it has ended or closed before. man 7 pipe"
                     : "Look at what each pointer, index and number in this line holds there. man 7 signal";
  if (delivery >= 0) {
    finding.evidence.push_back(
        evidence_at(world, delivery, fmt::format("{} arrives", signal_text(process.end->value))));
  } else {
    finding.evidence.push_back(evidence_at(world, process.end_event, "the process is killed"));
  }
  return finding;
}

std::string expected_text(const ExpectedStatus& expected) {
  if (expected.non_zero) return "another one than 0";
  std::vector<std::string> codes;
  for (int code : expected.codes) codes.push_back(std::to_string(code));
  if (codes.size() < 2) return listed(codes);
  return "one of " + listed(codes);
}

bool as_expected(const ExpectedStatus& expected, int code) {
  if (expected.non_zero) return code != 0;
  return std::find(expected.codes.begin(), expected.codes.end(), code) != expected.codes.end();
}

/// The call that ended the process: an index into World::calls; -1: none was seen.
int exit_call(const World& world, const Process& process) {
  for (auto it = process.calls.rbegin(); it != process.calls.rend(); ++it) {
    if (world.calls[static_cast<std::size_t>(*it)].name == "exit") return *it;
  }
  return -1;
}

Finding status_finding(const CheckInput& input, const StartStep& start, const Process& process) {
  const World& world = input.world;
  Finding finding = new_finding(input, "exit.status");
  finding.process = start.role;
  finding.hint =
      "Look at what each path through the program returns or passes to exit, also where a call fails. man 3 exit";
  const std::string expected = expected_text(*start.status);
  if (process.end->kind == ExitState::Kind::Signal) {
    const int delivery = fatal_delivery(world, process);
    const auto sender = static_cast<int>(delivery < 0 ? 0 : world.event(delivery).number_or("from_process", 0));
    finding.message = fmt::format("{} was killed by {}; expected is the exit status {}", start.role,
                                  signal_text(process.end->value), expected);
    if (sender > 0) finding.reason = fmt::format("The signal was sent by {}.", name_of(world, sender));
    finding.location = where(world, delivery);
    finding.evidence.push_back(evidence_at(world, delivery < 0 ? process.end_event : delivery,
                                           fmt::format("{} arrives", signal_text(process.end->value))));
    return finding;
  }
  const int call = exit_call(world, process);
  finding.location = where_called(world, call);
  finding.message = fmt::format("{} ended with status {}; expected is {}", start.role, process.end->value, expected);
  if (!in_submission(process)) {
    finding.reason = fmt::format("It had executed {}, whose status this is.", short_name(world, process.id));
  } else if (process.end->value == 0) {
    finding.reason = "Status 0 says that everything went well.";
  } else if (start.status->codes == std::vector<int>{0}) {
    finding.reason = "Any status but 0 says that something failed.";
  }
  if (call >= 0)
    finding.evidence.push_back(evidence_of(world, call, fmt::format("ends with status {}", process.end->value)));
  return finding;
}

}  // namespace

std::vector<Finding> check_exit(const CheckInput& input) {
  const World& world = input.world;
  std::vector<Finding> findings;
  for (const Process& process : world.processes) {
    if (in_submission(process) && !is_fixture(world, process.id) && killed_by_itself(world, process) &&
        !ended_with_its_client(world, process) &&
        !(input.scenario.rules.nothing_stated && on_purpose(world, process))) {
      findings.push_back(signal_finding(input, process));
    }
  }
  for (const Step& step : input.scenario.steps) {
    const auto* start = std::get_if<StartStep>(&step.action);
    if (start == nullptr || !start->status) continue;
    const Process* process = world.started(start->role);
    if (process == nullptr || is_fixture(world, process->id) || !ended_in_time(world, *process)) continue;
    if (process->end->kind == ExitState::Kind::Killed) continue;  // a hang or a limit says why
    if (process->end->kind == ExitState::Kind::Code && as_expected(*start->status, process->end->value)) continue;
    // A system program that was executed and killed is not judged, and what killed itself has its own finding.
    const bool told = process->end->kind == ExitState::Kind::Signal &&
                      (!in_submission(*process) || killed_by_itself(world, *process));
    const bool limit = process->end_event >= 0 && !world.event(process->end_event).text_or("limit", "").empty();
    if (!told && !limit) findings.push_back(status_finding(input, *start, *process));
  }
  return findings;
}

}  // namespace ipclab
