// What a batch came to: every student's result in every exercise. A value, assembled from the store; all that is
// written for the instructor is made from it, and it holds no times but those in Outcome::seconds.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "harness/batch/store.h"
#include "harness/exercise/exercise.h"
#include "harness/submission/intake.h"

namespace ipclab {

/// `earned` less what lateness costs, rounded; never below 0.
double mark_for(double earned, const Student&, const Marking&);

struct Outcome {
  ResultKey key;        ///< `submission` is empty where nothing could be read or nothing was handed in
  std::string verdict;  ///< "pass", "fail", "build-error", "inconclusive", "unreadable", "missing"
  std::string trouble;  ///< why it was not judged
  Points score;
  std::optional<double> mark;                              ///< none for what was not judged
  std::vector<std::pair<std::string, Severity>> findings;  ///< each id once, notes left out
  std::vector<std::pair<std::string, ScenarioVerdict>> scenarios;
  double seconds = 0;
  int tries = 0;
};

struct Graded {
  Student student;                ///< without the files' contents
  std::vector<Outcome> outcomes;  ///< one an exercise, in the cohort's order
};

struct CohortExercise {
  std::string name, title, digest;
  double possible = 0;
  Marking marking;
  std::vector<std::pair<std::string, Visibility>> scenarios;  ///< by name
};

struct Cohort {
  std::string version;
  std::vector<CohortExercise> exercises;
  std::vector<Graded> students;  ///< in the intake's order

  /// What at least one outcome of which could not be judged.
  int not_judged() const;
};

/// What is known before anything is graded: who is missing or unreadable, and the keys of all results. Keeps the
/// submissions in the store. What `marking` says comes before what an exercise does.
Cohort plan(const Intake&, const std::vector<Exercise>&, const Marking& marking, const std::string& version,
            const std::string& tool, Store*);

/// Fills in what the store has.
void fill_in(Cohort*, const Store&);

/// What the student is told and the instructor sees; nothing where there is no report.
std::optional<Report> report_of(const Store&, const Student&, const Outcome&);

/// The sum over the exercises; nothing when one of them was not judged.
std::optional<double> total_mark(const Graded&);
double total_possible(const Cohort&);

std::vector<StoredMark> marks_of(const Cohort&);

}  // namespace ipclab
