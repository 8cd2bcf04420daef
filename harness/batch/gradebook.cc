#include "harness/batch/gradebook.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "harness/batch/statistics.h"
#include "harness/submission/csv.h"

namespace ipclab {
namespace {

using Json = nlohmann::ordered_json;

std::string number(const std::optional<double>& value) {
  return value ? fmt::format("{:g}", *value) : "";
}

std::string joined_findings(const Outcome& outcome) {
  std::string text;
  for (const auto& [id, severity] : outcome.findings) text += (text.empty() ? "" : " ") + id;
  return text;
}

Json json_number(const std::optional<double>& value) {
  return value ? Json(*value) : Json(nullptr);
}

Json outcome_json(const Outcome& outcome) {
  Json findings = Json::array(), scenarios = Json::object();
  for (const auto& [id, severity] : outcome.findings) {
    findings.push_back({{"id", id}, {"severity", to_string(severity)}});
  }
  for (const auto& [name, verdict] : outcome.scenarios) scenarios[visible(name)] = to_string(verdict);
  return {{"exercise", outcome.key.exercise},
          {"exercise_digest", outcome.key.exercise_digest},
          {"submission_digest", outcome.key.submission},
          {"verdict", outcome.verdict},
          {"trouble", visible(outcome.trouble)},
          {"score", {{"earned", outcome.score.earned}, {"possible", outcome.score.possible}}},
          {"mark", json_number(outcome.mark)},
          {"findings", findings},
          {"scenarios", scenarios}};
}

Json statistics_json(const ExerciseStatistics& it) {
  Json findings = Json::object(), scenarios = Json::object();
  for (const auto& [id, count] : it.findings) findings[id] = count;
  for (const auto& [name, count] : it.scenarios) scenarios[visible(name)] = count;
  return {{"exercise", it.exercise},
          {"judged", it.judged},
          {"passed", it.passed},
          {"not_built", it.not_built},
          {"mean", it.mean},
          {"median", it.median},
          {"best", it.best},
          {"worst", it.worst},
          {"possible", it.possible},
          {"findings", findings},
          {"scenarios", scenarios},
          {"nobody_passes", it.nobody_passes},
          {"same_files", it.same_files}};
}

}  // namespace

std::string grades_csv(const Cohort& cohort) {
  CsvTable table;
  table.rows.push_back(csv_row({"student", "name", "id", "login", "email", "exercise", "verdict", "earned", "possible",
                                "late", "mark", "attempts", "findings", "remark"}));
  for (const Graded& graded : cohort.students) {
    const Student& student = graded.student;
    for (const Outcome& outcome : graded.outcomes) {
      const bool judged = outcome.mark.has_value();
      table.rows.push_back(csv_row(
          {student.key, visible(student.name), visible(student.id), visible(student.login), visible(student.email),
           outcome.key.exercise, outcome.verdict, judged ? fmt::format("{:g}", outcome.score.earned) : "",
           fmt::format("{:g}", outcome.score.possible), student.late ? "late" : "", number(outcome.mark),
           fmt::format("{}", student.attempts.size()), joined_findings(outcome), visible(outcome.trouble)}));
    }
  }
  return table.text();
}

std::string grades_json(const Cohort& cohort) {
  Json students = Json::array(), statistics = Json::array();
  for (const Graded& graded : cohort.students) {
    const Student& student = graded.student;
    Json results = Json::array(), notes = Json::array();
    for (const Outcome& outcome : graded.outcomes) results.push_back(outcome_json(outcome));
    for (const std::string& note : student.notes) notes.push_back(visible(note));
    students.push_back({{"student", student.key},
                        {"name", visible(student.name)},
                        {"id", visible(student.id)},
                        {"login", visible(student.login)},
                        {"email", visible(student.email)},
                        {"late", student.late},
                        {"days_late", student.days_late},
                        {"attempts", student.attempts.size()},
                        {"notes", notes},
                        {"mark", json_number(total_mark(graded))},
                        {"results", results}});
  }
  for (const ExerciseStatistics& it : statistics_of(cohort)) statistics.push_back(statistics_json(it));
  const Json json = {{"schema", "ipclab.grades/1"},
                     {"ipclab", cohort.version},
                     {"possible", total_possible(cohort)},
                     {"students", students},
                     {"statistics", statistics}};
  return json.dump(2, ' ', true) + "\n";
}

std::string times_csv(const Cohort& cohort) {
  CsvTable table;
  table.rows.push_back(csv_row({"student", "exercise", "seconds", "tries"}));
  for (const Graded& graded : cohort.students) {
    for (const Outcome& outcome : graded.outcomes) {
      table.rows.push_back(csv_row({graded.student.key, outcome.key.exercise, fmt::format("{:.3f}", outcome.seconds),
                                    fmt::format("{}", outcome.tries)}));
    }
  }
  return table.text();
}

}  // namespace ipclab
