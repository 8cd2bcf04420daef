#include "harness/batch/pages.h"

#include <fmt/format.h>

#include "harness/batch/feedback.h"
#include "harness/report/html_report.h"

namespace ipclab {
namespace {

namespace fs = std::filesystem;
using namespace html;

Html submission_html(const Student& student) {
  Html items;
  const auto item = [&](const std::string& sentence) { items += tag("li", sentence); };
  if (student.missing) item("Nothing was handed in.");
  if (student.late) item(student.days_late > 0 ? fmt::format("Late by {:.3g} days.", student.days_late) : "Late.");
  if (student.attempts.size() > 1) {
    item(fmt::format("{} attempts; the newest counts{}{}.", student.attempts.size(),
                     student.counts()->label.empty() ? "" : ": ", student.counts()->label));
  }
  for (const std::string& other : student.others) item("No part of the program: " + other);
  for (const std::string& note : student.notes) item(note);
  return items.markup().empty() ? Html() : tag("ul", items);
}

}  // namespace

std::string student_page(const Cohort& cohort, const Graded& graded, const Store& store) {
  const Student& student = graded.student;
  Html body = tag("nav", tag("a", {{"href", "../index.html"}}, text("All submissions")));
  body += tag("h1", student.name) + submission_html(student);
  for (std::size_t i = 0; i < graded.outcomes.size(); ++i) {
    const Outcome& outcome = graded.outcomes[i];
    if (const auto report = report_of(store, student, outcome)) {
      body += html_of(*report);
      continue;
    }
    body += tag("h2", cohort.exercises[i].title);
    body += tag("p", badge(outcome.verdict) + text(outcome.trouble.empty() ? "" : " " + outcome.trouble));
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
