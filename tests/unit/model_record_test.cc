// The values that the model reads: events by field name, words for kinds, a record's outputs and files.
#include <gtest/gtest.h>

#include <stdexcept>

#include "harness/run/record.h"

namespace ipclab {
namespace {

using sandbox::Event;
using sandbox::EventKind;
using sandbox::Leftover;

TEST(EventFields, AreFoundByNameAndType) {
  Event event;
  event.fields = {{"fd", 3},
                  {"path", std::string("x")},
                  {"fds", std::vector<std::int64_t>{3, 4}},
                  {"argv", std::vector<std::string>{"grep"}}};
  EXPECT_EQ(*event.number("fd"), 3);
  EXPECT_EQ(*event.text("path"), "x");
  EXPECT_EQ(event.numbers("fds")->size(), 2u);
  EXPECT_EQ(event.texts("argv")->front(), "grep");
  EXPECT_EQ(event.number("path"), nullptr) << "another type";
  EXPECT_EQ(event.text("nothing"), nullptr);
  EXPECT_EQ(event.number_or("fd", -1), 3);
  EXPECT_EQ(event.number_or("nothing", -1), -1);
  EXPECT_EQ(event.text_or("nothing", "default"), "default");
}

TEST(Words, EveryKindHasOneOfItsOwnAndIsFoundByIt) {
  for (int kind = 0; kind <= static_cast<int>(EventKind::Quiet); ++kind)
    EXPECT_EQ(sandbox::event_kind(to_string(static_cast<EventKind>(kind))), static_cast<EventKind>(kind));
  for (int kind = 0; kind <= static_cast<int>(Leftover::Kind::File); ++kind)
    EXPECT_EQ(sandbox::leftover_kind(to_string(static_cast<Leftover::Kind>(kind))), static_cast<Leftover::Kind>(kind));
  EXPECT_EQ(to_string(Leftover::Kind::PosixMq), "posix-mq");
}

TEST(Words, OneThatNamesNothingIsRefused) {
  EXPECT_THROW(sandbox::event_kind("party"), std::invalid_argument);
  EXPECT_THROW(sandbox::leftover_kind(""), std::invalid_argument);
}

TEST(RecordLookups, FindOutputsByRoleAndStreamAndFilesByPath) {
  Record record;
  record.outputs.push_back({"sender", "stderr", "oops", false});
  record.files.push_back({.path = "dest", .exists = true, .bytes = "data"});
  EXPECT_EQ(record.output("sender", "stderr")->bytes, "oops");
  EXPECT_EQ(record.output("sender", "stdout"), nullptr);
  EXPECT_EQ(record.output("receiver", "stderr"), nullptr);
  EXPECT_EQ(record.file("dest")->bytes, "data");
  EXPECT_EQ(record.file("src"), nullptr);
}

}  // namespace
}  // namespace ipclab
