#include "harness/explore/explore.h"

#include <algorithm>

#include "harness/explore/points.h"
#include "harness/explore/race_finding.h"
#include "harness/explore/shrink.h"
#include "harness/explore/strategies.h"

namespace ipclab {
namespace {

std::vector<Finding> errors_of(const Runs& runs, const Record& record) {
  return errors_of_order(runs.exercise, runs.scenario, record);
}

bool fails(const Runs& runs, const Schedule& schedule) {
  return !errors_of(runs, runs.play(schedule)).empty();
}

/// What the failing schedule, which is as small as it can be, tells.
std::optional<Finding> finding_of(const Runs& runs, const Record& natural, const Schedule& schedule) {
  const Record wrong = runs.play(schedule);
  std::vector<Finding> errors = errors_of(runs, wrong);
  if (errors.empty()) return std::nullopt;
  bool rests_on_sleep = false;
  if (schedule.sleeps_end && schedule.priorities.empty()) {
    Schedule sleepless = schedule;
    sleepless.sleeps_end = false;
    rests_on_sleep = !fails(runs, sleepless);
  }
  const World usual = replay(natural), other = replay(wrong);
  return race_finding({runs.exercise, runs.scenario, natural, usual}, {runs.exercise, runs.scenario, wrong, other},
                      schedule, rests_on_sleep, std::move(errors));
}

}  // namespace

std::vector<Finding> errors_in(const Exercise& exercise, const Scenario& scenario, const Record& record) {
  const World world = replay(record);
  std::vector<Finding> findings = judge({exercise, scenario, record, world});
  std::erase_if(findings, [](const Finding& finding) { return finding.severity != Severity::Error; });
  return findings;
}

std::vector<Finding> errors_of_order(const Exercise& exercise, const Scenario& scenario, const Record& record) {
  std::vector<Finding> errors = errors_in(exercise, scenario, record);
  std::erase_if(errors, [](const Finding& error) {
    return error.id == "cpu.busy-wait" || error.id.starts_with("limit.") || error.id == "hang.timeout";
  });
  return errors;
}

bool computes_for_long(const Record& record) {
  constexpr std::int64_t kLongUs = 50000;
  std::int64_t used = 0;
  for (const sandbox::Event& event : record.events) {
    if (event.kind == sandbox::EventKind::End) used += event.number_or("utime_us", 0);
  }
  return used > kLongUs;
}

Exploration explore(const Runs& runs, const Record& natural, std::uint64_t seed) {
  // A moment for which the machine was taken away counts as work of whoever had it: it has to be so twice.
  if (computes_for_long(natural) && computes_for_long(runs.play({}))) return {};
  Exploration result;
  const World world = replay(natural);
  const std::vector<SharedCall> calls = shared_calls(world);
  const auto number = static_cast<std::size_t>(runs.scenario.limits.schedules);
  for (const Schedule& schedule : schedules_to_try(calls, seed, number)) {
    ++result.explored;
    if (fails(runs, schedule)) result.failing.push_back(schedule);
  }
  if (result.failing.empty()) return result;
  Schedule& first = result.failing.front();
  first = shrunk(std::move(first), [&](const Schedule& fewer) { return fails(runs, fewer); });
  result.finding = finding_of(runs, natural, first);
  return result;
}

Exploration play_again(const Runs& runs, const Record& natural, const Schedule& schedule) {
  Exploration result;
  result.explored = 1;
  result.finding = finding_of(runs, natural, schedule);
  if (result.finding) result.failing.push_back(schedule);
  return result;
}

}  // namespace ipclab
