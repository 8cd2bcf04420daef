#include "sandbox/control_group.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <sstream>
#include <thread>

namespace ipclab::sandbox {
namespace {

constexpr const char* kPrefix = "ipclab-";

/// On top of what a run may use: the keeper, the run's init.
constexpr std::int64_t kOverheadProcesses = 32;

bool has_word(const std::string& list, const std::string& word, char separator) {
  std::istringstream words(list);
  for (std::string one; std::getline(words, one, separator);) {
    while (!one.empty() && one.back() == '\n') one.pop_back();
    if (one == word) return true;
  }
  return false;
}

/// The value in a line "KEY VALUE"; without a key the whole text is the value.
std::int64_t number(const std::string& text, const std::string& key) {
  std::istringstream lines(text);
  if (key.empty()) {
    std::int64_t value = 0;
    lines >> value;
    return value;
  }
  std::string name;
  std::int64_t value = 0;
  while (lines >> name >> value) {
    if (name == key) return value;
  }
  return 0;
}

/// Of a group of our name, "ipclab-PID-NUMBER", the process that made it.
std::optional<pid_t> maker_of(const std::string& group) {
  if (!group.starts_with(kPrefix)) return std::nullopt;
  const char* digits = group.c_str() + std::strlen(kPrefix);
  char* end = nullptr;
  const long pid = std::strtol(digits, &end, 10);
  if (end == digits || *end != '-' || pid <= 0 || pid > std::numeric_limits<pid_t>::max()) return std::nullopt;
  return static_cast<pid_t>(pid);
}

std::string parent_of(const std::string& folder) {
  return folder.substr(0, folder.rfind('/'));
}

/// A mount of a hierarchy: man 5 proc, /proc/pid/mountinfo.
struct GroupMount {
  std::string root, point, options;
  bool unified = false;
};

std::vector<GroupMount> group_mounts(const std::string& mountinfo) {
  std::vector<GroupMount> mounts;
  std::istringstream lines(mountinfo);
  for (std::string line; std::getline(lines, line);) {
    const std::size_t dash = line.find(" - ");
    if (dash == std::string::npos) continue;
    std::istringstream before(line.substr(0, dash)), after(line.substr(dash + 3));
    std::string id, parent, device, type, source;
    GroupMount mount;
    before >> id >> parent >> device >> mount.root >> mount.point;
    after >> type >> source >> mount.options;
    if (type != "cgroup" && type != "cgroup2") continue;
    mount.unified = type == "cgroup2";
    mounts.push_back(std::move(mount));
  }
  return mounts;
}

/// `path` of a hierarchy as seen through the mount.
std::optional<std::string> seen_through(const GroupMount& mount, const std::string& path) {
  std::string rest = path == "/" ? "" : path;
  if (mount.root != "/") {
    if (!rest.starts_with(mount.root)) return std::nullopt;
    rest.erase(0, mount.root.size());
  }
  return mount.point + rest;
}

}  // namespace

std::vector<GroupPlace> group_places(const std::string& cgroup, const std::string& mountinfo) {
  const std::vector<GroupMount> mounts = group_mounts(mountinfo);
  std::vector<GroupPlace> places;
  std::istringstream lines(cgroup);
  for (std::string line; std::getline(lines, line);) {
    const std::size_t first = line.find(':'), second = line.find(':', first + 1);
    if (second == std::string::npos) continue;
    const std::string controllers = line.substr(first + 1, second - first - 1), path = line.substr(second + 1);
    for (const GroupMount& mount : mounts) {
      if (mount.unified != controllers.empty()) continue;
      std::string controller;
      for (const char* wanted : {"memory", "pids", "cpuacct"}) {
        if (has_word(controllers, wanted, ',') && has_word(mount.options, wanted, ',')) controller = wanted;
      }
      if (!mount.unified && controller.empty()) continue;
      const auto folder = seen_through(mount, path);
      if (!folder) continue;
      places.push_back(
          {mount.unified ? GroupPlace::Version::V2 : GroupPlace::Version::V1, controller, *folder, mount.point});
      break;
    }
  }
  return places;
}

ControlGroup::ControlGroup(const std::vector<GroupPlace>& places, std::unique_ptr<GroupFiles> files,
                           const std::string& name)
    : files_(std::move(files)) {
  if (places.empty()) trouble_ = "no control groups are mounted";
  for (const GroupPlace& place : places) {
    if (place.version == GroupPlace::Version::V2) {
      use_unified(place, kPrefix + name);
    } else {
      use(place, kPrefix + name);
    }
  }
  if (limits_memory() && limits_processes() && counts_cpu()) trouble_.clear();
}

std::string ControlGroup::new_group(const std::string& parent, const std::string& name) {
  for (const std::string& other : files_->folders_in(parent)) {
    const auto maker = maker_of(other);
    // Fails for one in which somebody still is, and that is as it should be.
    if (maker && !files_->runs(*maker)) files_->remove(fmt::format("{}/{}", parent, other));
  }
  std::string folder = parent + "/" + name;
  const int error = files_->make(folder);
  if (error != 0 && error != EEXIST) {
    trouble_ = fmt::format("making a control group in {}: {}", parent, std::strerror(error));
    return {};
  }
  folders_.push_back(folder);
  return folder;
}

void ControlGroup::use(const GroupPlace& place, const std::string& name) {
  const std::string folder = new_group(place.folder, name);
  if (folder.empty()) return;
  if (place.controller == "memory") {
    memory_ = folder;
    files_->write(folder + "/memory.swappiness", "0");
  } else if (place.controller == "pids") {
    processes_ = folder;
  } else {
    cpu_ = folder;
  }
}

void ControlGroup::use_unified(const GroupPlace& place, const std::string& name) {
  unified_ = true;
  const std::string controllers = files_->read(place.top + "/cgroup.controllers").value_or("");
  if (!has_word(controllers, "memory", ' ')) {
    unified_ = false;
    if (trouble_.empty()) trouble_ = "the cgroup v2 hierarchy has no controllers";
    return;
  }
  // A group with processes of its own hands nothing on (man 7 cgroups, "no internal processes"): look further up, as
  // far as we may write.
  for (std::string parent = place.folder; parent.size() >= place.top.size(); parent = parent_of(parent)) {
    const std::string control = parent + "/cgroup.subtree_control";
    const auto handed_on = [&] {
      const std::string list = files_->read(control).value_or("");
      return has_word(list, "memory", ' ') && has_word(list, "pids", ' ');
    };
    if (!handed_on()) files_->write(control, "+memory +pids");
    if (!handed_on()) {
      if (trouble_.empty())
        trouble_ = fmt::format("{} does not hand on the controllers memory and pids, and can't be made to", parent);
      continue;
    }
    const std::string folder = new_group(parent, name);
    if (folder.empty()) continue;
    memory_ = processes_ = cpu_ = folder;
    files_->write(folder + "/memory.swap.max", "0");
    return;
  }
  unified_ = false;
}

ControlGroup::~ControlGroup() {
  // The kernel takes its time to bury the last ones.
  constexpr int kPatience = 2000;
  if (files_ == nullptr) return;
  for (const std::string& folder : folders_) {
    for (int tries = 0; tries < kPatience && files_->remove(folder) == EBUSY; ++tries)
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
}

void ControlGroup::admit(pid_t pid) {
  for (const std::string& folder : folders_) {
    const std::string file = folder + "/cgroup.procs", text = std::to_string(pid);
    int error = files_->write(file, text);
    if (error == ENOENT) {  // another grader's start took it for a left one
      files_->make(folder);
      error = files_->write(file, text);
    }
    if (error == 0) continue;
    trouble_ = fmt::format("entering {}: {}", folder, std::strerror(error));
    for (std::string* part : {&memory_, &processes_, &cpu_}) {
      if (*part == folder) part->clear();
    }
  }
}

void ControlGroup::begin_run(const Limits& limits) {
  if (limits_memory()) {
    // AddressSanitizer keeps books of what it hands out; the run is watched from outside as well.
    std::int64_t bytes = (limits.any_address_space ? 2 : 1) * limits.memory_bytes + kOverheadBytes;
    // The last run's objects may be going still (make_room).
    if (memory_limit_ && *memory_limit_ > bytes) bytes = std::max(bytes, memory_in_use() + kOverheadBytes / 2);
    limit_memory(bytes);
    peak_is_of_this_run_ =
        files_->write(memory_ + (unified_ ? "/memory.peak" : "/memory.max_usage_in_bytes"), "0") == 0;
  }
  if (const std::int64_t most = limits.processes + kOverheadProcesses; limits_processes() && process_limit_ != most) {
    if (files_->write(processes_ + "/pids.max", std::to_string(most)) == 0) process_limit_ = most;
  }
  if (counts_cpu()) cpu_before_us_ = cpu_us_so_far();
}

std::int64_t ControlGroup::number_in(const std::string& file, const std::string& key) {
  return number(files_->read(file).value_or(""), key);
}

std::int64_t ControlGroup::cpu_us_so_far() {
  return unified_ ? number_in(cpu_ + "/cpu.stat", "usage_usec") : number_in(cpu_ + "/cpuacct.usage") / 1000;
}

std::int64_t ControlGroup::memory_in_use() {
  return number_in(memory_ + (unified_ ? "/memory.current" : "/memory.usage_in_bytes"));
}

void ControlGroup::limit_memory(std::int64_t bytes) {
  if (memory_limit_ == bytes) return;
  const char* name = unified_ ? "/memory.max" : "/memory.limit_in_bytes";
  if (files_->write(memory_ + name, std::to_string(bytes)) == 0) memory_limit_ = bytes;
}

void ControlGroup::make_room() {
  if (!limits_memory() || !memory_limit_) return;
  limit_memory(std::max(*memory_limit_, memory_in_use() + kOverheadBytes / 2));
}

ControlGroup::Usage ControlGroup::usage() {
  Usage usage;
  if (limits_memory() && peak_is_of_this_run_)
    usage.peak_memory_bytes = number_in(memory_ + (unified_ ? "/memory.peak" : "/memory.max_usage_in_bytes"));
  if (counts_cpu()) usage.cpu_us = cpu_us_so_far() - cpu_before_us_;
  return usage;
}

std::int64_t ControlGroup::memory_kills() {
  if (!limits_memory()) return 0;
  return number_in(memory_ + (unified_ ? "/memory.events" : "/memory.oom_control"), "oom_kill");
}

}  // namespace ipclab::sandbox
