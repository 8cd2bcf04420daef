// An attack of tests/security/programs: what it is, what must come of it; and what must be untouched by all of them.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "harness/report/report.h"
#include "sandbox/sandbox.h"

namespace ipclab::security {

/// Read from the first lines: "row N: …", "finds: ID, ID", "prints: TEXT", "never: TEXT", "needs: memory group",
/// "scenario: NAME", and of level degraded "there: ID, ID" (or "nothing") instead of what it finds, or "not there:
/// REASON".
struct Attack {
  std::string name;  ///< of the file or folder
  int row = 0;
  std::filesystem::path path;
  std::set<std::string> finds;      ///< all must be found
  std::string prints, never;        ///< in the output; in no report
  bool needs_memory_group = false;  ///< not guaranteed without one (docs/security.md)
  std::optional<std::set<std::string>> finds_degraded;
  std::string not_degraded;  ///< why it is not guaranteed at level degraded (docs/security.md)
  std::string scenario = "attack";
};
std::vector<Attack> all_attacks();

/// One for the whole program, as in the grader: what an attack breaks, the next one finds broken.
sandbox::Sandbox& the_sandbox();

/// Grades a folder with this file as attack.c (and attack.h beside it), or that folder itself.
Report grade_attack(const std::filesystem::path&, const std::string& scenario);

/// What a run must leave as it is.
struct Machine {
  std::size_t processes = 0;  ///< this one's descendants. The cage for the next run is another one each time
  std::vector<std::string> mounts, ipc, shm, groups, temporary;
  int descriptors = 0;
  bool operator==(const Machine&) const = default;
};
Machine machine();

}  // namespace ipclab::security
