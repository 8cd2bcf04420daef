#include "sandbox/enclosed.h"

#include <fmt/format.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/sock_diag.h>
#include <linux/unix_diag.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <sstream>
#include <string_view>
#include <utility>

#include "sandbox/fd.h"
#include "sandbox/proc.h"

namespace ipclab::sandbox {
namespace {

using Pairs = std::map<std::string, std::string>;

std::string socket_name(std::uint64_t inode) {
  return fmt::format("socket:[{}]", inode);
}

/// The machine's connected UNIX sockets (man 7 sock_diag); false: it does not tell.
bool add_unix_peers(Pairs* pairs) {
  const Fd netlink(socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG));
  struct {
    nlmsghdr header;
    unix_diag_req request;
  } ask{};
  ask.header = {sizeof ask, SOCK_DIAG_BY_FAMILY, NLM_F_REQUEST | NLM_F_DUMP, 0, 0};
  ask.request.sdiag_family = AF_UNIX;
  ask.request.udiag_states = ~0U;
  ask.request.udiag_show = UDIAG_SHOW_PEER;
  if (!netlink || send(netlink.get(), &ask, sizeof ask, 0) != static_cast<ssize_t>(sizeof ask)) return false;
  alignas(nlmsghdr) std::array<char, 32768> block;
  for (;;) {
    const ssize_t got = recv(netlink.get(), block.data(), block.size(), 0);
    if (got <= 0) return false;
    auto left = static_cast<unsigned>(got);
    for (const auto* head = reinterpret_cast<const nlmsghdr*>(block.data()); NLMSG_OK(head, left);
         head = NLMSG_NEXT(head, left)) {
      if (head->nlmsg_type == NLMSG_DONE) return true;
      if (head->nlmsg_type == NLMSG_ERROR) return false;
      const auto* told = static_cast<const unix_diag_msg*>(NLMSG_DATA(head));
      auto length = static_cast<unsigned>(head->nlmsg_len - NLMSG_LENGTH(sizeof *told));
      for (const auto* it = reinterpret_cast<const rtattr*>(told + 1); RTA_OK(it, length); it = RTA_NEXT(it, length)) {
        if (it->rta_type != UNIX_DIAG_PEER) continue;
        pairs->insert_or_assign(socket_name(told->udiag_ino),
                                socket_name(*static_cast<const std::uint32_t*>(RTA_DATA(it))));
      }
    }
  }
}

/// Connections of which both ends are on this machine and at rest: everything that was sent has arrived.
void add_tcp_peers(pid_t pid, Pairs* pairs) {
  for (const char* table : {"tcp", "tcp6"}) {
    std::map<std::pair<std::string, std::string>, std::string> ends;  // by its own address and the other one
    std::istringstream lines(read_proc(fmt::format("/proc/{}/net/{}", pid, table)));
    std::string line;
    std::getline(lines, line);  // the heading
    while (std::getline(lines, line)) {
      // sl local remote st tx_queue:rx_queue tr:tm->when retrnsmt uid timeout inode …
      std::istringstream fields(line);
      std::string slot, local, remote, state, queues, timer, again, user, timeout, inode;
      fields >> slot >> local >> remote >> state >> queues >> timer >> again >> user >> timeout >> inode;
      const bool at_rest = queues.starts_with("00000000:") && (timer.starts_with("00:") || timer.starts_with("02:"));
      if (state != "0A" && inode != "0" && at_rest) ends[{local, remote}] = fmt::format("socket:[{}]", inode);
    }
    for (const auto& [addresses, name] : ends) {
      const auto other = ends.find({addresses.second, addresses.first});
      if (other != ends.end()) pairs->insert_or_assign(name, other->second);
    }
  }
}

struct LockLine {
  std::string group;  ///< a holder and all who wait for it have the same number
  bool waits = false;
  pid_t pid = 0;  ///< 0 and below: a lock of an open file description
};

/// "1: -> POSIX ADVISORY WRITE 4711 08:01:123 0 EOF" (man 5 proc, /proc/locks)
std::vector<LockLine> file_locks() {
  std::vector<LockLine> all;
  std::istringstream lines(read_proc("/proc/locks"));
  for (std::string line; std::getline(lines, line);) {
    std::istringstream fields(line);
    LockLine one;
    std::string kind, advisory, type;
    fields >> one.group >> kind;
    if (kind == "->") {
      one.waits = true;
      fields >> kind;
    }
    fields >> advisory >> type >> one.pid;
    all.push_back(one);
  }
  return all;
}

}  // namespace

Enclosed::Enclosed(std::vector<pid_t> processes, std::set<std::string> inherited)
    : processes_(std::move(processes)), inherited_(std::move(inherited)) {}

const Enclosed::Peers& Enclosed::peers() const {
  if (peers_) return *peers_;
  peers_.emplace();
  std::set<std::string> held;
  for (const pid_t pid : processes_) {
    for (const std::int64_t fd : open_descriptors(pid)) {
      std::string what = read_link(fmt::format("/proc/{}/fd/{}", pid, fd));
      if (what.starts_with("socket:")) held.insert(std::move(what));
    }
  }
  Pairs of_the_machine;
  if (held.empty() || !add_unix_peers(&of_the_machine)) return *peers_;
  Pairs own;
  for (const auto& [one, other] : of_the_machine) {
    if (!held.contains(one)) continue;
    // Through a connection to somebody else any descriptor may have been handed on.
    if (!held.contains(other) || inherited_.contains(one) || inherited_.contains(other)) return *peers_;
    own.emplace(one, other);
  }
  of_the_machine.clear();
  add_tcp_peers(processes_.front(), &of_the_machine);
  for (const auto& [one, other] : of_the_machine) {
    if (held.contains(one) && held.contains(other) && !inherited_.contains(one) && !inherited_.contains(other))
      own.emplace(one, other);
  }
  peers_ = std::move(own);
  return *peers_;
}

bool Enclosed::connection(const std::string& socket) const {
  return peers().contains(socket);
}

bool Enclosed::lock(pid_t waiter) const {
  const std::vector<LockLine> locks = file_locks();
  const auto own = [&](const LockLine& line) {
    return std::find(processes_.begin(), processes_.end(), line.pid) != processes_.end();
  };
  std::set<std::string> groups;
  for (const LockLine& line : locks) {
    if (line.waits && line.pid == waiter) groups.insert(line.group);
  }
  const auto concerned = [&](const LockLine& line) { return groups.contains(line.group); };
  return std::any_of(locks.begin(), locks.end(), [&](const LockLine& it) { return concerned(it) && !it.waits; }) &&
         std::all_of(locks.begin(), locks.end(), [&](const LockLine& it) { return !concerned(it) || own(it); });
}

}  // namespace ipclab::sandbox
