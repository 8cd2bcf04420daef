// Which of all the waits explains the others.
#include "harness/checks/hang_decisive.h"

#include <algorithm>

#include "harness/checks/process_words.h"
#include "harness/checks/tell.h"

namespace ipclab {
namespace {

/// Processes whose wait could be the cause: those of the submission, without programs that may stay as long as they
/// like.
bool could_be_the_cause(const CheckInput& input, const Wait& wait) {
  const World& world = input.world;
  if (is_fixture(world, wait.process)) return false;
  const StartStep* start = start_step(input.scenario, world.process(wait.process).role);
  return start == nullptr || start->must_end;
}

int telling(const HangScene& scene, const Wait& wait) {
  switch (wait.what) {
    case WaitFor::PipeData: {
      const auto ends = kept_ends(scene, wait, true);
      const bool mistake = std::any_of(ends.begin(), ends.end(), [](const KeptEnd& end) { return end.never_used; });
      return mistake ? 100 : ends.empty() ? 40 : 90;
    }
    case WaitFor::PipeSpace:
      return 95;
    case WaitFor::FifoPartner:
      return 88;
    case WaitFor::Message:
    case WaitFor::QueueSpace:
      return 85;
    case WaitFor::Semaphore:
    case WaitFor::Event:
    case WaitFor::Mutex:
    case WaitFor::Futex:
    case WaitFor::Lock:
      return 80;
    case WaitFor::Condition:
      return 75;
    case WaitFor::SocketData:
    case WaitFor::SocketSpace:
      return 70;
    case WaitFor::Input:
      return 65;
    case WaitFor::Connection:
      return 60;
    case WaitFor::Several:
    case WaitFor::Other:
      return 50;
    case WaitFor::Signal:
      return 45;
    case WaitFor::Time:
      return 30;
    case WaitFor::Thread:
      return 12;
    case WaitFor::Child:
      break;
  }
  return 10;
}

/// Who holds the lock waits for something else: that wait explains this one, unless it leads back here.
const Wait* followed(const HangScene& scene, const Wait* wait) {
  std::set<int> seen;
  const Wait* at = wait;
  while (at->what == WaitFor::Mutex && seen.insert(at->task).second) {
    const Wait* next = wait_of_task(scene.waits, at->other_task);
    if (next == nullptr || !could_be_the_cause(scene.input, *next)) return at;
    at = next;
  }
  return at->what == WaitFor::Mutex ? wait : at;
}

/// A client of the exercise waits at a connection that a process of the submission still has open and does nothing
/// with: that is the story, whatever the process does instead.
const Wait* neglected_connection(const HangScene& scene, int client) {
  const World& world = scene.world();
  for (const Wait& wait : scene.waits) {
    if (wait.process != client || wait.what != WaitFor::SocketData || wait.object < 0) continue;
    const int peer = world.object(wait.object).peer;
    if (peer < 0) continue;
    const auto holders = world.holders(scene.state.fds, peer, true);
    const bool neglected = std::all_of(holders.begin(), holders.end(), [&](const Holder& holder) {
      const Wait* its = wait_in(scene.waits, holder.process);
      return !is_fixture(world, holder.process) && its != nullptr && its->what == WaitFor::Connection;
    });
    if (!holders.empty() && neglected) return &wait;
  }
  return nullptr;
}

}  // namespace

std::set<int> chain_from(const HangScene& scene, int process) {
  std::set<int> reached;
  std::vector<int> open = {process};
  while (!open.empty()) {
    const int current = open.back();
    open.pop_back();
    if (!reached.insert(current).second) continue;
    for (const Wait& wait : scene.waits)
      if (wait.process == current) open.insert(open.end(), wait.processes.begin(), wait.processes.end());
  }
  return reached;
}

const Wait* decisive_wait(const HangScene& scene, const WaitStep& step, const std::set<int>* among) {
  const World& world = scene.world();
  const Process* root = step.role.empty() ? nullptr : world.started(step.role);
  if (root != nullptr && is_fixture(world, root->id) && among == nullptr)
    if (const Wait* wait = neglected_connection(scene, root->id)) return wait;
  const std::set<int> chain = root == nullptr ? std::set<int>{} : chain_from(scene, root->id);
  const Wait* best = nullptr;
  std::pair<int, int> best_rank{-1, -1};
  for (const Wait& wait : scene.waits) {
    if (!could_be_the_cause(scene.input, wait)) continue;
    if (among != nullptr && among->count(wait.task) == 0) continue;
    // What hangs together with the awaited program comes first; then its other processes; then everybody else.
    const int near =
        chain.count(wait.process) != 0 ? 2 : root != nullptr && world.process(wait.process).role == step.role;
    const std::pair<int, int> rank{near, telling(scene, wait)};
    if (best == nullptr || rank > best_rank) {
      best = &wait;
      best_rank = rank;
    }
  }
  if (among != nullptr) return best;
  if (best == nullptr && !scene.waits.empty()) best = &scene.waits.front();
  return best == nullptr ? nullptr : followed(scene, best);
}

bool is_held_up(const HangScene& scene, int process, const std::set<int>& stuck) {
  std::set<int> seen;
  std::vector<int> open = {process};
  while (!open.empty()) {
    const int current = open.back();
    open.pop_back();
    if (!seen.insert(current).second) continue;
    bool waits = false;
    for (const Wait& wait : scene.waits) {
      if (wait.process != current) continue;
      waits = true;
      if (stuck.count(wait.task) != 0) continue;
      const auto seen_of = scene.state.sleepers.find(wait.task);
      const bool calm = seen_of != scene.state.sleepers.end() && seen_of->second.asleep &&
                        !seen_of->second.wakes_itself && seen_of->second.handled.empty();
      if (!calm || wait.what != WaitFor::Child || wait.processes.empty()) return false;
      open.insert(open.end(), wait.processes.begin(), wait.processes.end());
    }
    if (!waits) return false;
    // A thread that is in no call runs.
    for (const auto& [task, sleeper] : scene.state.sleepers)
      if (process_of_task(scene.world(), task) == current && wait_of_task(scene.waits, task) == nullptr) return false;
  }
  return true;
}

}  // namespace ipclab
