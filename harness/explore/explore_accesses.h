// Looks for an order that puts one process between two accesses of another to shared memory, so that the scenario goes
// wrong (docs/schedules.md). Pure but for the runs, which the caller makes.
#pragma once

#include <functional>

#include "harness/explore/explore.h"
#include "harness/run/player.h"

namespace ipclab {

struct NotedRuns {
  const Exercise& exercise;
  const Scenario& scenario;
  /// With programs that note their accesses, in turns.
  std::function<NotedRun(const Schedule&)> play;
};

/// Whether the run, made in any way, has something that could be tried: atomic operations, locks and semaphores, or
/// `races`.
bool may_switch_at_accesses(const NotedRun&, const std::vector<DataRace>& races);

/// Tries a handful of orders, and none after one that goes wrong.
Exploration explore_accesses(const NotedRuns&, const std::vector<DataRace>& races);

/// Plays one schedule again that is known, and judges it.
Exploration play_accesses_again(const NotedRuns&, const Schedule&);

/// What exploring found belongs to a data race in `findings`, if there is one: it shows what comes of it. False: it is
/// a finding of its own.
bool show_what_comes_of_race(const Finding& order, std::vector<Finding>* findings);

}  // namespace ipclab
