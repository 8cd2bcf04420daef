#include "harness/model/world.h"

#include "harness/model/replayer.h"

namespace ipclab {

using sandbox::Event;
using sandbox::EventKind;

World replay(const Record& record) {
  model::Replayer replayer(record);
  for (int event = 0; event < static_cast<int>(record.events.size()); ++event) replayer.apply(event);
  return replayer.finish();
}

std::vector<Holder> World::holders(const std::map<int, FdTable>& fds, int object, bool writing) const {
  std::vector<Holder> found;
  for (const auto& [owner, table] : fds) {
    for (const auto& [fd, descriptor] : table) {
      const OpenFile& file = open_files[static_cast<std::size_t>(descriptor.open_file)];
      if (file.object == object && (writing ? file.writable : file.readable)) found.push_back({owner, fd, descriptor});
    }
  }
  return found;
}

std::optional<SourceLocation> World::location(int index) const {
  if (index < 0 || static_cast<std::size_t>(index) >= record->events.size()) return std::nullopt;
  // Only entries carry a stack: what came of a call happened where it was entered.
  const Event* at = &event(index);
  if (at->kind == EventKind::Exit || at->kind == EventKind::Fork || at->kind == EventKind::Exec) {
    int task = at->task;
    do {
      if (--index < 0) return std::nullopt;
      at = &event(index);
    } while (at->kind != EventKind::Enter || at->task != task);
  }
  for (int frame : at->stack) {
    if (frame < 0 || static_cast<std::size_t>(frame) >= record->locations.size()) continue;
    const SourceLocation& location = record->locations[static_cast<std::size_t>(frame)];
    if (!location.file.empty()) return location;
  }
  return std::nullopt;
}

const Process* World::started(const std::string& role) const {
  for (const Process& process : processes)
    if (process.id > 0 && process.parent == 0 && process.role == role) return &process;
  return nullptr;
}

}  // namespace ipclab
