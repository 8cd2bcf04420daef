// Accesses and calls of a run -> races, without a process.
#include "harness/races/find_races.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/record_builder.h"

namespace ipclab {
namespace {

using sandbox::Access;
using sandbox::AccessKind;
using testing::IsEmpty;
using testing::SizeIs;

constexpr std::uint64_t kMemory = 0x10000;

/// A parent and a child that share memory, which each has at an address of its own.
class RacesFound : public testing::Test {
 protected:
  RacesFound() {
    parent = b.start("prog");
    b.call(parent, "pipe2").at(3).returns(0).with("fds", {3, 4});
    child = b.fork(parent, 5);
    for (const int process : {parent, child}) note(process, AccessKind::Map, 0, 4096).key = 77;
  }

  /// Before the event that is recorded next, in line `frame` + 1 of the program.
  Access& note(int process, AccessKind kind, std::uint64_t offset, std::uint64_t size, int frame = -1) {
    Access access;
    access.event = b.record().events.size();
    access.process = process;
    access.kind = kind;
    access.address = kMemory * static_cast<std::uint64_t>(process) + offset;
    access.size = size;
    access.frame = frame;
    run.accesses.push_back(access);
    return run.accesses.back();
  }
  void write(int process, int frame, std::uint64_t offset = 0, std::uint64_t size = 4) {
    note(process, AccessKind::Write, offset, size, frame);
  }
  void read(int process, int frame, std::uint64_t offset = 0, std::uint64_t size = 4) {
    note(process, AccessKind::Read, offset, size, frame);
  }

  std::vector<DataRace> found() {
    b.end(child, 0);
    run.record = b.record();
    run.record.locations.clear();
    for (int line = 1; line <= 40; ++line) run.record.locations.push_back({"prog.c", line, "main"});
    return find_races(run);
  }

