#include "harness/submission/intake.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <set>
#include <utility>

#include "harness/submission/gather.h"
#include "harness/submission/gradescope_list.h"
#include "harness/submission/relevance.h"

namespace ipclab {
namespace {

using namespace submission;

/// One of the folders or files of a student, with what is in it.
struct Part {
  ExportName name;
  const GatheredTop* top = nullptr;
  std::string top_name;
  std::vector<GatheredFile> files;
};

/// What all clones have before the login: up to the last '-' that all share.
std::string classroom_prefix(const Gathered& gathered) {
  std::string common;
  bool any = false;
  for (const auto& [name, top] : gathered.tops) {
    if (!top.git) continue;
    if (!any) {
      common = name;
    } else {
      const auto end = std::mismatch(common.begin(), common.end(), name.begin(), name.end()).first;
      common.erase(end, common.end());
    }
    any = true;
  }
  const std::size_t dash = common.rfind('-');
  return dash == std::string::npos ? "" : common.substr(0, dash + 1);
}

std::string attempt_label(int number) {
  return fmt::format("attempt {}", number);
}

/// Attempts of one part: each archive is one, each folder "attempt N" is one, and what else lies there is one.
std::vector<Attempt> attempts_in(const Part& part) {
  std::map<std::string, Attempt> by_label;
  // A student's single archive may itself hold "attempt 1", "attempt 2".
  const auto numbered = [&] {
    std::set<std::string> folders;
    for (const GatheredFile& file : part.files) {
      const std::size_t slash = file.path.find('/');
      if (slash == std::string::npos || attempt_number(file.path.substr(0, slash)) == 0) return false;
      folders.insert(file.path.substr(0, slash));
    }
    return !folders.empty();
  }();
  for (const GatheredFile& file : part.files) {
    std::string name = file.path.empty() ? part.name.file : file.path;
    std::string label = file.container;
    if (numbered) {
      const std::size_t slash = name.find('/');
      const std::string number = attempt_label(attempt_number(name.substr(0, slash)));
      label = label.empty() ? number : fmt::format("{}, {}", label, number);
      name.erase(0, slash + 1);
    }
    Attempt& attempt = by_label[label];
    attempt.label = label;
    attempt.modified = std::max(attempt.modified, file.modified);
    attempt.files.push_back({std::move(name), file.bytes});
  }
  std::vector<Attempt> attempts;
  attempts.reserve(by_label.size());
  for (auto& [label, attempt] : by_label) attempts.push_back(std::move(attempt));
  std::stable_sort(attempts.begin(), attempts.end(), [&](const Attempt& left, const Attempt& right) {
    if (numbered) return compare_naturally(left.label, right.label) < 0;
    if (left.modified != right.modified) return left.modified < right.modified;
    // Files that lie there open count before those in an archive beside them.
    if (left.label.empty() != right.label.empty()) return right.label.empty();
    return compare_naturally(left.label, right.label) < 0;
  });
  return attempts;
}

/// Files that an export gives one by one (Canvas, Moodle without folders) are one submission together; of two uploads
/// of a name the newer one counts.
std::vector<Attempt> joined(std::vector<Part>& parts) {
  std::stable_sort(parts.begin(), parts.end(), [](const Part& left, const Part& right) {
    return std::pair(left.name.version, left.name.attachment) < std::pair(right.name.version, right.name.attachment);
  });
  Attempt open;
  std::vector<Attempt> attempts;
  for (const Part& part : parts) {
    const bool single = !part.top->folder && !part.top->archive;
    if (!single) {
      for (Attempt& attempt : attempts_in(part)) attempts.push_back(std::move(attempt));
      continue;
    }
    for (const GatheredFile& file : part.files) {
      const auto same = std::find_if(open.files.begin(), open.files.end(),
                                     [&](const SubmittedFile& it) { return it.name == part.name.file; });
      if (same == open.files.end()) {
        open.files.push_back({part.name.file, file.bytes});
      } else {
        Attempt before = open;
        before.label = fmt::format("before {} was uploaded again", part.name.file);
        attempts.push_back(std::move(before));
        same->bytes = file.bytes;
      }
      open.modified = std::max(open.modified, file.modified);
    }
  }
  if (!open.files.empty()) attempts.push_back(std::move(open));
  return attempts;
}

Student student_of(const std::string& owner, std::vector<Part>& parts) {
  Student student;
  const ExportName& name = parts.front().name;
  student.key = owner;
  student.name = name.name;
  student.id = name.id;
  student.handed_in_as = parts.front().top->folder ? parts.front().top_name : owner;
  for (const Part& part : parts) {
    student.late |= part.name.late;
    const auto append = [](std::vector<std::string>* all, const std::vector<std::string>& more) {
      all->insert(all->end(), more.begin(), more.end());
    };
    append(&student.notes, part.top->notes);
    append(&student.others, part.top->others);
    append(&student.notes, part.top->broken);
    if (student.trouble.empty() && !part.top->broken.empty()) student.trouble = part.top->broken.front();
  }
  student.attempts = joined(parts);
  if (student.counts() != nullptr && name.kind != Export::Classroom) student.handed_in = student.counts()->modified;
  // One damaged archive beside a good one is no trouble, and a note alone explains why nothing is there.
  if (!student.attempts.empty() && student.trouble.find("too large") == std::string::npos) student.trouble.clear();
  if (student.attempts.empty() && student.trouble.empty() && student.others.empty() && !student.notes.empty()) {
    student.trouble = student.notes.front();
  }
  return student;
}

/// Keys are made from names, and two names may give the same one.
void make_keys_unique(std::vector<Student>* students) {
  std::set<std::string> taken;
  for (Student& student : *students) {
    const std::string owner = student.key;
    student.key = key_of(owner);
    if (!taken.insert(student.key).second) {
      student.key += "-" + sha256(owner).substr(0, 6);
      taken.insert(student.key);
    }
  }
  std::sort(students->begin(), students->end(), [](const Student& left, const Student& right) {
    return compare_naturally(left.key, right.key) < 0 ||
           (compare_naturally(left.key, right.key) == 0 && left.key < right.key);
  });
}

Export most_common(const std::vector<Export>& kinds) {
  std::map<Export, int> counts;
  for (const Export kind : kinds) ++counts[kind];
  const auto most = std::max_element(counts.begin(), counts.end(),
                                     [](const auto& left, const auto& right) { return left.second < right.second; });
  return most == counts.end() ? Export::Plain : most->first;
}

void name_gradescope_students(const std::string& list, std::vector<Student>* students) {
  const auto submitters = read_gradescope_list(list);
  for (Student& student : *students) {
    const auto known = submitters.find(student.handed_in_as);
    if (known == submitters.end()) continue;
    if (!known->second.name.empty()) student.name = known->second.name;
    if (!known->second.id.empty()) student.id = known->second.id;
    student.email = known->second.email;
    if (known->second.created != 0) student.handed_in = known->second.created;
  }
}

}  // namespace

std::string key_of(const std::string& name) {
  constexpr std::size_t kLongest = 80;
  std::string key;
  bool changed = name.empty() || name.size() > kLongest;
  for (const char c : name.substr(0, kLongest)) {
    const bool plain = std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '.' || c == '_' || c == '-';
    // Not in front: neither a hidden file nor what a command takes for an option.
    const bool stays = plain && !(key.empty() && (c == '.' || c == '-'));
    key += stays ? c : '_';
    changed |= !stays && c != ' ';
  }
  if (key.empty()) key = "_";
  return changed ? key + "-" + sha256(name).substr(0, 6) : key;
}

Intake read_intake(const std::filesystem::path& path) {
  Gathered gathered = gather(path.string());
  const std::string prefix = classroom_prefix(gathered);
  std::map<std::string, std::map<std::string, Part>> owners;  // student -> top -> part
  std::map<std::string, Part*> parts;
  std::vector<Export> kinds;
  for (const auto& [name, top] : gathered.tops) {
    ExportName read = read_export_name(name, top.folder, top.git ? prefix : "");
    kinds.push_back(read.kind);
    Part& part = owners[read.student][name];
    part.name = std::move(read);
    part.top = &top;
    part.top_name = name;
    parts[name] = &part;
  }
  for (GatheredFile& file : gathered.files) parts.at(file.top)->files.push_back(std::move(file));

  Intake intake;
  intake.notes = gathered.notes;
  intake.kind = most_common(kinds);
  for (auto& [owner, tops] : owners) {
    std::vector<Part> of_one;
    of_one.reserve(tops.size());
    for (auto& [name, part] : tops) of_one.push_back(std::move(part));
    intake.students.push_back(student_of(owner, of_one));
  }
  name_gradescope_students(gathered.gradescope_list, &intake.students);
  make_keys_unique(&intake.students);
  return intake;
}

Submission submission_for(const Student& student, const std::string& exercise) {
  std::vector<SubmittedFile> files;
  if (student.counts() != nullptr) files = student.counts()->files;
  // Through folders around everything, to where one is called like the exercise.
  for (int wrappers = 0; wrappers <= kMostWrappers; ++wrappers) {
    std::vector<SubmittedFile> own;
    for (const SubmittedFile& file : files) {
      if (file.name.starts_with(exercise + "/")) own.push_back({file.name.substr(exercise.size() + 1), file.bytes});
    }
    if (!own.empty()) return submission_of(student.key, rooted(std::move(own)));
    const std::string wrapper = only_folder(files);
    if (wrapper.empty()) break;
    for (SubmittedFile& file : files) file.name.erase(0, wrapper.size() + 1);
  }
  return submission_of(student.key, rooted(std::move(files)));
}

}  // namespace ipclab
