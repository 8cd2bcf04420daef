#include "tests/unit/check_case.h"

namespace ipclab {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

/// A parent with a pipe made in line 5, a writer forked in line 7 and a reader forked in line 9, all of the submission.
struct Family : CheckCase {
  int parent = 0, writer = 0, reader = 0;

  Family() {
    parent = b.start("pipeline", {"x"});
    pipe(parent, 3, 4, 5);
    writer = b.fork(parent, 7);
    reader = b.fork(parent, 9);
  }
  void end_well() {
    b.end(writer, 0);
    b.end(reader, 0);
    b.reap(parent, writer);
    b.reap(parent, reader);
    b.end(parent, 0);
    b.outcome(waiting_for(0), StepOutcome::Kind::Done);
  }
  void transfer() {
    write(writer, 4, "data");
    read(reader, 3, "data");
  }
};

TEST(PipeEnds, ProgramThatClosesWhatItDoesNotNeedGivesNothing) {
  Family run;
  run.close(run.writer, 3);
  run.close(run.reader, 4);
  run.close(run.parent, 3);
  run.close(run.parent, 4);
  run.transfer();
  run.end_well();
  EXPECT_THAT(run.judge(check_pipe_ends), IsEmpty());
}

TEST(PipeEnds, ReaderThatKeepsItsWritingEndIsWarned) {
  Family run;
  run.close(run.writer, 3);
  run.close(run.parent, 3);
  run.close(run.parent, 4);
  run.transfer();
  run.end_well();
  const auto findings = run.judge(check_pipe_ends);
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].id, "pipe.end-left-open");
  EXPECT_EQ(findings[0].severity, Severity::Warning);
  EXPECT_EQ(findings[0].message,
            "the child made in line 9 keeps the writing end of the pipe made in line 5 and never uses it");
  EXPECT_EQ(findings[0].location.line, 9);
  EXPECT_THAT(findings[0].reason, AllOf(HasSubstr("Descriptor 4"), HasSubstr("it can never see the end of file")));
  EXPECT_THAT(findings[0].evidence, Contains(Field(&Evidence::location, Field(&SourceLocation::line, 5))));
}

TEST(PipeEnds, ParentThatWaitsForTheReaderWithBothEndsOpenIsWarnedOnce) {
  Family run;
  run.close(run.writer, 3);
  run.close(run.reader, 4);
  run.transfer();
  run.end_well();
  const auto findings = run.judge(check_pipe_ends);
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].message, "the parent keeps 2 pipe ends that it never uses");
  EXPECT_EQ(findings[0].location.line, 5);
}

TEST(PipeEnds, ParentThatDelaysTheEndOfFileUntilItsOwnEndIsWarned) {
  Family run;
  run.close(run.writer, 3);
  run.close(run.reader, 4);
  run.close(run.parent, 3);
  run.transfer();
  run.b.end(run.writer, 0);
  auto last = run.b.call(run.reader, "read", {{"fd", 3}, {"count", 10}});
  run.b.end(run.parent, 0);
  last.returns(0);
  run.b.end(run.reader, 0);
  const auto findings = run.judge(check_pipe_ends);
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].process, "pipeline");
  EXPECT_THAT(findings[0].reason, HasSubstr("saw the end of file only when the parent had ended"));
}

TEST(PipeEnds, WriterThatHadNothingToSayThisTimeIsNotWarned) {
  Family run;
  run.close(run.writer, 3);
  run.close(run.reader, 4);
  run.close(run.parent, 3);
  run.close(run.parent, 4);
  auto last = run.b.call(run.reader, "read", {{"fd", 3}, {"count", 10}});
  run.b.end(run.writer, 0);
  last.returns(0);
  run.b.end(run.reader, 0);
  EXPECT_THAT(run.judge(check_pipe_ends), IsEmpty());
}

TEST(PipeEnds, ParentThatEndsWithoutHavingBeenInAnybodysWayIsNotWarned) {
  Family run;
  run.close(run.writer, 3);
  run.close(run.reader, 4);
  run.b.end(run.parent, 0);
  run.transfer();
  run.b.end(run.writer, 0);
  run.read(run.reader, 3, "");
  run.b.end(run.reader, 0);
  EXPECT_THAT(run.judge(check_pipe_ends), IsEmpty());
}

TEST(PipeEnds, SelfPipeIsNobodysTrap) {
  CheckCase run({"server"});
  const int server = run.b.start("server");
  run.pipe(server, 3, 4, 5);
  const int child = run.b.fork(server, 9);
  run.write(server, 4, "!");
  run.read(server, 3, "!");
  run.b.end(child, 0);
  run.b.reap(server, child);
  run.b.end(server, 0);
  EXPECT_THAT(run.judge(check_pipe_ends), IsEmpty());
}

TEST(PipeEnds, EndThatIsUsedThroughADuplicateIsNotCalledUnused) {
  Family run;
  run.close(run.writer, 3);
  run.close(run.reader, 4);
  run.close(run.parent, 3);
  run.close(run.parent, 4);
  run.dup2(run.writer, 4, 1);
  run.dup2(run.reader, 3, 0);
  run.write(run.writer, 1, "data");
  run.read(run.reader, 0, "data");
  run.end_well();
  EXPECT_THAT(run.judge(check_pipe_ends), IsEmpty());
}

TEST(PipeEnds, WhatAnExecutedProgramInheritsIsTheOtherChecksMatter) {
  Family run;
  run.dup2(run.writer, 4, 1);
  run.exec(run.writer, "ps", 8);
  run.dup2(run.reader, 3, 0);
  run.exec(run.reader, "grep", 10);
  run.close(run.parent, 3);
  run.close(run.parent, 4);
  run.write(run.writer, 1, "data");
  run.read(run.reader, 0, "data");
  run.end_well();
  EXPECT_THAT(run.judge(check_pipe_ends), IsEmpty());
  EXPECT_THAT(run.judge(check_exec_descriptors), SizeIs(2));
}

TEST(PipeEnds, ChildrenOfOneLoopAreToldOnce) {
  CheckCase run({"server"});
  const int server = run.b.start("server");
  run.pipe(server, 3, 4, 5);
  for (int i = 0; i < 3; ++i) {
    const int child = run.b.fork(server, 9);
    run.write(server, 4, "go");
    run.read(child, 3, "go");
    run.b.end(child, 0);
    run.b.reap(server, child);
  }
  run.b.end(server, 0);
  const auto findings = run.judge(check_pipe_ends);
  EXPECT_THAT(findings, SizeIs(2)) << "the server's reading end, and the children's writing end";
}

}  // namespace
}  // namespace ipclab
