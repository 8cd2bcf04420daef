#include "harness/submission/submission.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/submission/folder_reader.h"

namespace ipclab {
namespace {

std::string digest_of(const std::vector<SubmittedFile>& files) {
  Sha256 digest;
  for (const SubmittedFile& file : files) digest.add_file(file.name, file.bytes);
  return digest.hex();
}

}  // namespace

const SubmittedFile* Submission::find(const std::string& name) const {
  const auto found =
      std::find_if(files.begin(), files.end(), [&](const SubmittedFile& file) { return file.name == name; });
  return found == files.end() ? nullptr : &*found;
}

Submission read_submission(const std::filesystem::path& path) {
  Submission submission;
  submission.path = path.string();
  submission.files = read_files(submission.path);
  std::sort(submission.files.begin(), submission.files.end(),
            [](const SubmittedFile& left, const SubmittedFile& right) { return left.name < right.name; });
  submission.digest = digest_of(submission.files);
  return submission;
}

}  // namespace ipclab
