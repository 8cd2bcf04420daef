// Signal handlers at work: from the delivery of a signal to the handler's return.
#pragma once

#include <string>
#include <vector>

#include "harness/model/world.h"

namespace ipclab {

/// A call that a handler made.
struct HandlerCall {
  int call = -1;         ///< index into World::calls
  int delivery = -1;     ///< of the signal: index into Record::events
  std::string handler;   ///< the handler's function in the submission
  std::string function;  ///< the library's function that it called: "printf"; else the call's own name
  /// The signal can come only while the program waits for it: it is blocked but in sigsuspend, ppoll and the like. Then
  /// nothing of the program is half done when the handler runs.
  bool only_while_waiting = false;
};

/// In the order of the record. A handler that was left by a jump is over: its later calls are the program's.
std::vector<HandlerCall> handler_calls(const World&, const Process&);

}  // namespace ipclab
