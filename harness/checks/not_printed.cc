#include "harness/checks/not_printed.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>

#include "harness/checks/process_words.h"
#include "harness/checks/tell.h"

namespace ipclab {
namespace {

const Call& call_at(const World& world, int index) {
  return world.calls[static_cast<std::size_t>(index)];
}

/// The call that bound a listening socket of the submission; -1: there is none, or one is bound to `port`.
int bound_elsewhere(const World& world, std::int64_t port) {
  int elsewhere = -1;
  for (std::size_t i = 0; i < world.calls.size(); ++i) {
    const Call& bind = world.calls[i];
    if (bind.name != "bind" || !bind.returned() || bind.failed() || bind.object < 0 ||
        is_fixture(world, bind.process) || !world.object(bind.object).listening)
      continue;
    if (world.enter(bind).number_or("port", 0) == port) return -1;
    elsewhere = static_cast<int>(i);
  }
  return elsewhere;
}

bool closes(const World& world, const Call& call, std::int64_t fd) {
  return (call.name == "close" || call.name == "shutdown") && world.enter(call).number_or("fd", -1) == fd;
}

/// The socket that the process connects, which it has made itself: index into World::objects; -1: unknown.
int connected_socket(const World& world, const Process& process, const Call& connect) {
  int made_by = -1;
  for (const int index : process.calls) {
    const Call& call = call_at(world, index);
    if (call.enter > connect.enter) break;
    if (call.name == "socket" && call.result == world.enter(connect).number_or("fd", -1)) made_by = index;
  }
  const auto socket = std::find_if(world.objects.begin(), world.objects.end(), [&](const IpcObject& object) {
    return made_by >= 0 && object.created_by == made_by;
  });
  return socket == world.objects.end() ? -1 : socket->id;
}

/// The call of the submission that closed the other end of the connection, while the process still had its own; -1:
/// none. A process that has forked since it accepted may have left the connection to its child.
int closed_first(const World& world, const Process& process, const Call& connect) {
  const int socket = connected_socket(world, process, connect);
  const int other_end = socket < 0 ? -1 : world.object(socket).peer;
  const int accepted = other_end < 0 ? -1 : world.object(other_end).created_by;
  if (accepted < 0 || is_fixture(world, call_at(world, accepted).process)) return -1;
  int own_close = process.end_event;
  for (const int index : process.calls) {
    const Call& call = call_at(world, index);
    if (call.enter > connect.enter && closes(world, call, world.enter(connect).number_or("fd", -1))) {
      own_close = call.enter;
      break;
    }
  }
  const Call& accept = call_at(world, accepted);
  for (const int index : world.process(accept.process).calls) {
    const Call& call = call_at(world, index);
    if (call.enter < accept.enter) continue;
    if (call.name == "fork" || (own_close >= 0 && call.enter > own_close)) return -1;
    if (closes(world, call, accept.result)) return index;
  }
  return -1;
}

}  // namespace

void tell_broken_connection(const CheckInput& input, const Process& process, Finding& finding) {
  const World& world = input.world;
  for (const int index : process.calls) {
    const Call& connect = call_at(world, index);
    if (connect.name != "connect" || !connect.returned()) continue;
    if (connect.result == -ECONNREFUSED) {
      const std::int64_t wanted = world.enter(connect).number_or("port", 0);
      const int bind = bound_elsewhere(world, wanted);
      if (bind < 0) return;
      const std::int64_t port = world.enter(call_at(world, bind)).number_or("port", 0);
      finding.location = where_called(world, bind);
      finding.reason = fmt::format("{} could not connect to port {}: {} listens on port {}.", process.role, wanted,
                                   name_of(world, call_at(world, bind).process), port);
      finding.hint = "Look at how the number of the port gets into the address, byte by byte. man 7 ip";
      finding.evidence.push_back(
          evidence_of(world, bind, fmt::format("{} to port {}", call_word(world, call_at(world, bind)), port)));
      finding.evidence.push_back(
          evidence_of(world, index, fmt::format("connect() to port {} fails: {}", wanted, error_text(connect.result))));
      return;
    }
    const int close = closed_first(world, process, connect);
    if (close < 0) continue;
    finding.location = where_called(world, close);
    finding.reason += fmt::format("{}{} closed the connection to {} first{}.", finding.reason.empty() ? "" : " ",
                                  begin_with(name_of(world, call_at(world, close).process)), process.role,
                                  in_line(input, finding.location));
    finding.hint = "Look at why the connection is closed there, and at what its client still waits for.";
    finding.evidence.push_back(evidence_of(
        world, close, fmt::format("{}: the connection to {}", call_word(world, call_at(world, close)), process.role)));
    return;
  }
}

void tell_diverted(const CheckInput& input, const std::string& role, const std::string& stream, Finding& finding) {
  const World& world = input.world;
  const int fd = stream == "stderr" ? 2 : 1;
  for (const Flow& flow : world.flows) {
    const Process& process = world.process(flow.process);
    const IpcObject& object = world.object(flow.object);
    if (!flow.writes || flow.fd != fd || flow.bytes == 0 || object.grader || process.role != role ||
        is_fixture(world, flow.process) || !process.images[static_cast<std::size_t>(flow.image)].submission)
      continue;
    finding.location = where_called(world, flow.last_call);
    finding.reason +=
        fmt::format("{}{} wrote {} to descriptor {}{}, and it led to {}.", finding.reason.empty() ? "" : " ",
                    begin_with(name_of(world, flow.process)), quote(flow.sample), fd, in_line(input, finding.location),
                    object_text(world, flow.object));
    finding.hint = fmt::format("Look at where descriptor {} leads at that moment. man 2 dup", fd);
    finding.evidence.push_back(evidence_of(
        world, flow.last_call,
        fmt::format("{} to {}", call_word(world, call_at(world, flow.last_call)), object_text(world, flow.object))));
    return;
  }
}

}  // namespace ipclab
