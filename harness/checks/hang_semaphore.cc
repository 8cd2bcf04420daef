// Waits on semaphores, System V and POSIX, and on the counter of an eventfd: what the value is, who changed it, and who
// could raise it.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "harness/checks/hang_explain.h"
#include "harness/checks/process_words.h"
#include "harness/checks/tell.h"
#include "harness/checks/wakers.h"

namespace ipclab {
namespace {

struct Asked {
  int index = 0;
  std::int64_t by = -1;
};

const SemaphoreState* state_of(const HangScene& scene, int object, int index) {
  for (const SemaphoreState& it : scene.state.semaphores)
    if (it.object == object && it.index == index) return &it;
  return nullptr;
}

/// The operation that keeps the call waiting: the first that the values don't allow; failing that the first.
std::optional<Asked> kept_by(const HangScene& scene, const Wait& wait) {
  const sandbox::Event& enter = scene.world().enter(scene.call(wait.call));
  const auto* nums = enter.numbers("nums");
  const auto* ops = enter.numbers("ops");
  if (nums == nullptr || ops == nullptr || nums->empty() || ops->empty()) return std::nullopt;
  for (std::size_t i = 0; i < std::min(nums->size(), ops->size()); ++i) {
    const SemaphoreState* it = state_of(scene, wait.object, static_cast<int>((*nums)[i]));
    if (it == nullptr || !it->value) continue;
    const bool waits = (*ops)[i] == 0 ? *it->value != 0 : (*ops)[i] < 0 && *it->value + (*ops)[i] < 0;
    if (waits) return Asked{it->index, (*ops)[i]};
  }
  return Asked{static_cast<int>((*nums)[0]), (*ops)[0]};
}

std::string by_whom(const HangScene& scene, int call) {
  const World& world = scene.world();
  const int process = scene.call(call).process;
  return fmt::format("{}{}", name_of(world, process), in_line(scene.input, where_called(world, call)));
}

/// " Its value is 0: it was set to that by the parent in line 9 …"
void tell_value(const HangScene& scene, const SemaphoreState& it, Story& story) {
  const World& world = scene.world();
  if (it.value) story.reason += fmt::format(" Its value is {}.", *it.value);
  if (it.set_by >= 0) {
    story.reason += fmt::format(" {} set its value{}.", begin_with(name_of(world, scene.call(it.set_by).process)),
                                in_line(scene.input, where_called(world, it.set_by)));
    show(scene, story, it.set_by, fmt::format("{} set its value", call_word(world, scene.call(it.set_by))));
  } else if (it.value) {
    story.reason += " It was never given a first value, so it began with 0.";
  }
}

/// The last process that raised it, and what it does now; or that nobody did.
void tell_last_raise(const HangScene& scene, const Wait& wait, const SemaphoreState* it, Story& story) {
  const World& world = scene.world();
  if (it != nullptr && it->raised_by >= 0) {
    const Call& raise = scene.call(it->raised_by);
    const std::string line = in_line(scene.input, where_called(world, it->raised_by));
    story.reason += raise.process == wait.process
                        ? fmt::format(" The last to raise it was the waiting process itself{}.", line)
                        : who_could(scene, wait, {{raise.process, fmt::format("raised it last{}", line)}});
    show(scene, story, it->raised_by, fmt::format("{}: the last time that it was raised", call_word(world, raise)));
  } else {
    story.reason += " No process ever raised it.";
  }
  for (const SemaphoreState& other : scene.state.semaphores) {
    if (other.object != wait.object || it == nullptr || other.index == it->index || other.raised_by < 0) continue;
    if (it->raised_by < 0)
      story.reason += fmt::format(" Semaphore {} was raised, by {}.", other.index, by_whom(scene, other.raised_by));
    show(scene, story, other.raised_by,
         fmt::format("{}: the last time that semaphore {} was raised", call_word(world, scene.call(other.raised_by)),
                     other.index));
    break;
  }
}

/// The last sem_post that the kernel was told of: it woke somebody, or found that somebody had just gone.
int last_post(const World& world, const Wait& wait) {
  const Call& sleeping = world.calls[static_cast<std::size_t>(wait.call)];
  const std::int64_t address = world.enter(sleeping).number_or("address", 0);
  int last = -1;
  for (std::size_t i = 0; i < world.calls.size(); ++i) {
    const Call& call = world.calls[i];
    if (call.name != "futex" || world.enter(call).text_or("function", "") != "sem_post") continue;
    // Only in the same memory does the same address mean the same semaphore; a child has its parent's addresses.
    if (world.enter(call).number_or("address", 0) == address) last = static_cast<int>(i);
  }
  return last;
}

/// "the semaphore /full", "a semaphore in the shared mapping made in line 12", "a semaphore in its own memory".
std::string posix_semaphore(const HangScene& scene, const Wait& wait) {
  const World& world = scene.world();
  if (wait.object >= 0 && world.object(wait.object).kind == ObjectKind::Sem) return object_text(world, wait.object);
  const auto seen = scene.state.sleepers.find(wait.task);
  const std::string at = seen == scene.state.sleepers.end() || seen->second.offset == 0
                             ? ""
                             : fmt::format(", {} bytes from its start", seen->second.offset);
  if (wait.object >= 0) return fmt::format("the semaphore in {}{}", object_text(world, wait.object), at);
  return "a semaphore in its own memory";
}

/// It was made for the threads of one process, and lies where another process uses it: what that one posts wakes nobody
/// here (man 2 futex, FUTEX_PRIVATE_FLAG).
bool made_for_one_process(const World& world, const Wait& wait) {
  constexpr std::int64_t kPrivate = 128;
  if (wait.object < 0 ||
      (world.enter(world.calls[static_cast<std::size_t>(wait.call)]).number_or("op", 0) & kPrivate) == 0)
    return false;
  return std::any_of(world.attachments.begin(), world.attachments.end(), [&](const Attachment& attachment) {
    return attachment.object == wait.object && attachment.process != wait.process;
  });
}

}  // namespace

Story explain_semaphore(const HangScene& scene, const Wait& wait) {
  const World& world = scene.world();
  const Call& call = scene.call(wait.call);
  const std::string who = name_of_waiter(world, wait);
  const std::optional<Asked> asked = kept_by(scene, wait);
  const bool for_zero = asked && asked->by == 0;
  Story story = begin_story(scene, wait);
  story.message = for_zero ? fmt::format("{} waits until a semaphore is 0, and nobody will lower it", who)
                           : fmt::format("{} waits for a semaphore, and nobody will raise it", who);
  story.reason = fmt::format("{} waits in {}{}.", begin_with(who), call_word(world, call),
                             wait.object < 0 ? "" : " for " + object_text(world, wait.object));
  show_creation(scene, story);
  const SemaphoreState* it = nullptr;
  if (asked) {
    story.reason += fmt::format(" It asks for {} on semaphore {} of the set.", asked->by, asked->index);
    it = state_of(scene, wait.object, asked->index);
    if (it != nullptr) tell_value(scene, *it, story);
  }
  if (!for_zero) tell_last_raise(scene, wait, it, story);
  show_wait(scene, story, wait);
  story.hint =
      "Look at the order in which the processes lower and raise the semaphores, and at their first values. man 2 semop";
  return story;
}

Story explain_posix_semaphore(const HangScene& scene, const Wait& wait) {
  const World& world = scene.world();
  const std::string who = name_of_waiter(world, wait);
  const std::string semaphore = posix_semaphore(scene, wait);
  Story story = begin_story(scene, wait);
  story.message = fmt::format("{} waits for {}, and nobody will post it", who, semaphore);
  story.reason = fmt::format("{} sleeps in {}", begin_with(who), call_word(world, scene.call(wait.call)));
  const auto seen = scene.state.sleepers.find(wait.task);
  if (seen != scene.state.sleepers.end() && seen->second.word)
    story.reason += fmt::format(": the semaphore's value is {}", *seen->second.word & 0x7fffffff);
  story.reason += ".";
  if (wait.object < 0 && world.process(wait.process).tasks.size() <= 1)
    story.reason += " The semaphore lies in memory that no other process shares, and there is no other thread.";
  show_creation(scene, story);
  const int post = last_post(world, wait);
  std::vector<std::pair<int, std::string>> others;
  std::set<int> named;
  if (post >= 0) {
    const int poster = scene.call(post).process;
    const std::string line = in_line(scene.input, where_called(world, post));
    show(scene, story, post, "sem_post(): the last one that woke somebody");
    named.insert(poster);
    if (poster != wait.process) others.emplace_back(poster, fmt::format("posted it{}", line));
  }
  for (const Attachment& attachment : world.attachments) {
    if (attachment.object != wait.object || wait.object < 0 || attachment.process == wait.process) continue;
    if (named.insert(attachment.process).second && !is_fixture(world, attachment.process))
      others.emplace_back(attachment.process, "shares it");
  }
  story.reason += who_could(scene, wait, others);
  show_wait(scene, story, wait);
  story.hint =
      "Look at the value with which the semaphore begins, and at which post is to answer this wait. man 7 sem_overview";
  if (made_for_one_process(world, wait)) {
    story.message = fmt::format("{} waits for {}, which was made for the threads of one process", who, semaphore);
    story.reason += " When one process posts such a semaphore, nobody in another process wakes up.";
    story.hint = "Look at what the second argument of sem_init says. man 3 sem_init";
  }
  return story;
}

Story explain_event(const HangScene& scene, const Wait& wait) {
  const World& world = scene.world();
  const std::string who = name_of_waiter(world, wait);
  Story story = begin_story(scene, wait);
  story.message =
      fmt::format("{} waits until {} is raised, and nobody will raise it", who, object_text(world, wait.object));
  story.reason = fmt::format("{} sleeps in {} on descriptor {}: the counter is 0.", begin_with(who),
                             call_word(world, scene.call(wait.call)), wait.fd);
  std::vector<std::pair<int, std::string>> others;
  for (const Waker& waker : wakers_of(world, scene.state, wait).known)
    if (waker.process != wait.process) others.emplace_back(waker.process, waker.how);
  story.reason += others.empty() ? " No other process that is left has it." : who_could(scene, wait, others);
  show_creation(scene, story);
  show_wait(scene, story, wait);
  story.hint = "Look at who was to write to it, and when. man 2 eventfd";
  return story;
}

}  // namespace ipclab
