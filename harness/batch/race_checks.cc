#include "harness/batch/race_checks.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "harness/build/build.h"
#include "harness/explore/explore_accesses.h"
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
  may_switch_ = false;
  const std::size_t longest = wrong && found_ ? kLongestRun : kLongRun;
  if (!scenario.faults.empty() || plain.events.size() > longest || stopped_by_limit(plain)) return {};
  if ((looks_ >= kLooks && !wrong) || !shares_memory(plain)) return {};
  ++looks_;
  if (!programs()) return {};
  const NotedRun run = play_with_noted_accesses(sandbox_, exercise_, scenario, {*programs_, fixtures_});
  std::vector<DataRace> races = find_races(run);
  may_switch_ = may_switch_at_accesses(run, races);
  found_ = found_ || !races.empty();
  return races;
}

NotedRun RaceChecks::play(const Scenario& scenario, const Schedule& schedule) {
  if (!programs()) throw std::runtime_error("the programs can't be built to note their accesses to shared memory");
  return play_with_noted_accesses(sandbox_, exercise_, scenario, {*programs_, fixtures_}, schedule);
}

const std::optional<std::filesystem::path>& RaceChecks::programs() {
  if (!std::exchange(built_, true)) programs_ = build_with_noted_accesses(sandbox_, exercise_, submission_);
  return programs_;
}

}  // namespace ipclab
