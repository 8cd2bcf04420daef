// A typical report, for tests of what is made from it: a pipeline that hangs, with a compiler's warning and a hidden
// scenario.
#pragma once

#include <string>
#include <utility>

#include "harness/report/report.h"

namespace ipclab {

inline ScenarioReport sample_scenario(const std::string& name, const std::string& title, bool passed, double points) {
  ScenarioReport scenario;
  scenario.name = name;
  scenario.title = title;
  scenario.verdict = passed ? ScenarioVerdict::Pass : ScenarioVerdict::Fail;
  scenario.points = {passed ? points : 0, points};
  return scenario;
}

inline Finding sample_deadlock(const std::string& scenario) {
  Finding finding;
  finding.id = "hang.deadlock";
  finding.scenario = scenario;
  finding.process = "grep";
  finding.message = "grep waits for the end of its input, and it can never come";
  finding.reason =
      "grep reads from descriptor 0, the pipe made in line 3. It sees the end of file once nobody holds the pipe's "
      "writing "
      "end any more. The parent still holds it, as descriptor 4, and waits for grep itself.";
  finding.hint =
      "Look at which ends the parent still has after its last fork, and which of them it needs. man 7 pipe, man 2 "
      "close";
  finding.location = {"pipeline.c", 6, "main"};
  finding.evidence = {
      {"pipeline", 120, "pipe() made descriptors 3 (reading end) and 4 (writing end)", {"pipeline.c", 3, "main"}},
      {"pipeline", 480, "fork(): the child that became grep inherited both", {"pipeline.c", 4, "main"}},
      {"grep", 910, "read() waits here", {}},
      {"pipeline", 950, "waitpid(): the parent waits here; descriptor 4 is open", {"pipeline.c", 6, "main"}},
  };
  Finding status;
  status.id = "exit.status";
  status.scenario = scenario;
  status.process = "pipeline";
  status.message = "pipeline was killed at the end and gave no status";
  Finding output;
  output.id = "output.mismatch";
  output.scenario = scenario;
  output.message = "standard output of pipeline is empty";
  finding.consequences = {status, output};
  return finding;
}

inline Report sample_report() {
  Report report;
  report.exercise_name = "pipeline";
  report.exercise_title = "A pipeline: ps -ef | grep PATTERN";
  report.exercise_digest = "e1";
  report.submission_path = "submissions/miller";
  report.submission_digest = "5a";
  report.files = {{"pipeline.c",
                   "#include <unistd.h>\nint main(int argc, char **argv) {\n\tpipe(fd);\n\tchild = fork();\n"
                   "\tint unused;\n\twaitpid(child, &status, 0);\n}\n"}};
  report.build.ok = true;
  report.build.diagnostics = {{"pipeline.c", 5, 13, "warning", "unused variable 'unused'", "-Wunused-variable"}};
  report.build.output = "pipeline.c:5:13: warning: unused variable 'unused' [-Wunused-variable]\n";
  report.scenarios = {sample_scenario("matches", "lines that hold the pattern, and grep's status", false, 2),
                      sample_scenario("no-match", "no line holds it: status 1", true, 1),
                      sample_scenario("large", "5 MB of process table", false, 1),
                      sample_scenario("secret", "the pattern is \"xyzzy\"", false, 0.5)};
  report.scenarios.back().visibility = Visibility::Hidden;

  Finding leak;
  leak.id = "fd.leaked-into-exec";
  leak.severity = Severity::Warning;
  leak.scenario = "no-match";
  leak.process = "ps";
  leak.message = "ps starts with descriptors 3 and 4, which it does not know of";
  leak.hint = "Look at which descriptors are open when ps is executed. man 2 execve";
  leak.location = {"pipeline.c", 4, "main"};
  Finding secret;
  secret.id = "output.mismatch";
  secret.scenario = "secret";
  secret.process = "pipeline";
  secret.message = "standard output of pipeline begins with \"\", expected \"xyzzy\"";
  secret.reason = "The line \"xyzzy\" is missing.";
  secret.hint = "Look for xyzzy.";
  secret.evidence = {{"pipeline", 3, "write() wrote nothing of xyzzy", {"pipeline.c", 4, "main"}}};
  Finding note;
  note.id = "build.warning";
  note.severity = Severity::Note;
  note.message = "unused variable 'unused' [-Wunused-variable]";
  note.hint = "Read the warning literally. man 1 gcc";
  note.location = {"pipeline.c", 5, ""};
  report.findings = {note, sample_deadlock("matches"), leak, sample_deadlock("large"), secret};
  conclude(report);
  return report;
}

inline const std::string kEvil =
    "<b>&\"']]>\n::error::x\n%0A,:\x1b[31m\x1b]0;t\x07\r\xe2\x80\xae\xff\xfe </script>=1+1 ``` `x` |a| "
    "[l](javascript:x) @you";

/// The sample with hostile bytes in every place that a submission can fill.
inline Report evil_report() {
  Report report = sample_report();
  report.submission_path = kEvil;
  report.exercise_title = kEvil;
  report.files.front().name = kEvil;
  report.files.front().bytes = kEvil + "\n" + kEvil + "\n";
  report.build.output = kEvil;
  for (Finding& finding : report.findings) {
    finding.message = finding.reason = finding.hint = finding.process = kEvil;
    finding.location = {kEvil, 1, kEvil};
    finding.evidence = {{kEvil, 1, kEvil, {kEvil, 2, kEvil}}};
  }
  for (ScenarioReport& scenario : report.scenarios) {
    scenario.title = kEvil;
    scenario.processes = {{1, 0, kEvil, kEvil, {kEvil}, std::nullopt}};
  }
  return report;
}

/// The sample with a scenario that the machine kept from being judged.
inline Report not_judged() {
  Report report = sample_report();
  report.scenarios.front().verdict = ScenarioVerdict::Inconclusive;
  report.scenarios.front().trouble = "no room on the disk";
  conclude(report);
  return report;
}

}  // namespace ipclab
