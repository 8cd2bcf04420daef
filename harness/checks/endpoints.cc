#include "harness/checks/endpoints.h"

#include <unistd.h>

#include <array>
#include <map>
#include <utility>

namespace ipclab {
namespace {

/// Collects ends, each once: what flowed through it first.
class Collector {
 public:
  void add(const Endpoint& end) {
    const auto key = std::make_pair(std::array<int, 4>{end.process, end.image, end.fd, end.object}, end.writes);
    const auto [entry, is_new] = index_.try_emplace(key, ends_.size());
    if (is_new)
      ends_.push_back(end);
    else
      ends_[entry->second].given |= end.given;
  }
  std::vector<Endpoint> take() { return std::move(ends_); }

 private:
  std::map<std::pair<std::array<int, 4>, bool>, std::size_t> index_;
  std::vector<Endpoint> ends_;
};

void add_descriptor(const World& world, Endpoint end, const Descriptor& descriptor, Collector& collector) {
  const OpenFile& file = world.open_files[static_cast<std::size_t>(descriptor.open_file)];
  end.object = file.object;
  end.call = descriptor.made_by;
  for (const bool writes : {false, true}) {
    if (!(writes ? file.writable : file.readable)) continue;
    end.writes = writes;
    collector.add(end);
  }
}

/// Ends that a process could have used, since it made the object's descriptors or was forked from who did.
void add_inherited(const World& world, const OpenFile& file, Collector& collector) {
  const Call& opener = world.calls[static_cast<std::size_t>(file.opened_by)];
  for (const Process& process : world.processes) {
    if (process.id == 0) continue;
    int born = opener.enter;
    int ancestor = process.id;
    for (; ancestor > 0 && ancestor != opener.process; ancestor = world.process(ancestor).parent)
      born = world.process(ancestor).begin;
    if (ancestor != opener.process || born < opener.enter) continue;
    for (const bool writes : {false, true}) {
      if (!(writes ? file.writable : file.readable)) continue;
      const int image = process.id == opener.process ? opener.image : 0;
      collector.add({process.id, image, -1, file.object, writes, 0, 0, false, file.opened_by});
    }
  }
}

}  // namespace

std::vector<Endpoint> endpoints(const World& world) {
  Collector collector;
  for (const Flow& flow : world.flows)
    collector.add({flow.process, flow.image, flow.fd, flow.object, flow.writes, flow.bytes, flow.operations, false,
                   flow.first_call});
  for (const Process& process : world.processes) {
    for (std::size_t i = 0; i < process.images.size(); ++i) {
      const bool given = i > 0 && process.images[i - 1].submission;
      for (const auto& [fd, descriptor] : process.images[i].at_start)
        add_descriptor(world, {process.id, static_cast<int>(i), fd, 0, false, 0, 0, given && fd <= STDERR_FILENO, -1},
                       descriptor, collector);
    }
  }
  for (const OpenFile& file : world.open_files) {
    if (file.opened_by < 0) continue;
    const Call& opener = world.calls[static_cast<std::size_t>(file.opened_by)];
    for (const bool writes : {false, true})
      if (writes ? file.writable : file.readable)
        collector.add({opener.process, opener.image, static_cast<int>(opener.result), file.object, writes, 0, 0, false,
                       file.opened_by});
    add_inherited(world, file, collector);
  }
  // A System V queue has no descriptors: whoever asked for it is at it.
  for (std::size_t i = 0; i < world.calls.size(); ++i) {
    const Call& call = world.calls[i];
    if (call.name != "msgget" || !call.returned() || call.failed()) continue;
    for (const IpcObject& object : world.objects) {
      if (object.kind != ObjectKind::MsgQueue || object.posix || object.sysv_id != call.result) continue;
      for (const bool writes : {false, true})
        collector.add({call.process, call.image, -1, object.id, writes, 0, 0, false, static_cast<int>(i)});
    }
  }
  return collector.take();
}

int far_side(const World& world, int object) {
  const IpcObject& it = world.objects[static_cast<std::size_t>(object)];
  return it.kind == ObjectKind::Socket ? it.peer : object;
}

}  // namespace ipclab
