// Programs of tests/programs, run under the tracer: what a test says in a line.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "sandbox/sandbox.h"

namespace ipclab::sandbox {

/// One for the whole process, as in the grader.
inline Sandbox& the_sandbox() {
  static Sandbox one;
  return one;
}

/// tests/programs/NAME.c as /lab/NAME.
inline RunSpec with_program(const std::string& name) {
  RunSpec spec;
  spec.programs["/lab/" + name] = IPCLAB_BINARY_DIR "/tests/programs/prog_" + name;
  return spec;
}

using Input = ProgramStart::Input;

/// `path` is a program of the system, or the name of one of tests/programs.
inline ProgramStart starting(const std::string& path, const std::vector<std::string>& args = {},
                             Input input = Input::Null) {
  ProgramStart start;
  start.role = path.substr(path.rfind('/') + 1);
  start.path = path[0] == '/' ? path : "/lab/" + path;
  start.argv = {start.role};
  start.argv.insert(start.argv.end(), args.begin(), args.end());
  start.env = {"PATH=/usr/bin:/bin", "LC_ALL=C"};
  start.input = input;
  return start;
}

inline std::string output_of(const Trace& trace, const std::string& stream = "stdout") {
  for (const ProgramOutput& output : trace.outputs) {
    if (output.stream == stream) return output.bytes;
  }
  return {};
}

struct Seen {
  Reached reached = Reached::Yes;
  Trace trace;
};

/// A program of tests/programs from its start to its end, or to where it can't go on.
inline Seen run_to_end(const std::string& name, const std::vector<std::string>& args = {}, RunSpec spec = {}) {
  spec.programs.merge(with_program(name).programs);
  Run run = the_sandbox().begin(spec);
  Seen seen;
  seen.reached = run.until_ends(run.start(starting(name, args)));
  seen.trace = run.finish();
  return seen;
}

/// The events of that kind, and of that name where one is given.
inline std::vector<Event> events_of(const Trace& trace, EventKind kind, const std::string& name = {}) {
  std::vector<Event> found;
  std::copy_if(trace.events.begin(), trace.events.end(), std::back_inserter(found),
               [&](const Event& event) { return event.kind == kind && (name.empty() || event.name == name); });
  return found;
}

inline void PrintTo(Reached reached, std::ostream* out) {
  constexpr const char* kNames[] = {"Yes", "Stuck", "TimeOver", "TooMuchOutput"};
  *out << kNames[static_cast<int>(reached)];
}

}  // namespace ipclab::sandbox
