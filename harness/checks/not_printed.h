// Why an output that the exercise states is not there: what is added to its output.mismatch.
#pragma once

#include <string>

#include "harness/checks/check.h"

namespace ipclab {

/// `process`, a program of the exercise's own, could not connect because the submission listens on another port, or a
/// process of the submission closed the connection first. Otherwise nothing is added.
void tell_broken_connection(const CheckInput&, const Process& process, Finding&);

/// Nothing of this stream ("stdout" or "stderr") of `role` came out, and the submission wrote to its descriptor, which
/// led elsewhere. Otherwise nothing is added.
void tell_diverted(const CheckInput&, const std::string& role, const std::string& stream, Finding&);

}  // namespace ipclab
