// What a program that was written as an example says of itself: which verdict it must get, for which cause, in which
// line. docs/writing-an-exercise.md describes the marks.
#pragma once

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "harness/report/report.h"
#include "harness/submission/submission.h"

namespace ipclab {

struct Expectation {
  bool declared = false;      ///< a file begins with "// expect: …"
  bool passes = false;        ///< "pass", then all the warnings that it gets; else "fail"
  std::set<std::string> ids;  ///< the errors (fail) or warnings (pass) that may be found
  std::string cause;          ///< fail: the first of them, which must be
  std::vector<std::pair<std::string, SourceLocation>> marked;  ///< lines that end in a comment "// <ID>"
};

Expectation expectation_of(const Submission&);

/// What the report has, or lacks, against it: a sentence each. Empty: all is as declared.
std::vector<std::string> unmet(const Expectation&, const Report&);

/// Is `id` found at one of the lines that are marked with it?
bool found_at_mark(const std::string& id, const Expectation&, const Report&);

/// Of the marks alone: each id that is marked must be found at one of its lines.
std::vector<std::string> unmet_marks(const Expectation&, const Report&);

}  // namespace ipclab
