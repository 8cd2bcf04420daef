#include "harness/run/scheduled_turns.h"

#include <algorithm>
#include <array>
#include <utility>

namespace ipclab {
namespace {

using sandbox::AtCall;

/// Stops of others after which a delayed task goes on in any case: they may be waiting for it in a loop.
constexpr int kLongestDelay = 4000;
/// The same for one that has a higher priority than others who could go on.
constexpr int kLongestLead = 1000;
/// What a turn counts in which somebody only computed: he may look at memory in a loop.
constexpr int kTurnWithoutCall = 400;

/// What changes only the caller's own memory, descriptors and settings, or nothing.
constexpr auto kUnnoticed = std::to_array<std::string_view>(
    {"brk",        "chdir",     "dup",          "dup3",       "epoll_create1", "eventfd2",       "fchdir",
     "fcntl",      "ioctl",     "memfd_create", "mmap",       "pipe2",         "prctl",          "rt_sigreturn",
     "setsockopt", "signalfd4", "socket",       "socketpair", "timer_create",  "timerfd_create", "umask"});

bool may_be_noticed(std::string_view call) {
  return std::find(kUnnoticed.begin(), kUnnoticed.end(), call) == kUnnoticed.end();
}

}  // namespace

ScheduledTurns::ScheduledTurns(Schedule schedule)
    : schedule_(std::move(schedule)), points_(schedule_.points.begin(), schedule_.points.end()) {}

int ScheduledTurns::priority_of(int task) const {
  if (const auto lowered = lowered_.find(task); lowered != lowered_.end()) return lowered->second;
  const auto index = static_cast<std::size_t>(task) - 1;
  return index < schedule_.priorities.size() ? schedule_.priorities[index] : 0;
}

void ScheduledTurns::wait_anew() {
  stops_ = 0;
  stops_at_turn_ = -1;
}

bool ScheduledTurns::waited_over(int limit) {
  if (stops_ == stops_at_turn_) stops_ += kTurnWithoutCall;
  stops_at_turn_ = stops_;
  return stops_ > limit;
}

bool ScheduledTurns::hold(const AtCall& at) {
  const bool is_call = at.access == 0;
  if (is_call && at.entry) ++calls_[at.task];
  ++stops_;
  const bool here = points_.contains({at.task, is_call ? calls_[at.task] : 0, at.entry, at.access});
  if (schedule_.priorities.empty()) {
    if (here) {
      if (delayed_.empty()) wait_anew();
      delayed_.push_back(at.task);
    }
    return here;
  }
  if (here) lowered_[at.task] = --lowest_;
  return here || (is_call && at.entry && may_be_noticed(at.call));
}

std::uint64_t ScheduledTurns::next_access(int task, std::uint64_t after) {
  const auto next = points_.upper_bound({task, 0, true, after});
  return next != points_.end() && next->task == task && next->call == 0 ? next->access : 0;
}

std::size_t ScheduledTurns::highest(std::span<const AtCall> held) {
  const auto find = [&] {
    return std::max_element(held.begin(), held.end(), [this](const AtCall& a, const AtCall& b) {
      return priority_of(a.task) < priority_of(b.task);
    });
  };
  auto first = find();
  if (held.size() == 1 || first->task != std::exchange(leader_, first->task)) {
    wait_anew();
  } else if (waited_over(kLongestLead)) {
    lowered_[first->task] = --lowest_;
    first = find();
    leader_ = first->task;
    wait_anew();
  }
  return static_cast<std::size_t>(first - held.begin());
}

std::optional<std::size_t> ScheduledTurns::next(std::span<const AtCall> held, bool must) {
  if (!schedule_.priorities.empty()) return highest(held);
  const auto is_delayed = [this](const AtCall& at) {
    return std::find(delayed_.begin(), delayed_.end(), at.task) != delayed_.end();
  };
  if (delayed_.empty() || !waited_over(kLongestDelay)) {
    const auto able = std::find_if_not(held.begin(), held.end(), is_delayed);
    if (able != held.end()) return static_cast<std::size_t>(able - held.begin());
    if (!must && schedule_.sleeps_end) return std::nullopt;
  }
  // Nobody else can go on, or the others wait for it in a loop.
  const auto first = std::find_if(held.begin(), held.end(), is_delayed);
  if (first == held.end()) return 0;
  std::erase(delayed_, first->task);
  wait_anew();
  return static_cast<std::size_t>(first - held.begin());
}

bool ScheduledTurns::may_wake(const AtCall& sleeper) {
  // A place whose sleep has ended so before may be in a loop that waits for the one that is held, and does so rightly.
  return sleeper.place >= 0 && sleeps_.insert({sleeper.task, sleeper.place}).second;
}

}  // namespace ipclab
