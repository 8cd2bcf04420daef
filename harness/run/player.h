// A Scenario played by the sandbox -> Record.
#pragma once

#include <filesystem>
#include <optional>

#include "harness/exercise/exercise.h"
#include "harness/run/record.h"
#include "harness/run/schedule.h"
#include "sandbox/sandbox.h"

namespace ipclab {

/// Where the built programs are on the host, by name.
struct ProgramFolders {
  std::filesystem::path submission;
  std::filesystem::path fixtures;
};

struct PlayOptions {
  std::int64_t seed = 1;
  Schedule schedule;
  bool snapshot_descriptors = false;  ///< tests: see sandbox::RunSpec
  bool in_pieces = false;             ///< Scenario::short_transfers: the run with transfers that fall short
};

/// Plays all steps, then waits for the programs that must end. A step that can't be reached any more (everybody waits
/// for ever, the time is over) ends the scenario; what was not reached is told in Record::steps. Throws std::exception
/// for malfunctions only.
Record play(sandbox::Sandbox&, const Exercise&, const Scenario&, const ProgramFolders&, const PlayOptions&);

/// The programs in `folders` are built with checks of memory: plays the scenario with them and tells what the checks
/// said. Nothing else of that run is of interest.
std::vector<MemoryError> play_for_memory_errors(sandbox::Sandbox&, const Exercise&, const Scenario&,
                                                const ProgramFolders&);

/// The programs in `folders` are built to note their accesses to shared memory: plays the scenario with them, in turns
/// by that schedule, or without one as the machine lets them go on.
struct NotedRun {
  Record record;
  std::vector<sandbox::Access> accesses;  ///< in the order of events; frames are indices into Record::locations
};
NotedRun play_with_noted_accesses(sandbox::Sandbox&, const Exercise&, const Scenario&, const ProgramFolders&,
                                  const std::optional<Schedule>& = std::nullopt);

}  // namespace ipclab
