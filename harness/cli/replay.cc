// ipclab replay REPORT [PATH]
#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "harness/batch/grade.h"
#include "harness/cli/commands.h"
#include "harness/report/json_read.h"

namespace ipclab::cli {
namespace {

struct ReplayOptions {
  std::string report;
  std::string path;
  std::string exercise;
  std::string format = "text";
  std::string output = "-";
  std::vector<std::string> scenarios;
  bool verbose = false;
};

Report read_report(const std::string& name) {
  std::ifstream in(name, std::ios::binary);
  if (!in) throw UsageError(fmt::format("the report {} can't be read", name));
  try {
    return parse_report(std::string(std::istreambuf_iterator<char>(in), {}));
  } catch (const ReportError& trouble) {
    throw UsageError(fmt::format("{}: {}; ipclab check … --json FILE writes one", name, trouble.what()));
  }
}

void warn(const std::string& text) {
  fmt::print(stderr, "ipclab: {}\n", text);
}

bool is_asked_for(const ReplayOptions& options, const ScenarioReport& scenario) {
  if (options.scenarios.empty()) return scenario.verdict == ScenarioVerdict::Fail;
  return std::find(options.scenarios.begin(), options.scenarios.end(), scenario.name) != options.scenarios.end();
}

int replay(const ReplayOptions& options) {
  const Report before = read_report(options.report);
  const Exercise exercise =
      load_exercise(find_exercise(options.exercise.empty() ? before.exercise_name : options.exercise));
  const Submission submission = read_submission(options.path.empty() ? before.submission_path : options.path);
  if (exercise.digest != before.exercise_digest) warn("the exercise is not the one that the report is about any more");
  if (submission.digest != before.submission_digest)
    warn("the submission's files are not those that the report is about any more");

  GradeOptions grading;
  grading.explore = false;
  for (const ScenarioReport& scenario : before.scenarios) {
    if (!is_asked_for(options, scenario)) continue;
    const bool known = std::any_of(exercise.scenarios.begin(), exercise.scenarios.end(),
                                   [&](const Scenario& it) { return it.name == scenario.name; });
    if (!known) throw UsageError(fmt::format("the exercise has no scenario {} any more", visible(scenario.name)));
    grading.only.insert(scenario.name);
    grading.seed = scenario.seed;
    // The first one is as small as it can be, and what the finding tells.
    if (!scenario.failing_schedules.empty()) grading.again[scenario.name] = scenario.failing_schedules.front();
  }
  for (const std::string& name : options.scenarios) {
    if (!grading.only.contains(name)) throw UsageError(fmt::format("the report has no scenario {}", visible(name)));
  }
  if (grading.only.empty()) {
    warn("nothing failed in this report");
    return kHolds;
  }
  sandbox::Sandbox sandbox;
  const Report report = grade(sandbox, exercise, submission, grading);
  TextStyle style = options.output == "-" ? style_for(1) : TextStyle{};
  style.verbose = options.verbose;
  write_output(options.output, formatted(report, options.format, style, false));
  return exit_code(report);
}

}  // namespace

void add_replay(CLI::App& app, Action* action) {
  auto options = std::make_shared<ReplayOptions>();
  CLI::App* command =
      app.add_subcommand("replay", "Run again exactly what a report says failed: scenario, order of processes, faults");
  command->add_option("REPORT", options->report, "What `ipclab check … --json FILE` wrote")->required();
  command->add_option("PATH", options->path, "The submission (default: where the report says that it was)");
  command->add_option("--exercise", options->exercise, "Name or folder (default: the report's exercise, by name)");
  command->add_option("--scenario", options->scenarios, "This one, failed or not (may be given several times)");
  command->add_option("--format", options->format, "What the report is written as")
      ->check(CLI::IsMember(report_formats()));
  command->add_option("--output", options->output, "Write the report to this file (default: standard output)");
  command->add_flag("--verbose,-v", options->verbose, "Notes, consequences and all evidence too");
  command->callback([options, action] { *action = [options] { return replay(*options); }; });
}

}  // namespace ipclab::cli
