#include "harness/races/find_races.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "harness/model/world.h"
#include "harness/races/call_order.h"
#include "harness/races/descriptors_at.h"
#include "harness/races/touched.h"

namespace ipclab {
namespace {

using races::Cause;
using races::Thing;
using races::Touch;
using races::Unordered;
using sandbox::Access;
using sandbox::AccessKind;
using sandbox::EventKind;

constexpr std::size_t kMostRaces = 64;
constexpr std::size_t kMostPairs = 20000;  ///< that are looked at to tell them well
constexpr std::uint64_t kMostBytes = std::uint64_t{1} << 48;

// __ATOMIC_RELAXED and so on, as the program's compiler numbers them.
bool acquires(std::uint64_t order) {
  return order == 1 || order == 2 || order == 4 || order == 5;
}
bool releases(std::uint64_t order) {
  return order == 3 || order == 4 || order == 5;
}

const char* word_for(AccessKind kind) {
  switch (kind) {
    case AccessKind::SemaphoreTake:
      return "sem_wait";
    case AccessKind::SemaphoreSeen:
      return "sem_getvalue";
    case AccessKind::Acquire:
      return "a lock or a condition";
    case AccessKind::Fence:
      return "an atomic fence";
    case AccessKind::NamesSeen:
      return "a look at a file's name";
    default:
      return "an atomic operation";
  }
}

bool writes(const DataRace::Side& side) {
  return side.access.find("write") != std::string::npos;
}

/// Who came first was chance: the writer is told first, or the line that is further up.
void put_in_order(DataRace* race) {
  const auto rank = [](const DataRace::Side& it) {
    return std::tuple(!writes(it), it.location.file, it.location.line, it.process);
  };
  if (rank(race->other) < rank(race->one)) std::swap(race->one, race->other);
}

/// Takes the same pair of lines into one that was found before. False: it is another pair. Which of the processes, the
/// bytes, and the calls before are told does not depend on what was found first.
bool merge(DataRace* told, DataRace race) {
  const auto same = [](const DataRace::Side& one, const DataRace::Side& other) {
    return one.location.file == other.location.file && one.location.line == other.location.line;
  };
  if (!same(told->one, race.one) || !same(told->other, race.other)) std::swap(race.one, race.other);
  if (!same(told->one, race.one) || !same(told->other, race.other)) return false;
  for (const auto& [kept, further] : {std::pair(&told->one, &race.one), std::pair(&told->other, &race.other)}) {
    if (writes(*further)) kept->access = further->access;
  }
  if (std::tie(race.one.process, race.other.process) < std::tie(told->one.process, told->other.process)) {
    told->one.process = race.one.process;
    told->other.process = race.other.process;
  }
  if (std::tie(race.offset, race.size) < std::tie(told->offset, told->size)) {
    told->offset = race.offset;
    told->size = race.size;
  }
  if (std::tie(race.ordered_at.line, race.ordered_by) < std::tie(told->ordered_at.line, told->ordered_by)) {
    told->ordered_at = race.ordered_at;
    told->ordered_by = race.ordered_by;
  }
  return true;
}

class Search {
 public:
  explicit Search(const NotedRun& run)
      : run_(run), descriptors_(run.record, &world_), calls_(world_, descriptors_, memory_, &order_) {}

  std::vector<DataRace> races() {
    auto access = run_.accesses.begin();
    for (std::size_t i = 0; i <= run_.record.events.size(); ++i) {
      for (; access != run_.accesses.end() && access->event <= i; ++access) accessed(*access);
      if (i == run_.record.events.size()) break;
      const sandbox::Event& event = run_.record.events[i];
      if (event.kind == EventKind::Fork && event.number_or("thread", 0) == 0)
        memory_.forked(event.process, static_cast<int>(event.number_or("child_process", 0)));
      if (event.kind == EventKind::Exec) memory_.executed(event.process);
      calls_.event(static_cast<int>(i));
    }
    for (DataRace& race : found_) put_in_order(&race);
    const auto lines = [](const DataRace& race) {
      return std::tuple(race.one.location.file, race.one.location.line, race.other.location.file,
                        race.other.location.line);
    };
    std::stable_sort(found_.begin(), found_.end(),
                     [&](const DataRace& one, const DataRace& other) { return lines(one) < lines(other); });
    return std::move(found_);
  }

 private:
  void accessed(const Access& access) {
    const Cause cause{-1, access.frame, word_for(access.kind)};
    const Thing named{Thing::Kind::Named, access.key, 0};
    const Thing thing = access.key != 0 ? named : races::thing_at(memory_, access.process, access.address);
    switch (access.kind) {
      case AccessKind::Map:
        return memory_.map(access);
      case AccessKind::Unmap:
        return memory_.unmap(access);
      case AccessKind::Read:
      case AccessKind::Write:
        return touched(access, order_.now(access.process));
      case AccessKind::AtomicLoad:
        atomic_acquire(access, thing);
        return touched(access, order_.now(access.process));
      case AccessKind::AtomicStore:
        touched(access, order_.now(access.process));
        return atomic_release(access, thing);
      case AccessKind::AtomicUpdate:
        updating_[access.process] = order_.now(access.process);
        return atomic_release(access, thing);
      case AccessKind::AtomicUpdated:
        atomic_acquire(access, thing);
        return touched(access, updating_[access.process]);
      case AccessKind::Fence:
        if (releases(access.value)) fenced_.insert(access.process);
        for (const Thing& seen : seen_[access.process]) {
          if (acquires(access.value)) order_.acquire(access.process, seen, cause);
        }
        return;
      case AccessKind::Release:
        return order_.release(access.process, thing);
      case AccessKind::Acquire:
        return order_.acquire(access.process, access.address == 0 ? Thing{} : thing, cause);
      case AccessKind::SemaphoreSet:
        return order_.set(access.process, thing, static_cast<std::int64_t>(access.value));
      case AccessKind::SemaphoreGive:
        return order_.give(access.process, thing);
      case AccessKind::SemaphoreTake:
        return order_.take(access.process, thing, cause);
      case AccessKind::SemaphoreSeen:
        return order_.see(access.process, thing, cause);
      case AccessKind::NamesSeen:
        return order_.acquire(access.process, races::kAllNames, cause);
    }
  }

