// Descriptors that travel over a Unix socket (SCM_RIGHTS). They are on their way from the entry of the send on: the
// receiver's return may be recorded before the sender's.
#include <sys/socket.h>

#include <algorithm>

#include "harness/model/descriptors.h"

namespace ipclab::model {
namespace {

/// What was sent to this socket first; failing that (no peer known), the first that was sent anywhere in that number.
std::deque<InFlight>::iterator find_sent(std::deque<InFlight>& in_flight, int socket, std::size_t count) {
  auto found = std::find_if(in_flight.begin(), in_flight.end(),
                            [&](const InFlight& sent) { return sent.socket == socket && socket >= 0; });
  if (found != in_flight.end()) return found;
  return std::find_if(in_flight.begin(), in_flight.end(),
                      [&](const InFlight& sent) { return sent.socket < 0 && sent.descriptors.size() == count; });
}

}  // namespace

void descriptors_sent(const EnteredCall& call) {
  const auto* fds = call.enter.numbers("fds");
  if (!fds || fds->empty()) return;
  InFlight sent;
  sent.call = call.index;
  int socket = call.state.object_of(call.progress.fd);
  sent.socket = socket >= 0 ? call.state.object(socket).peer : -1;
  for (std::int64_t fd : *fds)
    if (const Descriptor* descriptor = call.state.descriptor(call.process, fd)) sent.descriptors.push_back(*descriptor);
  call.state.in_flight.push_back(std::move(sent));
}

void send_failed(const ReturnedCall& call) {
  if (!call.succeeded())
    std::erase_if(call.state.in_flight, [&](const InFlight& sent) { return sent.call == call.index; });
}

void descriptors_received(const ReturnedCall& call) {
  const auto* fds = call.exit.numbers("fds");
  if (!call.succeeded() || !fds || fds->empty()) return;
  State& s = call.state;
  auto sent = find_sent(s.in_flight, s.object_of(call.progress.fd), fds->size());
  std::vector<Descriptor> descriptors;
  if (sent != s.in_flight.end()) {
    descriptors = sent->descriptors;
    s.in_flight.erase(sent);
  }
  bool close_on_exec = (call.number("flags", 0) & MSG_CMSG_CLOEXEC) != 0;
  for (std::size_t i = 0; i < fds->size(); ++i) {
    Descriptor received{.close_on_exec = close_on_exec, .made_by = call.index};
    if (i < descriptors.size())
      received.open_file = descriptors[i].open_file;
    else  // sent by somebody whom the record does not show
      received.open_file = s.add_open_file({.object = s.add_object(ObjectKind::Other, -1), .opened_by = call.index});
    install(s, call.process, (*fds)[i], received);
  }
}

}  // namespace ipclab::model