  RecordBuilder b;
  NotedRun run;
  int parent = 0, child = 0;
};

TEST_F(RacesFound, AWriteAndAReadThatNothingOrdersWithBothLinesAndTheBytesThatBothTouch) {
  write(parent, 9, 8, 8);
  read(child, 19, 12, 8);
  const auto races = found();
  ASSERT_THAT(races, SizeIs(1));
  EXPECT_EQ(races[0].one.location.line, 10);
  EXPECT_EQ(races[0].one.access, "write");
  EXPECT_EQ(races[0].other.location.line, 20);
  EXPECT_EQ(races[0].offset, 12);
  EXPECT_EQ(races[0].size, 4);
  EXPECT_EQ(races[0].ordered_by, "fork");
}

TEST_F(RacesFound, AreTheSameWhoeverCameFirst) {
  write(parent, 9, 8);
  write(child, 9, 8);
  write(child, 9);
  write(parent, 9);
  read(child, 9);
  const auto races = found();
  ASSERT_THAT(races, SizeIs(1));
  EXPECT_EQ(races[0].one.process, "prog (the child)");
  EXPECT_EQ(races[0].other.process, "prog (the parent)");
  EXPECT_EQ(races[0].other.access, "write");
  EXPECT_EQ(races[0].offset, 0);
}

TEST_F(RacesFound, NoneOfTwoReads) {
  read(parent, 9);
  read(child, 19);
  EXPECT_THAT(found(), IsEmpty());
}

TEST_F(RacesFound, NoneOfBytesSideBySide) {
  write(parent, 9, 0, 4);
  write(child, 19, 4, 4);
  EXPECT_THAT(found(), IsEmpty());
}

TEST_F(RacesFound, NoneWhereAByteThroughAPipeLiesBetween) {
  write(parent, 9);
  b.call(parent, "write", {{"fd", 4}, {"count", 1}}).returns(1);
  b.call(child, "read", {{"fd", 3}, {"count", 1}}).returns(1);
  read(child, 19);
  EXPECT_THAT(found(), IsEmpty());
}

TEST_F(RacesFound, OneWhereTheByteIsReadTooLate) {
  write(parent, 9);
  b.call(parent, "write", {{"fd", 4}, {"count", 1}}).returns(1);
  read(child, 19);
  b.call(child, "read", {{"fd", 3}, {"count", 1}}).returns(1);
  EXPECT_THAT(found(), SizeIs(1));
}

TEST_F(RacesFound, OneWhereTheOtherWritesOnAfterItsByte) {
  b.call(parent, "write", {{"fd", 4}, {"count", 1}}).returns(1);
  write(parent, 9);
  b.call(child, "read", {{"fd", 3}, {"count", 1}}).returns(1);
  read(child, 19);
  EXPECT_THAT(found(), SizeIs(1));
}

TEST_F(RacesFound, WritersToTheSamePipeAreNotOrderedByIt) {
  write(parent, 9);
  b.call(parent, "write", {{"fd", 4}, {"count", 1}}).returns(1);
  b.call(child, "write", {{"fd", 4}, {"count", 1}}).returns(1);
  write(child, 19);
  EXPECT_THAT(found(), SizeIs(1));
}

TEST_F(RacesFound, WhoMadeRoomInAPipeOrdersAWriterOnlyWhereThatMayHaveWaited) {
  const auto a_byte_is_written = [&](std::int64_t bytes) {
    b.call(parent, "write", {{"fd", 4}, {"count", bytes}}).returns(bytes);
  };
  a_byte_is_written(1);
  read(child, 19);
  b.call(child, "read", {{"fd", 3}, {"count", 1}}).returns(1);
  a_byte_is_written(1);
  write(parent, 9);
  read(child, 29, 8);
  b.call(child, "read", {{"fd", 3}, {"count", 1}}).returns(1);
  a_byte_is_written(4096);
  write(parent, 11, 8);
  const auto races = found();
  ASSERT_THAT(races, SizeIs(1));
  EXPECT_EQ(races[0].one.location.line, 10);
}

TEST_F(RacesFound, ASignalThatIsIgnoredOrdersNothing) {
  write(parent, 9);
  b.call(parent, "kill", {{"pid", b.pid(child)}, {"process", child}, {"signal", 10}}).returns(0);
  b.signal(child, 10, parent, "ignore");
  read(child, 19);
  EXPECT_THAT(found(), SizeIs(1));
}

TEST_F(RacesFound, ASignalsHandlerComesAfterItsSender) {
  write(parent, 9);
  b.call(parent, "kill", {{"pid", b.pid(child)}, {"process", child}, {"signal", 10}}).returns(0);
  b.signal(child, 10, parent, "handler");
  read(child, 19);
  EXPECT_THAT(found(), IsEmpty());
}

TEST_F(RacesFound, AnAtomicAndAPlainAccessRaceButTwoAtomicsDoNot) {
  note(parent, AccessKind::AtomicStore, 0, 4, 9);
  note(child, AccessKind::AtomicLoad, 0, 4, 19);
  read(child, 29);
  const auto races = found();
  ASSERT_THAT(races, SizeIs(1));
  EXPECT_EQ(races[0].other.location.line, 30);
}

TEST_F(RacesFound, MemoryThatIsNoLongerMappedIsNobodysBusiness) {
  write(parent, 9);
  note(child, AccessKind::Unmap, 0, 4096);
  write(child, 19);
  EXPECT_THAT(found(), IsEmpty());
}

TEST_F(RacesFound, WhateverAProcessSaysOfItselfChangesNothingForOthers) {
  for (const auto kind : {AccessKind::Map, AccessKind::Unmap, AccessKind::Read, AccessKind::Write,
                          AccessKind::AtomicUpdated, AccessKind::SemaphoreSet, AccessKind::SemaphoreTake}) {
    for (const std::uint64_t value : {std::uint64_t{0}, std::uint64_t{1} << 63, UINT64_MAX}) {
      Access& access = note(99, kind, 0, value, 1 << 30);
      access.address = UINT64_MAX - value;
      access.value = value;
      access.key = value;
    }
  }
  write(parent, 9);
  read(child, 19);
  EXPECT_THAT(found(), SizeIs(1));
}

}  // namespace
}  // namespace ipclab
