// The one truth about a batch: a SQLite database in the output folder. What was graded stays graded, whatever is killed
// and whenever; several processes may use it at the same time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "harness/report/report.h"
#include "harness/submission/submission.h"

namespace ipclab {

/// What a result rests on. Equal keys give equal results, so whatever has one is never graded again.
struct ResultKey {
  std::string exercise;                                ///< its name
  std::string exercise_digest;                         ///< SHA-256 of all that grading reads of it
  std::string tool;                                    ///< version of ipclab and digest of its program
  std::string submission;                              ///< digest of the files
  auto operator<=>(const ResultKey&) const = default;  // NOLINT(modernize-use-nullptr): the 0 is the compiler's own
};

struct StoredResult {
  Verdict verdict = Verdict::Inconclusive;
  Points score;
  std::string report;   ///< JSON, without the submission's path
  std::string records;  ///< folder of the records, relative to the output folder; empty: not kept
  std::string started;  ///< UTC, "2024-05-01T12:00:00Z"
  double seconds = 0;
  int tries = 1;
};

/// What a student had at the end of a run of the batch.
struct StoredMark {
  std::string student;  ///< key
  std::string name;
  ResultKey result;     ///< `submission` is empty where nothing could be read
  std::string verdict;  ///< of Verdict, or "unreadable", "missing"
  Points score;
  bool operator==(const StoredMark& other) const {
    return student == other.student && result == other.result && verdict == other.verdict &&
           score.earned == other.score.earned && score.possible == other.score.possible;
  }
};

class Store {
 public:
  /// Opens or makes the database. Throws std::runtime_error when the file is none or of another version.
  explicit Store(const std::filesystem::path& file);
  ~Store();
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  void keep_submission(const Submission&);
  /// Throws std::runtime_error when it was never kept.
  Submission submission(const std::string& digest) const;

  void keep_result(const ResultKey&, const StoredResult&);
  std::optional<StoredResult> result(const ResultKey&) const;
  /// There is one, and it is a judgement: what was inconclusive is tried again.
  bool is_judged(const ResultKey&) const;

  /// Drops all results of this tool, so that they are graded again.
  void forget(const std::string& tool);

  /// Keeps what all students have now, unless it is what they had last.
  void keep_marks(const std::vector<StoredMark>&);
  /// `back` 0: those kept last, 1: those before. Empty: there are none.
  std::vector<StoredMark> marks(int back) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace ipclab
