// Processes from birth to end: started, forked, executing, stopped, ended, reaped. Internal to the model.
#pragma once

#include "harness/model/state.h"

namespace ipclab::model {

/// Events; `index` is the event's.
void process_started(State&, int index, const sandbox::Event&);
void process_forked(State&, int index, const sandbox::Event&);
void program_executed(State&, int index, const sandbox::Event&);
void task_ended(State&, int index, const sandbox::Event&);

/// Effects of calls.
void child_reaped(const ReturnedCall&);
void folder_changed(const ReturnedCall&);  ///< chdir, fchdir

}  // namespace ipclab::model
