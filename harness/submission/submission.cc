#include "harness/submission/submission.h"

#include <algorithm>

#include "harness/submission/archive.h"
#include "harness/submission/careful.h"
#include "harness/submission/folder_reader.h"
#include "harness/submission/relevance.h"

namespace ipclab {
namespace {

using namespace submission;

std::size_t wanted_source(const std::string& name) {
  // A component that is passed over takes everything below it along.
  for (std::string_view rest = name; !rest.empty();) {
    const std::size_t slash = std::min(rest.find('/'), rest.size());
    if (is_passed_over(rest.substr(0, slash))) return 0;
    rest.remove_prefix(std::min(slash + 1, rest.size()));
  }
  return matters(base_name(name)) ? kMostBytesInFile : 0;
}

std::vector<SubmittedFile> read_archive(const std::string& path) {
  const Fd file(open(path.c_str(), kCarefully));
  if (file.get() == -1) failed(path);
  std::vector<SubmittedFile> files;
  for (ArchiveMember& member : read_archive_file(file.get(), path, ArchiveLimits{}, wanted_source).members) {
    files.push_back({std::move(member.name), std::move(member.bytes)});
  }
  try {
    return rooted(std::move(files));
  } catch (const SubmissionError& error) {
    throw SubmissionError(path + ": " + error.what());
  }
}

}  // namespace

const SubmittedFile* Submission::find(const std::string& name) const {
  const auto found =
      std::find_if(files.begin(), files.end(), [&](const SubmittedFile& file) { return file.name == name; });
  return found == files.end() ? nullptr : &*found;
}

Submission read_submission(const std::filesystem::path& path) {
  std::error_code none;
  const bool archive = is_archive_name(path.filename().string()) && std::filesystem::is_regular_file(path, none);
  if (archive) return submission_of(path.string(), read_archive(path.string()));
  FolderContent content = read_files(path.string());
  Submission submission = submission_of(path.string(), std::move(content.files));
  submission.root = std::move(content.root);
  return submission;
}

}  // namespace ipclab
