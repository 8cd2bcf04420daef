// The instructor's own file of Moodle or Canvas, with marks in it and everything else as it was.
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <set>

#include "harness/batch/gradebook.h"
#include "harness/submission/csv.h"
#include "harness/submission/roster.h"

namespace ipclab {
namespace {

std::string lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(), [](unsigned char c) { return std::tolower(c); });
  return result;
}

int column_named(const CsvRow& headings, const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    for (std::size_t i = 0; i < headings.cells.size(); ++i) {
      if (lower(headings.cells[i].value) == name) return static_cast<int>(i);
    }
  }
  return -1;
}

std::string headings_text(const CsvRow& headings) {
  std::string text;
  for (const CsvCell& cell : headings.cells) text += (text.empty() ? "\"" : ", \"") + cell.value + "\"";
  return text;
}

CsvTable table_of(std::string_view text) {
  CsvTable table = parse_csv(text);
  if (table.rows.size() < 2) throw CsvError("it has no row of a student");
  return table;
}

/// The students as find_student() takes them, one a row of the table from `first` on.
std::vector<RosterEntry> entries_of(const CsvTable& table, std::size_t first) {
  const auto column = [&](const char* meaning) { return guess_column(table.rows.front(), meaning); };
  const int id = column("id"), name = column("name"), login = column("login"), email = column("email");
  std::vector<RosterEntry> entries;
  for (std::size_t row = first; row < table.rows.size(); ++row) {
    const auto at = [&](int index) { return index < 0 ? "" : table.at(row, static_cast<std::size_t>(index)); };
    entries.push_back({at(id), at(name), at(login), at(email), ""});
  }
  return entries;
}

std::string feedback_line(const Graded& graded) {
  std::string text;
  for (const Outcome& outcome : graded.outcomes) {
    if (!text.empty()) text += "; ";
    text += fmt::format("{}: {:g} of {:g} points", outcome.key.exercise, outcome.score.earned, outcome.score.possible);
    for (std::size_t i = 0; i < outcome.findings.size(); ++i)
      text += (i == 0 ? " (" : ", ") + outcome.findings[i].first;
    if (!outcome.findings.empty()) text += ")";
    if (graded.student.late && outcome.mark && *outcome.mark != outcome.score.earned) {
      text += fmt::format(", {:g} because it is late", *outcome.mark);
    }
  }
  return text;
}

struct Columns {
  int grade = -1, feedback = -1;
  std::size_t first = 1;  ///< row of the first student
};

FilledIn fill(CsvTable table, const Columns& columns, const Cohort& cohort) {
  FilledIn result;
  const std::vector<RosterEntry> entries = entries_of(table, columns.first);
  std::set<std::size_t> used;
  for (const Graded& graded : cohort.students) {
    const auto mark = total_mark(graded);
    const int at = find_student(graded.student, entries);
    if (at < 0) {
      if (!graded.student.missing) result.notes.push_back(fmt::format("no row is {}'s", graded.student.name));
      continue;
    }
    if (!mark) continue;
    const std::size_t row = columns.first + static_cast<std::size_t>(at);
    if (!used.insert(row).second) {
      result.notes.push_back(fmt::format("the row of {} was filled in already", graded.student.name));
      continue;
    }
    const auto column = static_cast<std::size_t>(columns.grade);
    // Canvas: excused, or no such assignment for this student.
    if (table.at(row, column) == "EX" || table.at(row, column) == "N/A") continue;
    table.set(row, column, fmt::format("{:g}", *mark));
    if (columns.feedback >= 0) table.set(row, static_cast<std::size_t>(columns.feedback), feedback_line(graded));
    ++result.filled;
  }
  result.text = table.text();
  return result;
}

}  // namespace

FilledIn fill_moodle(std::string_view worksheet, const std::string& grade_column, const Cohort& cohort) {
  const CsvTable table = table_of(worksheet);
  const CsvRow& headings = table.rows.front();
  Columns columns;
  columns.grade = grade_column.empty()
                      ? column_named(headings, {"grade", "bewertung", "note", "calificación", "nota", "beoordeling",
                                                "valutazione", "betyg", "ocena", "avaliação", "cijfer"})
                      : column_named(headings, {lower(grade_column)});
  if (columns.grade < 0) {
    throw CsvError(fmt::format("no column of it is taken for the grade; name one of {}", headings_text(headings)));
  }
  columns.feedback =
      column_named(headings, {"feedback comments", "feedback als kommentar", "comentarios de retroalimentación",
                              "feedback par commentaires", "commenti", "feedbackkommentare", "feedbackopmerkingen"});
  FilledIn result = fill(table, columns, cohort);
  const int maximum = column_named(headings, {"maximum grade", "bestwertung", "note maximale", "calificación máxima"});
  if (maximum >= 0) {
    const std::string most = table.at(1, static_cast<std::size_t>(maximum));
    if (const double possible = total_possible(cohort); std::atof(most.c_str()) != possible) {
      result.notes.push_back(fmt::format("its maximum grade is {}, there are {:g} points", most, possible));
    }
  }
  return result;
}

FilledIn fill_canvas(std::string_view gradebook, const std::string& assignment, const Cohort& cohort) {
  const CsvTable table = table_of(gradebook);
  const CsvRow& headings = table.rows.front();
  std::vector<std::string> wanted;
  if (assignment.empty()) {
    for (const CohortExercise& exercise : cohort.exercises) {
      wanted.push_back(lower(exercise.name));
      wanted.push_back(lower(exercise.title));
    }
  } else {
    wanted.push_back(lower(assignment));
  }
  Columns columns;
  std::vector<std::size_t> fitting;
  for (std::size_t i = 0; i < headings.cells.size(); ++i) {
    const std::string heading = lower(headings.cells[i].value);
    // An assignment's heading ends in its number: "Lab 3 (4711)".
    if (!heading.ends_with(')') || heading.rfind('(') == std::string::npos) continue;
    const bool fits = std::any_of(wanted.begin(), wanted.end(),
                                  [&](const std::string& it) { return heading.find(it) != std::string::npos; });
    if (fits) fitting.push_back(i);
  }
  if (fitting.size() != 1) {
    throw CsvError(fmt::format("{} of its columns fit{} the assignment; name one of {}", fitting.size(),
                               fitting.size() == 1 ? "s" : "", headings_text(headings)));
  }
  columns.grade = static_cast<int>(fitting.front());
  while (
      columns.first < table.rows.size() &&
      (table.at(columns.first, 0).find("Points Possible") != std::string::npos || table.at(columns.first, 0).empty())) {
    ++columns.first;
  }
  return fill(table, columns, cohort);
}

}  // namespace ipclab
