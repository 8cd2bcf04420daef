#include "harness/checks/build.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/checks/tell.h"

namespace ipclab {
namespace {

constexpr std::size_t kErrorsShown = 10;

bool is_error(const Diagnostic& diagnostic) {
  return diagnostic.severity.find("error") != std::string::npos;
}

SourceLocation location_of(const Diagnostic& diagnostic) {
  return {diagnostic.file, diagnostic.line, ""};
}

Finding build_finding(std::string_view id) {
  Finding finding;
  finding.id = id;
  finding.severity = finding_info(id)->severity;
  return finding;
}

/// What the tool says, with the option that switches a warning on.
std::string words(const Diagnostic& diagnostic) {
  const std::string message = escaped(diagnostic.message);
  return diagnostic.option.empty() ? message : fmt::format("{} [{}]", message, escaped(diagnostic.option));
}

std::string last_line(std::string text) {
  while (!text.empty() && text.back() == '\n') text.pop_back();
  return text.substr(text.rfind('\n') + 1);
}

Finding missing(const std::string& file) {
  Finding finding = build_finding("build.missing-file");
  finding.message = fmt::format("the file {} is not in the submission", escaped(file));
  finding.reason = "The exercise names it, and a program is built from it.";
  finding.hint = "Compare the names of your files with those in the statement, capital letters and hyphens included.";
  return finding;
}

Finding error(const BuildResult& build) {
  Finding finding = build_finding("build.error");
  const auto first = std::find_if(build.diagnostics.begin(), build.diagnostics.end(), is_error);
  if (first == build.diagnostics.end()) {
    finding.message = fmt::format("the program could not be built: {}", escaped(last_line(build.output)));
    finding.reason = "The tools said no more than that.";
    finding.hint = "Build it with the command that the exercise states and read all of the output. man 1 gcc";
    return finding;
  }
  finding.location = location_of(*first);
  finding.message = words(*first);
  const bool linker = first->line == 0;
  finding.reason = linker ? "Each file compiled, but the linker could not put them together into a program."
                          : "The compiler can't make sense of this line, so there is no program to run.";
  finding.hint = linker ? "A name that is used is nowhere defined: look for its spelling, for a missing file and for a "
                          "missing library. man 1 ld"
                        : "Mend this error first and compile again: those after it may follow from it. man 1 gcc";
  const auto errors = std::count_if(build.diagnostics.begin(), build.diagnostics.end(), is_error);
  for (auto it = first + 1; it != build.diagnostics.end() && finding.evidence.size() < kErrorsShown; ++it) {
    if (is_error(*it)) finding.evidence.push_back({"", 0, words(*it), location_of(*it)});
  }
  if (errors > 1)
    finding.reason +=
        fmt::format(" {} more.", errors == 2 ? "There is 1 error" : fmt::format("There are {} errors", errors - 1));
  return finding;
}

Finding warning(const Diagnostic& diagnostic) {
  Finding finding = build_finding("build.warning");
  finding.location = location_of(diagnostic);
  finding.message = words(diagnostic);
  finding.reason = "It is legal C, and yet probably not what was meant.";
  finding.hint =
      "Read the warning literally; it costs no points, and often names the cause of what goes wrong later. man 1 gcc";
  return finding;
}

}  // namespace

std::vector<Finding> build_findings(const BuildResult& build) {
  std::vector<Finding> findings;
  for (const std::string& file : build.missing_files) findings.push_back(missing(file));
  const bool failed = std::any_of(build.diagnostics.begin(), build.diagnostics.end(), is_error);
  // A missing file explains by itself why nothing was built.
  if (failed || (!build.ok && build.missing_files.empty())) findings.push_back(error(build));
  for (const Diagnostic& diagnostic : build.diagnostics) {
    if (diagnostic.severity == "warning") findings.push_back(warning(diagnostic));
  }
  return findings;
}

}  // namespace ipclab
