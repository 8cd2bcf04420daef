// In which order the tasks of a run go on, as a value. The same Schedule gives the same run on every machine.
// docs/schedules.md says which schedules are tried.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <vector>

namespace ipclab {

/// A moment in the life of a task: the entry of its call number `call`, or the return from it; or just before its
/// access to shared memory number `access`, in programs that are built to note them.
struct Point {
  int task = 0;  ///< number in the run
  int call = 0;  ///< 1: the first one that the task makes; 0: it is an access
  bool entry = true;
  std::uint64_t access = 0;                        ///< 1: the first one; 0: it is a call
  auto operator<=>(const Point&) const = default;  // NOLINT(modernize-use-nullptr): the 0 is the compiler's own
};

/// The natural one, which is empty: whoever became able to go on first goes first, until it sleeps or ends.
struct Schedule {
  std::string strategy = "natural";  ///< how it was made: "delay", "pct-2", "pct-3", "random", "access"
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

/// It can be followed only by programs that note their accesses to shared memory.
inline bool switches_at_accesses(const Schedule& schedule) {
  for (const Point& point : schedule.points) {
    if (point.access != 0) return true;
  }
  return false;
}

}  // namespace ipclab
