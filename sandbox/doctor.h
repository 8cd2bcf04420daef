// What this machine can enforce: found by trying the whole sequence in a child, never by reading versions. Settings are
// read only to explain what was refused.
#pragma once

#include <string>
#include <vector>

#include "sandbox/sandbox.h"

namespace ipclab::sandbox {

/// Where we are, as far as it says how something can be allowed.
struct Surroundings {
  enum class Container { None, Docker, Podman } container = Container::None;
  bool root = false;
  bool github_actions = false;
  bool systemd = false;             ///< a user manager can hand on control groups
  std::string apparmor_userns;      ///< kernel.apparmor_restrict_unprivileged_userns; empty: no such setting
  std::string unprivileged_userns;  ///< kernel.unprivileged_userns_clone
  std::string most_userns;          ///< user.max_user_namespaces
};
Surroundings surroundings();

struct Examination {
  bool works = false;  ///< a program was run and traced in the sandbox, and the compiler's kind of run too
  Level level = Level::Full;
  std::string trouble;  ///< the step that failed, where nothing works or the level is not the full one
  std::vector<MechanismState> mechanisms;  ///< as reports have them; empty where nothing works
};

/// Starts a sandbox of its own in a child process and runs a program in it.
Examination examine();

/// The mechanism that a failed step belongs to. Pure.
std::string mechanism_of(const std::string& trouble);

/// How to get it. Pure.
std::vector<std::string> remedies_for(const std::string& mechanism, const Surroundings&);

}  // namespace ipclab::sandbox
