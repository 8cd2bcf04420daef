#include "harness/batch/compare.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "harness/report/json_read.h"

namespace ipclab {
namespace {

using Place = std::pair<std::string, std::string>;  // student, exercise

std::map<Place, StoredMark> by_place(std::vector<StoredMark> marks) {
  std::map<Place, StoredMark> all;
  for (StoredMark& mark : marks) {
    Place place{mark.student, mark.result.exercise};
    all.emplace(std::move(place), std::move(mark));
  }
  return all;
}

std::optional<Report> stored_report(const Store& store, const ResultKey& key) {
  const auto result = store.result(key);
  if (!result || result->report.empty()) return std::nullopt;
  return parse_report(result->report);
}

std::set<std::string> errors_of(const Report& report) {
  std::set<std::string> ids;
  for (const Finding& finding : report.findings) {
    if (finding.severity == Severity::Error) ids.insert(finding.id);
  }
  return ids;
}

std::string difference(const std::set<std::string>& from, const std::set<std::string>& what) {
  std::string text;
  for (const std::string& id : from) {
    if (!what.contains(id)) text += (text.empty() ? "" : ", ") + id;
  }
  return text;
}

void compare_reports(const Report& before, const Report& now, std::vector<std::string>* reasons) {
  std::map<std::string, Points> old;
  for (const ScenarioReport& scenario : before.scenarios) old[scenario.name] = scenario.points;
  for (const ScenarioReport& scenario : now.scenarios) {
    const auto was = old.find(scenario.name);
    if (was == old.end()) {
      reasons->push_back(
          fmt::format("{} is new: {:g} of {:g}", scenario.name, scenario.points.earned, scenario.points.possible));
    } else if (was->second.earned != scenario.points.earned || was->second.possible != scenario.points.possible) {
      reasons->push_back(fmt::format("{}: {:g}/{:g} -> {:g}/{:g}", scenario.name, was->second.earned,
                                     was->second.possible, scenario.points.earned, scenario.points.possible));
    }
    old.erase(scenario.name);
  }
  for (const auto& [name, points] : old) reasons->push_back(fmt::format("{} is gone", name));
  const std::set<std::string> ids = errors_of(now), old_ids = errors_of(before);
  if (const std::string found = difference(ids, old_ids); !found.empty()) reasons->push_back("now found: " + found);
  if (const std::string gone = difference(old_ids, ids); !gone.empty()) reasons->push_back("no longer found: " + gone);
}

std::vector<std::string> reasons_for(const Store& store, const StoredMark& before, const StoredMark& now) {
  std::vector<std::string> reasons;
  if (before.result.submission != now.result.submission) reasons.push_back("another submission counts");
  if (before.result.exercise_digest != now.result.exercise_digest) reasons.push_back("the exercise changed");
  if (before.result.tool != now.result.tool) reasons.push_back("ipclab changed");
  const auto old_report = stored_report(store, before.result), report = stored_report(store, now.result);
  if (old_report && report) compare_reports(*old_report, *report, &reasons);
  return reasons;
}

std::string mark_text(const std::string& verdict, const Points& points) {
  if (verdict.empty()) return "nothing";
  const bool judged = verdict == "pass" || verdict == "fail" || verdict == "build-error";
  return judged ? fmt::format("{:g}/{:g} {}", points.earned, points.possible, verdict) : verdict;
}

}  // namespace

std::vector<Change> changes_of(const Store& store) {
  const std::map<Place, StoredMark> before = by_place(store.marks(1)), now = by_place(store.marks(0));
  std::vector<Change> changes;
  if (before.empty()) return changes;
  for (const auto& [place, mark] : now) {
    const auto was = before.find(place);
    if (was == before.end()) {
      changes.push_back({place.first, place.second, "", mark.verdict, {}, mark.score, {"not there before"}});
      continue;
    }
    const StoredMark& old = was->second;
    const bool same = old.verdict == mark.verdict && old.score.earned == mark.score.earned &&
                      old.score.possible == mark.score.possible;
    if (same) continue;
    changes.push_back(
        {place.first, place.second, old.verdict, mark.verdict, old.score, mark.score, reasons_for(store, old, mark)});
  }
  for (const auto& [place, mark] : before) {
    if (!now.contains(place)) {
      changes.push_back({place.first, place.second, mark.verdict, "", mark.score, {}, {"no longer there"}});
    }
  }
  return changes;
}

std::string changes_text(const std::vector<Change>& changes) {
  std::string text;
  for (const Change& change : changes) {
    text += fmt::format("{} in {}: {} -> {}\n", change.student, change.exercise,
                        mark_text(change.verdict_before, change.before), mark_text(change.verdict_now, change.now));
    for (const std::string& reason : change.reasons) text += "    " + visible(reason) + "\n";
  }
  return text;
}

}  // namespace ipclab
