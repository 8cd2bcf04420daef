// signal.eintr: a call that a signal's handler interrupted is taken for one that failed.
//
// Proofs: the program does not make the call again and ends with a failure, when it has told its user "Interrupted
// system call"; or when the signal was one that never means "end" and the status is wrong. Of a wait for signals or a
// sleep, which a signal is welcome to end, both are asked for.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>

#include "harness/checks/all.h"
#include "harness/checks/process_words.h"
#include "harness/checks/tell.h"

namespace ipclab {
namespace {

using sandbox::Event;
using sandbox::EventKind;

constexpr std::string_view kMessage = "Interrupted system call";

/// Of these a handler's coming is no reason for anybody to end.
constexpr auto kInPassing = std::to_array<int>({SIGCHLD, SIGCONT, SIGTSTP, SIGWINCH, SIGURG, SIGIO});

/// The delivery that ended the call: an index into Record::events; -1: there was none.
int delivery_after(const World& world, const Call& call) {
  const int end = static_cast<int>(world.record->events.size());
  for (int i = call.exit + 1; i < end; ++i) {
    const Event& event = world.event(i);
    if (event.process != call.process || event.task != call.task) continue;
    return event.kind == EventKind::Signal && event.text_or("action", "") == "handler" ? i : -1;
  }
  return -1;
}

struct Mistaken {
  int call = -1, delivery = -1;
  int message = -1;  ///< the write that tells of it: index into World::calls
  int exit = -1;     ///< the end: likewise
};

/// Who calls these wants to be interrupted, or does not mind.
bool waits_for_signals(const Call& call) {
  return call.name == "pause" || call.name == "rt_sigsuspend" || call.name == "rt_sigtimedwait" ||
         call.name == "nanosleep";
}

/// The scenario wants another status than this one from the process.
bool wrong_status(const CheckInput& input, const Process& process, int code) {
  const StartStep* start = process.parent == 0 ? start_step(input.scenario, process.role) : nullptr;
  if (start == nullptr || !start->status || start->status->non_zero) return false;
  const auto& codes = start->status->codes;
  return std::find(codes.begin(), codes.end(), code) == codes.end();
}

/// What the process did after the interruption.
Mistaken what_followed(const CheckInput& input, const Process& process, int index) {
  const World& world = input.world;
  const Call& call = world.calls[static_cast<std::size_t>(index)];
  Mistaken found;
  found.call = index;
  found.delivery = delivery_after(world, call);
  if (found.delivery < 0) return found;
  const Event& enter = world.enter(call);
  const bool in_passing =
      std::find(kInPassing.begin(), kInPassing.end(),
                static_cast<int>(world.event(found.delivery).number_or("signal", 0))) != kInPassing.end();
  for (const int later : process.calls) {
    const Call& next = world.calls[static_cast<std::size_t>(later)];
    if (next.enter < found.delivery) continue;
    const Event& entry = world.enter(next);
    const bool same = next.name == call.name && entry.number_or("fd", -1) == enter.number_or("fd", -1) &&
                      entry.number_or("id", -1) == enter.number_or("id", -1);
    if (same) return {};
    if (next.name == "write" && found.message < 0 && entry.text_or("data", "").find(kMessage) != std::string::npos)
      found.message = later;
    if (next.name == "exit" && next.task == call.task && entry.number_or("code", 0) != 0) found.exit = later;
  }
  if (found.exit < 0) return found;
  const auto code =
      static_cast<int>(world.enter(world.calls[static_cast<std::size_t>(found.exit)]).number_or("code", 0));
  const bool said = found.message >= 0, wrong = wrong_status(input, process, code);
  const bool mistaken = waits_for_signals(call) ? said && wrong : said || (in_passing && wrong);
  if (!mistaken) found.exit = -1;
  return found;
}

}  // namespace

std::vector<Finding> check_interrupted(const CheckInput& input) {
  const World& world = input.world;
  std::vector<Finding> findings;
  for (const Process& process : world.processes) {
    if (process.id == 0 || is_fixture(world, process.id) || !in_submission(process)) continue;
    for (const int index : process.calls) {
      const Call& call = world.calls[static_cast<std::size_t>(index)];
      if (!call.returned() || call.result != -EINTR || world.enter(call).stack.empty()) continue;
      const Mistaken found = what_followed(input, process, index);
      if (found.exit < 0) continue;
      const auto signal = static_cast<int>(world.event(found.delivery).number_or("signal", 0));
      const std::string word = call_word(world, call);
      Finding finding = new_finding(input, "signal.eintr");
      finding.process = short_name(world, process.id);
      finding.location = where_called(world, index);
      finding.message =
          fmt::format("{} was interrupted by {}, and the program takes that for a failure", word, signal_text(signal));
      finding.reason = fmt::format(
          "When the handler had returned, {} returned with {}: nothing is broken, it only has to be called again where "
          "it is still wanted. Instead the program ends with a failure.",
          word, error_text(call.result));
      finding.hint =
          "Look at what the program does when errno is EINTR, and at the flags with which the handler is set. man 7 "
          "signal";
      finding.evidence.push_back(
          evidence_at(world, found.delivery, fmt::format("{} arrives during {}", signal_text(signal), word)));
      finding.evidence.push_back(
          evidence_of(world, index, fmt::format("{} returns with {}", word, error_text(call.result))));
      if (found.message >= 0) {
        const std::string data = world.enter(world.calls[static_cast<std::size_t>(found.message)]).text_or("data", "");
        finding.evidence.push_back(evidence_of(world, found.message, fmt::format("says {}", quote(data))));
      }
      const Call& end = world.calls[static_cast<std::size_t>(found.exit)];
      finding.evidence.push_back(
          evidence_of(world, found.exit, fmt::format("ends with status {}", world.enter(end).number_or("code", 0))));
      findings.push_back(std::move(finding));
      break;
    }
  }
  return findings;
}

}  // namespace ipclab
