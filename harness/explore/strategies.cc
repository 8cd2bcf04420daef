#include "harness/explore/strategies.h"

#include <algorithm>
#include <map>
#include <numeric>

#include "harness/explore/random.h"

namespace ipclab {
namespace {

constexpr int kMostDelaysAtOnce = 4;  ///< of the random schedules
constexpr int kTriesForAnother = 20;  ///< before it is said that there are no more different ones

std::vector<Schedule> delays(const std::vector<SharedCall>& calls, std::size_t most) {
  struct Candidate {
    bool own;
    int time;  ///< the how manieth call of this task in this place
    std::size_t index;
  };
  std::map<std::pair<int, std::string>, int> times;
  std::vector<Candidate> candidates;
  for (std::size_t i = 0; i < calls.size(); ++i)
    candidates.push_back({calls[i].own, ++times[{calls[i].task, calls[i].place}], i});
  std::stable_sort(candidates.begin(), candidates.end(), [](const Candidate& a, const Candidate& b) {
    return std::pair(!a.own, a.time) < std::pair(!b.own, b.time);
  });
  std::vector<Schedule> all;
  for (const Candidate& candidate : candidates) {
    for (const bool entry : {true, false}) {
      if (all.size() == most) return all;
      Schedule delay;
      delay.strategy = "delay";
      delay.points = {{calls[candidate.index].task, calls[candidate.index].number, entry}};
      all.push_back(std::move(delay));
    }
  }
  return all;
}

Point random_point(const std::vector<SharedCall>& calls, Random& random) {
  const SharedCall& call = calls[random.below(calls.size())];
  return {call.task, call.number, random.below(2) == 0};
}

int tasks_in(const std::vector<SharedCall>& calls) {
  int most = 0;
  for (const SharedCall& call : calls) most = std::max(most, call.task);
  return most;
}

Schedule pct(const std::vector<SharedCall>& calls, int depth, Random& random) {
  Schedule schedule;
  schedule.strategy = depth == 2 ? "pct-2" : "pct-3";
  schedule.priorities.resize(static_cast<std::size_t>(tasks_in(calls)));
  std::iota(schedule.priorities.begin(), schedule.priorities.end(), 1);
  for (std::size_t i = schedule.priorities.size(); i > 1; --i)
    std::swap(schedule.priorities[i - 1], schedule.priorities[random.below(i)]);
  for (int i = 1; i < depth; ++i) schedule.points.push_back(random_point(calls, random));
  return schedule;
}

Schedule several_delays(const std::vector<SharedCall>& calls, Random& random) {
  Schedule schedule;
  schedule.strategy = "random";
  const std::size_t number = 2 + random.below(kMostDelaysAtOnce - 1);
  for (std::size_t i = 0; i < number; ++i) schedule.points.push_back(random_point(calls, random));
  return schedule;
}

}  // namespace

std::string_view to_string(Strategy strategy) {
  switch (strategy) {
    case Strategy::Delay:
      return "delay";
    case Strategy::Pct2:
      return "pct-2";
    case Strategy::Pct3:
      return "pct-3";
    case Strategy::Random:
      break;
  }
  return "random";
}

std::vector<Schedule> schedules(Strategy strategy, const std::vector<SharedCall>& calls, std::uint64_t seed,
                                std::size_t most) {
  if (calls.empty()) return {};
  if (strategy == Strategy::Delay) return delays(calls, most);
  Random random(seed * 4 + static_cast<std::uint64_t>(strategy));
  std::vector<Schedule> all;
  for (int tries = 0; all.size() < most && tries < kTriesForAnother;) {
    Schedule one = strategy == Strategy::Random ? several_delays(calls, random)
                                                : pct(calls, strategy == Strategy::Pct2 ? 2 : 3, random);
    std::sort(one.points.begin(), one.points.end());
    one.points.erase(std::unique(one.points.begin(), one.points.end()), one.points.end());
    if (std::find(all.begin(), all.end(), one) != all.end()) {
      ++tries;
      continue;
    }
    tries = 0;
    all.push_back(std::move(one));
  }
  return all;
}

std::vector<Schedule> schedules_to_try(const std::vector<SharedCall>& calls, std::uint64_t seed, std::size_t number) {
  std::vector<Schedule> all;
  const auto add = [&](Strategy strategy, std::size_t most) {
    for (Schedule& one : schedules(strategy, calls, seed, std::min(most, number - all.size())))
      all.push_back(std::move(one));
  };
  add(Strategy::Delay, number / 2);
  const std::size_t third = (number - all.size() + 2) / 3;
  add(Strategy::Pct2, third);
  add(Strategy::Pct3, third);
  add(Strategy::Random, number);
  return all;
}

}  // namespace ipclab
