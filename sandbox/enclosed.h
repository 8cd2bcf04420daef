// What an open run does not share with the rest of the machine although its kind could be: a connection both ends of
// which are its own, a lock on a file that one of its own processes holds. Nobody else can end a wait for these.
#pragma once

#include <sys/types.h>

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace ipclab::sandbox {

/// A look at the run's processes at one moment. What can't be found out is not enclosed.
class Enclosed {
 public:
  /// `inherited`: the names ("socket:[123]") of what the run was started with, which others have, too.
  Enclosed(std::vector<pid_t> processes, std::set<std::string> inherited);

  /// The socket of this name is connected, the other end is held in the run as well, and nothing is on its way between
  /// them.
  bool connection(const std::string& socket) const;

  /// All those who keep the process from the file lock that it waits for are in the run.
  bool lock(pid_t) const;

 private:
  /// Connected sockets and their other ends, by name.
  using Peers = std::map<std::string, std::string>;
  const Peers& peers() const;

  std::vector<pid_t> processes_;
  std::set<std::string> inherited_;
  mutable std::optional<Peers> peers_;  ///< of those that are the run's alone
};

}  // namespace ipclab::sandbox
