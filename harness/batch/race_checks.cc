#include "harness/batch/race_checks.h"

#include <algorithm>
#include <utility>

#include "harness/build/build.h"
#include "harness/races/find_races.h"

namespace ipclab {

namespace {

/// A run shows a race wherever the two accesses are made at all, whatever their order: more runs of the same programs
/// add little.
constexpr int kLooks = 2;
// In events.
constexpr std::size_t kLongRun = 20000, kLongestRun = 200000;

bool stopped_by_limit(const Record& record) {
  return std::any_of(record.events.begin(), record.events.end(),
                     [](const sandbox::Event& event) { return event.kind == sandbox::EventKind::Limit; });
}

}  // namespace

std::vector<DataRace> RaceChecks::races_in(const Scenario& scenario, const Record& plain, bool wrong) {
  const std::size_t longest = wrong && found_ ? kLongestRun : kLongRun;
  if (!scenario.faults.empty() || plain.events.size() > longest || stopped_by_limit(plain)) return {};
  if ((looks_ >= kLooks && !wrong) || !shares_memory(plain)) return {};
  ++looks_;
  if (!std::exchange(built_, true)) programs_ = build_with_noted_accesses(sandbox_, exercise_, submission_);
  if (!programs_) return {};
  std::vector<DataRace> races =
      find_races(play_with_noted_accesses(sandbox_, exercise_, scenario, {*programs_, fixtures_}));
  found_ = found_ || !races.empty();
  return races;
}

}  // namespace ipclab
