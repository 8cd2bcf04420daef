// One program: sources -> executable, by gcc in the sandbox.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/build/build_result.h"
#include "harness/submission/submission.h"
#include "sandbox/sandbox.h"

namespace ipclab {

/// Where the compiler finds the sources: debug information names files below it.
inline constexpr const char* kSourceFolder = "/work/src";

/// What a program is built for.
enum class BuildFor {
  Running,
  MemoryChecks,   ///< with AddressSanitizer and UBSan
  NotedAccesses,  ///< what it does to shared memory is noted: docs/data-races.md
};

struct CompileJob {
  std::string program;
  std::vector<std::string> sources;  ///< names of files in `files`; for noted accesses kNotedObject is one of them
  std::vector<std::string> libraries;
  std::vector<SubmittedFile> files;  ///< all that the compiler may see
  BuildFor what_for = BuildFor::Running;
  bool make = false;  ///< by the Makefile among `files` instead
};

struct Compiled {
  std::optional<std::string> executable;  ///< its bytes; nothing: it does not compile
  std::vector<Diagnostic> diagnostics;
  std::string output;
};

/// In the same order. Several are compiled side by side.
std::vector<Compiled> compile(sandbox::Sandbox&, const std::vector<CompileJob>&);

/// The lines "FILE:LINE:COLUMN: SEVERITY: MESSAGE [-WOPTION]" of a compiler's output, and the linker's complaints.
std::vector<Diagnostic> parse_diagnostics(const std::string& output);

/// What every C program is compiled with.
const std::vector<std::string>& compile_flags();

/// What distinguishes one way of compiling from another: part of a cache's key.
std::string compile_signature(BuildFor = BuildFor::Running);

/// The file to be linked with programs whose accesses are noted, as compiled in the sandbox. Throws std::runtime_error
/// where the machine's compiler can't do that.
inline constexpr const char* kNotedObject = ".ipclab-noted.o";
std::string compile_noted_object(sandbox::Sandbox&);

}  // namespace ipclab
