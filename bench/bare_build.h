// gcc by hand, as a student would, with the flags that the grader takes.
#pragma once

#include <string>
#include <vector>

#include "harness/exercise/exercise.h"
#include "harness/submission/submission.h"

namespace ipclab::bench {

/// One gcc for each program of the submission, into /lab. Its files must be in /src. Throws std::runtime_error when it
/// does not compile.
void build_bare(const Exercise&, const Submission&);

/// The same for the exercise's fixtures, into /fixtures.
void build_bare_fixtures(const Exercise&);

}  // namespace ipclab::bench
