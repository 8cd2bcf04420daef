// Many submissions at once: who handed in what. Reads what Moodle, Canvas, Gradescope and GitHub Classroom export, and
// plain folders and archives; docs/batch.md says how. Nothing is unpacked to disk.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "harness/submission/naming.h"
#include "harness/submission/submission.h"

namespace ipclab {

struct Attempt {
  std::string label;  ///< "attempt 2", "lab.zip"; empty where there is but one
  std::int64_t modified = 0;
  std::vector<SubmittedFile> files;  ///< as handed in: the program may lie in a folder
};

struct Student {
  std::string key;   ///< unique, and safe as a file's name and in a link: letters, digits, '.', '_', '-'
  std::string name;  ///< a stranger's bytes, as all that follow
  std::string id;    ///< the platform's or the roster's
  std::string login, email;
  std::string handed_in_as;  ///< the name of the folder in the export, where feedback goes back to
  bool late = false;
  double days_late = 0;             ///< 0: not known
  std::int64_t handed_in = 0;       ///< when, of what counts; 0: not known (a clone's files say when it was cloned)
  std::vector<Attempt> attempts;    ///< the last counts
  std::vector<std::string> others;  ///< files that are no part of a program
  std::vector<std::string> notes;   ///< what was passed over or refused
  std::string trouble;              ///< why it can't be judged; empty: it can
  bool missing = false;             ///< on the roster, and nothing handed in

  const Attempt* counts() const { return attempts.empty() ? nullptr : &attempts.back(); }
};

struct Intake {
  Export kind = Export::Plain;    ///< of most
  std::vector<Student> students;  ///< sorted by key
  std::vector<std::string> notes;
};

/// Throws SubmissionError when there is nothing to read at `path`.
Intake read_intake(const std::filesystem::path& path);

/// What a student handed in for one exercise: the folder of the exercise's name where there is one, else everything.
/// Throws SubmissionError over the limits of read_submission().
Submission submission_for(const Student&, const std::string& exercise);

/// A name as a key: letters and digits of ASCII, '.', '_', '-' stay; a blank becomes '_'; for anything else a digest is
/// added, so that different names stay different.
std::string key_of(const std::string& name);

}  // namespace ipclab
