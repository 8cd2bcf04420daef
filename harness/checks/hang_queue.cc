// Waits on message queues.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "harness/checks/hang_explain.h"
#include "harness/checks/process_words.h"
#include "harness/checks/tell.h"

namespace ipclab {
namespace {

struct Traffic {
  std::int64_t sent = 0, received = 0;
  std::map<std::int64_t, std::int64_t> left_by_type;  ///< System V: messages that nobody has received yet
  std::set<int> senders;
  int last_send = -1;
  int failed_send = -1;  ///< the last one that failed
};

const IpcObject* queue_of(const World& world, const Wait& wait) {
  return wait.object < 0 ? nullptr : &world.objects[static_cast<std::size_t>(wait.object)];
}

Traffic traffic(const World& world, const IpcObject& queue) {
  Traffic seen;
  for (const Flow& flow : world.flows) {
    if (flow.object != queue.id || flow.operations == 0) continue;
    (flow.writes ? seen.sent : seen.received) += flow.operations;
    if (!flow.writes) continue;
    seen.senders.insert(flow.process);
    seen.last_send = std::max(seen.last_send, flow.last_call);
  }
  if (queue.sysv_id < 0) return seen;
  for (std::size_t i = 0; i < world.calls.size(); ++i) {
    const Call& call = world.calls[i];
    if (!call.returned() || world.enter(call).number_or("id", -1) != queue.sysv_id) continue;
    if (call.failed()) {
      if (call.name == "msgsnd") seen.failed_send = static_cast<int>(i);
      continue;
    }
    if (call.name == "msgsnd") ++seen.left_by_type[world.enter(call).number_or("type", 0)];
    if (call.name == "msgrcv") --seen.left_by_type[world.event(call.exit).number_or("type", 0)];
  }
  std::erase_if(seen.left_by_type, [](const auto& entry) { return entry.second <= 0; });
  return seen;
}

/// Queues other than this one into which messages went.
std::vector<int> other_queues(const World& world, int object) {
  std::set<int> others;
  for (const Flow& flow : world.flows)
    if (flow.writes && flow.operations > 0 && flow.object != object &&
        world.objects[static_cast<std::size_t>(flow.object)].kind == ObjectKind::MsgQueue)
      others.insert(flow.object);
  return {others.begin(), others.end()};
}

/// " Messages were sent to the message queue with key 99 instead." Under the same key it is one that was removed.
std::string went_elsewhere(const HangScene& scene, const IpcObject& queue, int other) {
  const World& world = scene.world();
  const IpcObject& object = world.object(other);
  if (object.posix || queue.posix || object.key != queue.key || object.removed_by < 0)
    return fmt::format(" Messages were sent to {} instead.", object_text(world, other));
  return fmt::format(" Messages were sent to an earlier queue with this key instead, which {} removed{}.",
                     name_of(world, scene.call(object.removed_by).process),
                     in_line(scene.input, where_called(world, object.removed_by)));
}

std::string types_text(const std::map<std::int64_t, std::int64_t>& left) {
  std::vector<std::string> words;
  words.reserve(left.size());
  for (const auto& [type, number] : left) words.push_back(fmt::format("{} of type {}", count(number, "message"), type));
  return listed(words);
}

}  // namespace

Story explain_message(const HangScene& scene, const Wait& wait) {
  const World& world = scene.world();
  const Call& call = scene.call(wait.call);
  const std::string who = name_of_waiter(world, wait);
  Story story = begin_story(scene, wait);
  const IpcObject* queue = queue_of(world, wait);
  const std::int64_t type = call.name == "msgrcv" ? world.enter(call).number_or("type", 0) : 0;
  const std::string wanted = type > 0 ? fmt::format("a message of type {}", type) : "a message";
  story.message = fmt::format("{} waits for {}, and nobody will send one", who, wanted);
  story.reason = fmt::format("{} waits in {}{}.", begin_with(who), call_word(world, call),
                             queue == nullptr ? "" : " for " + object_text(world, wait.object));
  story.hint = "Look at how many messages are sent and how many are asked for, and by whom. man 2 msgrcv";
  if (queue != nullptr) {
    const Traffic seen = traffic(world, *queue);
    story.reason += seen.sent == 0
                        ? " No message was sent to it."
                        : fmt::format(" {} sent to it and {} received.",
                                      count(seen.sent, "message") + (seen.sent == 1 ? " was" : " were"), seen.received);
    if (!seen.left_by_type.empty() && type != 0) {
      story.message = fmt::format("{} waits for {}, and the queue holds only other ones", who, wanted);
      story.reason += fmt::format(" In the queue there is still: {}.", types_text(seen.left_by_type));
      story.hint = "Look at the type that is sent and the type that is asked for. man 2 msgrcv";
    }
    for (int other : other_queues(world, wait.object)) story.reason += went_elsewhere(scene, *queue, other);
    show_creation(scene, story);
    if (seen.sent == 0 && seen.failed_send >= 0) {
      const Call& failed = scene.call(seen.failed_send);
      story.message = fmt::format("{} waits for {}, and sending it has failed", who, wanted);
      story.reason += fmt::format(" {} tried{}, and {} failed: {}.", begin_with(name_of(world, failed.process)),
                                  in_line(scene.input, where_called(world, seen.failed_send)), call_word(world, failed),
                                  error_text(failed.result));
      story.hint = "Look at what the call that failed is given, and at what its error means. man 2 msgsnd";
      story.place = seen.failed_send;
      story.process = failed.process;
      show(scene, story, seen.failed_send,
           fmt::format("{} fails: {}", call_word(world, failed), error_text(failed.result)));
    }
    if (seen.last_send >= 0)
      show(scene, story, seen.last_send,
           fmt::format("{}: the last message that was sent to it", call_word(world, scene.call(seen.last_send))));
  }
  show_wait(scene, story, wait);
  return story;
}

Story explain_queue_space(const HangScene& scene, const Wait& wait) {
  const World& world = scene.world();
  const Call& call = scene.call(wait.call);
  const std::string who = name_of_waiter(world, wait);
  Story story = begin_story(scene, wait);
  story.message = fmt::format("{} waits for room in the message queue, and nobody will take a message out", who);
  story.reason = fmt::format("{} waits in {}: the queue is full.", begin_with(who), call_word(world, call));
  if (const IpcObject* queue = queue_of(world, wait)) {
    const Traffic seen = traffic(world, *queue);
    story.reason += fmt::format(" {} went into {} and {} out of it.", count(seen.sent, "message"),
                                object_text(world, wait.object), seen.received);
    show_creation(scene, story);
  }
  show_wait(scene, story, wait);
  story.hint = "Look at who receives while this is sent, and how much a queue holds. man 2 msgsnd, man 7 sysvipc";
  return story;
}

}  // namespace ipclab
