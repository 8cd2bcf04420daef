#include "sandbox/shared_run.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>

namespace ipclab::sandbox {
namespace {

using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;

Event entering(std::string call, std::vector<sandbox::Field> fields) {
  Event event;
  event.kind = EventKind::Enter;
  event.name = std::move(call);
  event.fields = std::move(fields);
  return event;
}

Event returned(std::string call, std::int64_t result) {
  Event event;
  event.kind = EventKind::Exit;
  event.name = std::move(call);
  event.result = result;
  return event;
}

TEST(CageFolder, IsTakenOutWhereverItStands) {
  EXPECT_EQ(without_cage_folder("/var/tmp/ipclab-aB3xYz/work/dest"), "/work/dest");
  EXPECT_EQ(without_cage_folder("/var/tmp/ipclab-aB3xYz/lab/a: no /var/tmp/ipclab-000000/work/b"),
            "/lab/a: no /work/b");
}

TEST(CageFolder, WhatOnlyLooksLikeItStays) {
  for (const char* text :
       {"/var/tmp/ipclab-short/x", "/var/tmp/ipclab-aB3xYz", "/var/tmp/ipclab-../../x/y", "/tmp/ipclab-aB3xYz/x"})
    EXPECT_EQ(without_cage_folder(text), text);
}

TEST(ObjectsMade, AreThoseThatCallsNamedAsMade) {
  const std::vector<Event> events = {
      entering("openat", {{"path", std::string("/tmp/read")}, {"flags", std::int64_t{O_RDONLY}}}),
      entering("openat", {{"path", std::string("/tmp/made")}, {"flags", std::int64_t{O_CREAT | O_WRONLY}}}),
      entering("linkat", {{"path", std::string("/dev/shm/x")}, {"to", std::string("/dev/shm/sem.s")}}),
      returned("msgget", 7),
      returned("semget", -2),
  };
  EXPECT_THAT(objects_made(events), ElementsAre(Field(&Leftover::name, "made"), Field(&Leftover::name, "x"),
                                                Field(&Leftover::name, "sem.s"), Field(&Leftover::id, 7)));
}

TEST(Collision, AKeyThatSomebodyElseHadIsTheMachinesFault) {
  Leftover queue;
  queue.kind = Leftover::Kind::MsgQueue;
  queue.key = 1234;
  const auto with_key = [](std::int64_t key) { return std::vector<Event>{entering("msgget", {{"key", key}})}; };
  EXPECT_THAT(collision(with_key(1234), {queue}, {}).value_or(""), HasSubstr("ipcrm -Q 1234"));
  EXPECT_EQ(collision(with_key(1235), {queue}, {}), std::nullopt);
  queue.kind = Leftover::Kind::Shm;
  EXPECT_EQ(collision(with_key(1234), {queue}, {}), std::nullopt);
  queue.key = 0;
  EXPECT_EQ(collision(with_key(0), {queue}, {}), std::nullopt) << "IPC_PRIVATE";
}

TEST(Collision, APortOnWhichSomebodyElseListensIsTheMachinesFault) {
  const std::vector<Event> events = {
      entering("bind", {{"family", std::int64_t{AF_INET}}, {"port", std::int64_t{4000}}})};
  EXPECT_THAT(collision(events, {}, {4000}).value_or(""), HasSubstr("4000"));
  EXPECT_EQ(collision(events, {}, {4001}), std::nullopt);
}

TEST(Collision, APortThatIsReservedFromBeforeTheRunIsTheMachinesFault) {
  const Event asks = entering("bind", {{"family", std::int64_t{AF_INET}}, {"port", std::int64_t{4000}}});
  const Event refused = returned("bind", -EADDRINUSE), done = returned("bind", 0);
  EXPECT_THAT(collision({asks, refused}, {}, {}).value_or(""), HasSubstr("4000"));
  EXPECT_EQ(collision({asks, done, asks, refused}, {}, {}), std::nullopt) << "the run itself has used it";
  Event planned = refused;
  planned.fields.push_back({"failed_by_plan", std::int64_t{1}});
  EXPECT_EQ(collision({asks, planned}, {}, {}), std::nullopt);
}

TEST(Collision, ANameThatSomebodyElseHadIsTheMachinesFault) {
  Leftover file, segment;
  file.name = "/tmp/fifo";
  segment.kind = Leftover::Kind::PosixShm;
  segment.name = "/buffer";
  const auto opening = [](const char* path) {
    return std::vector<Event>{entering("openat", {{"path", std::string(path)}})};
  };
  EXPECT_NE(collision(opening("/tmp/fifo"), {file, segment}, {}), std::nullopt);
  EXPECT_NE(collision(opening("/dev/shm/buffer"), {file, segment}, {}), std::nullopt);
  EXPECT_EQ(collision(opening("/tmp/fifo2"), {file, segment}, {}), std::nullopt);
}

}  // namespace
}  // namespace ipclab::sandbox
