// memory.error: what the checks of memory said, as the student is told it.
#include "harness/checks/fold.h"
#include "tests/unit/check_case.h"

namespace ipclab {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

MemoryError error_at(int line, const std::string& kind = "stack-buffer-overflow") {
  MemoryError error;
  error.role = "prog";
  error.kind = kind;
  error.access = "write";
  error.size = 4;
  error.location = {"prog.c", line, "main"};
  return error;
}

TEST(MemoryErrors, AreNoneWhereTheChecksSaidNothing) {
  CheckCase c({"prog"});
  EXPECT_THAT(c.judge(check_memory), IsEmpty());
}

TEST(MemoryErrors, SayWhatIsDoneAndWhere) {
  CheckCase c({"prog"});
  MemoryError error = error_at(12);
  error.object = "buf";
  c.b.record().memory_errors = {error};
  const auto findings = c.judge(check_memory);
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].severity, Severity::Error);
  EXPECT_EQ(findings[0].location.line, 12);
  EXPECT_EQ(findings[0].message,
            "prog writes 4 bytes in line 12 and reaches beyond the end of a local variable, near the variable buf");
}

TEST(MemoryErrors, OfAFreedBlockShowWhoFreedIt) {
  CheckCase c({"prog"});
  MemoryError error = error_at(12, "heap-use-after-free");
  error.places = {{"freed", {"prog.c", 9, "main"}}, {"allocated", {"prog.c", 3, "main"}}};
  c.b.record().memory_errors = {error};
  const auto findings = c.judge(check_memory);
  ASSERT_THAT(findings, SizeIs(1));
  ASSERT_THAT(findings[0].evidence, SizeIs(3));
  EXPECT_EQ(findings[0].evidence[1].location.line, 9);
}

TEST(MemoryErrors, InOneLineAreOneFinding) {
  CheckCase c({"prog"});
  c.b.record().memory_errors = {error_at(12), error_at(12, "heap-buffer-overflow"), error_at(13)};
  EXPECT_THAT(c.judge(check_memory), SizeIs(2));
}

TEST(MemoryErrors, WithWordsOfAStrangerAreShownEscaped) {
  CheckCase c({"prog"});
  MemoryError error = error_at(12, "undefined");
  error.text = "division by \x1b[31mzero";
  c.b.record().memory_errors = {error};
  EXPECT_THAT(c.judge(check_memory).at(0).message, HasSubstr(R"(division by \x1b[31mzero)"));
}

TEST(MemoryErrors, AreTheCauseOfACrashInTheSameScenario) {
  CheckCase c({"prog"});
  c.b.record().memory_errors = {error_at(12)};
  std::vector<Finding> findings = c.judge(check_memory);
  Finding crash;
  crash.id = "exit.signal";
  crash.scenario = findings[0].scenario;
  crash.process = "prog";
  findings.insert(findings.begin(), crash);
  const auto folded = fold(findings);
  ASSERT_THAT(folded, SizeIs(1));
  EXPECT_EQ(folded[0].id, "memory.error");
  EXPECT_THAT(folded[0].consequences, SizeIs(1));
}

}  // namespace
}  // namespace ipclab
