// The few events that prove a finding, as a table: line, call, what it did.
#pragma once

#include "harness/checks/finding.h"
#include "harness/report/layout.h"

namespace ipclab {

/// A row for each step of the proof. `full`: all steps, with their time and process; else the first eight.
Lines evidence_lines(const Finding&, bool full, int width);

}  // namespace ipclab
