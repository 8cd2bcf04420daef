// What a cohort's results say about the exercises. Pure.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "harness/batch/cohort.h"

namespace ipclab {

struct ExerciseStatistics {
  std::string exercise;
  int judged = 0, passed = 0, not_built = 0;
  double mean = 0, median = 0, best = 0, worst = 0, possible = 0;  ///< points of those judged
  std::vector<std::pair<std::string, int>> findings;   ///< id -> in how many submissions, most frequent first
  std::vector<std::pair<std::string, int>> scenarios;  ///< name -> how many pass, in the exercise's order
  std::vector<std::string> nobody_passes;              ///< names: perhaps the exercise is wrong
  std::vector<std::vector<std::string>> same_files;    ///< students whose submissions are byte for byte the same
};

std::vector<ExerciseStatistics> statistics_of(const Cohort&);

/// For a person at the end of a batch.
std::string statistics_text(const Cohort&);

}  // namespace ipclab
