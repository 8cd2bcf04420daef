// ipclab check EXERCISE [PATH]
#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <map>
#include <vector>

#include "harness/batch/grade.h"
#include "harness/cli/commands.h"
#include "harness/cli/watch.h"
#include "harness/report/record_file.h"

namespace ipclab::cli {
namespace {

struct CheckOptions {
  std::string exercise;
  std::string path = ".";
  std::string format = "text";
  std::string output = "-";
  std::map<std::string, std::string> files;  ///< format -> where it goes beside the report
  bool without_hidden = false;
  std::vector<std::string> scenarios;
  std::int64_t seed = 1;
  std::string save_records, records;
  bool verbose = false;
  bool no_memory = false;
  bool watch = false;
  bool quick = false;
};

/// Somebody wants no more of it.
struct Interrupted {};

void require_scenarios(const Exercise& exercise, const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    std::string known;
    bool found = false;
    for (const Scenario& scenario : exercise.scenarios) {
      found |= scenario.name == name;
      known += " " + scenario.name;
    }
    if (!found) throw UsageError(fmt::format("exercise {} has no scenario {}; it has:{}", exercise.name, name, known));
  }
}

/// One line that is written over again, only at a terminal.
class Progress {
 public:
  void operator()(const std::string& what, int done, int of) const {
    if (Interruption::requested()) throw Interrupted();
    if (isatty(2) != 0) fmt::print(stderr, "\r\x1b[K[{}/{}] {}", done, of, what);
    std::fflush(stderr);
  }
  static void clear() {
    if (isatty(2) != 0) fmt::print(stderr, "\r\x1b[K");
    std::fflush(stderr);
  }
};

Report make_report(const CheckOptions& options, const Exercise& exercise, const Submission& submission) {
  if (!options.records.empty()) {
    return grade_records(exercise, submission, [&](const std::string& scenario) -> std::optional<Record> {
      const std::filesystem::path file = std::filesystem::path(options.records) / (scenario + ".jsonl");
      if (!std::filesystem::exists(file)) return std::nullopt;
      return load_record(file);
    });
  }
  GradeOptions grading;
  grading.seed = options.seed;
  grading.only = {options.scenarios.begin(), options.scenarios.end()};
  grading.progress = Progress();
  grading.memory_checks = !options.no_memory;
  if (options.quick) grading.play_only_once();
  if (!options.save_records.empty()) {
    std::filesystem::create_directories(options.save_records);
    grading.recorded = [&](const Record& record) {
      save_record(record, std::filesystem::path(options.save_records) / (record.scenario + ".jsonl"));
    };
  }
  sandbox::Sandbox sandbox;
  Report report = grade(sandbox, exercise, submission, grading);
  Progress::clear();
  return report;
}

int write_report(const CheckOptions& options, const Report& report) {
  TextStyle style = options.output == "-" ? style_for(1) : TextStyle{};
  style.verbose = options.verbose;
  style.brief = !options.verbose;
  write_output(options.output, formatted(report, options.format, style, options.without_hidden));
  for (const auto& [format, file] : options.files) {
    if (!file.empty()) write_output(file, formatted(report, format, TextStyle{}, options.without_hidden));
  }
  return exit_code(report);
}

/// A round of `watch`: what is there now, unless it is what the last round judged.
int judge_anew(const CheckOptions& options, const Exercise& exercise, std::string* last, int status) {
  const bool redrawn = options.output == "-" && isatty(1) != 0;
  try {
    const Submission submission = read_submission(options.path);
    if (submission.digest == *last) return status;
    const Report report = make_report(options, exercise, submission);
    if (Interruption::requested()) throw Interrupted();
    if (redrawn) write_output("-", "\x1b[H\x1b[2J\x1b[3J");
    if (!redrawn && !last->empty()) write_output("-", "\n");
    *last = submission.digest;
    status = write_report(options, report);
  } catch (const SubmissionError& error) {
    // In the middle of a save this is soon over, else the student has to know.
    *last = std::string("unreadable");
    status = kUsage;
    fmt::print(stderr, "ipclab: {}\n", visible(error.what(), true));
  }
  if (redrawn) write_output("-2", "\nWaiting for the next save; control-C ends.\n");
  return status;
}

/// Again on every save, until control-C; the exit code is that of the last report.
int watch(const CheckOptions& options, const Exercise& exercise) {
  if (!std::filesystem::exists(options.path)) throw UsageError(options.path + " is not there");
  const Interruption interruption;
  SaveWatch saves(options.path);
  std::string last;
  int status = kUsage;
  try {
    do status = judge_anew(options, exercise, &last, status);
    while (saves.wait(interruption));
  } catch (const Interrupted&) {
    Progress::clear();
  }
  return status;
}

int check(const CheckOptions& options) {
  const Exercise exercise = load_exercise(find_exercise(options.exercise));
  require_scenarios(exercise, options.scenarios);
  if (options.watch) return watch(options, exercise);
  const Submission submission = read_submission(options.path);
  return write_report(options, make_report(options, exercise, submission));
}

}  // namespace

void add_check(CLI::App& app, Action* action) {
  auto options = std::make_shared<CheckOptions>();
  CLI::App* command =
      app.add_subcommand("check", "Grade one submission: a folder, or one .c file where the exercise has one program");
  command->add_option("EXERCISE", options->exercise, "Name of an exercise, or a folder with an exercise.toml")
      ->required();
  command->add_option("PATH", options->path, "The submission (default: the current folder)");
  command->add_option("--format", options->format, "What the report is written as")
      ->check(CLI::IsMember(report_formats()));
  command->add_option("--output", options->output, "Write the report to this file (default: standard output)");
  for (const std::string& format : report_formats()) {
    if (format == "text") continue;
    command->add_option("--" + format, options->files[format],
                        fmt::format("Write the report as {} to this file as well", format));
  }
  command->add_flag("--without-hidden", options->without_hidden,
                    "JSON too holds nothing that tells what hidden scenarios do");
  command->add_option("--scenario", options->scenarios, "Only this scenario (may be given several times)");
  command->add_option("--seed", options->seed, "Seed of everything that is drawn by lot");
  command->add_flag("--verbose,-v", options->verbose, "Notes, consequences and all evidence too");
  command->add_flag("--quick", options->quick,
                    "Each scenario once: no other orders of the processes, no checks of memory and for data races");
  command->add_flag("--no-memory", options->no_memory, "Leave out the second runs with checks of memory");
  command->add_flag("--watch", options->watch, "Again on every save, until control-C");
  command->add_option("--save-records", options->save_records, "Keep what was seen in each run: FOLDER/SCENARIO.jsonl");
  command->add_option("--records", options->records, "Judge records kept earlier, run nothing")->excludes("--watch");
  command->callback([options, action] { *action = [options] { return check(*options); }; });
}

}  // namespace ipclab::cli
