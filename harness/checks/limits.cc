// limit.cpu, limit.time, limit.memory, limit.processes, limit.file-size: which limit was hit, by whom and where.
#include "harness/checks/limits.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>

#include "harness/checks/all.h"
#include "harness/checks/process_words.h"
#include "harness/checks/tell.h"
#include "harness/checks/waits.h"

namespace ipclab {
namespace {

using sandbox::Event;
using sandbox::EventKind;

/// The last event of the process before `before` that has a place in the source; -1: none. Of one that was stopped at
/// its work that is its end.
int last_place(const World& world, int process, int before) {
  for (int i = before - 1; i >= 0; --i) {
    if (world.event(i).process == process && world.location(i)) return i;
  }
  return -1;
}

/// A request for memory that the kernel refused.
bool refused_memory(const World& world, const Call& call) {
  if (!call.returned() || failed_by_plan(world, call)) return false;
  if (call.name == "mmap" || call.name == "shmat" || call.name == "shmget") return call.result == -ENOMEM;
  return call.name == "brk" && call.result < world.enter(call).number_or("address", 0);
}

bool asks_for_memory(const Call& call) {
  return call.name == "mmap" || call.name == "brk" || call.name == "shmat" || call.name == "shmget";
}

bool ended_badly(const Process& process) {
  if (!process.end || process.end->kind == ExitState::Kind::Killed) return false;
  return process.end->kind == ExitState::Kind::Signal || process.end->value != 0;
}

Finding at_event(const CheckInput& input, std::string_view id, int process, int event) {
  Finding finding = new_finding(input, id);
  finding.process = short_name(input.world, process);
  finding.location = where(input.world, event);
  return finding;
}

/// The kernel chose it when the run's memory was used up.
Finding killed_for_memory(const CheckInput& input, const Process& process) {
  const World& world = input.world;
  Finding finding = at_event(input, "limit.memory", process.id, last_place(world, process.id, process.end_event));
  finding.message = fmt::format("{} was killed since the memory of the run, {} MiB, was used up",
                                name_of(world, process.id), input.scenario.limits.memory_mib);
  finding.reason =
      "All processes of the run count together, with what they keep in shared memory, in files below /tmp and /work, "
      "in pipes and in sockets.";
  finding.hint = "Look at each size that is asked for, and at what is written and never read. man 3 malloc";
  finding.evidence.push_back(
      evidence_at(world, process.end_event, fmt::format("{} is killed", name_of(world, process.id))));
  return finding;
}

/// limit.cpu and limit.file-size: the kernel killed the process for it.
void killed_for_limit(const CheckInput& input, std::vector<Finding>& findings) {
  const World& world = input.world;
  for (const Process& process : world.processes) {
    if (process.end_event < 0) continue;
    const std::string limit = world.event(process.end_event).text_or("limit", "");
    if (limit == "memory") findings.push_back(killed_for_memory(input, process));
    if (limit != "cpu" && limit != "file-size") continue;
    const bool cpu = limit == "cpu";
    Finding finding = at_event(input, cpu ? "limit.cpu" : "limit.file-size", process.id,
                               last_place(world, process.id, process.end_event));
    const std::string name = name_of(world, process.id);
    if (cpu) {
      const std::int64_t seconds = input.scenario.limits.cpu_seconds;
      finding.message =
          fmt::format("{} used up its processor time{}", name, seconds > 0 ? " of " + count(seconds, "second") : "");
      finding.reason = fmt::format("It computed for {:.1f} s, not counting the time in which it slept, and was killed.",
                                   static_cast<double>(process.cpu_us) / 1e6);
      finding.hint =
          "Look at the loop in which it was: what should end it, and does it wait in a call that sleeps or only ask "
          "again and "
          "again? man 2 getrlimit";
    } else {
      const std::int64_t mib = input.scenario.limits.file_size_mib;
      finding.message =
          fmt::format("{} wrote a file of more than {}", name, mib > 0 ? fmt::format("{} MiB", mib) : "it may");
      finding.reason = "It was killed (SIGXFSZ) at the write that went beyond the limit.";
      finding.hint = "Look at the loop that writes: how does it notice that its input has ended? man 2 read";
    }
    finding.evidence.push_back(
        evidence_at(world, process.end_event, fmt::format("{} is killed", name_of(world, process.id))));
    findings.push_back(std::move(finding));
  }
}

void memory(const CheckInput& input, std::vector<Finding>& findings) {
  const World& world = input.world;
  if (input.scenario.limits.memory_mib == 0) return;  // none was set
  for (const Process& process : world.processes) {
    if (!in_submission(process) || !ended_badly(process)) continue;
    // malloc tries mmap where brk fails: only a refusal after which nothing was granted any more is one that hurt.
    const auto last = std::find_if(process.calls.rbegin(), process.calls.rend(), [&](int call) {
      return asks_for_memory(world.calls[static_cast<std::size_t>(call)]);
    });
    if (last == process.calls.rend() || !refused_memory(world, world.calls[static_cast<std::size_t>(*last)])) continue;
    const Call& call = world.calls[static_cast<std::size_t>(*last)];
    Finding finding = at_event(input, "limit.memory", process.id, call.enter);
    finding.message = fmt::format("{} wanted more memory than the limit of {} MiB", name_of(world, process.id),
                                  input.scenario.limits.memory_mib);
    finding.reason = "The kernel refused to give it more, and the program did not get over that.";
    finding.hint =
        "Look at each size that is asked for: where does it come from, and how often is it asked for without being "
        "given back? "
        "man 3 malloc";
    finding.evidence.push_back(evidence_of(world, *last, fmt::format("{} is refused: ENOMEM", call_word(world, call))));
    findings.push_back(std::move(finding));
  }
}

void processes(const CheckInput& input, std::vector<Finding>& findings) {
  const World& world = input.world;
  if (input.scenario.limits.processes == 0) return;  // none was set
  const auto refused = std::find_if(world.calls.begin(), world.calls.end(), [&](const Call& call) {
    return call.name == "fork" && call.result == -EAGAIN && !failed_by_plan(world, call);
  });
  if (refused == world.calls.end()) return;
  Finding finding = at_event(input, "limit.processes", refused->process, refused->enter);
  finding.message = fmt::format("{} could not make another process: the limit of {} is reached",
                                name_of(world, refused->process), input.scenario.limits.processes);
  const auto forks = std::count_if(world.calls.begin(), world.calls.end(),
                                   [](const Call& call) { return call.name == "fork" && call.result > 0; });
  finding.reason = fmt::format("fork failed with {}. Before that it had succeeded {}.", error_text(refused->result),
                               count(forks, "time"));
  finding.hint = "Follow the child after fork: which line is the last one that it executes? man 2 fork";
  finding.evidence.push_back(
      evidence_of(world, static_cast<int>(refused - world.calls.begin()), "fork() fails with EAGAIN"));
  findings.push_back(std::move(finding));
}

/// The run as a whole was over a limit that no single process was over.
void whole_run(const CheckInput& input, std::vector<Finding>& findings) {
  const World& world = input.world;
  const auto& events = world.record->events;
  const auto over = std::find_if(events.begin(), events.end(), [](const Event& event) {
    return event.kind == EventKind::Limit && (event.name == "cpu" || event.name == "memory");
  });
  if (over == events.end()) return;
  const bool cpu = over->name == "cpu";
  const auto most =
      std::max_element(world.processes.begin(), world.processes.end(),
                       [](const Process& a, const Process& b) { return a.calls.size() < b.calls.size(); });
  const int process = most == world.processes.end() ? 0 : most->id;
  Finding finding = at_event(input, cpu ? "limit.cpu" : "limit.memory", process,
                             last_place(world, process, static_cast<int>(over - events.begin())));
  if (cpu) {
    finding.message = fmt::format("all processes together used up their processor time of {}",
                                  count(input.scenario.limits.cpu_seconds, "second"));
    finding.hint = "Look at what each process does while it waits for another one. man 2 getrlimit";
  } else {
    finding.message = fmt::format("all processes together used more memory than the limit of {} MiB",
                                  input.scenario.limits.memory_mib);
    finding.hint = "Look at each size that is asked for, and at how many processes ask for it. man 3 malloc";
  }
  finding.reason = "None of them was over the limit by itself; all were ended.";
  findings.push_back(std::move(finding));
}

/// The process that made the most calls.
int busiest(const World& world) {
  const auto most =
      std::max_element(world.processes.begin(), world.processes.end(),
                       [](const Process& a, const Process& b) { return a.calls.size() < b.calls.size(); });
  return most == world.processes.end() ? 0 : most->id;
}

void time(const CheckInput& input, std::vector<Finding>& findings) {
  const World& world = input.world;
  const auto& events = world.record->events;
  const bool too_many_calls = std::any_of(events.begin(), events.end(), [](const sandbox::Event& event) {
    return event.kind == sandbox::EventKind::Limit && event.name == "calls";
  });
  const bool another = std::any_of(events.begin(), events.end(), [](const sandbox::Event& event) {
    return event.kind == EventKind::Limit && (event.name == "cpu" || event.name == "memory");
  });
  const std::vector<int> computing = computing_at_limit(world);
  if (another || (computing.empty() && !too_many_calls)) return;
  const int process = computing.empty() ? busiest(world) : computing.front();
  const int place = last_place(world, process, static_cast<int>(world.record->events.size()));
  Finding finding = at_event(input, "limit.time", process, place);
  finding.message = fmt::format("after {:g} seconds {} was still computing", input.scenario.limits.wall_seconds,
                                name_of(world, process));
  finding.reason = "It was not waiting for anything when the time was over.";
  if (too_many_calls) {
    finding.message = fmt::format("{} makes one call after the other and comes to no end", name_of(world, process));
    finding.reason = fmt::format("The run was ended after {} calls.", world.calls.size());
  }
  if (computing.size() > 1) finding.reason += fmt::format(" So were {} others.", computing.size() - 1);
  finding.hint = "Look at the loop behind this line: what should end it, and does that ever change inside? man 1 gdb";
  if (place >= 0 && world.event(place).kind == EventKind::End) {
    finding.evidence.push_back(evidence_at(world, place, "here it went round and round, and made no call"));
  } else if (place >= 0) {
    finding.reason += " The line is that of the last call that it made.";
    finding.evidence.push_back(evidence_at(world, place, "the last call that it made"));
  }
  findings.push_back(std::move(finding));
}

/// Calls that never sleep for long: a task in one of them is on its way.
bool never_sleeps(const std::string& call) {
  return call == "sched_yield" || call == "close" || call == "dup" || call == "dup3" || call == "brk" ||
         call == "mmap" || call == "exit" || call == "rt_sigaction" || call == "rt_sigprocmask" || call == "kill";
}

}  // namespace

bool alive_at(const Process& process, int event) {
  return process.id > 0 && process.begin <= event && (process.end_event < 0 || process.end_event > event);
}

std::vector<int> computing_at_limit(const World& world) {
  std::vector<int> computing;
  if (!world.at_limit) return computing;
  for (const Process& process : world.processes) {
    if (!alive_at(process, world.at_limit->event) || is_fixture(world, process.id)) continue;
    if (stopped_by(world, process.id, world.at_limit->event) != 0) continue;
    const bool waiting =
        std::any_of(world.at_limit->waiting.begin(), world.at_limit->waiting.end(), [&](const Waiting& it) {
          return it.process == process.id && !never_sleeps(world.calls[static_cast<std::size_t>(it.call)].name);
        });
    if (!waiting) computing.push_back(process.id);
  }
  return computing;
}

std::vector<Finding> check_limits(const CheckInput& input) {
  std::vector<Finding> findings;
  killed_for_limit(input, findings);
  memory(input, findings);
  processes(input, findings);
  whole_run(input, findings);
  time(input, findings);
  return findings;
}

}  // namespace ipclab
