#include "sandbox/keeper/setup_ops.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

namespace ipclab::sandbox {
namespace {

using Kind = SetupOp::Kind;

const SetupOp* find(const std::vector<SetupOp>& all, const std::string& path) {
  const auto found = std::find_if(all.begin(), all.end(), [&](const SetupOp& op) { return op.path == path; });
  return found == all.end() ? nullptr : &*found;
}

std::size_t position(const std::vector<SetupOp>& all, const std::string& path) {
  const SetupOp* op = find(all, path);
  return op == nullptr ? all.size() : static_cast<std::size_t>(op - all.data());
}

TEST(BaseOperations, BindWhatIsTheHostsReadOnlyAndWithoutSetuid) {
  for (const SetupOp& op : base_operations()) {
    if (op.kind != Kind::Bind || op.path.starts_with("/dev/") || op.path == "/proc") continue;
    EXPECT_TRUE((op.flags & MOUNT_ATTR_RDONLY) != 0) << op.path;
    EXPECT_TRUE((op.flags & MOUNT_ATTR_NOSUID) != 0) << op.path;
    EXPECT_TRUE((op.flags & MOUNT_ATTR_NODEV) != 0) << op.path;
  }
}

TEST(BaseOperations, ShowOfTheHostOnlyWhatEveryProgramNeeds) {
  const std::set<std::string> allowed = {"/usr",
                                         "/bin",
                                         "/sbin",
                                         "/lib",
                                         "/lib32",
                                         "/lib64",
                                         "/libx32",
                                         "/proc",
                                         "/dev/tty",
                                         "/dev/null",
                                         "/dev/zero",
                                         "/dev/full",
                                         "/dev/random",
                                         "/dev/urandom",
                                         "/etc/ld.so.cache",
                                         "/etc/alternatives",
                                         "/etc/services",
                                         "/etc/protocols",
                                         "/etc/localtime"};
  for (const SetupOp& op : base_operations()) {
    if (op.kind == Kind::Bind) {
      EXPECT_TRUE(allowed.contains(op.source)) << op.source;
    }
  }
}

TEST(BaseOperations, LetNoDeviceBeExecutedOrGivePrivileges) {
  for (const SetupOp& op : base_operations()) {
    if (!op.path.starts_with("/dev/") || op.kind != Kind::Bind) continue;
    EXPECT_EQ(op.flags, static_cast<std::uint64_t>(MOUNT_ATTR_NOSUID | MOUNT_ATTR_NOEXEC)) << op.path;
  }
}

TEST(BaseOperations, MakeTheFoldersThatCagesMountOn) {
  const auto base = base_operations();
  for (const SetupOp& op : cage_operations()) {
    if (op.kind == Kind::Folder) continue;
    EXPECT_NE(find(base, op.path), nullptr) << op.path;
  }
}

TEST(BaseOperations, KnowTheUserInside) {
  const auto base = base_operations();
  ASSERT_NE(find(base, "/etc/passwd"), nullptr);
  EXPECT_THAT(find(base, "/etc/passwd")->source, testing::HasSubstr("student:x:1000:1000:"));
}

TEST(BaseOperations, MakeEachFolderBeforeWhatIsInIt) {
  for (const auto& all : {base_operations(), cage_operations()}) {
    for (const SetupOp& op : all) {
      const std::string parent = std::filesystem::path(op.path).parent_path().string();
      if (parent == "/" || find(all, parent) == nullptr) continue;
      EXPECT_LT(position(all, parent), position(all, op.path)) << op.path;
    }
  }
}

TEST(CageOperations, BoundTheSizeOfAllThatCanBeWritten) {
  EXPECT_EQ(limit_of_files(123456789).source, "size=123456789");
  const auto all = cage_operations();
  const auto sized = std::count_if(all.begin(), all.end(), [](const SetupOp& op) { return op.kind == Kind::Tmpfs; });
  ASSERT_EQ(sized, 1);
  const SetupOp* tmpfs =
      &*std::find_if(all.begin(), all.end(), [](const SetupOp& op) { return op.kind == Kind::Tmpfs; });
  EXPECT_THAT(tmpfs->source, testing::HasSubstr("nr_inodes="));
  // Whatever can be written is a folder of it.
  for (const char* path : {"/work", "/lab", "/fixtures", "/dev/shm", "/tmp"}) {
    const auto bind = std::find_if(all.begin(), all.end(),
                                   [&](const SetupOp& op) { return op.kind == Kind::Bind && op.path == path; });
    ASSERT_NE(bind, all.end()) << path;
    EXPECT_TRUE(bind->source.starts_with(tmpfs->path + "/")) << path;
  }
}

TEST(CageOperations, CoverTheTopOfTheTmpfsLast) {
  const auto all = cage_operations();
  EXPECT_EQ(all.back().kind, Kind::Bind);
  EXPECT_EQ(all.back().path, find(all, "/tmp")->path);
}

TEST(CageOperations, LetEverybodyWriteToTemporaryFolders) {
  const auto all = cage_operations();
  for (const char* path : {"/tmp/tmp", "/tmp/shm"}) {
    ASSERT_NE(find(all, path), nullptr) << path;
    EXPECT_EQ(find(all, path)->mode, 01777u) << path;
  }
}

/// Operations that need no privileges, carried out in a folder of their own.
class CarryOut : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = testing::TempDir() + "ipclab-ops-XXXXXX";
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    root_ = name;
  }
  void TearDown() override { std::filesystem::remove_all(root_); }

  std::string root_;
};

TEST_F(CarryOut, MakesFoldersWithTheirModeWhateverTheUmask) {
  const mode_t before = umask(077);
  EXPECT_EQ(carry_out({Kind::Folder, "/a", {}, 01777}, root_), nullptr);
  umask(before);
  struct stat facts {};
  ASSERT_EQ(stat((root_ + "/a").c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 07777, 01777u);
}

TEST_F(CarryOut, WritesFilesAndLinks) {
  EXPECT_EQ(carry_out({Kind::File, "/text", "hello\n", 0644}, root_), nullptr);
  EXPECT_EQ(carry_out({Kind::Link, "/link", "text"}, root_), nullptr);
  std::ifstream in(root_ + "/link");
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(in), {}), "hello\n");
}

TEST_F(CarryOut, NamesWhatFailed) {
  EXPECT_STREQ(carry_out({Kind::Folder, "/missing/folder", {}, 0755}, root_), "making a folder");
  EXPECT_EQ(errno, ENOENT);
  EXPECT_STREQ(carry_out({Kind::Bind, "/x", root_ + "/not there"}, root_), "binding");
}

TEST_F(CarryOut, PassesOverAnOptionalBindThatTheHostLacks) {
  SetupOp op{Kind::Bind, "/x", root_ + "/not there"};
  op.optional = true;
  EXPECT_EQ(carry_out(op, root_), nullptr);
  EXPECT_FALSE(std::filesystem::exists(root_ + "/x"));
}

}  // namespace
}  // namespace ipclab::sandbox
