// Edges of the picture, and names of signals.
#include <csignal>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/exercise/exercise.h"

namespace ipclab {
namespace {

using testing::HasSubstr;

std::string refusal(const std::string& edge) {
  try {
    parse_picture_edge(edge);
    return {};
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
}

TEST(PictureEdge, GoesFromAProgramThroughAnObjectToAProgram) {
  const PictureEdge edge = parse_picture_edge("ps:1 -> pipe -> grep:0");
  EXPECT_EQ(edge.text, "ps:1 -> pipe -> grep:0");
  EXPECT_EQ(edge.from, "ps");
  EXPECT_EQ(edge.from_fd, 1);
  EXPECT_EQ(edge.object, "pipe");
  EXPECT_EQ(edge.to, "grep");
  EXPECT_EQ(edge.to_fd, 0);
  EXPECT_FALSE(edge.both_ways);
}

TEST(PictureEdge, EveryEdgeOfTheDocumentationIsRead) {
  for (const char* text :
       {"sender -> msgqueue -> receiver", "producer <-> shm <-> consumer", "client <-> tcp <-> server",
        "cat:1 -> file:dest", "file:src -> cat", "copy -> SIGTERM -> child", "any <-> shm <-> any",
        "parent -> SIGUSR1 -> child", "a->fifo:/tmp/f->b", "a -> unix -> b", "a -> udp -> b", "peer <-> tcp <-> server",
        "a -> msgqueue:/name -> b", "cat -> fifo:f"}) {
    EXPECT_EQ(refusal(text), "") << text;
  }
}

TEST(PictureEdge, OneThatEndsAtAFileHasNoProgramThere) {
  const PictureEdge to_file = parse_picture_edge("cat:1 -> file:dest");
  EXPECT_EQ(to_file.from, "cat");
  EXPECT_EQ(to_file.from_fd, 1);
  EXPECT_EQ(to_file.object, "file");
  EXPECT_EQ(to_file.object_name, "dest");
  EXPECT_EQ(to_file.to, "");
  const PictureEdge from_file = parse_picture_edge("file:/tmp/a:b -> cat");
  EXPECT_EQ(from_file.from, "");
  EXPECT_EQ(from_file.object_name, "/tmp/a:b");
  EXPECT_EQ(from_file.to, "cat");
}

TEST(PictureEdge, SignalIsKnownByItsUsualName) {
  EXPECT_EQ(parse_picture_edge("parent -> SIGCLD -> child").object, "SIGCHLD");
  EXPECT_THAT(refusal("parent -> SIGFOO -> child"), HasSubstr("'SIGFOO' is no kind of object"));
}

TEST(PictureEdge, BothArrowsPointTheSameWay) {
  EXPECT_TRUE(parse_picture_edge("a <-> tcp <-> b").both_ways);
  EXPECT_TRUE(parse_picture_edge("a<->tcp<->b").both_ways);
  EXPECT_THAT(refusal("a -> tcp <-> b"), HasSubstr("both arrows"));
  EXPECT_THAT(refusal("a <- tcp <- b"), HasSubstr("no arrow"));
}

TEST(PictureEdge, WhatIsNoneIsRefusedWithASentence) {
  EXPECT_THAT(refusal(""), HasSubstr("missing"));
  EXPECT_THAT(refusal("ps"), HasSubstr("no arrow"));
  EXPECT_THAT(refusal("ps -> grep"), HasSubstr("no object stands between"));
  EXPECT_THAT(refusal("ps -> pipe ->"), HasSubstr("missing"));
  EXPECT_THAT(refusal("ps -> -> grep"), HasSubstr("missing"));
  EXPECT_THAT(refusal("ps -> pipe"), HasSubstr("a program at both ends"));
  EXPECT_THAT(refusal("pipe -> file:x"), HasSubstr("no program stands"));
  EXPECT_THAT(refusal("ps -> pipes -> grep"), HasSubstr("did you mean 'pipe'?"));
  EXPECT_THAT(refusal("ps -> pipe:1 -> grep"), HasSubstr("no name"));
  EXPECT_THAT(refusal("cat -> file"), HasSubstr("file:PATH"));
  EXPECT_THAT(refusal("cat -> file:"), HasSubstr("names nothing"));
  EXPECT_THAT(refusal("ps:x -> pipe -> grep"), HasSubstr("no descriptor"));
  EXPECT_THAT(refusal("ps: -> pipe -> grep"), HasSubstr("no descriptor"));
  EXPECT_THAT(refusal("ps:-1 -> pipe -> grep"), HasSubstr("no descriptor"));
  EXPECT_THAT(refusal("ps:99999999999999999999 -> pipe -> grep"), HasSubstr("no descriptor"));
  EXPECT_THAT(refusal(":1 -> pipe -> grep"), HasSubstr("names no program"));
  EXPECT_THAT(refusal("a b -> pipe -> grep"), HasSubstr("no name of a program"));
  EXPECT_THAT(refusal("a -> pipe -> b -> pipe -> c"), HasSubstr("one edge for each object"));
  EXPECT_THAT(refusal(std::string("a\0 -> pipe -> b", 15)), HasSubstr("control character"));
  EXPECT_THAT(refusal(std::string(100000, '>')), HasSubstr("too long"));
}

TEST(Signals, NamesAndNumbersMeetBothWays) {
  EXPECT_EQ(signal_number("SIGTERM"), SIGTERM);
  EXPECT_EQ(signal_number("TERM"), SIGTERM);
  EXPECT_EQ(signal_number("SIGRTMIN+1"), SIGRTMIN + 1);
  for (int number = 1; number <= 31; ++number) EXPECT_EQ(signal_number(signal_name(number)), number);
  EXPECT_EQ(signal_name(SIGTSTP), "SIGTSTP");
  EXPECT_EQ(signal_name(SIGRTMIN), "SIGRTMIN");
  EXPECT_EQ(signal_name(SIGRTMAX), signal_name(*signal_number(signal_name(SIGRTMAX))));
}

TEST(Signals, WhatIsNoSignal) {
  for (const char* name :
       {"", "SIG", "sigterm", "SIGTREM", "15", "SIGSIGTERM", "SIGRTMIN+99", "SIGRTMIN+", "SIGRTMIN-1", "SIGRTMIN+-1"}) {
    EXPECT_EQ(signal_number(name), std::nullopt) << name;
  }
  EXPECT_EQ(signal_name(0), "signal 0");
  EXPECT_EQ(signal_name(-7), "signal -7");
  EXPECT_EQ(signal_name(4711), "signal 4711");
}

}  // namespace
}  // namespace ipclab
