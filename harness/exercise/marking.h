// How a mark is made from points, as the exercise or the command line says.
#pragma once

#include <optional>

namespace ipclab {

struct Marking {
  std::optional<double> late_percent;          ///< taken off once from what is late
  std::optional<double> late_percent_per_day;  ///< taken off for each day begun, where the number of days is known
  std::optional<double> round_to;              ///< 0.5: to the nearest half, halves up; none or 0: as it is
};

}  // namespace ipclab
