// Which objects the descriptors of a process led to at each event of a record. Pure.
#pragma once

#include <map>
#include <vector>

#include "harness/model/world.h"

namespace ipclab::races {

/// Stands for all sockets of which the other end is not known: any two of them may be connected.
inline constexpr int kSomeSocket = -2;

class DescriptorsAt {
 public:
  /// Replays the record; `world` is what came of it.
  explicit DescriptorsAt(const Record&, World* world);

  /// The objects that the event's fields fd, in, out, fds and read_fds meant; for the end of a process and an exec all
  /// that it had. The two ends of a connection count as one object.
  std::vector<int> objects(int event) const;

 private:
  const World* world_;
  std::map<int, std::vector<int>> open_files_;  ///< by event
};

}  // namespace ipclab::races
