#include "harness/batch/accuracy.h"

#include <fmt/format.h>

#include <set>

namespace ipclab {
namespace {

std::string row(const std::string& name, const Accuracy& of) {
  const std::string share = of.marked == 0 ? "-" : fmt::format("{:.1f} %", 100.0 * of.right_line / of.marked);
  return fmt::format("{:<26}{:>8}{:>8}{:>15}{:>13}\n", name, of.found, of.missed, of.wrongly_found, share);
}

}  // namespace

void AccuracyTable::add(const Expectation& expected, const Report& report) {
  const bool passes = expected.passes || !expected.declared;
  std::set<std::string> judged, found;  // `judged`: of the severity that a declaration speaks of
  for (const Finding& finding : report.findings) {
    found.insert(finding.id);
    if (finding.severity == Severity::Error || (passes && finding.severity == Severity::Warning))
      judged.insert(finding.id);
  }
  for (const std::string& id : expected.ids) {
    if (judged.contains(id)) {
      ++by_id_[id].found;
    } else if (passes || id == expected.cause) {
      ++by_id_[id].missed;
    }
  }
  for (const std::string& id : judged) {
    if (!expected.ids.contains(id)) ++by_id_[id].wrongly_found;
  }
  std::set<std::string> marked;
  for (const auto& [id, location] : expected.marked) marked.insert(id);
  for (const std::string& id : marked) {
    if (!found.contains(id)) continue;
    ++by_id_[id].marked;
    if (found_at_mark(id, expected, report)) ++by_id_[id].right_line;
  }
}

std::string AccuracyTable::text() const {
  std::string text =
      fmt::format("{:<26}{:>8}{:>8}{:>15}{:>13}\n", "finding", "found", "missed", "wrongly found", "right line");
  Accuracy all;
  for (const auto& [id, of] : by_id_) {
    text += row(id, of);
    all.found += of.found;
    all.missed += of.missed;
    all.wrongly_found += of.wrongly_found;
    all.marked += of.marked;
    all.right_line += of.right_line;
  }
  return text + row("all", all);
}

}  // namespace ipclab
