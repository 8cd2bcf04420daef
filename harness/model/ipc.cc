#include "harness/model/ipc.h"

#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/shm.h>

#include <algorithm>

namespace ipclab::model {
namespace {

constexpr std::int64_t kIpc64 = 0x100;  // a flag in `cmd` of old architectures' calls

ObjectKind kind_by_call(const std::string& name) {
  if (name.starts_with("msg")) return ObjectKind::MsgQueue;
  return name.starts_with("shm") ? ObjectKind::Shm : ObjectKind::Sem;
}

const std::string& name_of(const EnteredCall& call) {
  return call.state.world.calls[static_cast<std::size_t>(call.index)].name;
}

void attach(const ReturnedCall& call, int object, std::int64_t length, bool writable, bool sysv) {
  State& s = call.state;
  SharedRange range{.address = static_cast<std::uint64_t>(call.result),
                    .length = static_cast<std::uint64_t>(std::max<std::int64_t>(length, 1)),
                    .object = object,
                    .attachment = static_cast<int>(s.world.attachments.size()),
                    .sysv = sysv};
  s.world.attachments.push_back(
      {.process = call.process, .object = object, .call = call.index, .writable = writable, .detached = false});
  s.living(call.process).shared_memory.push_back(range);
}

}  // namespace

int sysv_object(const EnteredCall& call, const std::string& call_name) {
  return call.state.identity.sysv(kind_by_call(call_name), call.number("id")).value_or(-1);
}

void sysv_got(const ReturnedCall& call) {
  if (!call.succeeded()) return;
  State& s = call.state;
  ObjectKind kind = kind_by_call(name_of(call));
  std::optional<int> known = s.identity.sysv(kind, call.result);
  // After a removal the same id, should it come again, is another object.
  bool is_new = !known || s.object(*known).removed_by >= 0;
  std::int64_t key = call.number("key", IPC_PRIVATE), flags = call.number("flags", 0);
  if (is_new) {
    bool created = (flags & IPC_CREAT) != 0 || key == IPC_PRIVATE;
    int added = s.add_object(kind, created ? call.index : -1);
    IpcObject& object = s.object(added);
    object.key = key;
    object.sysv_id = call.result;
    if (created) object.mode = static_cast<unsigned>(call.number("mode", flags)) & 0777;
    s.identity.set_sysv(kind, call.result, added);
    known = added;
  }
  s.identity.set_size(*known, call.number("size", 0));
}

void sysv_controlled(const ReturnedCall& call) {
  if (!call.succeeded() || (call.number("cmd") & ~kIpc64) != IPC_RMID) return;
  int object = sysv_object(call, name_of(call));
  if (object >= 0 && call.state.object(object).removed_by < 0) call.state.object(object).removed_by = call.index;
}

void segment_attached(const ReturnedCall& call) {
  if (!call.succeeded()) return;
  State& s = call.state;
  int object = sysv_object(call, "shmat");
  if (object < 0) {  // made before the run, or by somebody whom the record does not show
    object = s.add_object(ObjectKind::Shm, -1);
    s.object(object).sysv_id = call.number("id");
    s.identity.set_sysv(ObjectKind::Shm, call.number("id"), object);
  }
  attach(call, object, s.identity.size(object), (call.number("flags", 0) & SHM_RDONLY) == 0, true);
}

void segment_detached(const ReturnedCall& call) {
  if (!call.succeeded()) return;
  auto address = static_cast<std::uint64_t>(call.number("address", 0));
  std::vector<SharedRange>& ranges = call.state.living(call.process).shared_memory;
  auto found = std::find_if(ranges.begin(), ranges.end(),
                            [&](const SharedRange& range) { return range.sysv && range.address == address; });
  if (found == ranges.end()) return;
  call.state.world.attachments[static_cast<std::size_t>(found->attachment)].detached = true;
  ranges.erase(found);
}

void memory_mapped(const ReturnedCall& call) {
  std::int64_t flags = call.number("flags", 0), type = flags & MAP_TYPE;
  if (!call.succeeded() || (type != MAP_SHARED && type != MAP_SHARED_VALIDATE)) return;
  State& s = call.state;
  int object = (flags & MAP_ANONYMOUS) != 0 ? -1 : s.object_of(call.progress.fd);
  // A mapping of /dev/zero is one of its own as well.
  if (object < 0 || s.object(object).kind == ObjectKind::Device) object = s.add_object(ObjectKind::Mapping, call.index);
  attach(call, object, call.number("length", 0), (call.number("prot", 0) & PROT_WRITE) != 0, false);
}

}  // namespace ipclab::model
