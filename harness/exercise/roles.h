// Who is who in a scenario, and whether each step's role is there when the step needs it.
#pragma once

#include <vector>

#include "harness/exercise/exercise.h"
#include "harness/exercise/toml_reader.h"

namespace ipclab {

/// The place in exercise.toml where a step names its role (or, for a start, its program).
struct RoleUse {
  std::size_t step = 0;  ///< index into the steps
  TomlValue value;
};

/// Throws at `place` when `name` can't be a program's or a role's: it must be a word, and none that pictures use for
/// others.
void check_role_name(const std::string& name, const TomlValue& place);

/// Throws at the first step whose role is taken, never started, not started yet, or not one that the step can be done
/// to.
void check_roles(const std::vector<Step>& steps, const std::vector<RoleUse>& uses);

}  // namespace ipclab
