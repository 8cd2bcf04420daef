#include "harness/submission/due.h"

#include <fmt/format.h>

#include <ctime>
#include <stdexcept>

namespace ipclab {

std::int64_t parse_due(const std::string& text) {
  for (const char* format :
       {"%Y-%m-%d", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S"}) {
    std::tm day{};
    // A day that nobody gave a time of lasts to its end.
    day.tm_hour = 23, day.tm_min = 59, day.tm_sec = 59;
    if (std::string_view(format).ends_with("%M")) day.tm_sec = 0;
    day.tm_isdst = -1;
    const char* end = strptime(text.c_str(), format, &day);
    if (end == nullptr || *end != '\0') continue;
    const std::tm asked = day;
    const std::time_t time = std::mktime(&day);
    // mktime makes 3 March of 31 February.
    if (time != -1 && day.tm_mday == asked.tm_mday && day.tm_mon == asked.tm_mon) return time;
  }
  throw std::invalid_argument(fmt::format("'{}' is no date: write 2026-11-20 or \"2026-11-20 23:59\"", text));
}

void apply_due(std::int64_t due, Intake* intake) {
  constexpr double kSecondsOfDay = 24 * 60 * 60;
  for (Student& student : intake->students) {
    if (student.missing || student.days_late > 0) continue;
    if (student.handed_in == 0) {
      intake->notes.push_back(fmt::format("when {} handed in is not known", student.name));
    } else if (student.handed_in > due) {
      student.late = true;
      student.days_late = static_cast<double>(student.handed_in - due) / kSecondsOfDay;
    }
  }
}

}  // namespace ipclab
