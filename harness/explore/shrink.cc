#include "harness/explore/shrink.h"

namespace ipclab {

Schedule shrunk(Schedule schedule, const std::function<bool(const Schedule&)>& fails) {
  if (!schedule.priorities.empty() && !schedule.points.empty()) {
    Schedule delays = schedule;
    delays.priorities.clear();
    if (fails(delays)) schedule = std::move(delays);
  }
  for (std::size_t i = 0; i < schedule.points.size();) {
    Schedule fewer = schedule;
    fewer.points.erase(fewer.points.begin() + static_cast<std::ptrdiff_t>(i));
    const bool empty = fewer.points.empty() && fewer.priorities.empty();
    if (!empty && fails(fewer)) {
      schedule = std::move(fewer);
    } else {
      ++i;
    }
  }
  return schedule;
}

}  // namespace ipclab
