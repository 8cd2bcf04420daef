// Who sleeps in which call, on what. Internal to the model.
#pragma once

#include "harness/model/state.h"

namespace ipclab::model {

/// The state at this event: every task that is in a call, and the descriptor tables of the living.
World::Standstill standstill(State&, int event);

/// An Asleep event: what the tracer saw of a task.
void sleeper_seen(State&, const sandbox::Event&);

}  // namespace ipclab::model
