// Which orders are tried, in which order. Pure: the same calls, seed and number give the same schedules.
#pragma once

#include <cstdint>
#include <vector>

#include "harness/explore/points.h"

namespace ipclab {

enum class Strategy { Delay, Pct2, Pct3, Random };
std::string_view to_string(Strategy);

/// At most `most` schedules of one kind, none twice.
///
/// Delay: each call delayed before its entry, and after its return, one at a time; calls in the submission's own code
/// first, and of those that are made again and again in the same line the first one first.
/// Pct2, Pct3: random priorities, and 1 or 2 random moments at which a task gets the lowest (Burckhardt and others,
/// ASPLOS 2010). Random: several random delays.
std::vector<Schedule> schedules(Strategy, const std::vector<SharedCall>&, std::uint64_t seed, std::size_t most);

/// `number` schedules, or fewer where there are no more different ones: delays for at most half of them, then PCT with
/// two and three, then random ones.
std::vector<Schedule> schedules_to_try(const std::vector<SharedCall>&, std::uint64_t seed, std::size_t number);

}  // namespace ipclab
