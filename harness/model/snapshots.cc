#include "harness/model/snapshots.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <vector>

#include "harness/model/replayer.h"

namespace ipclab {

namespace {

using sandbox::Event;
using sandbox::EventKind;

/// The tasks that are in a call, with their processes.
class InCalls {
 public:
  void note(const Event& event) {
    if (event.kind == EventKind::Enter) process_of_[event.task] = event.process;
    if (event.kind == EventKind::Exit || event.kind == EventKind::End) process_of_.erase(event.task);
  }
  bool any_of(int process) const {
    return std::any_of(process_of_.begin(), process_of_.end(),
                       [&](const auto& entry) { return entry.second == process; });
  }

 private:
  std::map<int, int> process_of_;
};

}  // namespace

std::optional<std::string> check_descriptor_snapshots(const Record& record) {
  model::Replayer replayer(record);
  bool compared = false;
  InCalls in_calls;
  for (int index = 0; index < static_cast<int>(record.events.size()); ++index) {
    replayer.apply(index);
    const Event& event = record.events[static_cast<std::size_t>(index)];
    in_calls.note(event);
    const auto* snapshot = event.kind == EventKind::Exit ? event.numbers("open_fds") : nullptr;
    const FdTable* table = snapshot ? replayer.descriptors(event.process) : nullptr;
    if (!table) continue;
    compared = true;
    std::vector<std::int64_t> expected = *snapshot, known;
    std::sort(expected.begin(), expected.end());
    for (const auto& [fd, descriptor] : *table) known.push_back(fd);
    // Another thread's call may have been carried out already and its return not yet been recorded.
    if (known != expected && !in_calls.any_of(event.process))
      return fmt::format(
          "after event {} ({} of process {} returned {}) the model has the descriptors {}, the kernel {}", index,
          event.name, event.process, event.result, known, expected);
  }
  if (!compared) return "no event of the record carries a descriptor snapshot";
  return std::nullopt;
}

}  // namespace ipclab
