// What `ipclab check` of each reference costs against compiling it and running the same commands by hand.
#pragma once

namespace ipclab::bench {

/// Measures, prints a table and whether the target is reached.
void measure_checks();

}  // namespace ipclab::bench
