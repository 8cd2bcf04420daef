#include "harness/model/snapshots.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <vector>

#include "harness/model/replayer.h"

namespace ipclab {

std::optional<std::string> check_descriptor_snapshots(const Record& record) {
  model::Replayer replayer(record);
  bool compared = false;
  for (int index = 0; index < static_cast<int>(record.events.size()); ++index) {
    replayer.apply(index);
    const sandbox::Event& event = record.events[static_cast<std::size_t>(index)];
    const auto* snapshot = event.kind == sandbox::EventKind::Exit ? event.numbers("open_fds") : nullptr;
    const FdTable* table = snapshot ? replayer.descriptors(event.process) : nullptr;
    if (!table) continue;
    compared = true;
    std::vector<std::int64_t> expected = *snapshot, known;
    std::sort(expected.begin(), expected.end());
    for (const auto& [fd, descriptor] : *table) known.push_back(fd);
    if (known != expected)
      return fmt::format(
          "after event {} ({} of process {} returned {}) the model has the descriptors {}, the kernel {}", index,
          event.name, event.process, event.result, known, expected);
  }
  if (!compared) return "no event of the record carries a descriptor snapshot";
  return std::nullopt;
}

}  // namespace ipclab
