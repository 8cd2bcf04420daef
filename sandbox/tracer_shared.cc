// Level degraded: what the tracer refuses because a run shares the machine's processes, sockets and IPC objects.
//
// Numbers in registers can't change any more when they have been looked at. Addresses are in the program's memory, and
// another of its threads may change them afterwards: docs/security.md says so.
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <algorithm>
#include <climits>
#include <cstddef>
#include <cstdlib>
#include <cstring>

#include <fmt/format.h>

#include "sandbox/foreign_descriptor.h"
#include "sandbox/tracer.h"

namespace ipclab::sandbox {
namespace {

constexpr std::size_t kMostMessages = 1024;  ///< of one sendmmsg (UIO_MAXIOV)

bool is_loopback(const in_addr& address) {
  const std::uint32_t host = ntohl(address.s_addr);
  return host >> 24 == IN_LOOPBACKNET || host == INADDR_ANY;
}

bool is_loopback(const in6_addr& address) {
  constexpr std::size_t kMappedFrom = 12;
  if (IN6_IS_ADDR_LOOPBACK(&address) || IN6_IS_ADDR_UNSPECIFIED(&address)) return true;
  in_addr mapped{};
  std::memcpy(&mapped, address.s6_addr + kMappedFrom, sizeof mapped);
  return IN6_IS_ADDR_V4MAPPED(&address) && is_loopback(mapped);
}

/// Of an existing file, without links; empty: there is none, and the kernel will not find one either.
std::string whole_path(pid_t pid, const std::string& path) {
  const std::string from_here = path.starts_with('/') ? path : fmt::format("/proc/{}/cwd/{}", pid, path);
  char real[PATH_MAX];
  return realpath(from_here.c_str(), real) == nullptr ? std::string() : std::string(real);
}

std::int64_t number_in(const PendingCall& call, std::string_view name) {
  for (const Field& field : call.entry) {
    if (field.name == name) return std::get<std::int64_t>(field.value);
  }
  return -1;
}

/// Of an internet socket that is being bound; 0: any, or it is another socket.
std::int64_t port_to_bind(const PendingCall& call) {
  const std::int64_t family = number_in(call, "family");
  return family == AF_INET || family == AF_INET6 ? std::max<std::int64_t>(number_in(call, "port"), 0) : 0;
}

/// The folder or file on the first level below /tmp and the like that it is in.
std::string top_of(const std::string& path, std::string_view folder) {
  const std::size_t slash = path.find('/', folder.size());
  return path.substr(0, slash);
}

}  // namespace

bool Tracer::is_of_the_run(std::int64_t pid) const {
  if (pid > 0) return process_of(pid) != 0 || task_of_tid_.contains(static_cast<pid_t>(pid));
  // 0: the caller's group. Groups have the number of the process that made them.
  return pid == 0 || (pid != -1 && process_of(-pid) != 0);
}

bool Tracer::reaches_out(const Task& task, const PendingCall& call) const {
  const std::string_view name = call.site.call->canonical;
  const auto& args = call.site.args;
  const auto number = [&](std::size_t i) { return static_cast<std::int64_t>(static_cast<std::int32_t>(args[i])); };
  // Signal 0 only asks whether somebody is there.
  if (name == "kill" && number_in(call, "signal") == 0) return false;
  if (name == "kill" || name == "pidfd_open") return !is_of_the_run(number(0));
  if (name == "prctl") return number(0) == PR_SET_DUMPABLE && args[1] == 0;
  if (name == "fcntl") return !is_owner_allowed(task, number(1), args[2]);
  if (name == "connect") return !is_address_allowed(task, args[1], args[2], false);
  if (name == "bind") return !is_address_allowed(task, args[1], args[2], true);
  if (name == "send") return !are_destinations_allowed(task, call.site);
  for (const Leftover& object : options_.shared->foreign) {
    const bool concerns = (object.kind == Leftover::Kind::MsgQueue && name.starts_with("msg")) ||
                          (object.kind == Leftover::Kind::Shm && name.starts_with("shm")) ||
                          (object.kind == Leftover::Kind::Sem && name.starts_with("sem"));
    if (concerns && !name.ends_with("get") && name != "shmdt" && object.id == number(0)) return true;
  }
  return false;
}

bool Tracer::is_owner_allowed(const Task& task, std::int64_t command, std::uint64_t argument) const {
  if (command == F_SETOWN) return is_of_the_run(static_cast<std::int32_t>(argument));
  constexpr std::int64_t kSetOwnerEx = 15, kGroup = 2;  // F_SETOWN_EX, F_OWNER_PGRP
  if (command != kSetOwnerEx) return true;
  const auto owner = Memory(task.tid).object<std::array<std::int32_t, 2>>(argument);
  return !owner || is_of_the_run((*owner)[0] == kGroup ? -std::int64_t{(*owner)[1]} : (*owner)[1]);
}

bool Tracer::are_destinations_allowed(const Task& task, const CallSite& site) const {
  const Memory memory(task.tid);
  const std::string_view name = site.call->name;
  if (name == "sendto") return site.args[4] == 0 || is_address_allowed(task, site.args[4], site.args[5], false);
  const std::size_t count = name == "sendmmsg" ? std::min<std::size_t>(site.args[2], kMostMessages) : 1;
  const std::size_t step = name == "sendmmsg" ? sizeof(mmsghdr) : 0;
  for (std::size_t i = 0; i < count; ++i) {
    const auto header = memory.object<msghdr>(site.args[1] + i * step);
    if (!header || header->msg_name == nullptr) continue;
    if (!is_address_allowed(task, reinterpret_cast<std::uint64_t>(header->msg_name), header->msg_namelen, false))
      return false;
  }
  return true;
}

bool Tracer::is_address_allowed(const Task& task, std::uint64_t at, std::uint64_t size, bool own) const {
  sockaddr_storage address{};
  const std::string bytes = Memory(task.tid).bytes(at, std::min<std::size_t>(size, sizeof address));
  std::memcpy(&address, bytes.data(), bytes.size());
  if (address.ss_family == AF_INET) return is_loopback(reinterpret_cast<const sockaddr_in*>(&address)->sin_addr);
  if (address.ss_family == AF_INET6) return is_loopback(reinterpret_cast<const sockaddr_in6*>(&address)->sin6_addr);
  // Where a file can be made Landlock knows.
  if (address.ss_family != AF_UNIX || own) return true;
  const char* name = reinterpret_cast<const sockaddr_un*>(&address)->sun_path;
  constexpr std::size_t kLongest = sizeof(sockaddr_un) - offsetof(sockaddr_un, sun_path);  // man 7 unix
  if (name[0] == '\0') return true;  // abstract: Landlock knows whose it is
  const std::string path = whole_path(processes_.at(task.process).pid, {name, strnlen(name, kLongest)});
  if (path.empty() || path.starts_with(options_.shared->root + "/")) return true;
  for (const std::string_view folder : {"/tmp/", "/dev/shm/"}) {
    if (!path.starts_with(folder)) continue;
    const std::string top = top_of(path, folder);
    const auto& foreign = options_.shared->foreign;
    return std::none_of(foreign.begin(), foreign.end(), [&](const Leftover& file) { return file.name == top; });
  }
  return false;
}

// A closed connection keeps its port for a minute (TIME_WAIT), also for the next run, whose server would then depend on
// who was graded before. In a network of its own a run finds all ports free. The kernel lets a port be used again where
// both the old and the new socket have SO_REUSEADDR. So connections get it when they are accepted; a server's socket
// has it while it is bound to a port that the run has not had yet. What happens to a port within the run stays the
// kernel's.

void Tracer::free_port(Task& task) {
  PendingCall& call = *task.call;
  const std::string_view name = call.site.call->canonical;
  const std::int64_t port = name == "bind" ? port_to_bind(call) : 0;
  if (name != "listen" && (port == 0 || bound_ports_.contains(port))) return;
  ForeignDescriptor socket(processes_.at(task.process).pid, static_cast<int>(call.site.args[0]),
                           RemoteTask{task.tid, {}});
  if (socket.socket_option<int>(SO_TYPE) != SOCK_STREAM || socket.socket_option<int>(SO_REUSEADDR) != 0) return;
  call.frees_port = socket.set_socket_option(SO_REUSEADDR, 1);
}

void Tracer::settle_port(const Task& task, std::int64_t result) {
  const PendingCall& call = *task.call;
  const std::string_view name = call.site.call->canonical;
  if (name == "bind" && result == 0 && port_to_bind(call) != 0) bound_ports_.insert(port_to_bind(call));
  const bool accepts = name == "accept4" && result >= 0 && !bound_ports_.empty();
  if (!accepts && !call.frees_port) return;
  const auto fd = accepts ? result : static_cast<std::int64_t>(call.site.args[0]);
  ForeignDescriptor socket(processes_.at(task.process).pid, static_cast<int>(fd), RemoteTask{task.tid, {}});
  socket.set_socket_option(SO_REUSEADDR, accepts ? 1 : 0);
}

}  // namespace ipclab::sandbox
