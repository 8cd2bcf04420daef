// The time that the programs of a run see when it is not the machine's. It stands still unless it is moved. A value:
// touches no process.
#pragma once

#include <time.h>

#include <array>
#include <cstdint>
#include <optional>

namespace ipclab::sandbox {

/// Nanoseconds, since the run's start where nothing else is said.
using Nanoseconds = std::int64_t;

/// Later than anything that is waited for: some 126 years.
constexpr Nanoseconds kLatest = 4000000000LL * 1000000000LL;

/// Not negative and at most kLatest, whatever a program asked for.
Nanoseconds nanoseconds(std::int64_t seconds, std::int64_t rest_ns);

class VirtualClock {
 public:
  /// What a call or a look at the clock takes: no two are at the same moment.
  static constexpr Nanoseconds kTick = 1000;
  /// How long after its deadline a sleeper is awake. On a machine it is never before and a little after (man 2
  /// PR_SET_TIMERSLACK); programs that measure or compare what is left of a sleep see the difference.
  static constexpr Nanoseconds kLateness = 50000;

  /// Begins at the same date in every run: the first of June 2026, at noon (UTC), on a machine that is up for an hour.
  VirtualClock();

  Nanoseconds now() const { return now_; }
  std::int64_t now_us() const { return now_ / 1000; }

  void tick() { now_ += kTick; }
  void pass(Nanoseconds duration) { now_ += duration; }
  /// Moves to the moment at which sleepers until `deadline` are awake. Never back.
  void wake_at(Nanoseconds deadline);
  /// Moves there. Never back.
  void move_to(Nanoseconds moment);

  /// What the clock of that number (man 2 clock_gettime) shows. Nothing: it counts something else, processor time.
  std::optional<Nanoseconds> read(clockid_t) const;
  /// The moment at which that clock shows `reading`; in the past perhaps.
  std::optional<Nanoseconds> moment_of(clockid_t, Nanoseconds reading) const;

 private:
  static constexpr int kClocks = 12;
  Nanoseconds now_ = 0;
  std::array<std::optional<Nanoseconds>, kClocks> start_;  ///< what each clock showed at the start
};

}  // namespace ipclab::sandbox
