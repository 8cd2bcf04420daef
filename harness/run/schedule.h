// In which order the tasks of a run go on, as a value. The same Schedule gives the same run on every machine.
// docs/schedules.md says which schedules are tried.
#pragma once

#include <compare>
#include <string>
#include <vector>

namespace ipclab {

/// A moment in the life of a task: the entry of its call number `call`, or the return from it.
struct Point {
  int task = 0;  ///< number in the run
  int call = 0;  ///< 1: the first one that the task makes
  bool entry = true;
  auto operator<=>(const Point&) const = default;
};

/// The natural one, which is empty: whoever became able to go on first goes first, until it sleeps or ends.
struct Schedule {
  std::string strategy = "natural";  ///< how it was made: "delay", "pct-2", "pct-3", "random"
  /// By number of task, from 1 on: of those that can go on, the one with the highest number here does, also if that
  /// means that another one has to give way. Empty: nobody gives way but at the points.
  std::vector<int> priorities;
  /// Decisions: a task that comes to one of them waits until nobody else can go on. With priorities it gets the lowest,
  /// for good.
  std::vector<Point> points;
  /// A task that only sleeps may wake before one that waits at a point goes on: a sleep promises nothing of the others.
  bool sleeps_end = true;

  bool operator==(const Schedule&) const = default;
};

}  // namespace ipclab
