// syscall.unchecked: a call failed, and the program went on as though it had not.
#include <fmt/format.h>

#include <algorithm>

#include "harness/checks/all.h"
#include "harness/checks/failures.h"
#include "harness/checks/process_words.h"
#include "harness/checks/tell.h"

namespace ipclab {
namespace {

using Proof = IgnoredFailure::Proof;

const Call& call_at(const World& world, int index) {
  return world.calls[static_cast<std::size_t>(index)];
}

/// What the call was about, as far as it can be named: " of \"dest\"", " for key 1234".
std::string object_of(const sandbox::Event& enter) {
  if (const std::string* path = enter.text("path")) return fmt::format(" of {}", quote(*path));
  if (const auto* key = enter.number("key"); key != nullptr && *key != 0) return fmt::format(" for key {}", *key);
  if (const auto* port = enter.number("port")) return fmt::format(" to port {}", *port);
  return "";
}

std::string failure_of(const World& world, const Call& call) {
  std::string text = fmt::format("{}{} failed", call_word(world, call), object_of(world.enter(call)));
  return text;
}

std::string as_what(const Call& use) {
  if (use.name == "kill") return "process";
  if (use.name == "shmdt") return "address";
  return use.name.starts_with("msg") || use.name.starts_with("sem") || use.name.starts_with("shm") ? "id"
                                                                                                   : "descriptor";
}

std::string what_followed(const CheckInput& input, const IgnoredFailure& found) {
  const World& world = input.world;
  const Call* use = found.use >= 0 ? &call_at(world, found.use) : nullptr;
  const std::string line = use != nullptr ? in_line(input, where_called(world, found.use)) : "";
  switch (found.proof) {
    case Proof::ValueUsed:
      return fmt::format("That -1 was then passed on as {} to {}{}.", as_what(*use), call_word(world, *use), line);
    case Proof::AddressUsed: {
      const SourceLocation died = where(world, found.use_event);
      return fmt::format("What it returned was then used as an address{}, and the process died of it.",
                         in_line(input, died));
    }
    case Proof::SocketUsed:
      return fmt::format("The same socket was then used by {}{}.", call_word(world, *use), line);
    case Proof::NothingMade:
      if (use == nullptr) return "Nothing was said about it, and the program went on until it was stopped.";
      return fmt::format("What it should have made was then used by {}{}.", call_word(world, *use), line);
    case Proof::TriedAgain:
      return fmt::format("The program then called {} again{}, without a word about it.", call_word(world, *use), line);
    case Proof::Success:
      break;
  }
  return "Nothing was said about it, and the program ended with status 0, which says that everything went well.";
}

std::string how_used(const World& world, const IgnoredFailure& found) {
  if (found.proof == Proof::AddressUsed)
    return fmt::format("{} at that address",
                       signal_text(static_cast<int>(world.event(found.use_event).number_or("signal", 0))));
  const Call& use = call_at(world, found.use);
  const std::string with = found.proof == Proof::ValueUsed ? fmt::format(" with {} -1", as_what(use)) : "";
  const std::string result = use.failed() ? ": " + error_text(use.result) : "";
  return call_word(world, use) + with + result;
}

}  // namespace

std::vector<Finding> check_unchecked(const CheckInput& input) {
  const World& world = input.world;
  std::vector<Finding> findings;
  for (const IgnoredFailure& found : ignored_failures(input)) {
    const Call& failed = call_at(world, found.failed);
    const bool planned = failed_by_plan(world, failed);
    Finding finding = new_finding(input, "syscall.unchecked");
    finding.process = short_name(world, found.process);
    finding.location = where_called(world, found.failed);
    finding.message = fmt::format("{}, and the program went on as though it had not", failure_of(world, failed));
    finding.reason = fmt::format("{} returned with {}{}. {}{}", call_word(world, failed), error_text(failed.result),
                                 planned ? ", as it does in this scenario on purpose" : "",
                                 found.said ? "The program said something, and went on all the same. " : "",
                                 what_followed(input, found));
    finding.hint =
        "Look at what this call returns when it fails, and at what the program does with that. RETURN VALUE in the "
        "call's man page; man 3 errno";
    finding.evidence.push_back(evidence_of(
        world, found.failed, fmt::format("{} fails: {}", call_word(world, failed), error_text(failed.result))));
    if (found.use >= 0) {
      finding.evidence.push_back(evidence_of(world, found.use, how_used(world, found)));
    } else if (found.use_event >= 0) {
      finding.evidence.push_back(evidence_at(world, found.use_event, how_used(world, found)));
    } else if (found.proof == Proof::Success) {
      finding.evidence.push_back(
          evidence_at(world, world.process(found.process).end_event, "the program ends with status 0"));
    }
    const bool known = std::any_of(findings.begin(), findings.end(), [&](const Finding& other) {
      return other.location == finding.location && other.process == finding.process;
    });
    if (!known) findings.push_back(std::move(finding));
  }
  return findings;
}

}  // namespace ipclab
