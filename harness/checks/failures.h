// Failed calls whose results were not looked at, as far as a trace can prove it: the bad value was used again, or
// nothing that the program did afterwards differs from what it would have done after a success.
#pragma once

#include <string>
#include <vector>

#include "harness/checks/check.h"

namespace ipclab {

struct IgnoredFailure {
  enum class Proof {
    ValueUsed,    ///< -1 was passed on as a descriptor, an id, a process
    AddressUsed,  ///< the address that stands for a failure was used: the process died of it
    SocketUsed,   ///< a socket was used as though connect, bind or listen had worked
    NothingMade,  ///< what should have been made is missing: descriptors of a pipe, a child
    TriedAgain,   ///< the same call again, which can't work either
    Success       ///< it ended with status 0 where a failure had to be told, or with its work not done
  };
  Proof proof = Proof::ValueUsed;
  int process = 0;
  int failed = -1;     ///< index into World::calls
  int use = -1;        ///< likewise: where the bad value was used; -1: in no call
  int use_event = -1;  ///< AddressUsed: the delivery of the signal
  bool said = false;   ///< the process wrote something in between: it told, and went on all the same
};

/// One for each failed call at most, in the order of the record.
std::vector<IgnoredFailure> ignored_failures(const CheckInput&);

}  // namespace ipclab
