// Every program of tests/security/programs is graded: what must come of it does, and nothing else changes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <thread>

#include "tests/security/attack.h"
#include "tests/unit/temp_folder.h"

namespace ipclab::security {
namespace {

using testing::HasSubstr;
using testing::Not;

void add_ids(const std::vector<Finding>& findings, std::set<std::string>* ids) {
  for (const Finding& finding : findings) {
    ids->insert(finding.id);
    add_ids(finding.consequences, ids);
  }
}

std::set<std::string> ids_of(const Report& report) {
  std::set<std::string> ids;
  add_ids(report.findings, &ids);
  return ids;
}

std::string output_of(const Report& report) {
  std::string all;
  for (const ScenarioReport& scenario : report.scenarios) {
    for (const Output& output : scenario.outputs) all += output.bytes;
  }
  return all;
}

bool is_harmless(char c) {
  return c == '\n' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f);
}

/// Every format that a report has.
void expect_clean_reports(const Report& report, const std::string& never) {
  const std::string text = to_text(report, {}), json = to_json(report);
  EXPECT_TRUE(nlohmann::json::accept(json));
  EXPECT_TRUE(std::all_of(text.begin(), text.end(), is_harmless));
  EXPECT_TRUE(std::all_of(json.begin(), json.end(), is_harmless));
  for (const std::string& written : {text, json}) {
    EXPECT_THAT(written, Not(HasSubstr("\xe2\x80\xae"))) << "text that runs backwards";
    EXPECT_TRUE(never.empty() || written.find(never) == std::string::npos) << never;
  }
}

/// What is being buried by the kernel may take a moment.
Machine settled_machine(const Machine& before) {
  constexpr int kLooks = 3000;
  Machine now = machine();
  for (int look = 0; look < kLooks && !(now == before); ++look) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
    now = machine();
  }
  return now;
}

bool is_degraded() {
  return the_sandbox().level() == sandbox::Level::Degraded;
}

/// A program that would notice what an earlier run left.
void expect_next_run_untouched() {
  const TempFolder folder;
  folder.write("next.c", R"(
#include <dirent.h>
#include <stdio.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
static int files_in(const char *path) {
  int count = -2;
  DIR *folder = opendir(path);
  while (folder && readdir(folder)) count++;
  return count;
}
int main(void) {
  printf("%d %d %d, ", msgget(1234, 0), shmget(1234, 0, 0), semget(1234, 0, 0));
  printf("%d; ", files_in("."));
  printf("%d %d %d\n", files_in("/tmp"), files_in("/dev/shm"), files_in("/dev/mqueue"));
  return 0;
})");
  const Report report = grade_attack(folder.path() / "next.c", "attack");
  EXPECT_EQ(report.verdict, Verdict::Pass) << to_text(report, {});
  const std::string own = "-1 -1 -1, 0; ";
  if (is_degraded()) {  // the others are everybody's
    EXPECT_THAT(output_of(report), testing::StartsWith(own));
  } else {
    EXPECT_EQ(output_of(report), own + "0 0 0\n");
  }
}

bool has_memory_group() {
  for (const sandbox::MechanismState& state : the_sandbox().mechanisms()) {
    if (state.name == "control group for memory") return state.enforced;
  }
  return false;
}

class Row : public testing::Test {
 public:
  explicit Row(Attack attack) : attack_(std::move(attack)) {}

  void TestBody() override {
    if (attack_.needs_memory_group && !has_memory_group())
      GTEST_SKIP() << attack_.name << " is not guaranteed without a control group";
    if (!attack_.not_degraded.empty() && is_degraded())
      GTEST_SKIP() << attack_.name << " is not guaranteed: " << attack_.not_degraded;
    static const bool warm = (expect_next_run_untouched(), true);  // what is opened once stays open
    ASSERT_TRUE(warm);
    const Machine before = machine();
    const Report report = grade_attack(attack_.path, attack_.scenario);
    const std::string output = output_of(report);
    EXPECT_NE(report.verdict, Verdict::Inconclusive) << to_text(report, {});
    const std::set<std::string> found = ids_of(report);
    for (const std::string& id : is_degraded() && attack_.finds_degraded ? *attack_.finds_degraded : attack_.finds) {
      EXPECT_TRUE(found.contains(id)) << id << " is not found:\n" << to_text(report, {});
    }
    if (attack_.finds.empty() && !(is_degraded() && attack_.finds_degraded)) {
      EXPECT_TRUE(report.verdict == Verdict::Pass) << to_text(report, {});
    }
    EXPECT_THAT(output, HasSubstr(attack_.prints)) << to_text(report, {});
    EXPECT_THAT(output, Not(HasSubstr("BROKEN")));
    expect_clean_reports(report, attack_.never);
    expect_next_run_untouched();
    const Machine after = settled_machine(before);
    EXPECT_LE(after.processes, before.processes + 1);  // the cage for the next run may not have been there yet
    EXPECT_EQ(after.mounts, before.mounts);
    EXPECT_EQ(after.ipc, before.ipc);
    EXPECT_EQ(after.shm, before.shm);
    EXPECT_EQ(after.groups, before.groups);
    EXPECT_EQ(after.descriptors, before.descriptors);
  }

 private:
  Attack attack_;
};

/// "09-constructor" -> "Row9", "constructor".
void register_rows() {
  for (const Attack& attack : all_attacks()) {
    std::string name = attack.name.substr(attack.name.find('-') + 1);
    std::replace(name.begin(), name.end(), '-', '_');
    testing::RegisterTest(("Row" + std::to_string(attack.row)).c_str(), name.c_str(), nullptr, nullptr, __FILE__,
                          __LINE__, [attack]() -> testing::Test* { return new Row(attack); });
  }
}

}  // namespace
}  // namespace ipclab::security

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  ipclab::security::register_rows();
  return RUN_ALL_TESTS();
}
