#include "harness/batch/pages.h"

#include <fmt/format.h>

#include "harness/batch/feedback.h"
#include "harness/batch/statistics.h"
#include "harness/report/html_report.h"

namespace ipclab {
namespace {

namespace fs = std::filesystem;
using namespace html;

/// Sorts by a column on a click, and shows only rows that hold the words. It reads the page's text and writes none.
constexpr std::string_view kScript = R"js(
'use strict';
(() => {
  const table = document.getElementById('students');
  const body = table.tBodies[0];
  const rows = Array.from(body.rows);
  const value = (row, column) => row.cells[column].textContent.trim();
  const compare = (a, b) => {
    const x = parseFloat(a), y = parseFloat(b);
    if (!Number.isNaN(x) && !Number.isNaN(y)) return x - y;
    return a.localeCompare(b, undefined, {numeric: true});
  };
  Array.from(table.tHead.rows[0].cells).forEach((head, column) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = head.textContent;
    head.textContent = '';
    head.appendChild(button);
    button.addEventListener('click', () => {
      const down = head.getAttribute('aria-sort') === 'ascending';
      Array.from(table.tHead.rows[0].cells).forEach(other => other.removeAttribute('aria-sort'));
      head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
      rows.sort((a, b) => (down ? -1 : 1) * compare(value(a, column), value(b, column)));
      rows.forEach(row => body.appendChild(row));
    });
  });
  const search = document.createElement('input');
  search.type = 'search';
  search.placeholder = 'name, verdict or finding';
  search.setAttribute('aria-label', 'Show only rows with');
  table.parentNode.insertBefore(search, table);
  search.addEventListener('input', () => {
    const words = search.value.toLowerCase().split(/\s+/);
    rows.forEach(row => {
      const text = row.textContent.toLowerCase();
      row.hidden = !words.every(word => text.includes(word));
    });
  });
})();
)js";

Html cell(std::string_view content) {
  return tag("td", content);
}
Html number_cell(const std::string& content) {
  return tag("td", {{"class", "number"}}, text(content));
}
Html number_head(std::string_view content) {
  return tag("th", {{"class", "number"}}, text(content));
}

std::string findings_text(const Outcome& outcome) {
  std::string all = outcome.trouble;
  for (const auto& [id, severity] : outcome.findings) {
    if (severity == Severity::Error) all += (all.empty() ? "" : ", ") + id;
  }
  return all;
}

Html student_row(const Graded& graded, const Outcome& outcome) {
  const Student& student = graded.student;
  const Html name = tag("a", {{"href", "students/" + student.key + ".html"}}, text(student.name));
  const std::string mark = outcome.mark ? fmt::format("{:g}", *outcome.mark) : "";
  return tag("tr", tag("td", name) + cell(student.id) + cell(outcome.key.exercise) +
                       tag("td", {{"class", outcome.verdict}}, text(outcome.verdict)) +
                       number_cell(outcome.mark ? fmt::format("{:g}", outcome.score.earned) : "") + number_cell(mark) +
                       cell(student.late ? "late" : "") + cell(findings_text(outcome)));
}

Html counts_table(std::string_view what, const std::vector<std::pair<std::string, int>>& counts, int of) {
  Html rows;
  for (const auto& [name, count] : counts) {
    rows += tag(
        "tr",
        cell(name) + number_cell(fmt::format("{}", count)) +
            tag("td", tag("meter", {{"min", "0"}, {"max", fmt::format("{}", of)}, {"value", fmt::format("{}", count)}},
                          Html())));
  }
  return tag("table", tag("thead", tag("tr", tag("th", what) + number_head("submissions") + tag("th", ""))) +
                          tag("tbody", rows));
}

