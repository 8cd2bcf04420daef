// Reads what a student handed in, without following anything out of it.
#pragma once

#include <string>
#include <vector>

#include "harness/submission/submission.h"

namespace ipclab {

struct FolderContent {
  std::string root;  ///< "lab/": what was taken off the names; empty: nothing
  std::vector<SubmittedFile> files;
};

/// The files below `path` that matter for building, in no order; or the one .c file that `path` is. Throws
/// SubmissionError for what is the submission's fault and std::system_error for what is the machine's.
FolderContent read_files(std::string path);

}  // namespace ipclab
