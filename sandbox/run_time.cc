// How virtual time passes in a run.
//
// It passes at once where everybody sleeps: to the next deadline. It does not pass while anybody works, so that
// nobody's time limit depends on how busy the machine is. But a program may work until a time has come: a loop that
// looks at a variable that a handler or a sleeper will set. Work that takes long therefore takes time: calls a fixed
// one each (virtual_time.cc), what is done without calls the processor's. And the kernel's own network works on the
// machine's clock, also while everybody sleeps.
#include <algorithm>

#include "sandbox/run_impl.h"

namespace ipclab::sandbox {
namespace {

constexpr std::int64_t kFreeWorkUs = 100000;  ///< processor time between two sleeps of everybody
constexpr std::int64_t kLookUs = 10000;       ///< between looks at processor times

}  // namespace

std::int64_t Run::Impl::cpu_us() const {
  std::int64_t sum = 0;
  for (const auto& [number, process] : tracer.processes()) sum += process.cpu_us;
  for (const auto& [number, task] : tracer.tasks()) {
    if (!task.exiting) sum += tracer.cpu_us_of(task);
  }
  return sum;
}

bool Run::Impl::let_time_pass(std::int64_t end_us) {
  VirtualTime& time = *tracer.virtual_time();
  if (!time.next()) return false;
  if (time.uses_network()) {
    if (network_works()) {
      watch_network();
      return false;
    }
    // What was still on its way before this look at the network may have arrived by now.
    if (look([](const Task&) { return true; }) != Calm::Asleep) return true;
  }
  network_since_us = -1;
  passed = true;
  const std::int64_t end = end_us * 1000;
  if (*time.next() >= end) {
    time.clock().move_to(end);
  } else {
    time.wake_next();
  }
  return true;
}

void Run::Impl::watch_network() {
  VirtualTime& time = *tracer.virtual_time();
  const std::int64_t now = tracer.wall_us();
  // A longer span was not all the network's.
  if (network_since_us >= 0) time.clock().pass(std::min(now - network_since_us, kLookUs) * 1000);
  network_since_us = now;
  time.wake_due();
}

void Run::Impl::watch_work() {
  const std::int64_t now = tracer.wall_us();
  if (now < next_look_us) return;
  next_look_us = now + kLookUs;
  const std::int64_t used = cpu_us();
  if (passed) {
    passed = false;
    work_since_us = used;
    work_passed_us = 0;
  }
  // What calls take has passed with them.
  const std::int64_t free = std::max<std::int64_t>(kFreeWorkUs, tracer.virtual_time()->worked() / 1000);
  const std::int64_t counts = used - work_since_us - work_passed_us - free;
  if (counts <= 0) return;
  work_passed_us += counts;
  tracer.virtual_time()->clock().pass(counts * 1000);
  tracer.virtual_time()->wake_due();
}

}  // namespace ipclab::sandbox
