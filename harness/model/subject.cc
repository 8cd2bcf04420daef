#include "harness/model/subject.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "harness/model/files.h"
#include "harness/model/ipc.h"
#include "harness/model/sockets.h"

namespace ipclab::model {
namespace {

constexpr auto kById =
    std::to_array<std::string_view>({"msgctl", "msgrcv", "msgsnd", "semctl", "semop", "shmat", "shmctl"});
constexpr auto kGetId = std::to_array<std::string_view>({"msgget", "semget", "shmget"});
constexpr auto kGetDescriptor = std::to_array<std::string_view>({"accept4", "mq_open", "openat"});

bool is_in(const auto& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

int object_of_call(const EnteredCall& call, const std::string& name) {
  if (is_in(kById, name)) return sysv_object(call, name);
  if (name == "connect") return listener_for(call);
  if (name == "futex") return call.state.object_at(call.process, static_cast<std::uint64_t>(call.number("address", 0)));
  if (name == "openat" || name == "unlinkat" || name == "renameat2" || name == "linkat" || name == "truncate")
    return object_at_path(call.state, call.process, call.enter.text_or("path", ""));
  for (const auto& descriptor : {call.progress.fd, call.progress.in, call.progress.out}) {
    if (const int object = call.state.object_of(descriptor); object >= 0) return object;
  }
  return -1;
}

int object_made_by_call(const ReturnedCall& call, const std::string& name) {
  if (!call.succeeded()) return -1;
  if (is_in(kGetId, name)) {
    const ObjectKind kind = name == "msgget"   ? ObjectKind::MsgQueue
                            : name == "semget" ? ObjectKind::Sem
                                               : ObjectKind::Shm;
    return call.state.identity.sysv(kind, call.result).value_or(-1);
  }
  if (is_in(kGetDescriptor, name)) return call.state.object_of(call.process, call.result);
  if (name == "mknodat") return object_at_path(call.state, call.process, call.enter.text_or("path", ""));
  return -1;
}

}  // namespace ipclab::model
