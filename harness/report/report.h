// Findings -> Report: the value that every output format is made from.
#pragma once

#include <string>
#include <vector>

#include "harness/build/build_result.h"
#include "harness/checks/finding.h"
#include "harness/exercise/exercise.h"
#include "harness/model/world.h"
#include "harness/submission/submission.h"

namespace ipclab {

enum class Verdict { Pass, Fail, BuildError, Inconclusive };
enum class ScenarioVerdict { Pass, Fail, Skipped, Inconclusive };
std::string_view to_string(Verdict);
std::string_view to_string(ScenarioVerdict);

struct Points {
  double earned = 0, possible = 0;
};

struct ReportedProcess {
  int id = 0, parent = 0;
  std::string role, program;
  std::vector<std::string> argv;
  std::optional<ExitState> exit;
};

struct GraphNode {
  std::string id, label, kind;
};  ///< kind: "process" or the object's kind
struct GraphEdge {
  std::string from, to, label;
  std::int64_t bytes = 0;
  /// "data": bytes, signals, shared memory; of a run that hangs also "waits": from who waits to what is waited for, and
  /// "ends": from that to who could end the wait.
  std::string kind = "data";
};

struct ScenarioReport {
  std::string name, title;
  Visibility visibility = Visibility::Public;
  ScenarioVerdict verdict = ScenarioVerdict::Skipped;
  std::string trouble;  ///< Inconclusive: what went wrong on the machine
  Points points;
  std::int64_t seed = 0;
  int schedules_explored = 1, schedules_failed = 0;  ///< the natural one among them
  std::vector<Schedule> failing_schedules;           ///< of the others
  double wall_ms = 0, virtual_ms = 0;
  std::optional<double> cpu_ms;                   ///< of all processes
  std::optional<std::int64_t> peak_memory_bytes;  ///< of the run, where a control group counts it
  std::vector<ReportedProcess> processes;
  std::vector<GraphNode> nodes;
  std::vector<GraphEdge> edges;
  std::vector<Output> outputs;
};

struct Report {
  std::string exercise_name, exercise_title, exercise_digest;
  std::string submission_path, submission_digest;
  std::string submission_root;  ///< the folder below the path that the files' names begin in; not part of the JSON
  std::vector<SubmittedFile> files;
  std::string isolation_level = "full";
  std::vector<Mechanism> mechanisms;
  Verdict verdict = Verdict::Inconclusive;
  std::string trouble;
  Points score;
  BuildResult build;
  std::vector<ScenarioReport> scenarios;
  std::vector<Finding> findings;  ///< most important first; consequences inside their cause
};

/// The scenario's part of the report from its record and findings.
ScenarioReport report_scenario(const Scenario&, const Record&, const World&, const std::vector<Finding>&);

/// Puts score and verdict together. Only findings of severity Error cost points.
void conclude(Report&);

struct TextStyle {
  bool colour = false;
  bool verbose = false;
  bool brief = false;  ///< of many findings only the first whole, for somebody who can ask for more
  int width = 100;
};
/// For a person: score, a line a scenario, then the findings with the source line quoted, evidence and hint.
std::string to_text(const Report&, const TextStyle&);

/// The same for `ipclab run`: how the program ended, then the findings.
std::string to_run_text(const Report&, const TextStyle&);

/// Contract, chapter 2. Always valid JSON: a byte that is not valid UTF-8 becomes "\\xNN" in the text.
std::string to_json(const Report&);

/// A text of a stranger made harmless for a terminal: control characters, escape sequences, bidirectional marks and
/// invalid UTF-8 become visible escapes (\n, \x1b, <U+202E>). `keep_newlines`: line feeds stay.
std::string visible(std::string_view bytes, bool keep_newlines = false);

}  // namespace ipclab