  /// A store that is not to release anything does so behind a fence.
  void atomic_release(const Access& access, const Thing& thing) {
    if (releases(access.value) || fenced_.contains(access.process)) order_.release(access.process, thing);
  }

  /// A load that is not to acquire anything does so when a fence follows.
  void atomic_acquire(const Access& access, const Thing& thing) {
    if (acquires(access.value)) return order_.acquire(access.process, thing, {-1, access.frame, word_for(access.kind)});
    seen_[access.process].insert(thing);
  }

  void touched(const Access& access, std::uint32_t moment) {
    const auto bytes = memory_.at(access.process, access.address, access.size);
    if (!bytes) return;
    Touch touch;
    touch.process = access.process;
    touch.frame = access.frame;
    touch.mapped = bytes->frame;
    touch.moment = moment;
    touch.is_volatile = access.is_volatile;
    touch.atomic = access.kind != AccessKind::Read && access.kind != AccessKind::Write;
    touch.writes = access.kind != AccessKind::Read && access.kind != AccessKind::AtomicLoad;
    std::vector<Unordered> unordered;
    touched_.touch(*bytes, touch, order_, &unordered);
    for (const Unordered& pair : unordered) {
      const auto key = std::tuple(pair.first.process, pair.first.frame, pair.second.process, pair.second.frame,
                                  pair.first.writes, pair.offset);
      if (told_.size() < kMostPairs && told_.insert(key).second) tell(pair);
    }
  }

  void tell(const Unordered& pair) {
    if (pair.offset > kMostBytes || pair.size > kMostBytes) return;  // whoever says so is not to be believed
    DataRace race;
    race.one = side(pair.first);
    race.other = side(pair.second);
    race.offset = static_cast<std::int64_t>(pair.offset);
    race.size = static_cast<std::int64_t>(pair.size);
    race.memory = location(pair.first.mapped);
    if (const Cause* cause = order_.last_order(pair.second.process, pair.first.process)) explain(*cause, &race);
    put_in_order(&race);
    const bool told =
        std::any_of(found_.begin(), found_.end(), [&](DataRace& earlier) { return merge(&earlier, race); });
    if (told || found_.size() >= kMostRaces) return;
    found_.push_back(std::move(race));
  }

  DataRace::Side side(const Touch& touch) const {
    DataRace::Side side;
    side.process = touch.process < static_cast<int>(world_.processes.size()) ? world_.describe(touch.process) : "";
    side.access = std::string(touch.atomic ? "atomic " : "") + (touch.writes ? "write" : "read");
    side.is_volatile = touch.is_volatile;
    side.location = location(touch.frame);
    return side;
  }

  SourceLocation location(int frame) const {
    const auto& all = run_.record.locations;
    return frame >= 0 && frame < static_cast<int>(all.size()) ? all[static_cast<std::size_t>(frame)] : SourceLocation{};
  }

  void explain(const Cause& cause, DataRace* race) const {
    if (cause.event < 0) {
      race->ordered_by = cause.what;
      race->ordered_at = location(cause.frame);
      return;
    }
    const sandbox::Event& event = world_.event(cause.event);
    int at = cause.event;
    race->ordered_by = event.name;
    if (event.kind == EventKind::Signal) race->ordered_by = "a signal";
    if (event.kind == EventKind::Start) race->ordered_by = "the start of the program";
    if (event.kind == EventKind::Fork) {
      race->ordered_by = "fork";
      const auto child = static_cast<std::size_t>(event.number_or("child_process", 0));
      if (child < world_.processes.size() && world_.processes[child].forked_by >= 0)
        at = world_.calls[static_cast<std::size_t>(world_.processes[child].forked_by)].enter;
    }
    if (const auto where = world_.location(at)) race->ordered_at = *where;
  }

  const NotedRun& run_;
  World world_;
  races::DescriptorsAt descriptors_;
  races::SharedMemory memory_;
  races::Order order_;
  races::CallOrder calls_;
  races::Touched touched_;
  std::map<int, std::uint32_t> updating_;  ///< by process: when the atomic operation that it is in began
  std::set<int> fenced_;                   ///< processes that have made a fence which releases
  std::map<int, std::set<Thing>> seen_;    ///< by process: what it has looked at without acquiring it
  std::set<std::tuple<int, int, int, int, bool, std::uint64_t>> told_;
  std::vector<DataRace> found_;
};

}  // namespace

std::vector<DataRace> find_races(const NotedRun& run) {
  return Search(run).races();
}

bool shares_memory(const Record& record) {
  const World world = replay(record);
  std::map<int, std::set<int>> processes;
  for (const Attachment& attachment : world.attachments) processes[attachment.object].insert(attachment.process);
  return std::any_of(processes.begin(), processes.end(), [](const auto& entry) { return entry.second.size() > 1; });
}

}  // namespace ipclab
