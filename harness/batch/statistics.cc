#include "harness/batch/statistics.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace ipclab {
namespace {

constexpr std::size_t kMostFindings = 8;
constexpr std::size_t kMostSlow = 3;

double rounded(double value) {
  return std::round(value * 1e4) / 1e4;
}

void take_scores(std::vector<double> scores, ExerciseStatistics* statistics) {
  if (scores.empty()) return;
  std::sort(scores.begin(), scores.end());
  const std::size_t half = scores.size() / 2;
  statistics->mean = rounded(std::accumulate(scores.begin(), scores.end(), 0.0) / static_cast<double>(scores.size()));
  statistics->median = rounded(scores.size() % 2 == 1 ? scores[half] : (scores[half - 1] + scores[half]) / 2);
  statistics->worst = scores.front();
  statistics->best = scores.back();
}

ExerciseStatistics statistics_of(const Cohort& cohort, std::size_t index) {
  const CohortExercise& exercise = cohort.exercises[index];
  ExerciseStatistics statistics;
  statistics.exercise = exercise.name;
  statistics.possible = exercise.possible;
  std::vector<double> scores;
  std::map<std::string, int> findings, passes;
  std::map<std::string, std::vector<std::string>> same;
  int built = 0;
  for (const Graded& graded : cohort.students) {
    const Outcome& outcome = graded.outcomes[index];
    if (!outcome.key.submission.empty() && !graded.student.attempts.empty()) {
      same[outcome.key.submission].push_back(graded.student.key);
    }
    if (outcome.verdict != "pass" && outcome.verdict != "fail" && outcome.verdict != "build-error") continue;
    ++statistics.judged;
    statistics.passed += outcome.verdict == "pass" ? 1 : 0;
    statistics.not_built += outcome.verdict == "build-error" ? 1 : 0;
    built += outcome.verdict != "build-error" ? 1 : 0;
    scores.push_back(outcome.score.earned);
    for (const auto& [id, severity] : outcome.findings) ++findings[id];
    for (const auto& [name, verdict] : outcome.scenarios) passes[name] += verdict == ScenarioVerdict::Pass ? 1 : 0;
  }
  take_scores(std::move(scores), &statistics);
  statistics.findings.assign(findings.begin(), findings.end());
  std::stable_sort(statistics.findings.begin(), statistics.findings.end(),
                   [](const auto& left, const auto& right) { return left.second > right.second; });
  for (const auto& [name, visibility] : exercise.scenarios) {
    statistics.scenarios.emplace_back(name, passes[name]);
    if (built > 1 && passes[name] == 0) statistics.nobody_passes.push_back(name);
  }
  for (auto& [digest, students] : same) {
    if (students.size() > 1) statistics.same_files.push_back(std::move(students));
  }
  std::sort(statistics.same_files.begin(), statistics.same_files.end());
  return statistics;
}

std::string joined(const std::vector<std::string>& words) {
  return fmt::format("{}", fmt::join(words, ", "));
}

std::string slowest_text(const Cohort& cohort) {
  std::vector<std::pair<double, std::string>> times;
  for (const Graded& graded : cohort.students) {
    for (const Outcome& outcome : graded.outcomes) {
      if (outcome.seconds > 0) times.emplace_back(outcome.seconds, graded.student.key + " in " + outcome.key.exercise);
    }
  }
  std::sort(times.begin(), times.end(), std::greater<>());
  if (times.size() > kMostSlow) times.resize(kMostSlow);
  std::string text;
  for (const auto& [seconds, who] : times)
    text += fmt::format("{}{} ({:.1f} s)", text.empty() ? "" : ", ", who, seconds);
  return text;
}

}  // namespace

std::vector<ExerciseStatistics> statistics_of(const Cohort& cohort) {
  std::vector<ExerciseStatistics> all;
  all.reserve(cohort.exercises.size());
  for (std::size_t i = 0; i < cohort.exercises.size(); ++i) all.push_back(statistics_of(cohort, i));
  return all;
}

std::string statistics_text(const Cohort& cohort) {
  std::string text;
  for (const ExerciseStatistics& it : statistics_of(cohort)) {
    text += fmt::format("{}: {} judged, {} without a fault, {} not compiling\n", it.exercise, it.judged, it.passed,
                        it.not_built);
    if (it.judged == 0) continue;
    text += fmt::format("  points   mean {:g}, median {:g}, from {:g} to {:g} of {:g}\n", it.mean, it.median, it.worst,
                        it.best, it.possible);
    std::vector<std::string> words;
    for (const auto& [id, count] : it.findings) {
      if (words.size() < kMostFindings) words.push_back(fmt::format("{} ({})", id, count));
    }
    if (!words.empty()) text += "  found    " + joined(words) + "\n";
    if (!it.nobody_passes.empty()) {
      text += "  nobody passes " + joined(it.nobody_passes) + ": perhaps the exercise is wrong\n";
    }
    for (const std::vector<std::string>& students : it.same_files) text += "  same files " + joined(students) + "\n";
  }
  if (const std::string slowest = slowest_text(cohort); !slowest.empty()) text += "slowest: " + slowest + "\n";
  return text;
}

}  // namespace ipclab
