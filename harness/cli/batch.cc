// ipclab batch EXERCISE... SUBMISSIONS --out DIR
#include "harness/batch/batch.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>

#include "harness/batch/compare.h"
#include "harness/batch/feedback.h"
#include "harness/batch/gradebook.h"
#include "harness/batch/pages.h"
#include "harness/batch/statistics.h"
#include "harness/batch/worker.h"
#include "harness/cli/commands.h"
#include "harness/cli/progress.h"
#include "harness/submission/due.h"
#include "harness/submission/roster.h"
#include "sandbox/doctor.h"

namespace ipclab::cli {
namespace {

namespace fs = std::filesystem;

struct Options {
  std::vector<std::string> words;  ///< EXERCISE... SUBMISSIONS
  std::string out;
  int workers = 0;
  std::string roster;
  std::vector<std::string> roster_columns;
  std::string moodle, moodle_column, canvas, canvas_column;
  std::vector<std::string> also;  ///< formats of reports that are kept for each student
  std::string due;
  Marking marking;
  bool dry_run = false, compare = false, again = false, save_records = false, allow_degraded = false;
  bool no_memory = false, quick = false;
};

std::string read_whole(const std::string& path, const std::string& what) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw UsageError(fmt::format("{} {} can't be read", what, path));
  return {std::istreambuf_iterator<char>(in), {}};
}

/// A platform's or the instructor's file that does not fit is a wrong command line.
template <typename Function>
auto with_file(const std::string& path, Function function) {
  try {
    return function();
  } catch (const CsvError& error) {
    throw UsageError(fmt::format("{}: {}", path, error.what()));
  }
}

std::map<std::string, std::string> chosen_columns(const std::vector<std::string>& words) {
  static const std::set<std::string> kMeanings = {"id", "name", "login", "email", "late"};
  std::map<std::string, std::string> chosen;
  for (const std::string& word : words) {
    const std::size_t equals = word.find('=');
    if (equals == std::string::npos || !kMeanings.contains(word.substr(0, equals))) {
      throw UsageError(fmt::format("--roster-column {}: it is id=HEADING, or name, login, email, late", word));
    }
    chosen[word.substr(0, equals)] = word.substr(equals + 1);
  }
  return chosen;
}

Intake take_in(const Options& options, std::string* told) {
  Intake intake = read_intake(options.words.back());
  *told = fmt::format("{} submissions ({} export)\n", intake.students.size(), to_string(intake.kind));
  if (intake.kind == Export::Plain) *told = fmt::format("{} submissions\n", intake.students.size());
  if (!options.roster.empty()) {
    const Roster roster = with_file(options.roster, [&] {
      return read_roster(read_whole(options.roster, "the roster"), chosen_columns(options.roster_columns));
    });
    *told += fmt::format("roster: {} students", roster.entries.size());
    for (const auto& [meaning, heading] : roster.columns)
      *told += fmt::format(", {} from \"{}\"", meaning, visible(heading));
    *told += "\n";
    apply_roster(roster, &intake);
    const bool tells = std::any_of(roster.columns.begin(), roster.columns.end(),
                                   [](const auto& column) { return column.first == "late"; });
    if (tells && !options.due.empty()) throw UsageError("--due: the roster tells already who is late");
  }
  if (!options.due.empty()) {
    try {
      apply_due(parse_due(options.due), &intake);
    } catch (const std::invalid_argument& error) {
      throw UsageError(fmt::format("--due: {}", error.what()));
    }
  }
  for (const std::string& note : intake.notes) *told += "note: " + visible(note) + "\n";
  return intake;
}

std::vector<Exercise> exercises_of(const Options& options) {
  std::vector<Exercise> exercises;
  std::set<std::string> names;
  for (std::size_t i = 0; i + 1 < options.words.size(); ++i) {
    exercises.push_back(load_exercise(find_exercise(options.words[i])));
    if (!names.insert(exercises.back().name).second) {
      throw UsageError(fmt::format("the exercise {} is named twice", exercises.back().name));
    }
  }
  return exercises;
}

std::string student_text(const Student& student, const std::vector<Exercise>& exercises) {
  std::string text = visible(student.key);
  if (student.name != student.key) text += fmt::format("  {}", visible(student.name));
  if (!student.id.empty()) text += fmt::format("  id {}", visible(student.id));
  if (student.late) text += student.days_late > 0 ? fmt::format("  late by {:.3g} days", student.days_late) : "  late";
  if (student.missing) text += "  handed in nothing";
  if (student.attempts.size() > 1) {
    text += fmt::format("  {} attempts, counts: {}", student.attempts.size(),
                        student.counts()->label.empty() ? "the newest" : visible(student.counts()->label));
  }
  text += "\n";
  for (const Exercise& exercise : exercises) {
    if (student.missing || !student.trouble.empty()) break;
    std::string files;
    try {
      for (const SubmittedFile& file : submission_for(student, exercise.name).files) files += " " + visible(file.name);
    } catch (const SubmissionError& error) {
      files = std::string(" can't be judged: ") + visible(error.what());
    }
    text += fmt::format("    {}:{}\n", exercise.name, files.empty() ? " no file of a program" : files);
  }
  if (!student.trouble.empty()) text += "    can't be judged: " + visible(student.trouble) + "\n";
  for (const std::string& note : student.notes) {
    if (note != student.trouble) text += "    note: " + visible(note) + "\n";
  }
  return text;
}

std::string filled_text(const std::string& name, const FilledIn& filled) {
  std::string text = fmt::format("{}: {} marks filled in\n", name, filled.filled);
  for (const std::string& note : filled.notes) text += "    " + visible(note) + "\n";
  return text;
}

/// DIR/results/KEY/EXERCISE.FORMAT for what was judged.
void write_reports(const Options& options, const Cohort& cohort, const Store& store) {
  const fs::path results = fs::path(options.out) / "results";
  fs::remove_all(results);
  for (const Graded& graded : cohort.students) {
    for (const Outcome& outcome : graded.outcomes) {
      const auto report = options.also.empty() ? std::nullopt : report_of(store, graded.student, outcome);
      if (!report || !outcome.mark) continue;
      const fs::path folder = results / graded.student.key;
      fs::create_directories(folder);
      for (const std::string& format : options.also) {
        write_if_changed(folder / (outcome.key.exercise + "." + format), formatted(*report, format, TextStyle{}, true));
      }
    }
  }
}

/// Everything that is written for the instructor. Returns what is to be said of it.
std::string write_all(const Options& options, const Cohort& cohort, const Store& store) {
  const fs::path out = options.out;
  write_if_changed(out / "grades.csv", grades_csv(cohort));
  write_if_changed(out / "grades.json", grades_json(cohort));
  write_if_changed(out / "times.csv", times_csv(cohort));
  write_feedback(out / "feedback", cohort, store);
  write_pages(out, cohort, store);
  write_reports(options, cohort, store);
  std::string told;
  if (!options.moodle.empty()) {
    const FilledIn filled = with_file(options.moodle, [&] {
      return fill_moodle(read_whole(options.moodle, "the worksheet"), options.moodle_column, cohort);
    });
    write_if_changed(out / "moodle.csv", filled.text);
    told += filled_text("moodle.csv", filled);
  }
  if (!options.canvas.empty()) {
    const FilledIn filled = with_file(options.canvas, [&] {
      return fill_canvas(read_whole(options.canvas, "the gradebook"), options.canvas_column, cohort);
    });
    write_if_changed(out / "canvas.csv", filled.text);
    told += filled_text("canvas.csv", filled);
  }
  return told;
}

std::string not_judged_text(const Cohort& cohort) {
  std::string text;
  for (const Graded& graded : cohort.students) {
    for (const Outcome& outcome : graded.outcomes) {
      if (outcome.verdict != "inconclusive" && outcome.verdict != "unreadable") continue;
      text += fmt::format("  {} in {}: {} ({})\n", graded.student.key, outcome.key.exercise, outcome.verdict,
                          visible(outcome.trouble));
    }
  }
  return text.empty() ? "" : "not judged, which says nothing about them:\n" + text;
}

BatchOptions batch_options(const Options& options, const std::vector<Exercise>& exercises) {
  BatchOptions batch;
  batch.out = fs::absolute(options.out);
  batch.version = IPCLAB_VERSION;
  // What was graded with less is not taken for the same.
  const char* const less = options.quick ? " --quick" : options.no_memory ? " --no-memory" : "";
  batch.tool = tool_identity(IPCLAB_VERSION) + less;
  batch.workers = options.workers;
  batch.marking = options.marking;
  batch.again = options.again;
  batch.worker = {"ipclab", "batch-worker", "--out", batch.out.string(), "--tool", batch.tool};
  if (options.save_records) batch.worker.push_back("--save-records");
  if (options.no_memory) batch.worker.push_back("--no-memory");
  if (options.quick) batch.worker.push_back("--quick");
  if (options.allow_degraded) batch.worker.push_back("--allow-degraded");
  for (const Exercise& exercise : exercises) {
    batch.exercises.push_back(fs::absolute(exercise.folder));
    batch.worker.insert(batch.worker.end(),
                        {"--exercise", batch.exercises.back().string(), "--digest", exercise.digest});
  }
  return batch;
}

int compare_only(const Options& options) {
  if (!fs::exists(store_file(options.out))) throw UsageError(fmt::format("{} holds no batch", options.out));
  const Store store(store_file(options.out));
  const std::string text = changes_text(changes_of(store));
  write_output("-", text.empty() ? "no mark changed\n" : text);
  return kHolds;
}

/// Strangers' programs are not run where one could reach another's.
void require_full_level() {
  const sandbox::Examination found = sandbox::examine();
  if (!found.works || found.level == sandbox::Level::Full) return;  // what does not work tells the reason itself
  throw std::runtime_error(fmt::format(
      "this machine refuses namespaces ({}), and strangers' programs need them: \"ipclab doctor\" says how to "
      "allow them; --allow-degraded grades without",
      found.trouble));
}

int batch(const Options& options) {
  if (options.words.empty() && options.compare && !options.out.empty()) return compare_only(options);
  if (options.words.size() < 2) throw UsageError("name at least one exercise, and then the submissions");
  if (options.out.empty() && !options.dry_run) throw UsageError("--out names the folder that results go to");
  const std::vector<Exercise> exercises = exercises_of(options);
  std::string told;
  const Intake intake = take_in(options, &told);
  if (options.dry_run) {
    for (const Student& student : intake.students) told += student_text(student, exercises);
    write_output("-", told);
    return kHolds;
  }
  if (!options.allow_degraded) require_full_level();
  BatchFolder folder(options.out, [] { fmt::print(stderr, "another batch has this folder; waiting for it to end\n"); });
  BatchOptions grading = batch_options(options, exercises);
  BatchProgress progress(isatty(2) != 0);
  grading.progress = std::ref(progress);
  const Cohort cohort = run_batch(grading, intake, exercises, &folder);
  progress.clear();
  told += write_all(options, cohort, folder.store());
  told += statistics_text(cohort) + not_judged_text(cohort);
  if (const std::string changes = changes_text(changes_of(folder.store())); !changes.empty()) {
    told += "changed since the run before:\n" + changes;
  }
  told += fmt::format("everything is in {}\n", (fs::path(options.out) / "index.html").string());
  write_output("-", told);
  return cohort.not_judged() == 0 ? kHolds : kCouldNotJudge;
}

int worker(const WorkerOptions& options) {
  work(options, 0, 1);
  return kHolds;
}

}  // namespace

