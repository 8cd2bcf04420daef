#include "harness/model/state.h"

namespace ipclab::model {

bool State::alive(int process) const {
  return process > 0 && static_cast<std::size_t>(process) < live.size() &&
         live[static_cast<std::size_t>(process)].alive;
}

CallInProgress* State::call_of(int process, int task) {
  auto found = in_progress.find({process, task});
  return found == in_progress.end() ? nullptr : &found->second;
}

int State::add_object(ObjectKind kind, int created_by) {
  IpcObject added;
  added.id = static_cast<int>(world.objects.size());
  added.kind = kind;
  added.created_by = created_by;
  world.objects.push_back(std::move(added));
  return world.objects.back().id;
}

int State::add_open_file(const OpenFile& file) {
  int id = static_cast<int>(world.open_files.size());
  world.open_files.push_back(file);
  world.open_files.back().id = id;
  return id;
}

Descriptor* State::descriptor(int of_process, std::int64_t fd) {
  if (!alive(of_process) || fd < 0 || fd > INT32_MAX) return nullptr;
  FdTable& table = *living(of_process).fds;
  auto found = table.find(static_cast<int>(fd));
  return found == table.end() ? nullptr : &found->second;
}

int State::object_of(const std::optional<Descriptor>& descriptor) const {
  return descriptor ? world.open_files[static_cast<std::size_t>(descriptor->open_file)].object : -1;
}

int State::object_of(int of_process, std::int64_t fd) {
  const Descriptor* found = descriptor(of_process, fd);
  return found ? open_file(found->open_file).object : -1;
}

int State::object_at(int of_process, std::uint64_t address) {
  for (const SharedRange& range : living(of_process).shared_memory)
    if (address - range.address < range.length) return range.object;
  return -1;
}

}  // namespace ipclab::model
