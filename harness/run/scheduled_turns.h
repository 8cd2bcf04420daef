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
  std::uint64_t next_access(int task, std::uint64_t after) override;
  std::optional<std::size_t> next(std::span<const sandbox::AtCall> held, bool must) override;
  bool may_wake(const sandbox::AtCall&) override;

 private:
  int priority_of(int task) const;
  std::size_t highest(std::span<const sandbox::AtCall> held);
  void wait_anew();
  bool waited_over(int limit);

  Schedule schedule_;
  std::set<Point> points_;
  std::map<int, int> calls_;  ///< by task, so far
  std::vector<int> delayed_;  ///< who waits at a point, the first one first
  int leader_ = 0;            ///< who had the last turn, by his priority
  int stops_ = 0;             ///< since the first of those delayed waits, or the leader leads
  int stops_at_turn_ = -1;    ///< the same when the last turn was given; -1: none was since
  std::map<int, int> lowered_;
  int lowest_ = 0;                        ///< priority, of all in lowered_
  std::set<std::pair<int, int>> sleeps_;  ///< task and place of those that were let end meanwhile
};

}  // namespace ipclab
