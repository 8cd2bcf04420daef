// Waits of threads for each other: mutexes, condition variables, the end of a thread.
#include <fmt/format.h>

#include <algorithm>

#include "harness/checks/hang_explain.h"
#include "harness/checks/process_words.h"
#include "harness/checks/tell.h"

namespace ipclab {
namespace {

std::string name_of_other(const HangScene& scene, int task) {
  return name_of_task(scene.world(), process_of_task(scene.world(), task), task);
}

/// " The thread made in line 12 waits for a mutex that the main thread holds."
std::string what_the_other_does(const HangScene& scene, int task) {
  const Wait* its = wait_of_task(scene.waits, task);
  if (its == nullptr) return fmt::format(" {} is still at work.", begin_with(name_of_other(scene, task)));
  return fmt::format(" {} {}.", begin_with(name_of_other(scene, task)), wait_phrase(scene.world(), *its));
}

/// What the threads do that could end the wait.
std::string what_the_others_do(const HangScene& scene, const Wait& wait) {
  constexpr int kMost = 3;
  std::string text;
  int told = 0;
  for (const Wait& other : scene.waits)
    if (other.process == wait.process && other.task != wait.task && told++ < kMost)
      text += what_the_other_does(scene, other.task);
  return text;
}

}  // namespace

Story explain_mutex(const HangScene& scene, const Wait& wait) {
  const World& world = scene.world();
  const std::string who = name_of_waiter(world, wait);
  const std::string sleeps = fmt::format("{} sleeps in {}.", begin_with(who), call_word(world, scene.call(wait.call)));
  Story story = begin_story(scene, wait);
  if (wait.other_task == wait.task) {
    story.message = fmt::format("{} waits for a mutex that it has locked itself", who);
    story.reason = sleeps + " It holds that mutex already, and a thread that waits can't unlock anything.";
  } else if (wait.other_task != 0) {
    const std::string owner = name_of_other(scene, wait.other_task);
    story.message = fmt::format("{} waits for a mutex that {} holds and will never unlock", who, owner);
    story.reason = sleeps + what_the_other_does(scene, wait.other_task);
    if (const Wait* its = wait_of_task(scene.waits, wait.other_task)) show_wait(scene, story, *its);
  } else {
    story.message = fmt::format("{} waits for a mutex, and nobody will unlock it", who);
    story.reason = sleeps + " The mutex is locked, and whoever locked it is not there any more.";
  }
  show_wait(scene, story, wait);
  story.hint =
      "Look at the order in which mutexes are locked, and at every way on which one stays locked. man 3 "
      "pthread_mutex_lock";
  return story;
}

Story explain_condition(const HangScene& scene, const Wait& wait) {
  const World& world = scene.world();
  const std::string who = name_of_waiter(world, wait);
  Story story = begin_story(scene, wait);
  story.message = fmt::format("{} waits for a condition variable, and nobody will signal it", who);
  story.reason = fmt::format("{} sleeps in {}. A signal given before somebody waits wakes nobody later.",
                             begin_with(who), call_word(world, scene.call(wait.call)));
  story.reason += what_the_others_do(scene, wait);
  show_wait(scene, story, wait);
  story.hint =
      "Look at what is tested before this wait, and whether the signal can come before it. man 3 pthread_cond_wait";
  return story;
}

Story explain_thread(const HangScene& scene, const Wait& wait) {
  const World& world = scene.world();
  const std::string who = name_of_waiter(world, wait);
  Story story = begin_story(scene, wait);
  story.message = fmt::format("{} {}, and that will never be", who, wait_phrase(world, wait));
  story.reason = fmt::format("{} sleeps in {}.", begin_with(who), call_word(world, scene.call(wait.call)));
  story.reason += wait.other_task != 0 ? what_the_other_does(scene, wait.other_task) : what_the_others_do(scene, wait);
  show_wait(scene, story, wait);
  story.hint = "Look at what the thread needs in order to end, and who was to give it that. man 3 pthread_join";
  return story;
}

}  // namespace ipclab
