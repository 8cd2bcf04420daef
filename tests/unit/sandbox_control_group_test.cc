#include "sandbox/control_group.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <map>
#include <set>

namespace ipclab::sandbox {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Version = GroupPlace::Version;

/// A hierarchy in memory. A new folder gets the files of the controllers that its parent hands on.
class FakeFiles : public GroupFiles {
 public:
  int make(const std::string& folder) override {
    if (read_only) return EROFS;
    if (!folders.insert(folder).second) return EEXIST;
    made.push_back(folder);
    return 0;
  }
  int remove(const std::string& folder) override {
    if (occupied.contains(folder)) return EBUSY;
    removed.push_back(folder);
    return folders.erase(folder) == 1 ? 0 : ENOENT;
  }
  int write(const std::string& file, const std::string& text) override {
    if (refused.contains(file)) return refused.at(file);
    const std::string folder = file.substr(0, file.rfind('/'));
    if (!folders.contains(folder)) return ENOENT;
    if (text.starts_with("+")) {
      files[file] = "memory pids\n";
    } else {
      files[file] = text;
    }
    ++writes[file];
    return 0;
  }
  std::optional<std::string> read(const std::string& file) override {
    const auto at = files.find(file);
    return at == files.end() ? std::nullopt : std::optional(at->second);
  }
  std::vector<std::string> folders_in(const std::string& folder) override {
    std::vector<std::string> names;
    for (const std::string& one : folders) {
      if (one.starts_with(folder + "/") && one.find('/', folder.size() + 1) == std::string::npos)
        names.push_back(one.substr(folder.size() + 1));
    }
    return names;
  }

  bool runs(pid_t pid) override { return running.contains(pid); }

