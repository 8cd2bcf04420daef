#include "tests/security/attack.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "harness/batch/grade.h"
#include "sandbox/control_group.h"
#include "tests/unit/temp_folder.h"

namespace ipclab::security {
namespace {

namespace fs = std::filesystem;

const fs::path kHere = IPCLAB_SOURCE_DIR "/tests/security";

std::vector<std::string> lines_of(const fs::path& path) {
  std::ifstream in(path);
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

std::vector<std::string> names_in(const fs::path& folder, const std::string& prefix = {}) {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    const std::string name = at->path().filename().string();
    if (name.starts_with(prefix)) names.push_back(name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

/// The words after "KEY: " in a comment.
std::string told(const std::vector<std::string>& lines, const std::string& key) {
  for (const std::string& line : lines) {
    if (!line.starts_with("//") && !line.starts_with("#")) return {};
    const std::size_t at = line.find(' ' + key + ": ");
    if (at != std::string::npos) return line.substr(at + key.size() + 3);
  }
  return {};
}

std::set<std::string> ids_in(const std::string& text) {
  std::set<std::string> all;
  std::istringstream ids(text);
  for (std::string id; std::getline(ids >> std::ws, id, ',');) all.insert(id);
  all.erase("nothing");
  return all;
}

Attack read_attack(const fs::path& path) {
  const auto lines = lines_of(fs::is_directory(path) ? path / "Makefile" : path);
  Attack attack;
  attack.path = path;
  attack.name = path.stem().string();
  attack.row = std::stoi(attack.name);
  attack.finds = ids_in(told(lines, "finds"));
  if (const std::string there = told(lines, "there"); !there.empty()) attack.finds_degraded = ids_in(there);
  attack.not_degraded = told(lines, "not there");
  attack.prints = told(lines, "prints");
  attack.never = told(lines, "never");
  attack.needs_memory_group = told(lines, "needs") == "memory group";
  if (const std::string scenario = told(lines, "scenario"); !scenario.empty()) attack.scenario = scenario;
  return attack;
}

void add_descendants(int pid, std::set<int>* all) {
  for (const std::string& task : names_in(fmt::format("/proc/{}/task", pid))) {
    std::ifstream children(fmt::format("/proc/{}/task/{}/children", pid, task));
    for (int child = 0; children >> child;) {
      if (all->insert(child).second) add_descendants(child, all);
    }
  }
}

}  // namespace

std::vector<Attack> all_attacks() {
  std::vector<Attack> attacks;
  for (const std::string& name : names_in(kHere / "programs")) {
    if (name != "attack.h") attacks.push_back(read_attack(kHere / "programs" / name));
  }
  return attacks;
}

sandbox::Sandbox& the_sandbox() {
  static sandbox::Sandbox one;
  return one;
}

Report grade_attack(const fs::path& path, const std::string& scenario) {
  static const Exercise exercise = load_exercise(kHere / "exercise");
  const TempFolder folder;
  if (fs::is_directory(path)) {
    fs::copy(path, folder.path());
  } else {
    fs::copy_file(path, folder.path() / "attack.c");
    fs::copy_file(kHere / "programs/attack.h", folder.path() / "attack.h");
  }
  GradeOptions options;
  options.only = {scenario};
  return grade(the_sandbox(), exercise, read_submission(folder.path()), options);
}

Machine machine() {
  Machine now;
  std::set<int> descendants;
  add_descendants(getpid(), &descendants);
  now.processes = descendants.size();
  now.mounts = lines_of("/proc/self/mountinfo");
  for (const char* kind : {"msg", "shm", "sem"}) {
    for (std::string& line : lines_of(std::string("/proc/sysvipc/") + kind)) now.ipc.push_back(line.substr(0, 21));
  }
  for (const char* folder : {"/dev/shm", "/dev/mqueue"}) {
    for (std::string& name : names_in(folder)) now.shm.push_back(name);
  }
  std::ifstream cgroup("/proc/self/cgroup"), mountinfo("/proc/self/mountinfo");
  const std::string groups((std::istreambuf_iterator<char>(cgroup)), {});
  const std::string mounts((std::istreambuf_iterator<char>(mountinfo)), {});
  for (const sandbox::GroupPlace& place : sandbox::group_places(groups, mounts)) {
    for (const std::string& name : names_in(place.folder, fmt::format("ipclab-{}-", getpid())))
      now.groups.push_back(place.folder + "/" + name);
  }
  now.temporary = names_in(fs::temp_directory_path(), "ipclab-security");
  // Libraries and programs that were unwound stay open for the next run of them.
  for (const std::string& name : names_in("/proc/self/fd")) {
    std::error_code gone;
    const std::string path = fs::read_symlink("/proc/self/fd/" + name, gone).string();
    if (!gone && !path.starts_with("/usr/") && path.find("/ipclab-") == std::string::npos) ++now.descriptors;
  }
  return now;
}

}  // namespace ipclab::security
