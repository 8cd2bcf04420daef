// The few facts that are read from /proc (man 5 proc).
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "sandbox/fd.h"

namespace ipclab::sandbox {

/// A whole small file of /proc; empty where it can't be read (the process is gone).
std::string read_proc(const std::string& path);
/// The same of one that is open.
std::string read_all(const Fd&);

/// The target of a symbolic link; empty where it can't be read.
std::string read_link(const std::string& path);

/// The pid by which a process knows itself: the last number of NSpid.
pid_t innermost_pid(pid_t);

/// Time on a processor of one task so far.
std::int64_t cpu_time_us(pid_t tid);

/// Bytes of memory that the process has for itself: resident, and neither of a file nor shared.
std::int64_t resident_bytes(pid_t);

/// Signals of a task, as in /proc/PID/status: the lowest bit is signal 1.
struct SignalSets {
  std::uint64_t pending = 0;         ///< sent to this task and not yet taken
  std::uint64_t shared_pending = 0;  ///< the same to its process
  std::uint64_t blocked = 0;
};
SignalSets signal_sets(pid_t tid);

/// Whether the set holds the signal of this number, from 1.
constexpr bool holds(std::uint64_t set, int signal) {
  return (set >> (signal - 1) & 1) != 0;
}

/// What an open descriptor is: "file", "dir", "pipe", "fifo", "socket", "tty", "null" …; with its identity.
struct DescriptorFacts {
  std::string real;
  std::string type;
  std::int64_t device = 0, inode = 0;
};
std::optional<DescriptorFacts> descriptor_facts(pid_t, std::int64_t fd);

/// Whether it is open on a file that other runs and the machine itself have, too: system folders and devices.
bool is_of_the_machine(pid_t, std::int64_t fd);

/// The open descriptors, ascending.
std::vector<std::int64_t> open_descriptors(pid_t);

/// What the kernel itself still has to do for the TCP connections of the process's network.
struct TcpState {
  bool in_motion = false;  ///< unacknowledged or unsent bytes, a running timer other than keep-alive
  std::string asking;      ///< the connections whose other side has no room, of which it asks from time to time
  /// Those to a listener whose queue was full: how often each has knocked again. Within a machine the first time is
  /// answered at once, if there is room.
  std::map<std::string, int> knocking;
  std::string resting;  ///< all the others, with what waits in them, and the listeners' queues that are not empty
};
/// `shared`: its network is the machine's. Then only what is between addresses of the loopback interface counts.
/// `six`: there may be sockets of IPv6; a look at them costs as much as one at all others.
TcpState tcp_state(pid_t, bool shared = false, bool six = true);

/// The ports on which somebody listens in the network of the calling process.
std::set<std::int64_t> listening_ports();

}  // namespace ipclab::sandbox
