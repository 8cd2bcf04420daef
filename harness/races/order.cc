#include "harness/races/order.h"

#include <algorithm>

namespace ipclab::races {
Order::Process& Order::of(int process) {
  const auto [at, added] = processes_.try_emplace(process);
  if (added) at->second.clock.set(process, 1);
  return at->second;
}

void Order::tick(int process) {
  VectorClock& clock = of(process).clock;
  clock.set(process, clock.of(process) + 1);
}

void Order::learn(int process, const VectorClock& clock, Cause cause) {
  Process& it = of(process);
  for (int other = 0; other < static_cast<int>(clock.size()); ++other) {
    if (other != process && clock.of(other) > it.clock.of(other)) it.causes[other] = cause;
  }
  it.clock.join(clock);
}

void Order::fork(int parent, int child, Cause cause) {
  learn(child, of(parent).clock, cause);
  // What the parent knows of the child, too, is that it began here.
  of(parent).causes[child] = cause;
  tick(parent);
}

void Order::release(int process, const Thing& thing) {
  const VectorClock& clock = of(process).clock;
  things_[thing].join(clock);
  things_[Thing{}].join(clock);
  tick(process);
}

void Order::acquire(int process, const Thing& thing, Cause cause) {
  const auto at = things_.find(thing);
  if (at != things_.end()) learn(process, at->second, cause);
}

void Order::join(int process, int other, Cause cause) {
  learn(process, of(other).clock, cause);
  tick(other);
}

void Order::set(int process, const Thing& thing, std::int64_t value) {
  Semaphore& semaphore = semaphores_[thing];
  const VectorClock& clock = of(process).clock;
  semaphore.owed = 0;
  semaphore.taken.join(clock);
  semaphore.all.join(clock);
  semaphore.tokens.clear();
  if (value > 0) semaphore.tokens.push_back({clock, value});
  tick(process);
}

void Order::announce_give(int process, const Thing& thing) {
  semaphores_[thing].all.join(of(process).clock);
  things_[Thing{}].join(of(process).clock);
  tick(process);
}

void Order::give(int process, const Thing& thing, std::int64_t count) {
  Semaphore& semaphore = semaphores_[thing];
  const VectorClock clock = of(process).clock;
  const std::int64_t taken = std::min(count, semaphore.owed);
  if (taken > 0) {
    semaphore.owed -= taken;
    semaphore.taken.join(clock);
  }
  if (count > taken) semaphore.tokens.push_back({clock, count - taken});
  announce_give(process, thing);
}

void Order::take_back(const Thing& thing, std::int64_t count) {
  std::deque<Tokens>& tokens = semaphores_[thing].tokens;
  while (count > 0 && !tokens.empty()) {
    const std::int64_t some = std::min(count, tokens.back().count);
    count -= some;
    tokens.back().count -= some;
    if (tokens.back().count == 0) tokens.pop_back();
  }
}

void Order::take(int process, const Thing& thing, Cause cause, std::int64_t count) {
  Semaphore& semaphore = semaphores_[thing];
  while (count > 0 && !semaphore.tokens.empty()) {
    Tokens& next = semaphore.tokens.front();
    const std::int64_t some = std::min(count, next.count);
    semaphore.taken.join(next.clock);
    count -= some;
    next.count -= some;
    if (next.count == 0) semaphore.tokens.pop_front();
  }
  if (count > 0) {
    semaphore.owed += count;
    semaphore.taken.join(semaphore.all);
  }
  learn(process, semaphore.taken, cause);
}

void Order::see(int process, const Thing& thing, Cause cause) {
  learn(process, semaphores_[thing].all, cause);
}

std::uint32_t Order::now(int process) const {
  const auto at = processes_.find(process);
  return at == processes_.end() ? 1 : at->second.clock.of(process);
}

bool Order::after(int process, int other, std::uint32_t moment) const {
  const auto at = processes_.find(process);
  return at != processes_.end() && at->second.clock.of(other) >= moment;
}

const Cause* Order::last_order(int process, int other) const {
  const auto at = processes_.find(process);
  if (at == processes_.end()) return nullptr;
  const auto cause = at->second.causes.find(other);
  return cause == at->second.causes.end() ? nullptr : &cause->second;
}

}  // namespace ipclab::races
