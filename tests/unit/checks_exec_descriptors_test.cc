#include "harness/exercise/exercise.h"
#include "tests/unit/check_case.h"

namespace ipclab {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

/// copy opens DEST in line 14 and executes cat in line 20.
struct Copy : CheckCase {
  int copy = 0;
  Copy() : CheckCase({"copy"}) {
    copy = b.start("copy", {"src", "dest"});
    b.call(copy, "openat", {{"path", "dest"}, {"flags", 01101}, {"mode", 0644}})
        .at(14)
        .returns(3)
        .with("real", "/work/dest")
        .with("type", "file")
        .with("dev", 1)
        .with("ino", 7);
    dup2(copy, 3, 1);
  }
};

TEST(ExecDescriptors, FileThatStaysOpenBesideTheStandardThreeIsWarned) {
  Copy run;
  run.exec(run.copy, "cat", 20);
  run.b.end(run.copy, 0);
  const auto findings = run.judge(check_exec_descriptors);
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].id, "fd.leaked-into-exec");
  EXPECT_EQ(findings[0].severity, Severity::Warning);
  EXPECT_EQ(findings[0].process, "cat");
  EXPECT_EQ(findings[0].location.line, 20);
  EXPECT_EQ(findings[0].message, "cat starts with descriptor 3 open, beside 0, 1 and 2");
  EXPECT_THAT(findings[0].reason, HasSubstr("Descriptor 3 is the file dest, opened in line 14."));
  ASSERT_THAT(findings[0].evidence, SizeIs(2));
  EXPECT_EQ(findings[0].evidence[0].location.line, 14);
}

TEST(ExecDescriptors, ClosedDescriptorIsNoLeak) {
  Copy run;
  run.close(run.copy, 3);
  run.exec(run.copy, "cat", 20);
  run.b.end(run.copy, 0);
  EXPECT_THAT(run.judge(check_exec_descriptors), IsEmpty());
}

TEST(ExecDescriptors, CloseOnExecIsNoLeak) {
  CheckCase run({"copy"});
  const int copy = run.b.start("copy");
  run.b.call(copy, "pipe2", {{"flags", 02000000}}).at(5).returns(0).with("fds", {3, 4});
  run.exec(copy, "cat", 9);
  run.b.end(copy, 0);
  EXPECT_THAT(run.judge(check_exec_descriptors), IsEmpty());
}

TEST(ExecDescriptors, DescriptorThatTheProgramUsesWasMeantForIt) {
  CheckCase run({"worker"});
  const int worker = run.b.start("worker");
  run.pipe(worker, 3, 4, 5);
  run.close(worker, 3);
  run.exec(worker, "tool", 9);
  run.write(worker, 4, "result");
  run.b.end(worker, 0);
  EXPECT_THAT(run.judge(check_exec_descriptors), IsEmpty());
}

TEST(ExecDescriptors, BothEndsOfAPipeAreOneFinding) {
  CheckCase run;
  const int parent = run.b.start("pipeline");
  run.pipe(parent, 3, 4, 12);
  const int child = run.b.fork(parent, 14);
  run.dup2(child, 4, 1);
  run.exec(child, "ps", 17);
  run.b.end(child, 0);
  const auto findings = run.judge(check_exec_descriptors);
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].message, "ps starts with descriptors 3 and 4 open, beside 0, 1 and 2");
  EXPECT_THAT(findings[0].reason,
              HasSubstr("Descriptor 3 is the reading end of the pipe made in line 12 and descriptor 4 is the "
                        "writing end of the pipe made in line 12."));
}

TEST(ExecDescriptors, WhatAShellHandsOnIsNotToldAgain) {
  Copy run;
  run.exec(run.copy, "sh", 20);
  const int child = run.b.fork(run.copy);
  run.exec(child, "cat", 0);
  run.b.end(child, 0);
  run.b.end(run.copy, 0);
  const auto findings = run.judge(check_exec_descriptors);
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].process, "sh");
}

}  // namespace
}  // namespace ipclab
