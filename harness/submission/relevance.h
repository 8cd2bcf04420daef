// Which files of what was handed in are the program, and where in the folders it begins. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "harness/submission/submission.h"

namespace ipclab::submission {

constexpr std::size_t kMiB = std::size_t{1024} * 1024;
constexpr std::size_t kMostBytesInFile = kMiB;
constexpr std::size_t kMostBytes = 16 * kMiB;
constexpr std::size_t kMostFiles = 1000;
constexpr int kDeepest = 2;       ///< FOLDER/file is on level 1
constexpr int kMostWrappers = 4;  ///< folders around everything that are looked into

bool is_c_file(std::string_view name);

/// A file of this name takes part in building: .c, .h, Makefile.
bool matters(std::string_view name);

/// What editors, version control and archivers leave is not the student's program: "._copy.c" looks like a source and
/// is none.
bool is_passed_over(std::string_view name);

/// "a/b/c.c" -> "c.c".
std::string_view base_name(std::string_view path);

/// The folder that all of `files` lie in, or empty when one lies beside it or there are two.
std::string only_folder(const std::vector<SubmittedFile>& files);

/// The submission begins where its files do: a folder around all of them is taken off their names. What then lies
/// deeper than a submission goes is left out. Throws SubmissionError over the limits of read_submission().
std::vector<SubmittedFile> rooted(std::vector<SubmittedFile> files);

/// Digest and order from the files. `path` is what the submission is called.
Submission submission_of(std::string path, std::vector<SubmittedFile> files);

}  // namespace ipclab::submission
