// race.data: accesses to the same shared bytes that nothing orders.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "harness/checks/all.h"
#include "harness/checks/tell.h"

namespace ipclab {
namespace {

std::string bytes_text(const DataRace& race) {
  const std::string which = race.size == 1 ? fmt::format("byte {}", race.offset)
                                           : fmt::format("bytes {} to {}", race.offset, race.offset + race.size - 1);
  return race.memory.line > 0 ? fmt::format("{} of the shared memory of line {}", which, race.memory.line)
                              : fmt::format("{} of the shared memory", which);
}

std::string verb(const DataRace::Side& side) {
  return side.access.find("write") == std::string::npos ? "reads" : "writes";
}

std::string process_of(const DataRace::Side& side) {
  return side.process.empty() ? "a process" : escaped(side.process);
}

bool one_line(const DataRace& race) {
  return race.one.location.file == race.other.location.file && race.one.location.line == race.other.location.line;
}

std::string message_of(const CheckInput& input, const DataRace& race) {
  const std::string one = process_of(race.one), other = process_of(race.other);
  if (one_line(race)) {
    return fmt::format("{} and {} both use {}{}, at least one of them writes, and nothing makes one wait for the other",
                       one, other, bytes_text(race), in_line(input, race.one.location));
  }
  return fmt::format("{} {} {}{}, {} {} them{}, and nothing makes one wait for the other", one, verb(race.one),
                     bytes_text(race), in_line(input, race.one.location), other, verb(race.other),
                     in_line(input, race.other.location));
}

std::string reason_of(const CheckInput& input, const DataRace& race) {
  std::string reason =
      race.ordered_by.empty()
          ? "No call puts the two processes in an order before that."
          : fmt::format(
                "The last that put the two in an order was {}{}; from there on neither has to wait for the "
                "other before these accesses.",
                escaped(race.ordered_by), in_line(input, race.ordered_at));
  const bool half_atomic = race.one.access.starts_with("atomic") || race.other.access.starts_with("atomic");
  if (half_atomic) {
    reason += " One of the two accesses is atomic and the other one is not: it takes both.";
  } else if (race.one.is_volatile || race.other.is_volatile) {
    reason +=
        " volatile makes the compiler load and store each time, but it makes nobody wait and orders nothing else.";
  }
  reason += " Which comes first is left to chance, and that it went well here says nothing about the next run.";
  return reason;
}

Finding finding_of(const CheckInput& input, const DataRace& race) {
  Finding finding = new_finding(input, "race.data");
  finding.process = process_of(race.one);
  finding.location = race.one.location;
  finding.message = message_of(input, race);
  finding.reason = reason_of(input, race);
  finding.hint =
      "Look at which call the one process makes after its access and the other one before its own, so that it can't "
      "get "
      "there too early. man 7 sem_overview";
  const auto add = [&](const std::string& process, std::string text, const SourceLocation& at) {
    if (at.line > 0) finding.evidence.push_back({process, 0, std::move(text), at});
  };
  add(process_of(race.one), "the shared memory is mapped", race.memory);
  add(process_of(race.other), fmt::format("{}: the last that put the two in an order", escaped(race.ordered_by)),
      race.ordered_at);
  const auto side = [&](const DataRace::Side& it) {
    add(process_of(it), fmt::format("{} {} {}", process_of(it), verb(it), bytes_text(race)), it.location);
  };
  side(race.one);
  if (!one_line(race)) side(race.other);
  return finding;
}

constexpr std::size_t kMostEvidence = 12;

}  // namespace

/// One finding for each shared memory: the first pair of lines, and which other lines touch it without order.
std::vector<Finding> check_data_races(const CheckInput& input) {
  std::vector<Finding> findings;
  std::vector<const DataRace*> told;
  for (const DataRace& race : input.record.data_races) {
    const auto same =
        std::find_if(told.begin(), told.end(), [&](const DataRace* it) { return it->memory == race.memory; });
    if (same == told.end()) {
      told.push_back(&race);
      findings.push_back(finding_of(input, race));
      continue;
    }
    Finding& finding = findings[static_cast<std::size_t>(same - told.begin())];
    for (const DataRace::Side& side : {race.one, race.other}) {
      const bool shown = std::any_of(finding.evidence.begin(), finding.evidence.end(), [&](const Evidence& evidence) {
        return evidence.location.file == side.location.file && evidence.location.line == side.location.line;
      });
      if (!shown && side.location.line > 0 && finding.evidence.size() < kMostEvidence)
        finding.evidence.push_back({process_of(side), 0,
                                    fmt::format("{} {} {}, too", process_of(side), verb(side), bytes_text(race)),
                                    side.location});
    }
  }
  return findings;
}

}  // namespace ipclab
