// Programs that note their accesses call libc through functions of ours (harness/build/noted.h).
#pragma once

#include "harness/run/record.h"

namespace ipclab {

/// Makes events look as if the program had called libc itself: the frames of our functions are left out of the stacks,
/// and `function` is what the program called.
void leave_out_wrappers(Record*);

}  // namespace ipclab
