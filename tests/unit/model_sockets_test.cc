// Sockets: who is at the other end.
#include <gtest/gtest.h>

#include <cerrno>

#include "harness/model/world.h"
#include "tests/unit/record_builder.h"

namespace ipclab {
namespace {

class Sockets : public testing::Test {
 protected:
  RecordBuilder b;
  int p = b.start("chat");
  int server = b.start("server");
  int client = b.start("client");

  void serve(int process, int fd, int port) {
    b.call(process, "socket", {{"family", 2}, {"type", 1}}).returns(fd);
    b.call(process, "bind", {{"fd", fd}, {"family", 2}, {"port", port}}).returns(0);
    b.call(process, "listen", {{"fd", fd}, {"backlog", 5}}).returns(0);
  }
  EventBuilder connect(int process, int fd, int port) {
    b.call(process, "socket", {{"family", 2}, {"type", 1}}).returns(fd);
    return b.call(process, "connect", {{"fd", fd}, {"family", 2}, {"port", port}});
  }
  const IpcObject& behind(const World& world, int process, int fd) {
    return world.objects[world.open_files[world.process(process).fds.at(fd).open_file].object];
  }
};

TEST_F(Sockets, BothEndsOfAConnectionKnowEachOther) {
  serve(server, 3, 8080);
  connect(client, 3, 8080).returns(0);
  b.call(server, "accept4", {{"fd", 3}}).returns(4).with("port", 40000);
  World world = replay(b.record());
  EXPECT_EQ(behind(world, server, 4).peer, behind(world, client, 3).id);
  EXPECT_EQ(behind(world, client, 3).peer, behind(world, server, 4).id);
  EXPECT_EQ(behind(world, server, 4).family, "tcp");
  EXPECT_EQ(behind(world, server, 4).port, 8080);
  EXPECT_EQ(behind(world, server, 3).peer, -1);
}

TEST_F(Sockets, AnAcceptMayBeRecordedBeforeTheConnectReturns) {
  serve(server, 3, 8080);
  auto connecting = connect(client, 3, 8080);
  b.call(server, "accept4", {{"fd", 3}}).returns(4);
  connecting.returns(0);
  World world = replay(b.record());
  EXPECT_EQ(behind(world, client, 3).peer, behind(world, server, 4).id);
}

TEST_F(Sockets, ConnectionsAreAcceptedInTheOrderInWhichTheyWereMade) {
  int second = b.start("client2");
  serve(server, 3, 8080);
  auto late = connect(client, 3, 8080);
  connect(second, 3, 8080).returns(0);
  late.returns(-ECONNREFUSED);
  b.call(server, "accept4", {{"fd", 3}}).returns(4);
  World world = replay(b.record());
  EXPECT_EQ(behind(world, second, 3).peer, behind(world, server, 4).id);
  EXPECT_EQ(behind(world, client, 3).peer, -1);
}

TEST_F(Sockets, AServerStartedAgainDoesNotMeetTheClientsOfTheFormer) {
  serve(server, 3, 8080);
  connect(client, 3, 8080).returns(0);
  b.end(server, 0);
  int again = b.start("server2"), second = b.start("client2");
  serve(again, 3, 8080);
  connect(second, 3, 8080).returns(0);
  b.call(again, "accept4", {{"fd", 3}}).returns(4);
  World world = replay(b.record());
  EXPECT_EQ(behind(world, second, 3).peer, behind(world, again, 4).id);
}

TEST_F(Sockets, UnixSocketsArePairedByPathAndTheirFileIsRemoved) {
  b.call(server, "socket", {{"family", 1}, {"type", 1}}).returns(3);
  b.call(server, "bind", {{"fd", 3}, {"family", 1}, {"path", "s"}}).returns(0);
  b.call(server, "listen", {{"fd", 3}}).returns(0);
  b.call(client, "socket", {{"family", 1}, {"type", 1}}).returns(3);
  b.call(client, "connect", {{"fd", 3}, {"family", 1}, {"path", "/work/s"}}).returns(0);
  b.call(server, "accept4", {{"fd", 3}}).returns(4);
  b.call(server, "unlinkat", {{"path", "/work/s"}}).returns(0);
  World world = replay(b.record());
  EXPECT_EQ(behind(world, client, 3).peer, behind(world, server, 4).id);
  EXPECT_EQ(behind(world, server, 3).name, "/work/s");
  EXPECT_EQ(behind(world, server, 3).family, "unix");
  EXPECT_GE(behind(world, server, 3).removed_by, 0);
}

TEST_F(Sockets, ASocketPairIsConnectedToItself) {
  b.call(p, "socketpair", {{"family", 1}, {"type", 1}}).returns(0).with("fds", {3, 4});
  World world = replay(b.record());
  EXPECT_EQ(behind(world, p, 3).peer, behind(world, p, 4).id);
  EXPECT_EQ(behind(world, p, 4).peer, behind(world, p, 3).id);
}

}  // namespace
}  // namespace ipclab
