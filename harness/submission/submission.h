// What a student hands in: a folder, one .c file or an archive, read as data. Nothing in it is followed out of it.
#pragma once

#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

#include "harness/exercise/digest.h"

namespace ipclab {

struct SubmittedFile {
  std::string name;  ///< relative to the submission, as bytes; no "..", never absolute
  std::string bytes;
};

struct Submission {
  std::string path;    ///< as the user gave it
  std::string root;    ///< the folder below `path` that everything lies in, "lab/"; empty: none
  std::string digest;  ///< SHA-256 over names and contents, in hex; independent of the order on disk and of times
  std::vector<SubmittedFile> files;  ///< regular files that matter for building (.c, .h, Makefile), sorted by name

  /// The file of that name, or null.
  const SubmittedFile* find(const std::string& name) const;
};

/// The submission can't be read: not there, too big, a symbolic link. what() is a sentence for the user.
class SubmissionError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Reads a folder (two levels deep at most: FOLDER/x.c and FOLDER/lib/x.c), a single .c file, or an archive (zip, tar,
/// 7z). Where all files lie in one folder below it, this is the submission. Symbolic links, FIFOs and devices are
/// passed over and not read, and so are hidden files and folders and what archivers add ("__MACOSX").
/// Throws SubmissionError: nothing at `path`, a link, over 1 MiB a file, over 16 MiB or 1000 files in all.
Submission read_submission(const std::filesystem::path& path);
}  // namespace ipclab
