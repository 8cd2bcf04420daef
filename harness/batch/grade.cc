#include "harness/batch/grade.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "harness/batch/memory_checks.h"
#include "harness/batch/race_checks.h"
#include "harness/build/build.h"
#include "harness/checks/build.h"
#include "harness/checks/check.h"
#include "harness/explore/explore.h"
#include "harness/explore/explore_accesses.h"
#include "harness/run/player.h"

namespace ipclab {
namespace {

Report begin_report(const Exercise& exercise, const Submission& submission) {
  Report report;
  report.exercise_name = exercise.name;
  report.exercise_title = exercise.title;
  report.exercise_digest = exercise.digest;
  report.submission_path = submission.path;
  report.submission_root = submission.root;
  report.submission_digest = submission.digest;
  report.files = submission.files;
  return report;
}

ScenarioReport not_played(const Scenario& scenario, ScenarioVerdict verdict, std::string trouble) {
  ScenarioReport report;
  report.name = scenario.name;
  report.title = scenario.title;
  report.visibility = scenario.visibility;
  report.verdict = verdict;
  report.trouble = std::move(trouble);
  if (verdict != ScenarioVerdict::Skipped) report.points.possible = scenario.points;
  return report;
}

/// What was seen of a scenario in the natural order of its processes.
struct Played {
  Record plain;
  std::optional<Record> in_pieces;  ///< where all went right: once more with short transfers
  /// What is judged: whatever goes wrong only in pieces has come of them.
  Record& judged() { return in_pieces ? *in_pieces : plain; }
};

Played played(sandbox::Sandbox& sandbox, const Exercise& exercise, const Scenario& scenario,
              const ProgramFolders& folders, PlayOptions options) {
  Played played{play(sandbox, exercise, scenario, folders, options), std::nullopt};
  if (!scenario.short_transfers || !errors_in(exercise, scenario, played.plain).empty()) return played;
  options.in_pieces = true;
  played.in_pieces = play(sandbox, exercise, scenario, folders, options);
  return played;
}

/// What is wrong in the natural order.
enum class Wrong { Nothing, OnlyRaces, Other };
Wrong wrong_in(const std::vector<Finding>& findings) {
  Wrong wrong = Wrong::Nothing;
  for (const Finding& finding : findings) {
    if (finding.severity != Severity::Error) continue;
    // An error that follows from a race shows already what comes of it.
    const bool shows = std::any_of(finding.consequences.begin(), finding.consequences.end(),
                                   [](const Finding& it) { return it.severity == Severity::Error; });
    if (finding.id != "race.data" || shows) return Wrong::Other;
    wrong = Wrong::OnlyRaces;
  }
  return wrong;
}

using Explore = std::function<Exploration(bool races)>;

/// `explore` is asked only where nothing is wrong but data races.
void judge_record(const Exercise& exercise, const Scenario& scenario, const Record& record, Report* report,
                  const Explore& explore = {}) {
  const World world = replay(record);
  std::vector<Finding> findings = judge({exercise, scenario, record, world});
  const Wrong wrong = wrong_in(findings);
  Exploration others;
  if (wrong != Wrong::Other && explore) others = explore(wrong == Wrong::OnlyRaces);
  if (others.finding && !show_what_comes_of_race(*others.finding, &findings))
    findings.insert(findings.begin(), *others.finding);
  ScenarioReport judged = report_scenario(scenario, record, world, findings);
  judged.schedules_explored = 1 + others.explored;
  judged.schedules_failed = static_cast<int>(others.failing.size()) + (wrong != Wrong::Nothing ? 1 : 0);
  judged.failing_schedules = std::move(others.failing);
  report->scenarios.push_back(std::move(judged));
  std::move(findings.begin(), findings.end(), std::back_inserter(report->findings));
}

}  // namespace

Report grade(sandbox::Sandbox& sandbox, const Exercise& exercise, const Submission& submission,
             const GradeOptions& options) {
  const int work = static_cast<int>(exercise.scenarios.size()) + 1;
  int done = 0;
  const auto tell = [&](const std::string& what) {
    if (options.progress) options.progress(what, done, work);
    ++done;
  };

  Report report = begin_report(exercise, submission);
  report.isolation_level = to_string(sandbox.level());
  for (const sandbox::MechanismState& state : sandbox.mechanisms()) {
    report.mechanisms.push_back({state.name, state.enforced, state.reason});
  }

  tell("building");
  const Build build(sandbox, exercise, submission);
  report.build = build.result();
  report.findings = build_findings(report.build);
  const ProgramFolders folders{report.build.folder, build_fixtures(sandbox, exercise)};

  MemoryChecks memory(sandbox, exercise, submission, folders.fixtures);
  RaceChecks races(sandbox, exercise, submission, folders.fixtures);

  for (const Scenario& scenario : exercise.scenarios) {
    tell(scenario.name);
    const bool wanted = options.only.empty() || options.only.contains(scenario.name);
    if (!wanted) {
      report.scenarios.push_back(not_played(scenario, ScenarioVerdict::Skipped, {}));
      continue;
    }
    if (!report.build.ok) {
      ScenarioReport skipped = not_played(scenario, ScenarioVerdict::Skipped, {});
      skipped.points.possible = scenario.points;
      report.scenarios.push_back(std::move(skipped));
      continue;
    }
    try {
      PlayOptions play_options;
      play_options.seed = options.seed;
      Played natural = played(sandbox, exercise, scenario, folders, play_options);
      Record& record = natural.judged();
      if (options.memory_checks) record.memory_errors = memory.errors_in(scenario, record);
      if (options.race_checks)
        record.data_races = races.races_in(scenario, record, !errors_in(exercise, scenario, record).empty());
      if (options.recorded) options.recorded(record);
      const Runs runs{exercise, scenario, [&](const Schedule& schedule) {
                        play_options.schedule = schedule;
                        return play(sandbox, exercise, scenario, folders, play_options);
                      }};
      const NotedRuns noted_runs{exercise, scenario,
                                 [&](const Schedule& schedule) { return races.play(scenario, schedule); }};
      judge_record(exercise, scenario, record, &report, [&](bool only_races) -> Exploration {
        const auto known = options.again.find(scenario.name);
        if (known != options.again.end()) {
          if (switches_at_accesses(known->second)) return play_accesses_again(noted_runs, known->second);
          return only_races ? Exploration{} : play_again(runs, natural.plain, known->second);
        }
        if (!options.explore || scenario.limits.schedules == 0) return {};
        Exploration others;
        if (!only_races) others = explore(runs, natural.plain, options.seed);
        if (others.finding || !options.race_checks || !races.may_switch()) return others;
        Exploration at_accesses = explore_accesses(noted_runs, record.data_races);
        at_accesses.explored += others.explored;
        return at_accesses;
      });
    } catch (const ExerciseError&) {
      throw;
    } catch (const std::exception& trouble) {
      report.scenarios.push_back(not_played(scenario, ScenarioVerdict::Inconclusive, trouble.what()));
    }
  }
  conclude(report);
  return report;
}

Report grade_records(const Exercise& exercise, const Submission& submission,
                     const std::function<std::optional<Record>(const std::string&)>& record_of) {
  Report report = begin_report(exercise, submission);
  report.build.ok = true;
  for (const Scenario& scenario : exercise.scenarios) {
    if (const auto record = record_of(scenario.name)) {
      judge_record(exercise, scenario, *record, &report);
    } else {
      report.scenarios.push_back(not_played(scenario, ScenarioVerdict::Skipped, {}));
    }
  }
  conclude(report);
  return report;
}

}  // namespace ipclab
