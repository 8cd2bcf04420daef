// How often findings are what the examples of an exercise declare: over many gradings, id by id.
#pragma once

#include <map>
#include <string>

#include "harness/batch/expectation.h"
#include "harness/report/report.h"

namespace ipclab {

/// Gradings, not findings: an id counts once in each.
struct Accuracy {
  int found = 0;          ///< declared, and found
  int missed = 0;         ///< declared as the cause of a failure or as a warning of a right program, and not found
  int wrongly_found = 0;  ///< an error, or a warning of a right program, that is found and not declared
  int marked = 0;         ///< found, where the program marks a line with it
  int right_line = 0;     ///< of those: found at a marked line
};

class AccuracyTable {
 public:
  /// Takes one grading into account. What declares nothing is taken to pass without a warning, as a reference does.
  void add(const Expectation&, const Report&);
  const std::map<std::string, Accuracy>& by_id() const { return by_id_; }
  /// A line for each id and one for all, with a heading.
  std::string text() const;

 private:
  std::map<std::string, Accuracy> by_id_;
};

}  // namespace ipclab
