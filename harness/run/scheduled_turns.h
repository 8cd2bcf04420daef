// The policy that follows a Schedule through one run.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "harness/run/schedule.h"
#include "sandbox/policies.h"

namespace ipclab {

/// For one run.
class ScheduledTurns : public sandbox::Scheduler {
 public:
  explicit ScheduledTurns(Schedule schedule);
  bool hold(const sandbox::AtCall&) override;
  std::optional<std::size_t> next(std::span<const sandbox::AtCall> held, bool must) override;
  bool may_wake(const sandbox::AtCall&) override;

 private:
  int priority_of(int task) const;

  Schedule schedule_;
  std::set<Point> points_;
  std::map<int, int> calls_;  ///< by task, so far
  std::vector<int> delayed_;  ///< who waits at a point, the first one first
  int stops_ = 0;             ///< of others, since the first one waits
  std::map<int, int> lowered_;
  std::set<std::pair<int, int>> sleeps_;  ///< task and place of those that were let end meanwhile
};

}  // namespace ipclab
