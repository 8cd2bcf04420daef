#include "harness/model/replayer.h"

#include <algorithm>
#include <array>
#include <csignal>

#include "harness/model/effects.h"
#include "harness/model/processes.h"
#include "harness/model/standstill.h"
#include "harness/model/subject.h"

namespace ipclab::model {
namespace {

using sandbox::Event;
using sandbox::EventKind;

/// The last Quiet event that ended a step of the scenario: nothing but the grader's own doing lies between the two. -1:
/// none.
int last_proof(const Record& record) {
  int proof = -1;
  for (const StepOutcome& step : record.steps) {
    if (step.kind != StepOutcome::Kind::Stuck) continue;
    int event = std::clamp(step.event, 0, static_cast<int>(record.events.size())) - 1;
    while (event >= 0 && record.events[static_cast<std::size_t>(event)].kind == EventKind::Action) --event;
    if (event >= 0 && record.events[static_cast<std::size_t>(event)].kind == EventKind::Quiet)
      proof = std::max(proof, event);
  }
  return proof;
}

/// A signal from outside that ends its receiver, as the terminal's keys and `kill` send it.
bool is_to_end(const Event& event) {
  constexpr std::array kEnding = {SIGHUP, SIGINT, SIGQUIT, SIGTERM};
  return event.number_or("from_process", 0) == 0 && event.text_or("action", "") == "default" &&
         std::find(kEnding.begin(), kEnding.end(), static_cast<int>(event.number_or("signal", 0))) != kEnding.end();
}

}  // namespace

Replayer::Replayer(const Record& record) : state_(record), standstill_event_(last_proof(record)) {
  state_.births = static_cast<int>(std::count_if(record.events.begin(), record.events.end(), [](const Event& event) {
    return event.kind == EventKind::Start || event.kind == EventKind::Fork;
  }));
  Process grader;
  grader.images.emplace_back().name = "grader";
  state_.world.processes.push_back(std::move(grader));
  state_.live.emplace_back();
}

void Replayer::apply(int index) {
  const Event& event = state_.world.event(index);
  switch (event.kind) {
    case EventKind::Start:
      return process_started(state_, index, event);
    case EventKind::Fork:
      return process_forked(state_, index, event);
    case EventKind::Exec:
      return program_executed(state_, index, event);
    case EventKind::Enter:
      return call_entered(index, event);
    case EventKind::Exit:
      return call_returned(index, event);
    case EventKind::Stop:
    case EventKind::Continue:
      if (state_.alive(event.process)) state_.process(event.process).stopped = event.kind == EventKind::Stop;
      return;
    case EventKind::End:
      return task_ended(state_, index, event);
    case EventKind::Action:
      if (event.name == "kill-all") state_.killing = true;
      return;
    case EventKind::Limit:
      state_.killing = true;
      if (event.name != "output") state_.world.at_limit = standstill(state_, index);
      return;
    case EventKind::Asleep:
      return sleeper_seen(state_, event);
    case EventKind::Quiet:
      if (index == standstill_event_) state_.world.standstill = standstill(state_, index);
      return;
    case EventKind::Signal:
      if (!state_.world.interrupted && is_to_end(event)) state_.world.interrupted = standstill(state_, index);
      return;
    case EventKind::Refused:
      return;
  }
}

void Replayer::call_entered(int index, const Event& event) {
  if (!state_.alive(event.process)) return;
  state_.sleepers.erase(event.task);
  Process& process = state_.process(event.process);
  Call call;
  call.process = event.process;
  call.task = event.task;
  call.image = static_cast<int>(process.images.size()) - 1;
  call.name = event.name;
  call.enter = index;
  int call_index = static_cast<int>(state_.world.calls.size());
  state_.world.calls.push_back(std::move(call));
  process.calls.push_back(call_index);

  // Another call of the task that never returned, in a truncated record, is given up.
  CallInProgress& progress = state_.in_progress[{event.process, event.task}];
  progress = {};
  progress.call = call_index;
  const EnteredCall entered{state_, call_index, event.process, event, progress};
  at_entry(entered, event.name);
  state_.world.calls[static_cast<std::size_t>(call_index)].object = object_of_call(entered, event.name);
  if (never_returns(event.name)) state_.in_progress.erase({event.process, event.task});
}

void Replayer::call_returned(int index, const Event& event) {
  if (!state_.alive(event.process)) return;
  state_.sleepers.erase(event.task);
  auto found = state_.in_progress.find({event.process, event.task});
  if (found == state_.in_progress.end()) return;
  CallInProgress progress = found->second;
  Call& call = state_.world.calls[static_cast<std::size_t>(progress.call)];
  if (call.name != event.name) return;
  call.exit = index;
  call.result = event.result;
  state_.in_progress.erase(found);
  const Event& enter = state_.world.enter(call);
  const ReturnedCall returned{{state_, progress.call, event.process, enter, progress}, event, event.result};
  at_return(returned, event.name);
  Call& done = state_.world.calls[static_cast<std::size_t>(progress.call)];
  if (done.object < 0) done.object = object_made_by_call(returned, event.name);
}

const FdTable* Replayer::descriptors(int process) const {
  return state_.alive(process) ? state_.live[static_cast<std::size_t>(process)].fds.get() : nullptr;
}

World Replayer::finish() {
  for (Process& process : state_.world.processes)
    if (state_.alive(process.id)) process.fds = *state_.living(process.id).fds;
  return std::move(state_.world);
}

}  // namespace ipclab::model
