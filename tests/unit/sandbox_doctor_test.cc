#include "sandbox/doctor.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ipclab::sandbox {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using Container = Surroundings::Container;

TEST(Doctor, NamesTheMechanismThatAFailedStepBelongsTo) {
  EXPECT_EQ(mechanism_of("keeper: making a user namespace: Operation not permitted"), "user namespace");
  EXPECT_EQ(mechanism_of("keeper: writing /proc/7/uid_map: Operation not permitted"), "user namespace");
  EXPECT_EQ(mechanism_of("keeper: making mount and host name namespaces: Operation not permitted"), "mount namespace");
  EXPECT_EQ(mechanism_of("cage: mounting /proc /proc: Operation not permitted"), "proc file system");
  EXPECT_EQ(mechanism_of("keeper: making the namespaces of a run: Operation not permitted"), "pid namespace");
  EXPECT_EQ(mechanism_of("cage: installing the filter: Invalid argument"), "seccomp filter");
  EXPECT_EQ(mechanism_of("tracer: attaching to a program: Operation not permitted"), "tracing");
  EXPECT_EQ(mechanism_of("something else"), "sandbox");
}

TEST(Doctor, KnowsUbuntusRule) {
  Surroundings ubuntu;
  ubuntu.apparmor_userns = "1";
  EXPECT_THAT(remedies_for("mount namespace", ubuntu),
              Contains("Ubuntu: sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0"));
  ubuntu.github_actions = true;
  EXPECT_THAT(remedies_for("mount namespace", ubuntu), Contains(HasSubstr("GitHub Actions")));
  ubuntu.apparmor_userns = "0";
  EXPECT_THAT(remedies_for("mount namespace", ubuntu), Not(Contains(HasSubstr("apparmor"))));
}

TEST(Doctor, KnowsTheOptionsOfContainers) {
  Surroundings container;
  container.container = Container::Docker;
  EXPECT_THAT(remedies_for("user namespace", container), Contains(HasSubstr("seccomp=docker/seccomp.json")));
  EXPECT_THAT(remedies_for("control group for memory", container), Contains(HasSubstr("--memory")));
  container.container = Container::Podman;
  EXPECT_THAT(remedies_for("user namespace", container), Contains(HasSubstr("unmask=ALL")));
}

TEST(Doctor, SaysHowAGroupIsHandedOn) {
  Surroundings here;
  here.systemd = true;
  EXPECT_THAT(remedies_for("control group for memory", here), Contains(HasSubstr("systemd-run --user --scope")));
}

TEST(Doctor, NamesASettingOnlyWhereItIsInTheWay) {
  Surroundings root;
  root.root = true;
  EXPECT_THAT(remedies_for("user namespace", root), IsEmpty());
  root.most_userns = "0";
  EXPECT_THAT(remedies_for("user namespace", root), Contains(HasSubstr("user.max_user_namespaces")));
}

}  // namespace
}  // namespace ipclab::sandbox
