// Checks: pure functions of the World and the scenario, one file each, listed in one table (checks.cc).
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "harness/checks/finding.h"
#include "harness/exercise/exercise.h"
#include "harness/model/world.h"

namespace ipclab {

struct CheckInput {
  const Exercise& exercise;
  const Scenario& scenario;
  const Record& record;
  const World& world;
};

struct Check {
  std::string_view name;
  std::vector<Finding> (*run)(const CheckInput&);
};

/// Every check, in the order in which their findings matter for a reader: causes first.
std::span<const Check> all_checks();

/// All checks on one run; what follows from another finding is folded under it (fold.cc), most important first.
std::vector<Finding> judge(const CheckInput&);

}  // namespace ipclab
