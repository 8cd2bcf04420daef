// Waits on sockets: data that the other end does not send, clients that do not come.
#include <fmt/format.h>

#include <algorithm>
#include <set>

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
  const std::string who = name_of(world, wait.process);
  const int other = partner(scene, wait.object);
  const Wait* its = other == 0 || other == wait.process ? nullptr : wait_in(scene.waits, other);
  Story story = begin_story(scene, wait);
  // A client of the exercise's own did its part: what is missing is missing at the submission's process at the other
  // end.
  if (its != nullptr && is_fixture(world, wait.process) && !is_fixture(world, other))
    story.place = place_of(world, scene.state, other);
  story.message = reads ? fmt::format("{} waits for data from its connection, and none will come", who)
                        : fmt::format("{} waits until what it sends is read, and nobody reads it", who);
  story.reason = fmt::format("{} sleeps in {}.", begin_with(who), call_word(world, scene.call(wait.call)));
  if (other == wait.process)
    story.reason += " It holds the other end of the connection itself.";
  else if (its != nullptr)
    story.reason +=
        fmt::format(" {}, at the other end, {}.", begin_with(name_of(world, other)), wait_phrase(world, *its));
  else if (other != 0)
    story.reason += fmt::format(" The other end is still held by {}.", name_of(world, other));
  story.reason += sent_before(scene, wait.process);
  show_wait(scene, story, wait);
  if (its != nullptr) show_wait(scene, story, *its);
  story.hint = "Look at how each side knows that the other one has sent all of it. man 2 recv, man 2 shutdown";
  return story;
}

Story explain_connection(const HangScene& scene, const Wait& wait) {
  const World& world = scene.world();
  const Call& call = scene.call(wait.call);
  const std::string who = name_of(world, wait.process);
  Story story = begin_story(scene, wait);
  const bool connects = call.name == "connect";
  story.message = connects ? fmt::format("{} waits for its connection to be accepted, and nobody will", who)
                           : fmt::format("{} waits for another client, and none will come", who);
  story.reason =
      fmt::format("{} sleeps in {}.", begin_with(who), call_word(world, call)) + sent_before(scene, wait.process);
  story.hint = connects ? "Look at who was to accept the connection. man 2 accept"
                        : "Look at what was to end the wait for clients. man 2 accept, man 7 signal";
  show_wait(scene, story, wait);
  return story;
}

}  // namespace ipclab
