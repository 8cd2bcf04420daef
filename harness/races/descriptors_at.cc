#include "harness/races/descriptors_at.h"

#include <algorithm>
#include <string_view>

#include "harness/model/replayer.h"

namespace ipclab::races {
namespace {

using sandbox::Event;
using sandbox::EventKind;

void add(const FdTable& table, std::int64_t fd, std::vector<int>* open_files) {
  const auto at = fd < 0 || fd > INT32_MAX ? table.end() : table.find(static_cast<int>(fd));
  if (at != table.end()) open_files->push_back(at->second.open_file);
}

std::vector<int> open_files_of(const Event& event, const FdTable& table) {
  std::vector<int> open_files;
  const bool all = event.kind == EventKind::End || event.name == "exit" || event.name == "execve";
  if (all) {
    for (const auto& [fd, descriptor] : table) open_files.push_back(descriptor.open_file);
    return open_files;
  }
  if (event.kind != EventKind::Enter) return open_files;
  for (const std::string_view field : {"fd", "in", "out"}) {
    if (const std::int64_t* fd = event.number(field)) add(table, *fd, &open_files);
  }
  for (const std::string_view field : {"fds", "read_fds", "write_fds"}) {
    if (const auto* fds = event.numbers(field)) {
      for (const std::int64_t fd : *fds) add(table, fd, &open_files);
    }
  }
  if (event.name == "dup3") add(table, event.number_or("to", -1), &open_files);
  return open_files;
}

}  // namespace

DescriptorsAt::DescriptorsAt(const Record& record, World* world) : world_(world) {
  model::Replayer replayer(record);
  for (std::size_t i = 0; i < record.events.size(); ++i) {
    const Event& event = record.events[i];
    if (const FdTable* table = event.process > 0 ? replayer.descriptors(event.process) : nullptr) {
      std::vector<int> open_files = open_files_of(event, *table);
      if (!open_files.empty()) open_files_[static_cast<int>(i)] = std::move(open_files);
    }
    replayer.apply(static_cast<int>(i));
  }
  *world = replayer.finish();
}

std::vector<int> DescriptorsAt::objects(int event) const {
  std::vector<int> objects;
  const auto at = open_files_.find(event);
  if (at == open_files_.end()) return objects;
  for (const int open_file : at->second) {
    if (open_file < 0 || open_file >= static_cast<int>(world_->open_files.size())) continue;
    const int object = world_->open_files[static_cast<std::size_t>(open_file)].object;
    if (object < 0 || object >= static_cast<int>(world_->objects.size())) continue;
    const int peer = world_->object(object).peer;
    const bool unknown = peer < 0 && world_->object(object).kind == ObjectKind::Socket;
    const int one = unknown ? kSomeSocket : peer >= 0 ? std::min(object, peer) : object;
    if (std::find(objects.begin(), objects.end(), one) == objects.end()) objects.push_back(one);
  }
  return objects;
}

}  // namespace ipclab::races
