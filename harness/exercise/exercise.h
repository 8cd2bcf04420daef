// What an exercise asks, as values. Read from exercise.toml (docs/writing-an-exercise.md describes the file).
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "harness/exercise/marking.h"

namespace ipclab {

/// Bytes that a scenario feeds in or expects, described rather than stored: a scenario of 5 MB stays one line.
struct Content {
  struct Text {
    std::string text;
  };
  struct File {
    std::filesystem::path path;  ///< relative to the exercise's folder
  };
  struct Repeat {
    std::string text;
    std::int64_t times = 0;
  };
  /// From a fixed generator: the same on every machine.
  struct RandomBytes {
    std::int64_t size = 0;
    std::int64_t seed = 0;
  };
  /// 0 .. count-1
  struct Numbers {
    std::int64_t count = 0;
    std::string separator, end;
  };
  using Piece = std::variant<Text, File, Repeat, RandomBytes, Numbers>;
  std::vector<Piece> pieces;  ///< one after another
};

/// The bytes themselves. Throws std::runtime_error when a file of the exercise can't be read.
std::string bytes_of(const Content&, const std::filesystem::path& exercise_folder);

/// What a text must be like.
struct Expected {
  enum class Kind { Exactly, AnyOf, Contains, Matches, LinesInAnyOrder, NonEmpty, LinesOf, SameAs };
  Kind kind = Kind::Exactly;
  std::vector<Content> contents;  ///< Exactly, AnyOf, LinesInAnyOrder, Contains
  /// Matches: an ECMAScript regular expression for the whole text. LinesOf: the part that a line contains.
  std::string pattern;
  std::string path;  ///< LinesOf, SameAs: a file of the scenario; LinesOf keeps its lines that contain `pattern`
  bool ignore_case = false;  ///< Contains
};

/// A program's exit status as expected: one of `codes`, or any but 0.
struct ExpectedStatus {
  bool non_zero = false;
  std::vector<int> codes;
};

/// A file of the scenario, put into the sandbox before the first step.
struct ScenarioFile {
  std::string path;  ///< relative to the working folder /work, or absolute: below /work, /tmp or /dev/shm
  Content content;
  unsigned mode = 0644;
  std::optional<std::string> link_to;  ///< a symbolic link to this instead of content
  bool folder = false;
};

/// What a file must be like when the scenario has ended.
struct ExpectedFile {
  std::string path;
  bool absent = false;
  std::optional<Expected> content;
  std::optional<unsigned> mode;
};

enum class StdinKind { Null, Bytes, Open, Terminal };
enum class StdoutKind { Pipe, Terminal };

/// Starts a program.
struct StartStep {
  std::string program;                     ///< of the submission or a fixture
  std::string role;                        ///< the name of this start within the scenario; by default the program's
  std::vector<std::string> args;           ///< without argv[0]
  std::map<std::string, std::string> env;  ///< on top of the scenario's
  StdinKind stdin_kind = StdinKind::Null;
  Content stdin_bytes;
  StdoutKind stdout_kind = StdoutKind::Pipe;
  std::optional<ExpectedStatus> status;
  std::optional<Expected> stdout_text;
  std::optional<Expected> stderr_text;
  std::optional<Expected> any_text;  ///< in standard output or standard error
  bool must_end = true;  ///< false: may still run when the scenario ends (a silent client), and is then killed
};

enum class Until { Ends, Blocks, Listens, Printed };
struct WaitStep {
  std::string role;
  Until until = Until::Ends;
  std::string text;  ///< Printed
};
struct SignalStep {
  std::string role;
  int signal = 0;
  bool group = false;
};
/// At the program's terminal.
struct TypeStep {
  std::string role;
  std::string text;
};
/// To standard input that is open.
struct FeedStep {
  std::string role;
  Content bytes;
};
/// End of standard input.
struct CloseStep {
  std::string role;
};
using StepAction = std::variant<StartStep, WaitStep, SignalStep, TypeStep, FeedStep, CloseStep>;

struct Step {
  StepAction action;
  int line = 0;  ///< in exercise.toml
};

/// "ps:1 -> pipe -> grep:0": data goes from `from` through an object of kind `object` to `to`.
struct PictureEdge {
  std::string text;  ///< as written
  std::string from;  ///< a program or role; empty: none (an edge that begins at a file)
  std::optional<int> from_fd;
  std::string object;  ///< "pipe", "fifo", "msgqueue", "shm", "tcp", "unix", "udp", "file", or a signal ("SIGTERM")
  std::string object_name;  ///< the file's path or the object's name where one is given
  std::string to;
  std::optional<int> to_fd;
  bool both_ways = false;  ///< <->
};

/// What holds beyond outputs. Each scenario starts from the exercise's and may replace single members.
struct Rules {
  /// Each edge must have been there; no other data may flow between the programs of the picture through pipes, queues
  /// or shared memory.
  std::vector<PictureEdge> picture;
  std::vector<PictureEdge> forbidden;  ///< none of these may have been there
  std::vector<std::string> must_run;   ///< names of executed programs
  std::vector<std::string> must_not_run;
  std::vector<int> must_handle;               ///< signals sent by the scenario whose default effect is a mistake
  std::map<std::string, unsigned> modes;      ///< kind of object ("msgqueue", …) -> mode it must be created with
  std::optional<std::int64_t> message_bytes;  ///< what a message's text may hold: the size of `mtext`, without the type
  std::vector<std::string> may_stay;  ///< kinds of leftovers that are no leak here ("msgqueue", "file:dest", …)
  bool shell_forbidden = false;
  bool tokens_only = false;  ///< objects other than shared memory may carry tokens, not the data
  bool busy_wait_forbidden = false;
  bool zombies_allowed = false;
  bool nothing_stated = false;  ///< `ipclab run`: there is no exercise; what a program does on purpose is right
};

/// A call of the submission that fails in a scenario, to see what the program does.
struct FaultSpec {
  std::string program;  ///< whose call; empty: any of the submission's programs
  std::string call;     ///< as events name it: "openat"
  int error = 0;        ///< errno
  int time = 0;         ///< which of these calls, counted from 1; 0: each
};

/// 0: none (only where no exercise sets any).
struct LimitSpec {
  double wall_seconds = 10;
  std::int64_t cpu_seconds = 5;
  std::int64_t memory_mib = 512;
  std::int64_t processes = 64;
  std::int64_t file_size_mib = 64;
  double output_mib = 16;       ///< of each output
  std::int64_t schedules = 50;  ///< other orders of its processes that are tried where the natural one is right
  bool virtual_time = true;     ///< sleeps are not slept, and wall_seconds are those that the programs see
};

enum class Visibility { Public, Hidden };

struct Scenario {
  std::string name, title;
  Visibility visibility = Visibility::Public;
  double points = 1;
  unsigned umask = 022;
  std::map<std::string, std::string> env;
  std::vector<ScenarioFile> files;
  std::vector<Step> steps;
  std::vector<ExpectedFile> expected_files;
  Rules rules;
  LimitSpec limits;
  /// Is also played with the programs built for checks of memory; else only where a program crashes, to say why.
  bool memory_check = true;
  std::vector<FaultSpec> faults;
  bool short_transfers =
      false;  ///< where all goes right, it is played once more with what goes through streams in pieces
};

/// A program that is built, of the submission or (fixture) of the exercise.
struct ProgramSpec {
  std::string name;
  std::vector<std::string> sources;    ///< file names in the submission; empty: every .c file in it
  std::vector<std::string> libraries;  ///< "pthread", "rt" …
};

struct Exercise {
  std::string name, title, summary;
  std::filesystem::path folder;
  std::string digest;  ///< SHA-256 over every file of the folder that grading reads, in hex
  std::vector<ProgramSpec> programs;
  std::vector<ProgramSpec> fixtures;  ///< sources relative to the exercise's folder
  bool make_allowed = false;
  bool memory_check = true;                ///< false: for no scenario
  std::vector<std::string> allowed_calls;  ///< system calls that the sandbox lets through for this exercise
  Marking marking;
  std::vector<Scenario> scenarios;
};

/// exercise.toml is wrong. what() reads "FILE:LINE:COLUMN: sentence".
class ExerciseError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Reads `folder`/exercise.toml strictly; it may come from a stranger. Throws ExerciseError. In what is returned every
/// name is safe as part of a path, every role is started before it is used, and every file of the exercise is there and
/// lies in its folder.
Exercise load_exercise(const std::filesystem::path& folder);

/// "ps:1 -> pipe -> grep:0" -> edge. Throws std::invalid_argument with a sentence.
PictureEdge parse_picture_edge(const std::string& text);

/// "SIGTERM" or "TERM" -> 15; nullopt if there is no such signal. And back, "SIGTERM".
std::optional<int> signal_number(const std::string& name);
std::string signal_name(int number);

}  // namespace ipclab
