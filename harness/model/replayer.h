// Replays a record event by event. replay() runs it to the end; races/ and the tests' comparison
// with /proc look in between.
#pragma once

#include <set>

#include "harness/model/state.h"

namespace ipclab::model {

class Replayer {
 public:
  explicit Replayer(const Record&);

  /// The next event: call it for 0, 1, 2 …
  void apply(int event);

  /// The descriptors of a process now, or null when it does not live.
  const FdTable* descriptors(int process) const;

  /// The World, when all events are applied. Call it once.
  World finish();

 private:
  void call_entered(int index, const sandbox::Event&);
  void call_returned(int index, const sandbox::Event&);

  State state_;
  int standstill_event_ = -1;  ///< the Quiet event that was a proof; -1: none
};

}  // namespace ipclab::model
