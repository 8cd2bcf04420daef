// ipclab trace EXERCISE PATH
#include <fmt/format.h>

#include <algorithm>

#include "harness/batch/grade.h"
#include "harness/cli/commands.h"
#include "harness/report/graph_dot.h"
#include "harness/report/graph_text.h"
#include "harness/report/record_file.h"
#include "harness/report/trace_text.h"

namespace ipclab::cli {
namespace {

struct TraceOptions {
  std::string exercise;
  std::string path = ".";
  std::string scenario;
  std::string format = "text";
  std::string output = "-";
  bool verbose = false;
};

/// The one asked for; else the first that everybody may see.
std::string scenario_to_play(const Exercise& exercise, const std::string& asked) {
  std::string known;
  for (const Scenario& scenario : exercise.scenarios) {
    if (scenario.name == asked || (asked.empty() && scenario.visibility == Visibility::Public)) return scenario.name;
    if (scenario.visibility == Visibility::Public) known += " " + scenario.name;
  }
  if (asked.empty()) throw UsageError(fmt::format("exercise {} has no public scenario", exercise.name));
  throw UsageError(fmt::format("exercise {} has no scenario {}; it has:{}", exercise.name, asked, known));
}

std::string shown(const Record& record, const ScenarioReport& scenario, const TraceOptions& options,
                  const TextStyle& style) {
  if (options.format == "record") return record_text(record);
  if (options.format == "picture") return graph_text(scenario);
  if (options.format == "dot") return picture_dot(scenario);
  const World world = replay(record);
  return trace_text(world, style);
}

int trace(const TraceOptions& options) {
  const Exercise exercise = load_exercise(find_exercise(options.exercise));
  GradeOptions grading;
  grading.only = {scenario_to_play(exercise, options.scenario)};
  grading.explore = false;
  std::optional<Record> record;
  grading.recorded = [&](const Record& played) { record = played; };
  const Submission submission = read_submission(options.path);
  sandbox::Sandbox sandbox;
  const Report report = grade(sandbox, exercise, submission, grading);
  TextStyle style = options.output == "-" ? style_for(1) : TextStyle{};
  style.verbose = options.verbose;
  if (!record) {
    write_output("-2", to_text(report, style_for(2)));
    return report.build.ok ? kCouldNotJudge : kFallsShort;
  }
  const auto played = std::find_if(report.scenarios.begin(), report.scenarios.end(),
                                   [&](const ScenarioReport& it) { return grading.only.contains(it.name); });
  write_output(options.output, shown(*record, *played, options, style));
  return kHolds;
}

}  // namespace

void add_trace(CLI::App& app, Action* action) {
  auto options = std::make_shared<TraceOptions>();
  CLI::App* command = app.add_subcommand("trace", "What the processes did in a scenario: calls, picture, or record");
  command->add_option("EXERCISE", options->exercise, "Name of an exercise, or a folder with an exercise.toml")
      ->required();
  command->add_option("PATH", options->path, "The submission (default: the current folder)");
  command->add_option("--scenario", options->scenario, "Which one (default: the first)");
  command
      ->add_option("--format", options->format,
                   "text (a line a call), picture (who sent what through what to whom), dot (the same for Graphviz), "
                   "record (all that was seen)")
      ->check(CLI::IsMember({"text", "picture", "dot", "record"}));
  command->add_option("--output", options->output, "Write to this file (default: standard output)");
  command->add_flag("--verbose,-v", options->verbose, "Every call that was recorded, libraries and all");
  command->callback([options, action] { *action = [options] { return trace(*options); }; });
}

}  // namespace ipclab::cli
