// What one run of a program costs: bare, under the sandbox and tracer, and under bubblewrap and strace.
#pragma once

namespace ipclab::bench {

/// Measures, prints a table and whether the targets are reached.
void measure_runs();

}  // namespace ipclab::bench