Html statistics_html(const ExerciseStatistics& it) {
  Html body = tag("h2", it.exercise);
  body += tag("p", fmt::format("{} judged, {} without a fault, {} not compiling. Points: mean {:g}, median {:g}, from "
                               "{:g} to {:g} of {:g}.",
                               it.judged, it.passed, it.not_built, it.mean, it.median, it.worst, it.best, it.possible));
  for (const std::string& name : it.nobody_passes) {
    body += tag("p", {{"class", "warning"}}, text("Nobody passes " + name + ": perhaps the exercise is wrong."));
  }
  for (const std::vector<std::string>& students : it.same_files) {
    body += tag("p", {{"class", "warning"}}, text(fmt::format("The same files: {}.", fmt::join(students, ", "))));
  }
  const Html findings = it.findings.empty() ? Html() : counts_table("found", it.findings, it.judged);
  return body + tag("details", tag("summary", "Scenarios and findings") +
                                   counts_table("scenario passed", it.scenarios, it.judged) + findings);
}

Html not_judged_html(const Cohort& cohort) {
  Html items;
  for (const Graded& graded : cohort.students) {
    for (const Outcome& outcome : graded.outcomes) {
      if (outcome.verdict != "inconclusive" && outcome.verdict != "unreadable") continue;
      items += tag("li", graded.student.name + " (" + outcome.key.exercise + "): " + outcome.trouble);
    }
  }
  if (items.markup().empty()) return {};
  return tag("h2", "Not judged") + tag("p", "This says nothing about the submissions.") + tag("ul", items);
}

Html submission_html(const Student& student) {
  Html items;
  const auto item = [&](const std::string& sentence) { items += tag("li", sentence); };
  if (student.missing) item("Nothing was handed in.");
  if (student.late) item(student.days_late > 0 ? fmt::format("Late by {:g} days.", student.days_late) : "Late.");
  if (student.attempts.size() > 1) {
    item(fmt::format("{} attempts; the newest counts{}{}.", student.attempts.size(),
                     student.counts()->label.empty() ? "" : ": ", student.counts()->label));
  }
  for (const std::string& other : student.others) item("No part of the program: " + other);
  for (const std::string& note : student.notes) item(note);
  return items.markup().empty() ? Html() : tag("ul", items);
}

}  // namespace

std::string index_page(const Cohort& cohort) {
  Html rows;
  for (const Graded& graded : cohort.students) {
    for (const Outcome& outcome : graded.outcomes) rows += student_row(graded, outcome);
  }
  const Html head = tag("tr", tag("th", "student") + tag("th", "id") + tag("th", "exercise") + tag("th", "verdict") +
                                  number_head("points") + number_head("mark") + tag("th", "late") + tag("th", "found"));
  Html body = tag("h1", "Submissions");
  for (const ExerciseStatistics& it : statistics_of(cohort)) body += statistics_html(it);
  body += not_judged_html(cohort);
  body += tag("h2", "Students");
  body += tag("div", {{"class", "wide"}}, tag("table", {{"id", "students"}}, tag("thead", head) + tag("tbody", rows)));
  return page("Submissions", body, kScript);
}

std::string student_page(const Cohort& cohort, const Graded& graded, const Store& store) {
  const Student& student = graded.student;
  Html body = tag("p", tag("a", {{"href", "../index.html"}}, text("All submissions")));
  body += tag("h1", student.name) + submission_html(student);
  for (std::size_t i = 0; i < graded.outcomes.size(); ++i) {
    const Outcome& outcome = graded.outcomes[i];
    if (const auto report = report_of(store, student, outcome)) {
      body += html_of(*report);
      continue;
    }
    body += tag("h2", cohort.exercises[i].title);
    body += tag("p", tag("strong", {{"class", outcome.verdict}}, text(outcome.verdict)) +
                         text(outcome.trouble.empty() ? "" : ": " + outcome.trouble));
  }
  return page(student.name, body);
}

void write_pages(const fs::path& folder, const Cohort& cohort, const Store& store) {
  const fs::path students = folder / "students";
  fs::remove_all(students);
  fs::create_directories(students);
  for (const Graded& graded : cohort.students) {
    write_if_changed(students / (graded.student.key + ".html"), student_page(cohort, graded, store));
  }
  write_if_changed(folder / "index.html", index_page(cohort));
}

}  // namespace ipclab
