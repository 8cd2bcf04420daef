// The formats that other programs read: a file each. None of them shows what hidden scenarios do (see redact.h), and in
// all of them what a submission prints or names is text and nothing else. docs/formats.md says who reads what.
#pragma once

#include <string>
#include <string_view>

#include "harness/report/report.h"

namespace ipclab {

/// JUnit XML as CI servers read it: a test case a scenario, and one for the build.
std::string to_junit(const Report&);
/// SARIF 2.1.0: a result a finding, its evidence as a code flow with a thread a process. `version`: of ipclab.
std::string to_sarif(const Report&, std::string_view version);
/// Workflow commands of GitHub Actions, then the report for a person, in which commands are switched off until `token`
/// comes: nobody may be able to guess it.
std::string to_github(const Report&, std::string_view token);
/// GitLab's Code Quality.
std::string to_gitlab(const Report&);
/// Gradescope's results.json. What could not be judged has no score there, which Gradescope reports as a failure of the
/// autograder.
std::string to_gradescope(const Report&);
/// Autolab: the last two lines of a job's output.
std::string to_autolab(const Report&);
/// PrairieLearn's results.json, under its megabyte.
std::string to_prairielearn(const Report&);

}  // namespace ipclab
