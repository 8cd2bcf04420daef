// The marks of a cohort as files: our own CSV and JSON, and the instructor's own file of a platform filled in. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/batch/cohort.h"

namespace ipclab {

/// A row a student. Formulas are neutralised.
std::string grades_csv(const Cohort&);
/// The same with findings, scenarios and statistics: docs/formats.md.
std::string grades_json(const Cohort&);
/// How long each took: the one file that is not the same twice.
std::string times_csv(const Cohort&);

/// An instructor's file with marks put in.
struct FilledIn {
  std::string text;
  int filled = 0;
  std::vector<std::string> notes;  ///< students that it has no row for, columns that were taken
};

/// Moodle's offline grading worksheet. `grade_column` empty: guessed from the headings in several languages. What was
/// not judged stays as it was. Throws CsvError with a sentence.
FilledIn fill_moodle(std::string_view worksheet, const std::string& grade_column, const Cohort&);
/// Canvas's gradebook. `assignment`: the heading of the assignment's column, or a part of it; empty: the only one that
/// holds the exercise's name or title.
FilledIn fill_canvas(std::string_view gradebook, const std::string& assignment, const Cohort&);

}  // namespace ipclab
