#include "harness/submission/relevance.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace ipclab::submission {
namespace {

std::string digest_of(const std::vector<SubmittedFile>& files) {
  Sha256 digest;
  for (const SubmittedFile& file : files) digest.add_file(file.name, file.bytes);
  return digest.hex();
}

}  // namespace

bool is_c_file(std::string_view name) {
  return name.size() > 2 && name.ends_with(".c");
}

bool matters(std::string_view name) {
  return is_c_file(name) || (name.size() > 2 && name.ends_with(".h")) || name == "Makefile";
}

bool is_passed_over(std::string_view name) {
  return name.starts_with('.') || name == "__MACOSX";
}

std::string_view base_name(std::string_view path) {
  return path.substr(path.rfind('/') + 1);
}

std::string only_folder(const std::vector<SubmittedFile>& files) {
  std::string folder;
  for (const SubmittedFile& file : files) {
    const std::size_t slash = file.name.find('/');
    if (slash == std::string::npos) return "";
    const std::string first = file.name.substr(0, slash);
    if (!folder.empty() && first != folder) return "";
    folder = first;
  }
  return folder;
}

std::vector<SubmittedFile> rooted(std::vector<SubmittedFile> files) {
  for (int wrapper = 0; wrapper < kMostWrappers; ++wrapper) {
    const std::string folder = only_folder(files);
    if (folder.empty()) break;
    for (SubmittedFile& file : files) file.name.erase(0, folder.size() + 1);
  }
  std::erase_if(
      files, [](const SubmittedFile& file) { return std::count(file.name.begin(), file.name.end(), '/') >= kDeepest; });
  std::size_t total = 0;
  for (const SubmittedFile& file : files) total += file.bytes.size();
  if (files.size() > kMostFiles) throw SubmissionError(fmt::format("it has more than {} files", kMostFiles));
  if (total > kMostBytes) throw SubmissionError("it is larger than 16 MiB");
  return files;
}

Submission submission_of(std::string path, std::vector<SubmittedFile> files) {
  Submission submission;
  submission.path = std::move(path);
  submission.files = std::move(files);
  std::sort(submission.files.begin(), submission.files.end(),
            [](const SubmittedFile& left, const SubmittedFile& right) { return left.name < right.name; });
  submission.digest = digest_of(submission.files);
  return submission;
}

}  // namespace ipclab::submission
