// Waits for signals, and waits for several things at once.
#include <fmt/format.h>

#include <algorithm>

#include "harness/checks/hang_explain.h"
#include "harness/checks/process_words.h"
#include "harness/checks/tell.h"
#include "harness/checks/wakers.h"

namespace ipclab {
namespace {

std::string signals_text(const std::vector<std::int64_t>& signals) {
  std::vector<std::string> words;
  words.reserve(signals.size());
  for (std::int64_t signal : signals) words.push_back(signal_text(static_cast<int>(signal)));
  return words.size() > 4 ? "one of several signals" : listed(words);
}

/// The signals that sigwait() or a signalfd is about; empty for pause and sigsuspend, which any ends that has a
/// handler.
std::vector<std::int64_t> asked_for(const HangScene& scene, const Wait& wait) {
  const World& world = scene.world();
  const Call& call = scene.call(wait.call);
  const int maker = wait.object >= 0 && world.object(wait.object).kind == ObjectKind::Signal
                        ? world.object(wait.object).created_by
                        : -1;
  const sandbox::Event& enter = maker >= 0 ? world.enter(scene.call(maker)) : world.enter(call);
  const auto* mask = enter.numbers("mask");
  return mask == nullptr || call.name == "rt_sigsuspend" ? std::vector<std::int64_t>() : *mask;
}

/// "It got SIGUSR1 (10) before it began to wait.": a signal that comes too early is the usual reason for a wait without
/// end.
std::string signals_before(const HangScene& scene, const Wait& wait, Story& story) {
  const World& world = scene.world();
  int last = -1;
  for (int i = 0; i < scene.call(wait.call).enter; ++i) {
    const sandbox::Event& event = world.event(i);
    if (event.kind == sandbox::EventKind::Signal && event.process == wait.process &&
        event.text_or("action", "") != "default")
      last = i;
  }
  if (last < 0) return "";
  const std::string signal = signal_text(static_cast<int>(world.event(last).number_or("signal", 0)));
  story.evidence.push_back(evidence_at(world, last, fmt::format("{} arrived here", signal)));
  const bool ignored = world.event(last).text_or("action", "") == "ignore";
  return fmt::format(" It got {} before it began to wait here{}.", signal, ignored ? ", and ignored it" : "");
}

/// A signal that has come and is kept back.
std::string signals_kept_back(const HangScene& scene, const Wait& wait) {
  const auto seen = scene.state.sleepers.find(wait.task);
  if (seen == scene.state.sleepers.end() || seen->second.pending.empty()) return "";
  const std::vector<std::int64_t>& pending = seen->second.pending;
  return fmt::format(" {} {} come and {} blocked: this call does not end for {}.", signals_text(pending),
                     pending.size() == 1 ? "has" : "have", pending.size() == 1 ? "is" : "are",
                     pending.size() == 1 ? "it" : "them");
}

/// "descriptor 3, the pipe made in line 12: nobody writes to it; the child holds its writing end …"
std::string polled_sentence(const HangScene& scene, const Wait& wait, const Polled& polled) {
  const World& world = scene.world();
  const Wait one = wait_on(world, scene.state, wait, polled);
  std::string text = fmt::format(" Descriptor {} is {}: it {}", polled.fd,
                                 polled.object < 0 ? "closed" : object_text(world, polled.object),
                                 polled.object < 0 ? "can bring nothing" : wait_phrase(world, one));
  const Wakers wakers = wakers_of(world, scene.state, one);
  const auto other = std::find_if(wakers.known.begin(), wakers.known.end(),
                                  [&](const Waker& waker) { return waker.process != wait.process; });
  if (other != wakers.known.end())
    text += fmt::format("; {}, which {}, {}", name_of(world, other->process), other->how,
                        what_it_does(scene, other->process, wait.process));
  return text + ".";
}

}  // namespace

Story explain_signal(const HangScene& scene, const Wait& wait) {
  const World& world = scene.world();
  const std::string who = name_of_waiter(world, wait);
  const std::vector<std::int64_t> asked = asked_for(scene, wait);
  const bool one_kept_back = [&] {
    const auto seen = scene.state.sleepers.find(wait.task);
    return seen != scene.state.sleepers.end() && !seen->second.pending.empty() && asked.empty();
  }();
  Story story = begin_story(scene, wait);
  if (one_kept_back)
    story.message = fmt::format("{} waits for a signal, and the one that has come is blocked", who);
  else if (asked.empty())
    story.message = fmt::format("{} waits for a signal, and nobody will send one", who);
  else
    story.message = fmt::format("{} waits for {}, and nobody will send {}", who, signals_text(asked),
                                asked.size() == 1 ? "it" : "one");
  story.reason = fmt::format("{} sleeps in {}.", begin_with(who), call_word(world, scene.call(wait.call)));
  story.reason += signals_before(scene, wait, story) + signals_kept_back(scene, wait);
  show_wait(scene, story, wait);
  story.hint = "Look at who sends the signal, and whether it can come before this line is reached. man 2 sigsuspend";
  return story;
}

Story explain_several(const HangScene& scene, const Wait& wait) {
  constexpr std::size_t kMost = 4;
  const World& world = scene.world();
  const std::string who = name_of_waiter(world, wait);
  Story story = begin_story(scene, wait);
  story.message = fmt::format("{} waits for one of {} things, and none of them will happen", who, wait.polled.size());
  story.reason = fmt::format("{} sleeps in {}.", begin_with(who), call_word(world, scene.call(wait.call)));
  for (std::size_t i = 0; i < wait.polled.size() && i < kMost; ++i)
    story.reason += polled_sentence(scene, wait, wait.polled[i]);
  if (wait.polled.size() > kMost) story.reason += fmt::format(" There are {} more.", wait.polled.size() - kMost);
  show_wait(scene, story, wait);
  story.hint = "Look at what was to happen at each of these descriptors, and who was to do it. man 2 poll";
  return story;
}

}  // namespace ipclab
