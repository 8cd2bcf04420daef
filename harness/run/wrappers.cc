#include "harness/run/wrappers.h"

#include <string_view>

namespace ipclab {

void leave_out_wrappers(Record* record) {
  constexpr std::string_view kPrefix = "__wrap_";
  for (sandbox::Event& event : record->events) {
    if (event.stack.empty() || event.stack.front() < 0) continue;
    const auto frame = static_cast<std::size_t>(event.stack.front());
    if (frame >= record->locations.size()) continue;
    const std::string& function = record->locations[frame].function;
    if (!function.starts_with(kPrefix)) continue;
    event.stack.erase(event.stack.begin());
    for (sandbox::Field& field : event.fields) {
      if (field.name == "function") field.value = function.substr(kPrefix.size());
    }
  }
}

}  // namespace ipclab