  bool read_only = false;
  std::set<pid_t> running;
  std::set<std::string> folders, occupied;
  std::map<std::string, std::string> files;
  std::map<std::string, int> refused, writes;
  std::vector<std::string> made, removed;
};

const std::vector<GroupPlace> kUnified = {{Version::V2, "", "/cg/user/app.scope", "/cg"}};
const std::vector<GroupPlace> kSeparate = {{Version::V1, "memory", "/cg/memory/me", "/cg/memory"},
                                           {Version::V1, "pids", "/cg/pids", "/cg/pids"},
                                           {Version::V1, "cpuacct", "/cg/cpu", "/cg/cpu"}};

/// The fake stays in sight of the test when the group owns it.
struct Case {
  FakeFiles* files = new FakeFiles;
  ControlGroup make(const std::vector<GroupPlace>& places) {
    return {places, std::unique_ptr<GroupFiles>(files), "7-1"};
  }
};

Case unified(bool handed_on_above = true) {
  Case one;
  one.files->folders = {"/cg", "/cg/user", "/cg/user/app.scope"};
  one.files->files["/cg/cgroup.controllers"] = "cpu memory pids\n";
  one.files->refused["/cg/user/app.scope/cgroup.subtree_control"] = EBUSY;  // it has processes
  if (handed_on_above) one.files->files["/cg/user/cgroup.subtree_control"] = "memory pids\n";
  return one;
}

TEST(GroupPlaces, OfVersionOneAreFoundByController) {
  const auto places = group_places("4:memory:/a/b\n8:pids:/\n3:cpu,cpuacct:/\n2:freezer:/\n0::/\n",
                                   "1 0 0:1 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n"
                                   "2 0 0:2 / /sys/fs/cgroup/pids rw - cgroup cgroup rw,pids\n"
                                   "3 0 0:3 / /sys/fs/cgroup/cpu,cpuacct rw shared:3 - cgroup cgroup rw,cpu,cpuacct\n");
  EXPECT_THAT(
      places,
      ElementsAre(GroupPlace{Version::V1, "memory", "/sys/fs/cgroup/memory/a/b", "/sys/fs/cgroup/memory"},
                  GroupPlace{Version::V1, "pids", "/sys/fs/cgroup/pids", "/sys/fs/cgroup/pids"},
                  GroupPlace{Version::V1, "cpuacct", "/sys/fs/cgroup/cpu,cpuacct", "/sys/fs/cgroup/cpu,cpuacct"}));
}

TEST(GroupPlaces, OfVersionTwoAreOneFolder) {
  EXPECT_THAT(group_places("0::/user.slice/x.scope\n", "1 0 0:1 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n"),
              ElementsAre(GroupPlace{Version::V2, "", "/sys/fs/cgroup/user.slice/x.scope", "/sys/fs/cgroup"}));
}

TEST(GroupPlaces, AreSeenThroughAMountOfAPartAsInAContainer) {
  EXPECT_THAT(group_places("4:memory:/docker/77/x\n",
                           "1 0 0:1 /docker/77 /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n"),
              ElementsAre(GroupPlace{Version::V1, "memory", "/sys/fs/cgroup/memory/x", "/sys/fs/cgroup/memory"}));
  EXPECT_THAT(group_places("4:memory:/elsewhere\n", "1 0 0:1 /docker/77 /m rw - cgroup cgroup rw,memory\n"), IsEmpty());
}

TEST(GroupPlaces, AreNoneWithoutMounts) {
  EXPECT_THAT(group_places("0::/\n", ""), IsEmpty());
}

TEST(ControlGroupV2, IsMadeBelowTheNearestGroupThatHandsOnItsControllers) {
  Case one = unified();
  const ControlGroup group = one.make(kUnified);
  EXPECT_THAT(one.files->made, ElementsAre("/cg/user/ipclab-7-1"));
  EXPECT_TRUE(group.limits_memory() && group.limits_processes() && group.counts_cpu());
  EXPECT_EQ(group.trouble(), "");
}

TEST(ControlGroupV2, AsksForControllersThatWereNotHandedOn) {
  Case one = unified(false);
  const ControlGroup group = one.make(kUnified);
  EXPECT_TRUE(group.limits_memory());
  EXPECT_EQ(one.files->writes["/cg/user/cgroup.subtree_control"], 1);
}

TEST(ControlGroupV2, SaysWhyWhereNobodyHandsThemOn) {
  Case one = unified(false);
  for (const char* folder : {"/cg", "/cg/user"})
    one.files->refused[std::string(folder) + "/cgroup.subtree_control"] = EACCES;
  const ControlGroup group = one.make(kUnified);
  EXPECT_FALSE(group.holds_anything());
  EXPECT_THAT(group.trouble(), HasSubstr("does not hand on the controllers"));
}

TEST(ControlGroupV2, LimitsMemoryWithoutSwapAndReadsItsFigures) {
  Case one = unified();
  ControlGroup group = one.make(kUnified);
  group.admit(42);
  Limits limits;
  limits.memory_bytes = 100LL << 20;
  group.begin_run(limits);
  auto& files = one.files->files;
  const std::string at = "/cg/user/ipclab-7-1";
  EXPECT_EQ(files[at + "/cgroup.procs"], "42");
  EXPECT_EQ(files[at + "/memory.swap.max"], "0");
  EXPECT_EQ(files[at + "/memory.max"], std::to_string(164LL << 20));
  files[at + "/memory.peak"] = "12345\n";
  files[at + "/cpu.stat"] = "usage_usec 777\nuser_usec 700\n";
  files[at + "/memory.events"] = "low 0\nhigh 0\nmax 3\noom 2\noom_kill 1\n";
  EXPECT_EQ(group.usage().peak_memory_bytes, 12345);
  EXPECT_EQ(group.usage().cpu_us, 777);
  EXPECT_EQ(group.memory_kills(), 1);
}

TEST(ControlGroupV2, GivesNoPeakWhereAnEarlierRunsCannotBeForgotten) {
  Case one = unified();
  ControlGroup group = one.make(kUnified);
  one.files->refused["/cg/user/ipclab-7-1/memory.peak"] = EINVAL;  // before Linux 6.12
  one.files->files["/cg/user/ipclab-7-1/memory.peak"] = "12345\n";
  group.begin_run({});
  EXPECT_EQ(group.usage().peak_memory_bytes, std::nullopt);
}

TEST(ControlGroupV1, HasAFolderInEachHierarchy) {
  Case one;
  one.files->folders = {"/cg/memory/me", "/cg/pids", "/cg/cpu"};
  ControlGroup group = one.make(kSeparate);
  EXPECT_THAT(one.files->made, ElementsAre("/cg/memory/me/ipclab-7-1", "/cg/pids/ipclab-7-1", "/cg/cpu/ipclab-7-1"));
  auto& files = one.files->files;
  files["/cg/cpu/ipclab-7-1/cpuacct.usage"] = "5000000\n";
  group.begin_run({});
  files["/cg/cpu/ipclab-7-1/cpuacct.usage"] = "9000000\n";
  files["/cg/memory/me/ipclab-7-1/memory.oom_control"] = "oom_kill_disable 0\nunder_oom 0\noom_kill 4\n";
  EXPECT_EQ(group.usage().cpu_us, 4000);
  EXPECT_EQ(group.memory_kills(), 4);
}

TEST(ControlGroupV1, WritesALimitOnlyWhenItChanges) {
  Case one;
  one.files->folders = {"/cg/memory/me", "/cg/pids", "/cg/cpu"};
  ControlGroup group = one.make(kSeparate);
  for (int run = 0; run < 3; ++run) group.begin_run({});
  EXPECT_EQ(one.files->writes["/cg/memory/me/ipclab-7-1/memory.limit_in_bytes"], 1);
  EXPECT_EQ(one.files->writes["/cg/pids/ipclab-7-1/pids.max"], 1);
}

TEST(ControlGroup, MakesRoomForWhoClearsUpWhereTheRunHasUsedAllAndTakesItBack) {
  Case one;
  one.files->folders = {"/cg/memory/me", "/cg/pids", "/cg/cpu"};
  ControlGroup group = one.make(kSeparate);
  const std::string folder = "/cg/memory/me/ipclab-7-1", limit = folder + "/memory.limit_in_bytes";
  const auto uses = [&](std::int64_t mib) {
    one.files->files[folder + "/memory.usage_in_bytes"] = std::to_string(mib << 20) + "\n";
  };
  const auto limit_mib = [&] { return std::stoll(one.files->files[limit]) >> 20; };
  Limits limits;
  limits.memory_bytes = 100LL << 20;
  group.begin_run(limits);
  ASSERT_EQ(limit_mib(), 164);
  uses(20);
  group.make_room();
  EXPECT_EQ(one.files->writes[limit], 1) << "there is room enough";
  uses(164);
  group.make_room();
  EXPECT_EQ(limit_mib(), 196);
  group.begin_run(limits);
  EXPECT_EQ(limit_mib(), 196) << "the kernel has freed nothing yet, and would kill somebody";
  uses(20);
  group.begin_run(limits);
  EXPECT_EQ(limit_mib(), 164);
}

TEST(ControlGroup, RemovesWhatAKilledGraderLeftAndNothingElse) {
  Case one;
  one.files->folders = {"/cg/memory/me",
                        "/cg/memory/me/ipclab-1-1",
                        "/cg/memory/me/ipclab-2-1",
                        "/cg/memory/me/ipclab-3-1",
                        "/cg/memory/me/somebodys",
                        "/cg/pids",
                        "/cg/cpu"};
  one.files->occupied = {"/cg/memory/me/ipclab-2-1"};
  one.files->running = {3};  // has made its group just now, and nobody is in it yet
  const ControlGroup group = one.make(kSeparate);
  EXPECT_THAT(one.files->removed, ElementsAre("/cg/memory/me/ipclab-1-1"));
}

TEST(ControlGroup, SaysWhatKeepsItFromBeingMade) {
  Case one;
  one.files->read_only = true;
  const ControlGroup group = one.make(kSeparate);
  EXPECT_FALSE(group.holds_anything());
  EXPECT_THAT(group.trouble(), HasSubstr("making a control group in /cg/"));
  EXPECT_THAT(group.trouble(), HasSubstr("Read-only file system"));
}

TEST(ControlGroup, IsMadeAgainWhenAnotherGraderTookItForALeftOne) {
  Case one;
  one.files->folders = {"/cg/memory/me", "/cg/pids", "/cg/cpu"};
  ControlGroup group = one.make(kSeparate);
  one.files->folders.erase("/cg/pids/ipclab-7-1");
  group.admit(42);
  EXPECT_EQ(one.files->files["/cg/pids/ipclab-7-1/cgroup.procs"], "42");
  EXPECT_TRUE(group.limits_processes());
}

TEST(ControlGroup, LimitsNothingWhereNobodyMayEnter) {
  Case one;
  one.files->folders = {"/cg/memory/me", "/cg/pids", "/cg/cpu"};
  ControlGroup group = one.make(kSeparate);
  one.files->refused["/cg/memory/me/ipclab-7-1/cgroup.procs"] = EACCES;
  group.admit(42);
  EXPECT_FALSE(group.limits_memory());
  EXPECT_TRUE(group.limits_processes());
  EXPECT_THAT(group.trouble(), HasSubstr("entering"));
}

}  // namespace
}  // namespace ipclab::sandbox
