#include "harness/model/effects.h"

#include <algorithm>
#include <span>

#include "harness/model/descriptors.h"
#include "harness/model/epoll.h"
#include "harness/model/files.h"
#include "harness/model/flows.h"
#include "harness/model/ipc.h"
#include "harness/model/locks.h"
#include "harness/model/processes.h"
#include "harness/model/semaphores.h"
#include "harness/model/sockets.h"

namespace ipclab::model {
namespace {

using EntryEffect = void (*)(const EnteredCall&);
using ReturnEffect = void (*)(const ReturnedCall&);

/// `uses`: fields whose descriptors are put to use by the call. To copy, to close or to set a flag is no use.
struct Rule {
  std::string_view call;
  ReturnEffect at_return = nullptr;
  std::string_view uses = {};
  std::string_view uses_too = {};
  EntryEffect at_entry = nullptr;
};

void received(const ReturnedCall& call) {
  bytes_read(call);
  descriptors_received(call);
}

void fcntl_returned(const ReturnedCall& call) {
  fcntl_done(call);
  part_locked(call);
}

void semaphores_got(const ReturnedCall& call) {
  sysv_got(call);
  semaphores_made(call);
}

void semaphores_controlled(const ReturnedCall& call) {
  sysv_controlled(call);
  semaphores_set(call);
}

void sent(const ReturnedCall& call) {
  bytes_written(call);
  send_failed(call);
}

constexpr Rule kRules[] = {
    {"accept4", accepted, "fd"},
    {"bind", bound, "fd"},
    {"chdir", folder_changed},
    {"close", closed},
    {"close_range", range_closed},
    {"connect", connected, "fd", {}, connecting},
    {"dup", duplicated},
    {"dup3", duplicated_onto},
    {"epoll_create1", special_file_made},
    {"epoll_ctl", epoll_changed, "fd", "target"},
    {"epoll_pwait", nullptr, "fd"},
    {"eventfd2", special_file_made},
    {"fchdir", folder_changed, "fd"},
    {"fchmod", nullptr, "fd"},
    {"fcntl", fcntl_returned},
    {"flock", file_locked, "fd"},
    {"ftruncate", nullptr, "fd"},
    {"inotify_init1", special_file_made},
    {"ioctl", ioctl_done},
    {"linkat", linked},
    {"listen", listening, "fd"},
    {"memfd_create", special_file_made},
    {"mkdirat", folder_made},
    {"mknodat", node_made},
    {"mmap", memory_mapped, "fd"},
    {"mq_notify", nullptr, "fd"},
    {"mq_open", queue_opened},
    {"mq_receive", queue_received, "fd"},
    {"mq_send", queue_sent, "fd"},
    {"mq_unlink", queue_unlinked},
    {"msgctl", sysv_controlled},
    {"msgget", sysv_got},
    {"msgrcv", message_received},
    {"msgsnd", message_sent},
    {"openat", opened},
    {"pidfd_open", special_file_made},
    {"pidfd_send_signal", nullptr, "fd"},
    {"pipe2", pipe_made},
    {"ppoll", nullptr, "fds"},
    {"pselect6", nullptr, "read_fds", "write_fds"},
    {"read", bytes_read, "fd"},
    {"recv", received, "fd"},
    {"renameat2", renamed},
    {"semctl", semaphores_controlled},
    {"semget", semaphores_got},
    {"semop", semaphores_operated},
    {"send", sent, "fd", "fds", descriptors_sent},
    {"sendfile", bytes_moved, "in", "out"},
    {"setsockopt", nullptr, "fd"},
    {"shmat", segment_attached},
    {"shmctl", sysv_controlled},
    {"shmdt", segment_detached},
    {"shmget", sysv_got},
    {"shutdown", nullptr, "fd"},
    {"signalfd4", special_file_made},
    {"socket", socket_made},
    {"socketpair", socket_pair_made},
    {"splice", bytes_moved, "in", "out"},
    {"tee", bytes_moved, "in", "out"},
    {"timerfd_create", special_file_made},
    {"timerfd_settime", nullptr, "fd"},
    {"unlinkat", unlinked},
    {"vmsplice", pages_spliced, "fd"},
    {"wait4", child_reaped},
    {"write", bytes_written, "fd"},
};

static_assert(std::is_sorted(std::begin(kRules), std::end(kRules),
                             [](const Rule& a, const Rule& b) { return a.call < b.call; }));

const Rule* rule_of(std::string_view name) {
  auto found = std::lower_bound(std::begin(kRules), std::end(kRules), name,
                                [](const Rule& rule, std::string_view wanted) { return rule.call < wanted; });
  return found != std::end(kRules) && found->call == name ? found : nullptr;
}

std::optional<Descriptor> named_by(const EnteredCall& call, std::string_view field) {
  const std::int64_t* fd = call.enter.number(field);
  const Descriptor* descriptor = fd ? call.state.descriptor(call.process, *fd) : nullptr;
  return descriptor ? std::optional(*descriptor) : std::nullopt;
}

void mark_used(const EnteredCall& call, std::string_view field) {
  auto mark = [&](std::int64_t fd) {
    if (Descriptor* descriptor = call.state.descriptor(call.process, fd)) descriptor->used = true;
  };
  if (const std::int64_t* fd = call.enter.number(field)) mark(*fd);
  if (const auto* fds = call.enter.numbers(field)) std::for_each(fds->begin(), fds->end(), mark);
}

}  // namespace

void at_entry(const EnteredCall& call, std::string_view name) {
  const Rule* rule = rule_of(name);
  if (rule && !rule->uses.empty()) mark_used(call, rule->uses);
  if (rule && !rule->uses_too.empty()) mark_used(call, rule->uses_too);
  // A lock through fcntl is a use of the file; its other commands are not.
  if (name == "fcntl" && call.enter.number("lock")) mark_used(call, "fd");
  call.progress.fd = named_by(call, "fd");
  call.progress.in = named_by(call, "in");
  call.progress.out = named_by(call, "out");
  if (rule && rule->at_entry) rule->at_entry(call);
}

void at_return(const ReturnedCall& call, std::string_view name) {
  const Rule* rule = rule_of(name);
  if (rule && rule->at_return) rule->at_return(call);
}

bool never_returns(std::string_view name) {
  return name == "exit" || name == "rt_sigreturn";
}

}  // namespace ipclab::model