void add_batch(CLI::App& app, Action* action) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("batch", "Grade many submissions: a folder of them, or an archive");
  command->add_option(
      "EXERCISE... SUBMISSIONS", options->words,
      "Exercises, then a folder or archive as Moodle, Canvas, Gradescope or GitHub Classroom export it");
  command->add_option("--out", options->out, "Folder for everything: store, marks, feedback, pages");
  command->add_option("--workers,-j", options->workers, "Processes that grade side by side (default: one a core)")
      ->check(CLI::Range(1, 1024));
  command->add_flag("--dry-run", options->dry_run, "Show who would be graded with which files, and grade nothing");
  command->add_flag("--compare", options->compare, "Show whose mark changed in the last run, and why; grade nothing");
  command->add_flag("--again", options->again, "Grade also what is graded already");
  command->add_flag("--save-records", options->save_records, "Keep what was seen in each run");
  command->add_flag("--quick", options->quick,
                    "Each scenario once: no other orders of the processes, no checks of memory and for data races");
  command->add_flag("--no-memory", options->no_memory, "Leave out the second runs with checks of memory");
  command->add_flag("--allow-degraded", options->allow_degraded,
                    "Grade also where this machine refuses namespaces (see ipclab doctor)");
  command->add_option("--roster", options->roster, "CSV file of the students there are");
  command->add_option("--roster-column", options->roster_columns, "MEANING=HEADING: id, name, login, email or late")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  command
      ->add_option("--also", options->also, "Keep each report in this format too, as DIR/results/KEY/EXERCISE.FORMAT")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
      ->check(CLI::IsMember(report_formats()));
  command->add_option("--moodle", options->moodle, "Offline grading worksheet to fill in (as DIR/moodle.csv)");
  command->add_option("--moodle-column", options->moodle_column, "Its column for the grade");
  command->add_option("--canvas", options->canvas, "Gradebook to fill in (as DIR/canvas.csv)");
  command->add_option("--canvas-column", options->canvas_column, "Its column: a part of the heading");
  command->add_option("--due", options->due, "Late is what came after this: 2026-11-20, or \"2026-11-20 23:59\"");
  command->add_option("--late-penalty", options->marking.late_percent, "Percent taken off from what is late")
      ->check(CLI::Range(0.0, 100.0));
  command->add_option("--late-penalty-per-day", options->marking.late_percent_per_day, "Percent taken off for each day")
      ->check(CLI::Range(0.0, 100.0));
  command->add_option("--round", options->marking.round_to, "Round marks to multiples of this, halves up")
      ->check(CLI::Range(0.0, 100.0));
  command->callback([options, action] { *action = [options] { return batch(*options); }; });

  // What the batch starts; nobody else does.
  auto work_options = std::make_shared<WorkerOptions>();
  CLI::App* hidden = app.add_subcommand("batch-worker", "")->group("");
  hidden->add_option("--out", work_options->out)->required();
  hidden->add_option("--tool", work_options->tool)->required();
  hidden->add_option("--exercise", work_options->exercises)
      ->required()
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  hidden->add_option("--digest", work_options->digests)
      ->required()
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  hidden->add_flag("--save-records", work_options->save_records);
  hidden->add_flag("!--no-memory", work_options->memory_checks);
  hidden->add_flag("--quick", work_options->quick);
  hidden->add_flag("--allow-degraded", work_options->allow_degraded);
  hidden->callback([work_options, action] { *action = [work_options] { return worker(*work_options); }; });
}

}  // namespace ipclab::cli
