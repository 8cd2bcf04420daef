// What happened in one run of a scenario: everything that judging needs, and nothing that needs the machine any more.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sandbox/event.h"

namespace ipclab {

struct SourceLocation {
  std::string file;  ///< as in the submission; empty: unknown
  int line = 0;
  std::string function;
  bool operator==(const SourceLocation&) const = default;
};

/// A program that a step started.
struct StartedProgram {
  std::string role;  ///< unique in the scenario
  std::string program;
  bool fixture = false;
  int process = 0;  ///< its number in the events
  bool operator==(const StartedProgram&) const = default;
};

struct Output {
  std::string role;
  std::string stream;  ///< "stdout", "stderr", "terminal"
  std::string bytes;
  bool truncated = false;  ///< there was more than the limit
  bool operator==(const Output&) const = default;
};

/// A file that the exercise states something of, as it was at the end.
struct FileState {
  std::string path;
  bool exists = false;
  bool regular = false;
  unsigned mode = 0;
  std::string bytes;  ///< at most the file-size limit
  bool operator==(const FileState&) const = default;
};

/// How a wait of the scenario ended.
struct StepOutcome {
  enum class Kind {
    Done,
    Stuck,
    TimedOut,
    NotReached
  };             ///< NotReached: an earlier step failed, or the program ended before
  int step = 0;  ///< index into Scenario::steps
  Kind kind = Kind::Done;
  int event = 0;  ///< number of events recorded when it was decided
  bool operator==(const StepOutcome&) const = default;
};

/// What the checks of memory said of a process. They run in a second build of the programs, in a run of their own of
/// the same scenario, of which nothing else is kept.
struct MemoryError {
  /// A further place that belongs to it.
  struct Place {
    std::string what;  ///< "freed", "allocated"
    SourceLocation location;
    bool operator==(const Place&) const = default;
  };
  std::string role;       ///< of the started program that the process descends from
  std::string kind;       ///< as the checks call it: "heap-use-after-free"; "undefined" for undefined arithmetic
  std::string access;     ///< "read", "write", or nothing
  std::int64_t size = 0;  ///< bytes of the access; 0: not known
  std::string object;     ///< name of the variable; empty: none is known
  std::string text;       ///< "undefined": what was computed, in the checks' words
  SourceLocation location;
  std::vector<Place> places;
  bool operator==(const MemoryError&) const = default;
};

/// Two accesses to the same shared bytes that nothing orders, at least one of them a write. Seen in a third build of
/// the programs, in a run of its own of the same scenario, of which nothing else is kept.
struct DataRace {
  struct Side {
    std::string process;  ///< as findings call it
    std::string access;   ///< "read", "write", "atomic read", "atomic write"
    bool is_volatile = false;
    SourceLocation location;
    bool operator==(const Side&) const = default;
  };
  Side one, other;
  std::int64_t offset = 0, size = 0;  ///< the bytes that both touch, from the beginning of the shared object
  SourceLocation memory;              ///< where `one` maps or attaches it
  std::string ordered_by;             ///< the last call that put the two processes in an order; empty: none did
  SourceLocation ordered_at;
  bool operator==(const DataRace&) const = default;
};

struct Mechanism {
  std::string name;
  bool enforced = true;
  std::string reason;
  bool operator==(const Mechanism&) const = default;
};

struct Record {
  std::string exercise, scenario;
  std::int64_t seed = 0;
  std::vector<sandbox::Event> events;
  std::vector<SourceLocation> locations;  ///< by index in Event::stack
  std::vector<StartedProgram> programs;
  std::vector<Output> outputs;
  std::vector<FileState> files;
  std::vector<sandbox::Leftover> leftovers;  ///< but for the scenario's own files
  std::vector<StepOutcome> steps;
  std::vector<MemoryError> memory_errors;
  std::vector<DataRace> data_races;
  double wall_ms = 0;

  bool operator==(const Record&) const = default;
  const Output* output(const std::string& role, const std::string& stream) const;
  const FileState* file(const std::string& path) const;
};

}  // namespace ipclab
