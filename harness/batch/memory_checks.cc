#include "harness/batch/memory_checks.h"

#include <algorithm>
#include <csignal>
#include <utility>

#include "harness/build/build.h"

namespace ipclab {

namespace {

bool stopped_by_limit(const Record& record) {
  return std::any_of(record.events.begin(), record.events.end(),
                     [](const sandbox::Event& event) { return event.kind == sandbox::EventKind::Limit; });
}

/// A process ended by a signal that comes from wrong use of memory.
bool crashed(const Record& record) {
  static constexpr std::int64_t kSignals[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
  return std::any_of(record.events.begin(), record.events.end(), [](const sandbox::Event& event) {
    return event.kind == sandbox::EventKind::End &&
           std::find(std::begin(kSignals), std::end(kSignals), event.number_or("signal", 0)) != std::end(kSignals);
  });
}

}  // namespace

std::vector<MemoryError> MemoryChecks::errors_in(const Scenario& scenario, const Record& plain) {
  const bool wanted = exercise_.memory_check && (scenario.memory_check || crashed(plain));
  // A call that is to fail is one of the program's own, and these builds' calls are not told apart.
  if (!wanted || !scenario.faults.empty() || stopped_by_limit(plain)) return {};
  if (!std::exchange(built_, true)) programs_ = build_with_memory_checks(sandbox_, exercise_, submission_);
  if (!programs_) return {};
  return play_for_memory_errors(sandbox_, exercise_, scenario, {*programs_, fixtures_});
}

}  // namespace ipclab
