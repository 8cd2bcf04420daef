#include "harness/explore/race_finding.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <iterator>
#include <map>

#include "harness/checks/process_words.h"
#include "harness/checks/tell.h"
#include "harness/explore/points.h"

namespace ipclab {
namespace {

using sandbox::Event;

constexpr std::size_t kMostErrorEvidence = 3;
constexpr std::int64_t kRestarts = -512;  ///< and below: the call is made again after a handler (sandbox/event.h)

/// Calls of a World by task and number, to find the same call in another run.
using ByNumber = std::map<std::pair<int, int>, int>;

ByNumber by_number(const World& world, const std::vector<int>& numbers) {
  ByNumber all;
  for (std::size_t i = 0; i < world.calls.size(); ++i) all[{world.calls[i].task, numbers[i]}] = static_cast<int>(i);
  return all;
}

const Call& call_at(const World& world, int index) {
  return world.calls[static_cast<std::size_t>(index)];
}

int found(const ByNumber& calls, int task, int number) {
  const auto at = calls.find({task, number});
  return at == calls.end() ? -1 : at->second;
}

/// The events (indices, exclusive) between which the task waited at the point: that of the point, and its next one.
std::pair<int, int> held(const World& world, const ByNumber& calls, const Point& point) {
  const int index = found(calls, point.task, point.call);
  if (index < 0) return {-1, -1};
  const Call& call = call_at(world, index);
  const int begin = point.entry || call.exit < 0 ? call.enter : call.exit;
  const auto& events = world.record->events;
  int end = begin + 1;
  while (end < static_cast<int>(events.size()) && events[static_cast<std::size_t>(end)].task != point.task) ++end;
  return {begin, end};
}

bool waits_for_signals(std::string_view name) {
  return name == "pause" || name == "rt_sigsuspend" || name == "rt_sigtimedwait" || name == "rt_sigaction" ||
         name == "rt_sigprocmask" || name == "nanosleep";
}

/// How much the two calls have to do with one another.
int relation(const World& world, const Call& a, const Call& b) {
  if (a.object >= 0 && a.object == b.object) return 4;
  const std::int64_t port = world.enter(a).number_or("port", 0);
  if (a.name == "bind" && b.name == "bind" && port != 0 && port == world.enter(b).number_or("port", 0)) return 4;
  if (a.object >= 0 && b.object >= 0 && world.object(a.object).peer == b.object) return 4;
  const Event &first = world.enter(a), &second = world.enter(b);
  const std::string *path = first.text("path"), *other = second.text("path");
  if (path != nullptr && other != nullptr && *path == *other && a.name != "execve") return 4;
  const auto signals = [](const Call& from, const Event& event, const Call& to) {
    return from.name == "kill" && event.number_or("process", 0) == to.process && waits_for_signals(to.name);
  };
  if (signals(a, first, b) || signals(b, second, a)) return 3;
  if ((a.name == "exit" && b.name == "wait4") || (b.name == "exit" && a.name == "wait4")) return 2;
  return 0;
}

Evidence step(const World& world, int call, const std::string& order, const std::string& note = {}) {
  const Call& it = call_at(world, call);
  std::string text = fmt::format("{}: {} in {}", order, call_word(world, it), who(world, it.process));
  const bool interrupted = it.result == -EINTR || it.result <= kRestarts;
  if (it.failed() && !interrupted) text += fmt::format(" fails with {}", error_text(it.result));
  return evidence_of(world, call, text + note);
}

/// "msgrcv() in line 12 (receiver)".
std::string line_text(const CheckInput& input, int call) {
  const Call& it = call_at(input.world, call);
  return fmt::format("{}{} ({})", call_word(input.world, it), in_line(input, where_called(input.world, call)),
                     who(input.world, it.process));
}

/// The mistake is there in every order.
bool shows_by_chance(const Finding& error) {
  return error.id == "proc.orphan" || error.id == "signal.eintr";
}

Finding shown_by_order(const Schedule& schedule, std::vector<Finding> errors) {
  Finding shown = std::move(errors.front());
  errors.erase(errors.begin());
  shown.severity = Severity::Error;
  shown.schedule = schedule;
  shown.reason +=
      " It shows when the processes take turns in another order than usual, which the kernel may choose as well.";
  shown.consequences.insert(shown.consequences.end(), std::make_move_iterator(errors.begin()),
                            std::make_move_iterator(errors.end()));
  return shown;
}

/// The first sleep of the submission that ended while the task was held.
int sleep_in(const World& world, const std::pair<int, int>& span) {
  for (std::size_t i = 0; i < world.calls.size(); ++i) {
    const Call& call = world.calls[i];
    const bool sleeps = call.name == "nanosleep" || call.name == "ppoll" || call.name == "pselect6";
    if (sleeps && call.exit > span.first && call.exit < span.second && world.location(call.enter))
      return static_cast<int>(i);
  }
  return -1;
}

/// The task's first call of that name in that line; -1: none. Before it, the task has made other calls than usually.
int in_same_place(const World& usual, int index, const World& other) {
  const Call& wanted = call_at(usual, index);
  const SourceLocation place = where_called(usual, index);
  for (std::size_t i = 0; i < other.calls.size(); ++i) {
    const Call& call = other.calls[i];
    if (call.task == wanted.task && call.name == wanted.name && where_called(other, static_cast<int>(i)) == place)
      return static_cast<int>(i);
  }
  return -1;
}

}  // namespace

std::string who(const World& world, int process) {
  static constexpr const char* kOrdinals[] = {"first", "second", "third", "fourth", "fifth"};
  const std::string name = name_of(world, process);
  int before = 0, all = 0;
  for (const Process& other : world.processes) {
    if (other.id == 0 || name_of(world, other.id) != name) continue;
    ++all;
    before += other.id < process ? 1 : 0;
  }
  const bool counts = all > 1 && before < static_cast<int>(std::size(kOrdinals)) && name.starts_with("the ");
  return counts ? fmt::format("the {} {}", kOrdinals[before], name.substr(4)) : name;
}

Swap swap_of(const World& usual, const World& other, const Schedule& schedule) {
  const std::vector<int> usual_numbers = call_numbers(usual), other_numbers = call_numbers(other);
  const ByNumber in_usual = by_number(usual, usual_numbers), in_other = by_number(other, other_numbers);
  Swap best;
  int best_score = 0;
  // Where a task waits: what it does next is overtaken by what the others do meanwhile.
  const auto consider = [&](int first, int second, int nearness) {
    const Call &overtaken = call_at(usual, first), &overtaker = call_at(usual, second);
    if (overtaken.process == overtaker.process || overtaken.enter > overtaker.enter) return;
    const int related = relation(usual, overtaken, overtaker);
    if (related == 0) return;
    const bool known = usual.location(overtaken.enter) && usual.location(overtaker.enter);
    const int score = 1000 * related + (known ? 500 : 0) - nearness;
    if (score <= best_score) return;
    best_score = score;
    best.first_usually = first;
    best.second_usually = second;
  };
  // Likewise, where the overtaker makes its call in this order only.
  const auto consider_new = [&](int first, int in_other_index, int nearness) {
    const int mine = found(in_other, call_at(usual, first).task, usual_numbers[static_cast<std::size_t>(first)]);
    if (mine < 0) return;
    const Call &overtaken = call_at(other, mine), &overtaker = call_at(other, in_other_index);
    if (overtaken.name != call_at(usual, first).name || overtaken.process == overtaker.process) return;
    const int related = relation(other, overtaken, overtaker);
    const int score = 1000 * related - nearness;
    if (related < 3 || score <= best_score) return;
    best_score = score;
    best.first_usually = first;
    best.second_usually = -1;
    best.overtaker = in_other_index;
  };
  for (const Point& point : schedule.points) {
    const std::pair<int, int> span = held(other, in_other, point);
    if (span.first < 0) continue;
    const int last = point.call + 20;
    int nth = -1;  // of those that come meanwhile
    for (std::size_t i = 0; i < other.calls.size(); ++i) {
      const Call& meanwhile = other.calls[i];
      const bool is_meanwhile = (meanwhile.enter > span.first && meanwhile.enter < span.second) ||
                                (meanwhile.exit > span.first && meanwhile.exit < span.second);
      if (!is_meanwhile || meanwhile.task == point.task) continue;
      ++nth;
      int second = found(in_usual, meanwhile.task, other_numbers[i]);
      if (second >= 0 && call_at(usual, second).name != meanwhile.name) second = -1;
      for (int number = point.call + (point.entry ? 0 : 1); number < last; ++number) {
        const int first = found(in_usual, point.task, number);
        if (first < 0) break;
        const int nearness = 20 * (number - point.call) + (meanwhile.name == "openat" ? 10 : 0) + std::min(nth, 9);
        if (second >= 0) {
          consider(first, second, nearness);
        } else {
          consider_new(first, static_cast<int>(i), nearness);
        }
      }
    }
  }
  if (best.first_usually < 0) {
    // By priorities: the first two calls of the usual order that have changed places.
    for (std::size_t a = 0; a < usual.calls.size() && best.first_usually < 0; ++a) {
      const int first = found(in_other, usual.calls[a].task, usual_numbers[a]);
      for (std::size_t b = a + 1; b < usual.calls.size() && best.first_usually < 0; ++b) {
        const int second = found(in_other, usual.calls[b].task, usual_numbers[b]);
        const bool swapped = second >= 0 && (first < 0 || call_at(other, second).enter < call_at(other, first).enter);
        if (swapped) consider(static_cast<int>(a), static_cast<int>(b), 0);
      }
    }
  }
  if (best.first_usually < 0) return best;
  const auto same = [&](int index) {
    return found(in_other, call_at(usual, index).task, usual_numbers[static_cast<std::size_t>(index)]);
  };
  best.overtaken = same(best.first_usually);
  if (best.overtaken >= 0 && call_at(other, best.overtaken).name != call_at(usual, best.first_usually).name)
    best.overtaken = in_same_place(usual, best.first_usually, other);
  if (best.second_usually >= 0) best.overtaker = same(best.second_usually);
  return best;
}

Finding race_finding(const CheckInput& usual, const CheckInput& other, const Schedule& schedule, bool rests_on_sleep,
                     std::vector<Finding> errors) {
  if (shows_by_chance(errors.front()) && !rests_on_sleep) return shown_by_order(schedule, std::move(errors));
  const Swap swap = swap_of(usual.world, other.world, schedule);
  const Finding& error = errors.front();
  int sleep = -1;
  if (rests_on_sleep && !schedule.points.empty()) {
    const ByNumber calls = by_number(other.world, call_numbers(other.world));
    sleep = sleep_in(other.world, held(other.world, calls, schedule.points.back()));
  }
  Finding race = new_finding(other, sleep >= 0 ? "race.sleep-as-sync" : "race.schedule-dependent");
  race.severity = Severity::Error;
  race.schedule = schedule;
  std::string orders;
  if (swap.first_usually >= 0) {
    const std::string first = line_text(usual, swap.first_usually);
    const std::string second =
        swap.second_usually >= 0 ? line_text(usual, swap.second_usually) : line_text(other, swap.overtaker);
    race.process = short_name(usual.world, call_at(usual.world, swap.first_usually).process);
    race.location = where_called(usual.world, swap.first_usually);
    if (race.location.line == 0 && swap.second_usually >= 0)
      race.location = where_called(usual.world, swap.second_usually);
    race.message = fmt::format("it only works if {} comes before {}", first, second);
    orders = "Usually that is so, and nothing is wrong. ";
    race.evidence.push_back(step(usual.world, swap.first_usually, "usual order, first"));
    if (swap.second_usually >= 0) {
      race.evidence.push_back(step(usual.world, swap.second_usually, "usual order, then"));
    } else {
      race.evidence.back().call += "; the other call is not made then";
    }
    if (swap.overtaker >= 0) race.evidence.push_back(step(other.world, swap.overtaker, "other order, first"));
    if (swap.overtaken >= 0) {
      race.evidence.push_back(step(other.world, swap.overtaken, "other order, then"));
    } else {
      race.evidence.back().call +=
          fmt::format("; {} is never reached", call_word(usual.world, call_at(usual.world, swap.first_usually)));
    }
  } else {
    race.process = error.process;
    race.location = error.location;
    race.message = "the result depends on which process runs first";
  }
  race.reason =
      fmt::format("{}When the processes take turns in another order, which the kernel may choose as well: {}.", orders,
                  error.message);
  race.hint = "Ask what makes sure that the one comes before the other. If only speed does, nothing does.";
  if (sleep >= 0) {
    race.location = where_called(other.world, sleep);
    race.process = short_name(other.world, call_at(other.world, sleep).process);
    race.message =
        fmt::format("only the sleep{} makes it likely that the others are ready", in_line(other, race.location));
    race.evidence.insert(race.evidence.begin(), step(other.world, sleep, "the sleep"));
    race.reason = fmt::format(
        "When the sleep ends before another process has got on, which it does on a busy machine: {}.", error.message);
    race.hint = "Ask what the sleep waits for, and look for the call that waits for just that.";
  }
  for (std::size_t i = 0; i < std::min(error.evidence.size(), kMostErrorEvidence); ++i)
    race.evidence.push_back(error.evidence[i]);
  race.consequences = std::move(errors);
  return race;
}

}  // namespace ipclab
