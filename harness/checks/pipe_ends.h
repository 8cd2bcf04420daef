// Pipe ends that their holder never uses, as a finding.
#pragma once

#include <string>
#include <vector>

#include "harness/checks/check.h"
#include "harness/checks/hang_explain.h"

namespace ipclab {

struct LeftEnd {
  int object = 0;
  KeptEnd end;
  std::string effect;  ///< in a sentence what it does or could do
};

/// pipe.end-left-open: names each end, the holder, the line of the pipe and that of the fork. All ends are one
/// process's; at least one.
Finding left_open(const CheckInput&, Severity, const std::vector<LeftEnd>&);

}  // namespace ipclab
