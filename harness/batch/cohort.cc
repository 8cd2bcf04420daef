#include "harness/batch/cohort.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "harness/report/json_read.h"

namespace ipclab {
namespace {

Outcome planned(const Student& student, const Exercise& exercise, const std::string& tool, double possible,
                Store* store) {
  Outcome outcome;
  outcome.key = {exercise.name, exercise.digest, tool, ""};
  outcome.score.possible = possible;
  if (student.missing) {
    outcome.verdict = "missing";
    return outcome;
  }
  outcome.trouble = student.trouble;
  if (outcome.trouble.empty()) {
    try {
      const Submission submission = submission_for(student, exercise.name);
      store->keep_submission(submission);
      outcome.key.submission = submission.digest;
    } catch (const SubmissionError& error) {
      outcome.trouble = error.what();
    }
  }
  outcome.verdict = outcome.trouble.empty() ? std::string(to_string(Verdict::Inconclusive)) : "unreadable";
  return outcome;
}

void take_report(const Report& report, Outcome* outcome) {
  outcome->trouble = report.trouble;
  std::set<std::string> seen;
  for (const Finding& finding : report.findings) {
    if (finding.severity == Severity::Note || !seen.insert(finding.id).second) continue;
    outcome->findings.emplace_back(finding.id, finding.severity);
  }
  for (const ScenarioReport& scenario : report.scenarios)
    outcome->scenarios.emplace_back(scenario.name, scenario.verdict);
}

bool is_judged(const Outcome& outcome) {
  return outcome.verdict == "pass" || outcome.verdict == "fail" || outcome.verdict == "build-error";
}

Marking over(const Marking& first, const Marking& second) {
  return {first.late_percent ? first.late_percent : second.late_percent,
          first.late_percent_per_day ? first.late_percent_per_day : second.late_percent_per_day,
          first.round_to ? first.round_to : second.round_to};
}

}  // namespace

double mark_for(double earned, const Student& student, const Marking& marking) {
  double percent = 100;
  if (student.late) {
    percent -=
        marking.late_percent.value_or(0) + marking.late_percent_per_day.value_or(0) * std::ceil(student.days_late);
  }
  double mark = earned * std::max(percent, 0.0) / 100;
  // Halves go up, and what binary fractions make of 0.15 must not decide.
  const double step = marking.round_to.value_or(0);
  if (step > 0) mark = std::floor(mark / step + 0.5 + 1e-9) * step;
  return std::round(mark * 1e6) / 1e6;
}

int Cohort::not_judged() const {
  return static_cast<int>(std::count_if(students.begin(), students.end(), [](const Graded& graded) {
    return std::any_of(graded.outcomes.begin(), graded.outcomes.end(),
                       [](const Outcome& it) { return it.verdict == "inconclusive" || it.verdict == "unreadable"; });
  }));
}

Cohort plan(const Intake& intake, const std::vector<Exercise>& exercises, const Marking& marking,
            const std::string& version, const std::string& tool, Store* store) {
  Cohort cohort;
  cohort.version = version;
  for (const Exercise& exercise : exercises) {
    CohortExercise& known = cohort.exercises.emplace_back();
    known.name = exercise.name;
    known.title = exercise.title;
    known.digest = exercise.digest;
    known.marking = over(marking, exercise.marking);
    for (const Scenario& scenario : exercise.scenarios) {
      known.possible += scenario.points;
      known.scenarios.emplace_back(scenario.name, scenario.visibility);
    }
    known.possible = std::round(known.possible * 1e6) / 1e6;
  }
  for (const Student& student : intake.students) {
    Graded& graded = cohort.students.emplace_back();
    for (std::size_t i = 0; i < exercises.size(); ++i) {
      graded.outcomes.push_back(planned(student, exercises[i], tool, cohort.exercises[i].possible, store));
    }
    graded.student = student;
    for (Attempt& attempt : graded.student.attempts) {
      for (SubmittedFile& file : attempt.files) file.bytes.clear();
    }
  }
  return cohort;
}

void fill_in(Cohort* cohort, const Store& store) {
  for (Graded& graded : cohort->students) {
    for (std::size_t i = 0; i < graded.outcomes.size(); ++i) {
      Outcome& outcome = graded.outcomes[i];
      if (outcome.key.submission.empty()) continue;
      const auto result = store.result(outcome.key);
      if (!result) continue;
      outcome.verdict = to_string(result->verdict);
      outcome.score = result->score;
      outcome.seconds = result->seconds;
      outcome.tries = result->tries;
      if (!result->report.empty()) take_report(parse_report(result->report), &outcome);
      if (is_judged(outcome))
        outcome.mark = mark_for(outcome.score.earned, graded.student, cohort->exercises[i].marking);
      if (result->verdict == Verdict::Inconclusive && outcome.trouble.empty()) {
        outcome.trouble = "the grading process ended twice without a result";
      }
    }
  }
}

std::optional<Report> report_of(const Store& store, const Student& student, const Outcome& outcome) {
  if (outcome.key.submission.empty()) return std::nullopt;
  const auto result = store.result(outcome.key);
  if (!result || result->report.empty()) return std::nullopt;
  Report report = parse_report(result->report);
  report.submission_path = student.name;
  report.files = store.submission(outcome.key.submission).files;
  return report;
}

std::optional<double> total_mark(const Graded& graded) {
  double sum = 0;
  for (const Outcome& outcome : graded.outcomes) {
    if (!outcome.mark) return std::nullopt;
    sum += *outcome.mark;
  }
  return std::round(sum * 1e6) / 1e6;
}

double total_possible(const Cohort& cohort) {
  double sum = 0;
  for (const CohortExercise& exercise : cohort.exercises) sum += exercise.possible;
  return std::round(sum * 1e6) / 1e6;
}

std::vector<StoredMark> marks_of(const Cohort& cohort) {
  std::vector<StoredMark> marks;
  for (const Graded& graded : cohort.students) {
    for (const Outcome& outcome : graded.outcomes) {
      marks.push_back({graded.student.key, graded.student.name, outcome.key, outcome.verdict, outcome.score});
    }
  }
  std::sort(marks.begin(), marks.end(), [](const StoredMark& left, const StoredMark& right) {
    return std::pair(left.student, left.result.exercise) < std::pair(right.student, right.result.exercise);
  });
  return marks;
}

}  // namespace ipclab
