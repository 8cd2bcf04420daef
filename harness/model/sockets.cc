#include "harness/model/sockets.h"

#include <fcntl.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>

#include "harness/model/descriptors.h"

namespace ipclab::model {
namespace {

constexpr std::int64_t kTypeMask = 0xf;  // above are SOCK_CLOEXEC and SOCK_NONBLOCK

std::string family_word(std::int64_t family, std::int64_t type) {
  if (family == AF_UNIX) return "unix";
  if (family != AF_INET && family != AF_INET6) return "";
  if ((type & kTypeMask) == SOCK_STREAM) return "tcp";
  return (type & kTypeMask) == SOCK_DGRAM ? "udp" : "";
}

/// "tcp:8080", "unix:/tmp/s". The host part of an address does not count: all is one machine here.
std::string address_of(const EnteredCall& call, const IpcObject& socket) {
  if (const std::string* path = call.enter.text("path")) {
    bool abstract = path->empty() || path->front() == '\0';
    return "unix:" + (abstract ? *path : absolute_path(call.state.living(call.process).cwd, *path));
  }
  return socket.family + ":" + std::to_string(call.number("port", 0));
}

void make_socket(const ReturnedCall& call, std::int64_t fd, int object, std::int64_t flags) {
  OpenFile file{.object = object, .readable = true, .writable = true, .nonblocking = (flags & SOCK_NONBLOCK) != 0};
  install_new(call, fd, file, (flags & SOCK_CLOEXEC) != 0);
}

void pair_up(State& s, int one, int other) {
  s.object(one).peer = other;
  s.object(other).peer = one;
}

bool stands(std::int64_t result) {
  return result >= 0 || result == -EINPROGRESS || result == -EINTR;
}

}  // namespace

void socket_made(const ReturnedCall& call) {
  if (!call.succeeded()) return;
  int object = call.state.add_object(ObjectKind::Socket, call.index);
  call.state.object(object).family = family_word(call.number("family"), call.number("type", 0));
  make_socket(call, call.result, object, call.number("type", 0));
}

void socket_pair_made(const ReturnedCall& call) {
  const auto* fds = call.exit.numbers("fds");
  if (!call.succeeded() || !fds || fds->size() < 2) return;
  int ends[2];
  for (std::size_t i = 0; i < 2; ++i) {
    ends[i] = call.state.add_object(ObjectKind::Socket, call.index);
    call.state.object(ends[i]).family = family_word(call.number("family", AF_UNIX), call.number("type", 0));
    make_socket(call, (*fds)[i], ends[i], call.number("type", 0));
  }
  pair_up(call.state, ends[0], ends[1]);
}

void bound(const ReturnedCall& call) {
  State& s = call.state;
  int object = s.object_of(call.progress.fd);
  if (!call.succeeded() || object < 0) return;
  std::string address = address_of(call, s.object(object));
  s.bound[object] = address;
  const std::string* path = call.enter.text("path");
  if (!path) {
    s.object(object).port = static_cast<int>(call.number("port", 0));
  } else {
    s.object(object).name = address.substr(std::string_view("unix:").size());
    if (!path->empty() && path->front() != '\0') s.identity.add_path(s.object(object).name, object);
  }
  // Datagrams go to whoever is bound; a connection to whoever listens.
  if (s.object(object).family == "udp") s.listeners[address] = object;
}

void listening(const ReturnedCall& call) {
  int object = call.state.object_of(call.progress.fd);
  if (!call.succeeded() || object < 0) return;
  State& s = call.state;
  s.object(object).listening = true;
  auto address = s.bound.find(object);
  if (address == s.bound.end()) return;
  auto [listener, first] = s.listeners.try_emplace(address->second, object);
  if (!first && listener->second != object) {
    // Who had connected to an earlier listener and was not accepted never will be.
    std::erase_if(s.connecting, [&](const Connecting& one) { return one.done && one.address == address->second; });
    listener->second = object;
  }
}

void connecting(const EnteredCall& call) {
  int object = call.state.object_of(call.progress.fd);
  if (object < 0) return;
  const IpcObject& socket = call.state.object(object);
  // From the entry on: the accept may be recorded before this returns.
  if (socket.family != "udp")
    call.state.connecting.push_back({.address = address_of(call, socket), .socket = object, .call = call.index});
}

void connected(const ReturnedCall& call) {
  State& s = call.state;
  int object = s.object_of(call.progress.fd);
  if (object < 0) return;
  if (s.object(object).family == "udp") {
    if (call.succeeded()) s.object(object).peer = listener_for(call);
    return;
  }
  auto attempt = std::find_if(s.connecting.begin(), s.connecting.end(),
                              [&](const Connecting& one) { return one.call == call.index; });
  if (attempt == s.connecting.end()) return;  // accepted meanwhile
  if (stands(call.result))
    attempt->done = true;
  else
    s.connecting.erase(attempt);
}

void accepted(const ReturnedCall& call) {
  State& s = call.state;
  int listener = s.object_of(call.progress.fd);
  if (!call.succeeded()) return;
  int object = s.add_object(ObjectKind::Socket, call.index);
  if (listener >= 0) {
    s.object(object).family = s.object(listener).family;
    s.object(object).port = s.object(listener).port;
  }
  make_socket(call, call.result, object, call.number("flags", 0));

  auto address = s.bound.find(listener);
  if (address == s.bound.end()) return;
  std::int64_t client_port = call.exit.number_or("port", -1);
  // Bound to port 0 it got one that the record does not show: who connects to an address that is nobody else's.
  const bool any_port = address->second == s.object(listener).family + ":0";
  auto matches = [&](const Connecting& one) {
    if (!any_port) return one.address == address->second;
    return s.object(one.socket).family == s.object(listener).family && !s.listeners.contains(one.address);
  };
  // The kernel hands out connections in the order in which they were made: whose client has a port of its own is
  // certain, else the first whose connect has returned, else the first.
  auto best = std::find_if(s.connecting.begin(), s.connecting.end(), [&](const Connecting& one) {
    return matches(one) && client_port > 0 && s.object(one.socket).port == client_port;
  });
  if (best == s.connecting.end())
    best = std::find_if(s.connecting.begin(), s.connecting.end(),
                        [&](const Connecting& one) { return matches(one) && one.done; });
  if (best == s.connecting.end()) best = std::find_if(s.connecting.begin(), s.connecting.end(), matches);
  if (best == s.connecting.end()) return;
  pair_up(s, object, best->socket);
  s.connecting.erase(best);
}

int listener_for(const EnteredCall& connect) {
  State& s = connect.state;
  int object = s.object_of(connect.progress.fd);
  if (object < 0) return -1;
  auto found = s.listeners.find(address_of(connect, s.object(object)));
  return found == s.listeners.end() ? -1 : found->second;
}

}  // namespace ipclab::model
