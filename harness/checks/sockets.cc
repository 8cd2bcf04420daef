// sock.one-client: one idle client keeps the others from being served. sock.no-reuseaddr: the server can't be restarted
// at once.
#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <optional>

#include "harness/checks/all.h"
#include "harness/checks/process_words.h"
#include "harness/checks/tell.h"
#include "harness/checks/waits.h"

namespace ipclab {
namespace {

// <sys/socket.h>
constexpr std::int64_t kSolSocket = 1, kReuseAddr = 2, kReusePort = 15;

const Call& call_at(const World& world, int index) {
  return world.calls[static_cast<std::size_t>(index)];
}

bool made_by(const World& world, int object, std::string_view call) {
  const int creation = object < 0 ? -1 : world.objects[static_cast<std::size_t>(object)].created_by;
  return creation >= 0 && call_at(world, creation).name == call;
}

std::int64_t bytes_through(const World& world, int object, bool writes) {
  std::int64_t bytes = 0;
  for (const Flow& flow : world.flows) {
    if (flow.object == object && flow.writes == writes) bytes += flow.bytes;
  }
  return bytes;
}

/// The client's successful connect to that port: an index into World::calls; -1: none.
int connect_of(const World& world, int process, int port) {
  for (const int index : world.process(process).calls) {
    const Call& call = call_at(world, index);
    if (call.name == "connect" && !call.failed() && world.enter(call).number_or("port", 0) == port) return index;
  }
  return -1;
}

/// A moment at which a server sleeps over one client while another one waits for it.
struct Neglect {
  const Wait* server = nullptr;
  const Wait* client = nullptr;
  int connect = -1;       ///< the other client's connect: index into World::calls
  bool accepted = false;  ///< it was accepted, and its line not read
};

/// The client has a connection to that server which nobody there attends to.
std::optional<Neglect> neglected(const World& world, const World::Standstill& state, const Wait& server,
                                 const Wait& client) {
  const int port = world.objects[static_cast<std::size_t>(server.object)].port;
  const int connect = connect_of(world, client.process, port);
  const auto table = state.fds.find(client.process);
  if (connect < 0 || table == state.fds.end()) return std::nullopt;
  for (const auto& [fd, descriptor] : table->second) {
    const int object = world.open_files[static_cast<std::size_t>(descriptor.open_file)].object;
    const IpcObject& socket = world.objects[static_cast<std::size_t>(object)];
    if (socket.kind != ObjectKind::Socket || socket.family != "tcp" || !made_by(world, object, "socket")) continue;
    if (socket.peer < 0) return Neglect{&server, &client, connect, false};
    if (socket.peer == server.object || bytes_through(world, object, true) <= bytes_through(world, socket.peer, false))
      continue;
    const auto holders = world.holders(state.fds, socket.peer, false);
    const bool only_here = !holders.empty() && std::all_of(holders.begin(), holders.end(), [&](const Holder& holder) {
      return holder.process == server.process;
    });
    if (only_here) return Neglect{&server, &client, connect, true};
  }
  return std::nullopt;
}

std::optional<Neglect> find_neglect(const World& world, const World::Standstill& state,
                                    const std::vector<Wait>& waits) {
  for (const Wait& server : waits) {
    if (server.what != WaitFor::SocketData || is_fixture(world, server.process) ||
        !made_by(world, server.object, "accept4"))
      continue;
    const std::string& role = world.process(server.process).role;
    const bool open_to_others = std::any_of(waits.begin(), waits.end(), [&](const Wait& other) {
      return world.process(other.process).role == role &&
             (other.what == WaitFor::Connection || other.what == WaitFor::Several);
    });
    if (open_to_others) continue;
    for (const Wait& client : waits) {
      const bool for_answer =
          client.what == WaitFor::SocketData || client.what == WaitFor::Several || client.what == WaitFor::Connection;
      if (!for_answer || world.process(client.process).role == role) continue;
      if (auto found = neglected(world, state, server, client)) return found;
    }
  }
  return std::nullopt;
}

void one_client(const CheckInput& input, std::vector<Finding>& findings) {
  const World& world = input.world;
  const auto& state = world.standstill ? world.standstill : world.at_limit;
  if (!state) return;
  const std::vector<Wait> waits = waits_of(world, *state);
  const auto found = find_neglect(world, *state, waits);
  if (!found) return;
  const Call& sleeps = call_at(world, found->server->call);
  const std::string server = name_of(world, found->server->process);
  Finding finding = new_finding(input, "sock.one-client");
  finding.process = short_name(world, found->server->process);
  finding.location = where_called(world, found->server->call);
  finding.message = fmt::format("{} waits for one client, and another one gets no answer", server);
  finding.reason = fmt::format(
      "It sleeps in {}, which only that one client can end. Meanwhile {} has connected{} and waits.",
      call_word(world, sleeps), name_of(world, found->client->process), found->accepted ? ", has sent a line" : "");
  finding.reason += found->accepted ? " Its line was not read." : " Its connection was not accepted.";
  finding.hint = "Look at which events can end the call in which the server sleeps. man 2 poll, man 2 accept";
  finding.evidence.push_back(evidence_of(
      world, found->connect, fmt::format("connect(): {} connects", name_of(world, found->client->process))));
  finding.evidence.push_back(
      evidence_of(world, found->server->call,
                  fmt::format("{}: {} sleeps over the first client", call_word(world, sleeps), server)));
  finding.evidence.push_back(
      evidence_of(world, found->client->call,
                  fmt::format("{}: {} waits for its answer", call_word(world, call_at(world, found->client->call)),
                              name_of(world, found->client->process))));
  findings.push_back(std::move(finding));
}

/// The socket behind descriptor `fd` was given the option before the call `bind`, since it was made.
bool option_set(const World& world, const Process& process, std::int64_t fd, int bind, std::int64_t option) {
  bool set = false;
  for (const int index : process.calls) {
    const Call& call = call_at(world, index);
    if (index == bind) break;
    if (call.failed()) continue;
    if (call.name == "socket" && call.result == fd) set = false;
    const sandbox::Event& enter = world.enter(call);
    if (call.name == "setsockopt" && enter.number_or("fd", -1) == fd && enter.number_or("level", 0) == kSolSocket &&
        enter.number_or("option", 0) == option) {
      set = enter.number_or("value", 1) != 0;
    }
  }
  return set;
}

bool listens(const World& world, const Process& process, std::int64_t fd, int bind) {
  return std::any_of(process.calls.begin(), process.calls.end(), [&](int index) {
    const Call& call = call_at(world, index);
    return index > bind && call.name == "listen" && !call.failed() && world.enter(call).number_or("fd", -1) == fd;
  });
}

/// An earlier server of the run that had this port and had ended by then.
bool restart(const World& world, const Call& bind, std::int64_t port) {
  return std::any_of(world.calls.begin(), world.calls.end(), [&](const Call& call) {
    if (call.name != "bind" || call.failed() || call.enter >= bind.enter ||
        world.enter(call).number_or("port", 0) != port)
      return false;
    const Process& process = world.process(call.process);
    return process.role != world.process(bind.process).role && process.end_event >= 0 && process.end_event < bind.enter;
  });
}

void no_reuseaddr(const CheckInput& input, std::vector<Finding>& findings) {
  const World& world = input.world;
  std::vector<Finding> warnings;
  bool refused = false;
  for (std::size_t i = 0; i < world.calls.size(); ++i) {
    const Call& call = world.calls[i];
    if (call.name != "bind" || !call.returned() || is_fixture(world, call.process)) continue;
    const int index = static_cast<int>(i);
    const Process& process = world.process(call.process);
    const std::int64_t fd = world.enter(call).number_or("fd", -1), port = world.enter(call).number_or("port", 0);
    if (port <= 0 || option_set(world, process, fd, index, kReuseAddr)) continue;
    const bool failed = call.result == -EADDRINUSE && restart(world, call, port);
    const bool later =
        !call.failed() && listens(world, process, fd, index) && !option_set(world, process, fd, index, kReusePort);
    if (!failed && !later) continue;
    Finding finding = new_finding(input, "sock.no-reuseaddr");
    finding.process = short_name(world, process.id);
    finding.location = where_called(world, index);
    finding.hint = "Look at the options that a socket can be given before bind. man 7 socket";
    if (failed) {
      refused = true;
      finding.severity = Severity::Error;
      finding.message = fmt::format("{} can't be started again on port {}", process.role, port);
      finding.reason =
          "bind failed: the earlier server has ended, but its port stays reserved for a while for late packets of its "
          "connections.";
      finding.evidence.push_back(
          evidence_of(world, index, fmt::format("bind() to port {} fails: {}", port, error_text(call.result))));
      findings.push_back(std::move(finding));
    } else {
      finding.message = fmt::format("{} could not be started again at once on the same port", process.role);
      finding.reason =
          "After a server with connections has ended, its port stays reserved for a while; bind is refused until then.";
      finding.evidence.push_back(evidence_of(world, index, fmt::format("bind() to port {}", port)));
      warnings.push_back(std::move(finding));
    }
  }
  if (!refused && !warnings.empty()) findings.push_back(std::move(warnings.front()));
}

}  // namespace

std::vector<Finding> check_sockets(const CheckInput& input) {
  std::vector<Finding> findings;
  one_client(input, findings);
  no_reuseaddr(input, findings);
  return findings;
}

}  // namespace ipclab
