// Waits on sockets: data that the other end does not send, clients that do not come.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "harness/checks/hang_explain.h"
#include "harness/checks/process_words.h"
#include "harness/checks/tell.h"

namespace ipclab {
namespace {

/// The process that holds the connection's other end, a waiting one of the submission before others; 0: unknown.
int partner(const HangScene& scene, int object) {
  const World& world = scene.world();
  const int peer = object < 0 ? -1 : world.objects[static_cast<std::size_t>(object)].peer;
  if (peer < 0) return 0;
  int found = 0;
  for (const Holder& holder : world.holders(scene.state.fds, peer, true)) {
    if (found == 0) found = holder.process;
    if (!is_fixture(world, holder.process) && wait_in(scene.waits, holder.process) != nullptr) return holder.process;
  }
  return found;
}

/// Not a connection: anybody may send to it.
bool is_datagram_socket(const World& world, const Wait& wait) {
  if (wait.object < 0 || world.object(wait.object).created_by < 0) return false;
  constexpr std::int64_t kTypeMask = 0xf, kDatagram = 2;  // SOCK_DGRAM
  const Call& made = world.calls[static_cast<std::size_t>(world.object(wait.object).created_by)];
  return made.name == "socket" && (world.enter(made).number_or("type", 0) & kTypeMask) == kDatagram;
}

std::int64_t bytes_through(const World& world, int object, bool writes) {
  std::int64_t bytes = 0;
  for (const Flow& flow : world.flows)
    if (flow.object == object && flow.writes == writes) bytes += flow.bytes;
  return bytes;
}

/// " 4096 bytes were sent to it, and it has read them all." Where bytes are left, it waits for more than there is.
std::string amounts(const World& world, const Wait& wait, bool reads) {
  const int peer = world.object(wait.object).peer;
  const std::int64_t sent = bytes_through(world, reads ? peer : wait.object, true);
  const std::int64_t read = bytes_through(world, reads ? wait.object : peer, false);
  if (reads)
    return sent == 0 ? " Nothing was sent to it."
                     : fmt::format(" {} sent to it, and it has read {}.",
                                   count(sent, "byte") + (sent == 1 ? " was" : " were"),
                                   read == sent ? "all of it" : std::to_string(read));
  return fmt::format(" It has sent {}, and {} {} read: there is no room for more.", count(sent, "byte"), read,
                     read == 1 ? "was" : "were");
}

/// Who holds the other end of the connection, and what those do instead of sending, reading or closing it.
std::string holders_of_other_end(const HangScene& scene, Story& story, const Wait& wait) {
  const World& world = scene.world();
  const int peer = world.object(wait.object).peer;
  std::map<int, std::vector<Holder>> by_process;
  for (const Holder& holder : world.holders(scene.state.fds, peer, true)) by_process[holder.process].push_back(holder);
  std::string text;
  std::vector<std::pair<int, std::string>> others;
  for (const auto& [process, held] : by_process) {
    std::vector<int> fds;
    fds.reserve(held.size());
    for (const Holder& holder : held) fds.push_back(holder.fd);
    const std::string since = in_line(scene.input, where_called(world, held[0].descriptor.made_by));
    const std::string what = fmt::format("the other end as {}{}", descriptors_text(fds),
                                         since.empty() ? "" : fmt::format(" (made{})", since));
    if (process == wait.process)
      text += fmt::format(" It holds {} itself.", what);
    else
      others.emplace_back(process, "holds " + what);
    show(scene, story, held[0].descriptor.made_by,
         fmt::format("{} made the other end, which {} still holds",
                     held[0].descriptor.made_by < 0 ? "" : call_word(world, scene.call(held[0].descriptor.made_by)),
                     name_of(world, process)));
  }
  if (by_process.empty()) text += " Nobody has the other end any more.";
  return text + who_could(scene, wait, others);
}

/// "server had been sent SIGTERM (15).": why the scenario expected the wait to be over.
std::string sent_before(const HangScene& scene, int process) {
  const World& world = scene.world();
  for (int i = scene.state.event - 1; i >= 0; --i) {
    const sandbox::Event& event = world.event(i);
    if (event.kind == sandbox::EventKind::Action && event.name == "signal" && event.process == process)
      return fmt::format(" {} had been sent {}.", begin_with(name_of(world, process)),
                         signal_text(static_cast<int>(event.number_or("signal", 0))));
  }
  return "";
}

}  // namespace

Story explain_socket_data(const HangScene& scene, const Wait& wait) {
  const World& world = scene.world();
  const bool reads = wait.what == WaitFor::SocketData;
  const std::string who = name_of_waiter(world, wait);
  const int other = partner(scene, wait.object);
  const Wait* its = other == 0 || other == wait.process ? nullptr : wait_in(scene.waits, other);
  Story story = begin_story(scene, wait);
  // A client of the exercise's own did its part: what is missing is missing at the submission's process at the other
  // end.
  if (its != nullptr && is_fixture(world, wait.process) && !is_fixture(world, other))
    story.place = place_of(world, scene.state, other);
  const bool neglected = its != nullptr && is_fixture(world, wait.process) && !is_fixture(world, other) &&
                         its->what == WaitFor::Connection;
  story.message = reads ? fmt::format("{} waits for data from its connection, and none will come", who)
                        : fmt::format("{} waits until what it sends is read, and nobody reads it", who);
  if (neglected) {
    story.process = other;
    story.message =
        fmt::format("{} still has the connection open, and {}", name_of(world, other), wait_phrase(world, *its));
  }
  story.reason = fmt::format("{} sleeps in {}.", begin_with(who), call_word(world, scene.call(wait.call)));
  if (is_datagram_socket(world, wait)) {
    if (reads) story.message = fmt::format("{} waits for a datagram, and nobody will send one", who);
    story.reason += reads ? " A datagram that comes before there is a socket to take it is lost." : "";
  } else if (wait.object >= 0 && world.object(wait.object).peer >= 0) {
    story.reason += amounts(world, wait, reads) + holders_of_other_end(scene, story, wait);
  }
  story.reason += sent_before(scene, wait.process);
  show_wait(scene, story, wait);
  if (its != nullptr) show_wait(scene, story, *its);
  story.hint = "Look at how each side knows that the other one has sent all of it. man 2 recv, man 2 shutdown";
  return story;
}

Story explain_connection(const HangScene& scene, const Wait& wait) {
  const World& world = scene.world();
  const Call& call = scene.call(wait.call);
  const std::string who = name_of_waiter(world, wait);
  Story story = begin_story(scene, wait);
  const bool connects = call.name == "connect";
  std::int64_t accepted = 0;
  for (const Call& other : world.calls)
    if (other.name == "accept4" && other.process == call.process && other.returned() && !other.failed()) ++accepted;
  story.message = connects ? fmt::format("{} waits for its connection to be accepted, and nobody will", who)
                           : fmt::format("{} waits for another client, and none will come", who);
  story.reason =
      fmt::format("{} sleeps in {}.", begin_with(who), call_word(world, call)) + sent_before(scene, wait.process);
  if (!connects)
    story.reason +=
        accepted == 0 ? " No client has come so far." : fmt::format(" So far {} came.", count(accepted, "client"));
  if (connects && wait.object >= 0) {
    std::vector<std::pair<int, std::string>> others;
    for (const Holder& holder : world.holders(scene.state.fds, wait.object, false))
      if (others.empty() || others.back().first != holder.process)
        others.emplace_back(holder.process, "holds the socket that listens there");
    story.reason += who_could(scene, wait, others);
  }
  story.hint = connects ? "Look at who was to accept the connection. man 2 accept"
                        : "Look at what was to end the wait for clients. man 2 accept, man 7 signal";
  show_wait(scene, story, wait);
  return story;
}

}  // namespace ipclab
