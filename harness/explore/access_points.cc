#include "harness/explore/access_points.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "harness/races/call_order.h"
#include "harness/races/shared_memory.h"

namespace ipclab {
namespace {

using sandbox::Access;
using sandbox::AccessKind;
using sandbox::EventKind;

constexpr std::size_t kMostCompared = 500;  ///< of the later uses of one object
constexpr int kTimesInALine = 2;            ///< of one task in one place

/// Of processes that have never had but one.
std::map<int, int> only_tasks(const Record& record) {
  std::map<int, int> tasks;
  std::set<int> several;
  for (const sandbox::Event& event : record.events) {
    if (event.kind == EventKind::Start) tasks[event.process] = event.task;
    if (event.kind != EventKind::Fork) continue;
    if (event.number_or("thread", 0) != 0) several.insert(event.process);
    const int child = static_cast<int>(event.number_or("child_process", 0));
    tasks.try_emplace(child, static_cast<int>(event.number_or("child_task", 0)));
  }
  for (const int process : several) tasks.erase(process);
  return tasks;
}

bool is_place(AccessKind kind) {
  switch (kind) {
    case AccessKind::Read:
    case AccessKind::Write:
    case AccessKind::AtomicLoad:
    case AccessKind::AtomicStore:
    case AccessKind::AtomicUpdate:
    case AccessKind::Acquire:
    case AccessKind::SemaphoreTake:
      return true;
    default:
      return false;
  }
}

/// Whether the process has read the same bytes since it last wrote them.
bool rests_on_look(const std::vector<SharedUse>& uses, std::size_t index) {
  const SharedUse& it = uses[index];
  if (it.is_lock || !it.writes()) return false;
  for (std::size_t i = index; i-- > 0;) {
    const SharedUse& earlier = uses[i];
    if (earlier.process == it.process && earlier.same_bytes(it)) return !earlier.writes();
  }
  return false;
}

bool is_racing(const NotedRun& run, const SharedUse& use, const std::vector<DataRace>& races) {
  if (use.frame < 0 || use.frame >= static_cast<int>(run.record.locations.size())) return false;
  const SourceLocation& at = run.record.locations[static_cast<std::size_t>(use.frame)];
  return std::any_of(races.begin(), races.end(),
                     [&](const DataRace& race) { return race.one.location == at || race.other.location == at; });
}

struct Candidate {
  int time = 0;  ///< the how manieth of this task in this place
  bool later = false;
  const SharedUse* use = nullptr;
};

}  // namespace

bool SharedUse::writes() const {
  return is_lock || (kind != AccessKind::Read && kind != AccessKind::AtomicLoad);
}

bool SharedUse::is_atomic() const {
  return kind == AccessKind::AtomicLoad || kind == AccessKind::AtomicStore || kind == AccessKind::AtomicUpdate;
}

bool SharedUse::same_bytes(const SharedUse& other) const {
  return is_lock == other.is_lock && object == other.object && offset < other.offset + other.size &&
         other.offset < offset + size;
}

bool SharedUse::conflicts(const SharedUse& other) const {
  return process != other.process && (writes() || other.writes()) && same_bytes(other);
}

std::vector<SharedUse> shared_uses(const NotedRun& run) {
  const std::map<int, int> tasks = only_tasks(run.record);
  races::SharedMemory memory;
  std::vector<SharedUse> uses;
  const auto used = [&](const Access& access) {
    if (access.kind == AccessKind::Map) return memory.map(access);
    if (access.kind == AccessKind::Unmap) return memory.unmap(access);
    if (!is_place(access.kind) || access.number == 0) return;
    SharedUse use;
    use.process = access.process;
    if (const auto task = tasks.find(access.process); task != tasks.end()) use.task = task->second;
    use.number = access.number;
    use.kind = access.kind;
    use.frame = access.frame;
    use.is_lock = access.kind == AccessKind::Acquire || access.kind == AccessKind::SemaphoreTake;
    use.object = access.key;
    use.size = 1;
    if (access.key == 0) {
      const auto bytes = memory.at(access.process, access.address, use.is_lock ? 1 : access.size);
      if (!bytes) return;
      use.object = bytes->object;
      use.offset = bytes->offset;
      use.size = bytes->size;
    }
    uses.push_back(use);
  };
  auto access = run.accesses.begin();
  for (std::size_t i = 0; i <= run.record.events.size(); ++i) {
    for (; access != run.accesses.end() && access->event <= i; ++access) used(*access);
    if (i == run.record.events.size()) break;
    const sandbox::Event& event = run.record.events[i];
    if (event.kind == EventKind::Fork && event.number_or("thread", 0) == 0)
      memory.forked(event.process, static_cast<int>(event.number_or("child_process", 0)));
    if (event.kind == EventKind::Exec) memory.executed(event.process);
  }
  return uses;
}

std::vector<Schedule> access_schedules(const NotedRun& natural, const std::vector<DataRace>& races, std::size_t most) {
  const std::vector<SharedUse> uses = shared_uses(natural);
  std::vector<bool> overtakable(uses.size());
  std::map<std::pair<bool, std::uint64_t>, std::vector<const SharedUse*>> later;
  for (std::size_t i = uses.size(); i-- > 0;) {
    std::vector<const SharedUse*>& others = later[{uses[i].is_lock, uses[i].object}];
    overtakable[i] =
        std::any_of(others.begin(), others.end(), [&](const SharedUse* other) { return uses[i].conflicts(*other); });
    const bool known = std::any_of(others.begin(), others.end(), [&](const SharedUse* other) {
      return other->process == uses[i].process && other->offset == uses[i].offset && other->size == uses[i].size &&
             other->writes() == uses[i].writes();
    });
    if (!known && others.size() < kMostCompared) others.push_back(&uses[i]);
  }
  std::map<std::tuple<int, int, AccessKind>, int> times;
  std::vector<Candidate> candidates;
  for (std::size_t i = 0; i < uses.size(); ++i) {
    const SharedUse& use = uses[i];
    if (!overtakable[i] || use.task == 0 || use.frame < 0) continue;
    if (!use.is_lock && !use.is_atomic() && !is_racing(natural, use, races)) continue;
    const int time = ++times[{use.task, use.frame, use.kind}];
    if (time <= kTimesInALine) candidates.push_back({time, !rests_on_look(uses, i), &use});
  }
  std::stable_sort(candidates.begin(), candidates.end(), [](const Candidate& a, const Candidate& b) {
    return std::pair(a.time, a.later) < std::pair(b.time, b.later);
  });
  if (candidates.size() > most) candidates.resize(most);
  std::vector<Schedule> all;
  for (const Candidate& candidate : candidates) {
    Schedule delay;
    delay.strategy = "access";
    delay.points = {{candidate.use->task, 0, true, candidate.use->number}};
    all.push_back(std::move(delay));
  }
  return all;
}

UseSwap swap_of_uses(const std::vector<SharedUse>& usual, const std::vector<SharedUse>& other,
                     const Schedule& schedule) {
  if (schedule.points.empty()) return {};
  const Point& point = schedule.points.front();
  const auto find = [](const std::vector<SharedUse>& uses, int task, std::uint64_t number) {
    return static_cast<std::size_t>(
        std::find_if(uses.begin(), uses.end(),
                     [&](const SharedUse& use) { return use.task == task && use.number == number; }) -
        uses.begin());
  };
  const std::size_t first = find(usual, point.task, point.access);
  if (first == usual.size()) return {};
  const std::size_t delayed = find(other, point.task, point.access);
  UseSwap swap;
  swap.first_usually = &usual[first];
  swap.rests_on_look = rests_on_look(usual, first);
  // The first one that usually comes later, and before it now.
  for (std::size_t i = first + 1; i < usual.size() && swap.second_usually == nullptr; ++i) {
    if (usual[i].task != 0 && usual[i].conflicts(usual[first]) && find(other, usual[i].task, usual[i].number) < delayed)
      swap.second_usually = &usual[i];
  }
  return swap;
}

}  // namespace ipclab
