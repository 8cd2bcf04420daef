#include "harness/batch/feedback.h"

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>

#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <set>
#include <stdexcept>

#include "harness/report/file.h"
#include "harness/report/html_report.h"
#include "harness/report/markdown.h"
#include "harness/report/redact.h"

namespace ipclab {
namespace {

namespace fs = std::filesystem;

using Files = std::map<std::string, std::string>;  // path below the feedback folder -> bytes

/// What the student is told about lateness, below the points.
std::string late_sentence(const Student& student, const Outcome& outcome) {
  if (!student.late || !outcome.mark || *outcome.mark == outcome.score.earned) return "";
  return fmt::format("Handed in late: {:g} points count.", *outcome.mark);
}

/// The export's folder may be called anything, and then the student's key has to do.
std::string folder_name(const Student& student) {
  const std::string& name = student.handed_in_as;
  const bool usable = !name.empty() && name != "." && name != ".." && name.find('/') == std::string::npos &&
                      name.size() < 200 && visible(name) == name;
  return usable ? name : student.key;
}

Files files_of(const Cohort& cohort, const Store& store) {
  Files files;
  std::set<std::string> taken;
  for (const Graded& graded : cohort.students) {
    std::string folder = folder_name(graded.student);
    if (!taken.insert(folder).second) folder = graded.student.key;
    for (const Outcome& outcome : graded.outcomes) {
      if (!outcome.mark) continue;
      auto full = report_of(store, graded.student, outcome);
      if (!full) continue;
      const Report report = without_hidden(*full);
      const std::string late = late_sentence(graded.student, outcome);
      const std::string path = folder + "/" + outcome.key.exercise;
      files[path + ".txt"] = to_text(report, TextStyle{}) + (late.empty() ? "" : "\n" + late + "\n");
      files[path + ".md"] = to_markdown(report) + (late.empty() ? "" : "\n" + late + "\n");
      files[path + ".html"] = html::page(outcome.key.exercise + ": " + graded.student.name,
                                         html::tag("h1", graded.student.name) + html_of(report) + html::tag("p", late));
    }
  }
  return files;
}

/// zip is what Moodle takes. The same time for all: 1980, zip's first.
std::string zip_of(const Files& files) {
  struct Free {
    void operator()(archive* it) const { archive_write_free(it); }
  };
  std::string bytes;
  const std::unique_ptr<archive, Free> writer(archive_write_new());
  const auto check = [&](int result) {
    if (result < ARCHIVE_WARN)
      throw std::runtime_error(fmt::format("feedback.zip: {}", archive_error_string(writer.get())));
  };
  check(archive_write_set_format_zip(writer.get()));
  check(archive_write_set_options(writer.get(), "zip:compression=deflate,zip:hdrcharset=UTF-8"));
  const auto append = [](archive*, void* to, const void* from, std::size_t size) -> la_ssize_t {
    static_cast<std::string*>(to)->append(static_cast<const char*>(from), size);
    return static_cast<la_ssize_t>(size);
  };
  check(archive_write_open(writer.get(), &bytes, nullptr, append, nullptr));
  constexpr std::int64_t kFirstTime = 315'619'200;
  for (const auto& [path, content] : files) {
    archive_entry* entry = archive_entry_new();
    archive_entry_set_pathname_utf8(entry, path.c_str());
    archive_entry_set_pathname(entry, path.c_str());
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    archive_entry_set_mtime(entry, kFirstTime, 0);
    archive_entry_set_size(entry, static_cast<la_int64_t>(content.size()));
    const int result = archive_write_header(writer.get(), entry);
    archive_entry_free(entry);
    check(result);
    if (archive_write_data(writer.get(), content.data(), content.size()) < 0) check(ARCHIVE_FATAL);
  }
  check(archive_write_close(writer.get()));
  return bytes;
}

}  // namespace

void write_if_changed(const fs::path& path, const std::string& bytes) {
  if (std::ifstream in(path, std::ios::binary); in) {
    const std::string known{std::istreambuf_iterator<char>(in), {}};
    if (known == bytes) return;
  }
  write_file_atomically(path, bytes);
}

void write_feedback(const fs::path& folder, const Cohort& cohort, const Store& store) {
  const Files files = files_of(cohort, store);
  fs::remove_all(folder);
  fs::create_directories(folder);
  for (const auto& [path, content] : files) {
    fs::create_directories((folder / path).parent_path());
    write_if_changed(folder / path, content);
  }
  fs::path archive = folder;
  write_if_changed(archive += ".zip", zip_of(files));
}

}  // namespace ipclab
