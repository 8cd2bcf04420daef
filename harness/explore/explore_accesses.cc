#include "harness/explore/explore_accesses.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/checks/tell.h"
#include "harness/explore/access_points.h"
#include "harness/explore/race_finding.h"

namespace ipclab {
namespace {

using sandbox::AccessKind;

constexpr std::size_t kMostOrders = 12;
constexpr std::size_t kFewestOrders = 3;
constexpr std::size_t kMostNoted = 20000;       ///< in one run
constexpr std::size_t kMostNotedInAll = 40000;  ///< each atomic operation stops its process
constexpr std::int64_t kMostAccesses = 400000;  ///< of one process
constexpr std::size_t kMostErrorEvidence = 3;

const char* word_for(AccessKind kind) {
  switch (kind) {
    case AccessKind::Read:
      return "the read";
    case AccessKind::Write:
      return "the write";
    case AccessKind::AtomicLoad:
      return "the atomic read";
    case AccessKind::AtomicStore:
      return "the atomic write";
    case AccessKind::AtomicUpdate:
      return "the atomic update";
    case AccessKind::SemaphoreTake:
      return "the wait for the semaphore";
    default:
      return "taking the lock";
  }
}

/// Speaks of the uses in one run.
struct Words {
  const CheckInput& input;

  SourceLocation where(const SharedUse& use) const {
    const auto& all = input.record.locations;
    return use.frame >= 0 && use.frame < static_cast<int>(all.size()) ? all[static_cast<std::size_t>(use.frame)]
                                                                      : SourceLocation{};
  }
  /// "the write in line 12 (the first child)".
  std::string text(const SharedUse& use) const {
    return fmt::format("{}{} ({})", word_for(use.kind), in_line(input, where(use)), who(input.world, use.process));
  }
  Evidence step(const SharedUse& use, const char* order) const {
    return {short_name(input.world, use.process), 0,
            fmt::format("{}: {} in {}", order, word_for(use.kind), who(input.world, use.process)), where(use)};
  }
};

Finding finding_of_order(const CheckInput& usual, const CheckInput& other, const UseSwap& swap,
                         const Schedule& schedule, std::vector<Finding> errors) {
  const Words words{usual};
  const Finding& error = errors.front();
  Finding race = new_finding(other, "race.schedule-dependent");
  race.severity = Severity::Error;
  race.schedule = schedule;
  const SharedUse& first = *swap.first_usually;
  race.process = short_name(usual.world, first.process);
  race.location = words.where(first);
  if (swap.second_usually != nullptr) {
    const SharedUse& second = *swap.second_usually;
    race.message = fmt::format("it only works if {} comes before {}", words.text(first), words.text(second));
    race.reason = "Usually that is so, and nothing is wrong. ";
    race.evidence = {words.step(first, "usual order, first"), words.step(second, "usual order, then"),
                     words.step(second, "other order, first"), words.step(first, "other order, then")};
  } else {
    race.message = fmt::format("it only works if no other process goes on just before {}", words.text(first));
    race.evidence = {words.step(first, "the others go on before")};
  }
  if (swap.rests_on_look)
    race.reason +=
        "What is written there rests on a look at the same bytes before, and another process can come between. ";
  race.reason += fmt::format("When the processes take turns in another order, which the kernel may choose as well: {}.",
                             error.message);
  race.hint = swap.rests_on_look
                  ? "Ask what keeps the others away from the look at the value to the write that rests on it."
                  : "Ask what makes sure that the one comes before the other. If only speed does, nothing does.";
  for (std::size_t i = 0; i < std::min(error.evidence.size(), kMostErrorEvidence); ++i)
    race.evidence.push_back(error.evidence[i]);
  race.consequences = std::move(errors);
  return race;
}

/// Some process makes more accesses than one turn has: where it is interrupted says nothing about the others.
bool works_for_long(const Record& record) {
  return computes_for_long(record) ||
         std::any_of(record.events.begin(), record.events.end(), [](const sandbox::Event& event) {
           return event.kind == sandbox::EventKind::End && event.number_or("accesses", 0) > kMostAccesses;
         });
}

std::vector<Finding> errors_of(const NotedRuns& runs, const Record& record) {
  return errors_of_order(runs.exercise, runs.scenario, record);
}

/// Nothing where it does not go wrong, or does not always.
std::optional<Finding> finding_of(const NotedRuns& runs, const NotedRun& natural, const Schedule& schedule) {
  const NotedRun wrong = runs.play(schedule);
  std::vector<Finding> errors = errors_of(runs, wrong.record);
  if (errors.empty()) return std::nullopt;
  const std::vector<SharedUse> usual_uses = shared_uses(natural), other_uses = shared_uses(wrong);
  const UseSwap swap = swap_of_uses(usual_uses, other_uses, schedule);
  if (swap.first_usually == nullptr) return std::nullopt;
  const World usual = replay(natural.record), other = replay(wrong.record);
  return finding_of_order({runs.exercise, runs.scenario, natural.record, usual},
                          {runs.exercise, runs.scenario, wrong.record, other}, swap, schedule, std::move(errors));
}

bool mentions(const Finding& race, const SourceLocation& at) {
  return race.location == at || std::any_of(race.evidence.begin(), race.evidence.end(),
                                            [&](const Evidence& evidence) { return evidence.location == at; });
}

}  // namespace

bool may_switch_at_accesses(const NotedRun& run, const std::vector<DataRace>& races) {
  if (run.accesses.size() > kMostNoted) return false;
  return !races.empty() || std::any_of(run.accesses.begin(), run.accesses.end(), [](const sandbox::Access& access) {
    return access.kind >= AccessKind::AtomicLoad && access.number != 0 && access.kind != AccessKind::Map;
  });
}

Exploration explore_accesses(const NotedRuns& runs, const std::vector<DataRace>& races) {
  Exploration result;
  NotedRun natural = runs.play({});
  if (works_for_long(natural.record)) natural = runs.play({});  // it has to be so twice, as in explore()
  if (works_for_long(natural.record) || natural.accesses.size() > kMostNoted) return result;
  if (!errors_of(runs, natural.record).empty()) return result;
  const std::size_t affordable = kMostNotedInAll / std::max<std::size_t>(natural.accesses.size(), 1);
  const std::size_t most = std::min(
      {kMostOrders, std::max(affordable, kFewestOrders), static_cast<std::size_t>(runs.scenario.limits.schedules)});
  for (const Schedule& schedule : access_schedules(natural, races, most)) {
    ++result.explored;
    if (errors_of(runs, runs.play(schedule).record).empty()) continue;
    result.finding = finding_of(runs, natural, schedule);
    if (!result.finding) continue;
    result.failing.push_back(schedule);
    break;
  }
  return result;
}

Exploration play_accesses_again(const NotedRuns& runs, const Schedule& schedule) {
  Exploration result;
  result.explored = 1;
  result.finding = finding_of(runs, runs.play({}), schedule);
  if (result.finding) result.failing.push_back(schedule);
  return result;
}

bool show_what_comes_of_race(const Finding& order, std::vector<Finding>* findings) {
  Finding* race = nullptr;
  for (Finding& finding : *findings) {
    if (finding.id != "race.data") continue;
    if (race == nullptr || (!mentions(*race, order.location) && mentions(finding, order.location))) race = &finding;
  }
  if (race == nullptr) return false;
  race->reason += fmt::format(" In another order of the processes, which is tried here, it goes wrong: {}.",
                              order.consequences.front().message);
  race->schedule = order.schedule;
  race->evidence.insert(race->evidence.end(), order.evidence.begin(), order.evidence.end());
  race->consequences.insert(race->consequences.end(), order.consequences.begin(), order.consequences.end());
  return true;
}

}  // namespace ipclab
