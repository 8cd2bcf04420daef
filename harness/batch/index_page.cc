// DIR/index.html: the class at a glance.
#include <fmt/format.h>

#include <algorithm>

#include "harness/batch/pages.h"
#include "harness/batch/statistics.h"
#include "harness/report/html.h"

namespace ipclab {
namespace {

using namespace html;

/// Sorts by a column on a click, and shows only rows that hold the words and have the verdict. It reads the page's text
/// and makes no markup of it.
constexpr std::string_view kScript = R"js(
'use strict';
(() => {
  const table = document.getElementById('students');
  const body = table.tBodies[0];
  const rows = Array.from(body.rows);
  const heads = Array.from(table.tHead.rows[0].cells);
  const value = (row, column) => row.cells[column].textContent.trim();
  const compare = (a, b) => {
    const x = Number(a), y = Number(b);
    if (!Number.isNaN(x) && !Number.isNaN(y)) return x - y;
    return a.localeCompare(b, undefined, {numeric: true});
  };
  heads.forEach((head, column) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = head.textContent;
    head.textContent = '';
    head.appendChild(button);
    button.addEventListener('click', () => {
      const down = head.getAttribute('aria-sort') === 'ascending';
      heads.forEach(other => other.removeAttribute('aria-sort'));
      head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
      rows.sort((a, b) => {
        const x = value(a, column), y = value(b, column);
        if (x === '' || y === '') return (x === '') - (y === '');
        return (down ? -1 : 1) * compare(x, y);
      });
      rows.forEach(row => body.appendChild(row));
    });
  });

  const search = document.createElement('input');
  search.type = 'search';
  search.placeholder = 'name, verdict or finding';
  search.setAttribute('aria-label', 'Show only rows with');
  const verdicts = document.createElement('select');
  verdicts.setAttribute('aria-label', 'Show only the verdict');
  const column = heads.findIndex(head => head.textContent === 'verdict');
  const known = Array.from(new Set(rows.map(row => value(row, column)))).sort();
  [['', 'every verdict'], ...known.map(verdict => [verdict, verdict])].forEach(([verdict, label]) => {
    const option = document.createElement('option');
    option.value = verdict;
    option.textContent = label;
    verdicts.appendChild(option);
  });
  const shown = document.createElement('span');
  shown.id = 'shown';
  shown.className = 'quiet';
  shown.setAttribute('role', 'status');
  const filter = () => {
    const words = search.value.toLowerCase().split(/\s+/);
    rows.forEach(row => {
      const text = Array.from(row.cells, cell => cell.textContent).join(' ').toLowerCase();
      row.hidden = !words.every(word => text.includes(word)) ||
          (verdicts.value !== '' && value(row, column) !== verdicts.value);
    });
    shown.textContent = rows.filter(row => !row.hidden).length + ' of ' + rows.length;
  };
  search.addEventListener('input', filter);
  verdicts.addEventListener('change', filter);
  const bar = document.createElement('div');
  bar.className = 'filter';
  bar.append(search, verdicts, shown);
  table.parentNode.parentNode.insertBefore(bar, table.parentNode);
  filter();
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
Html card(std::string_view heading, const Html& inner) {
  return tag("section", {{"class", "card"}}, tag("h3", heading) + inner);
}

std::string findings_text(const Outcome& outcome) {
  std::string all = outcome.trouble;
  for (const auto& [id, severity] : outcome.findings) {
    if (severity == Severity::Error) all += (all.empty() ? "" : ", ") + id;
  }
  return all;
}

Html student_row(const Graded& graded, const Outcome& outcome, bool several_exercises) {
  const Student& student = graded.student;
  const Html name = tag("a", {{"href", "students/" + student.key + ".html"}}, text(student.name));
  const auto number = [&](double value) { return number_cell(outcome.mark ? fmt::format("{:g}", value) : ""); };
  return tag("tr", tag("td", name) + cell(student.id) + (several_exercises ? cell(outcome.key.exercise) : Html()) +
                       tag("td", badge(outcome.verdict)) + number(outcome.score.earned) +
                       number(outcome.mark.value_or(0)) + cell(student.late ? "late" : "") +
                       cell(findings_text(outcome)));
}

Html counts_table(std::string_view what, const std::vector<std::pair<std::string, int>>& counts, int of) {
  Html rows;
  for (const auto& [name, count] : counts) {
    const std::string value = fmt::format("{}", count);
    const Html bar = tag("meter", {{"min", "0"}, {"max", fmt::format("{}", of)}, {"value", value}}, Html());
    rows += tag("tr", cell(name) + number_cell(value) + tag("td", {{"class", "bar"}}, bar));
  }
  const Html head = tag("tr", tag("th", what) + number_head(fmt::format("of {}", of)) + tag("th", ""));
  return tag("div", {{"class", "wide"}}, tag("table", tag("thead", head) + tag("tbody", rows)));
}

/// How many got which part of the points.
std::vector<std::pair<std::string, int>> distribution(const Cohort& cohort, std::size_t exercise) {
  std::vector<std::pair<std::string, int>> parts = {{"all points", 0}, {"80 to 99 %", 0}, {"60 to 79 %", 0},
                                                    {"40 to 59 %", 0}, {"20 to 39 %", 0}, {"0 to 19 %", 0}};
  const double possible = cohort.exercises[exercise].possible;
  for (const Graded& graded : cohort.students) {
    const Outcome& outcome = graded.outcomes[exercise];
    if (!outcome.mark || possible <= 0) continue;
    const double share = outcome.score.earned / possible;
    ++parts[share >= 1 ? 0 : 5 - static_cast<std::size_t>(std::clamp(share, 0.0, 0.99) * 5)].second;
  }
  return parts;
}

Html tiles(const ExerciseStatistics& it) {
  Html all;
  const auto tile = [&](const std::string& number, std::string_view what) {
    all += tag("li", tag("b", number) + text(what));
  };
  tile(fmt::format("{}", it.judged), "judged");
  tile(fmt::format("{}", it.passed), "without a fault");
  tile(fmt::format("{}", it.not_built), "not compiling");
  tile(fmt::format("{:.1f}", it.mean), fmt::format("points of {:g}, mean", it.possible));
  tile(fmt::format("{:g}", it.median), "median");
  tile(fmt::format("{:g} – {:g}", it.worst, it.best), "lowest – highest");
  return tag("ul", {{"class", "tiles"}}, all);
}

Html statistics_html(const Cohort& cohort, std::size_t exercise, const ExerciseStatistics& it) {
  Html body = tag("h2", cohort.exercises[exercise].title) + tiles(it);
  for (const std::string& name : it.nobody_passes) {
    body += tag("p", {{"class", "warning"}}, text("Nobody passes " + name + ": perhaps the exercise is wrong."));
  }
  for (const std::vector<std::string>& students : it.same_files) {
    body += tag("p", {{"class", "warning"}}, text(fmt::format("The same files: {}.", fmt::join(students, ", "))));
  }
  Html cards = card("Points", counts_table("part of the points", distribution(cohort, exercise), it.judged));
  if (!it.findings.empty()) cards += card("What was found", counts_table("finding", it.findings, it.judged));
  cards += card("Who passes what", counts_table("scenario", it.scenarios, it.judged));
  return body + tag("div", {{"class", "columns"}}, cards);
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
  return tag("section", {{"class", "card warning"}, {"id", "not-judged"}},
             tag("h3", "Not judged") + tag("p", "This says nothing about the submissions.") + tag("ul", items));
}

}  // namespace

std::string index_page(const Cohort& cohort) {
  const bool several = cohort.exercises.size() > 1;
  Html rows;
  for (const Graded& graded : cohort.students) {
    for (const Outcome& outcome : graded.outcomes) rows += student_row(graded, outcome, several);
  }
  const Html head = tag("tr", tag("th", "student") + tag("th", "id") + (several ? tag("th", "exercise") : Html()) +
                                  tag("th", "verdict") + number_head("points") + number_head("mark") +
                                  tag("th", "late") + tag("th", "found"));
  Html body = tag("h1", "Submissions");
  body += tag("p", {{"class", "quiet"}},
              text(fmt::format("{} students · graded by ipclab {}", cohort.students.size(), cohort.version)));
  body += not_judged_html(cohort);
  const std::vector<ExerciseStatistics> statistics = statistics_of(cohort);
  for (std::size_t i = 0; i < statistics.size(); ++i) body += statistics_html(cohort, i, statistics[i]);
  body += tag("h2", "Students");
  const Html table = tag("table", {{"id", "students"}}, tag("thead", head) + tag("tbody", rows));
  body += tag("div", {{"class", "card"}}, tag("div", {{"class", "wide"}}, table));
  return page("Submissions", body, kScript);
}

}  // namespace ipclab
