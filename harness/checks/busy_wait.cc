// cpu.busy-wait: a process asks again and again, instead of sleeping until it is told.
//
// Time on the clock says how busy the machine is; none of the proofs uses it:
//   - processor time, which does not depend on the load: far more than the program's calls can explain;
//   - a thousand calls in a row that asked in vain (sched_yield, sleeps without length, IPC_NOWAIT, WNOHANG …);
//   - a hundred of these or of short sleeps, in processes that share memory and never once made a call that could wait
//     for the other;
//   - a hundred of either in a row during which no other process did anything, while there was one to wait for.
#include <fcntl.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <set>
#include <string_view>

#include "harness/checks/all.h"
#include "harness/checks/hang.h"
#include "harness/checks/limits.h"
#include "harness/checks/process_words.h"
#include "harness/checks/tell.h"

namespace ipclab {
namespace {

constexpr std::int64_t kFreeCpuUs = 200000;  ///< ten times what a right program uses for a thousand numbers
constexpr std::int64_t kCpuUsPerCall = 50;   ///< more than a traced call costs its process
constexpr std::int64_t kShortSleepUs = 20000;
constexpr int kInVainInARow = 1000;
constexpr int kAsking = 100;

constexpr auto kWaitsForOthers =
    std::to_array<std::string_view>({"futex", "semop", "msgrcv", "msgsnd", "mq_receive", "mq_send", "pause",
                                     "rt_sigsuspend", "rt_sigtimedwait", "recv", "accept4", "flock"});

/// A call that only asks, and got the answer "not yet".
bool in_vain(const World& world, const Call& call) {
  if (!call.returned()) return false;
  const sandbox::Event& enter = world.enter(call);
  if (call.name == "sched_yield") return true;
  if (call.name == "nanosleep") return enter.number_or("duration_us", 0) <= 0;
  if (call.name == "wait4")
    return (enter.number_or("options", 0) & 1) != 0 && call.result == 0 && enter.number_or("pid", 0) != 0;
  if (call.name == "ppoll" || call.name == "pselect6" || call.name == "epoll_pwait")
    return enter.number_or("timeout_us", -1) == 0 && call.result == 0;
  const bool asks = call.name == "semop" || call.name == "msgrcv" || call.name == "msgsnd" || call.name == "read" ||
                    call.name == "recv" || call.name == "accept4" || call.name == "mq_receive" || call.name == "flock";
  return asks && (call.result == -EAGAIN || call.result == -ENOMSG);
}

bool short_sleep(const World& world, const Call& call) {
  return call.name == "nanosleep" && call.returned() && world.enter(call).number_or("duration_us", 0) <= kShortSleepUs;
}

/// Only reads a file through this descriptor, as the loader of libraries does: that never waits for anybody.
bool reads_file(const World& world, const Call& call) {
  const std::int64_t fd = world.enter(call).number_or("fd", -1);
  bool file = false;
  for (const Flow& flow : world.flows) {
    if (flow.writes || flow.process != call.process || flow.image != call.image || flow.fd != fd) continue;
    if (world.objects[static_cast<std::size_t>(flow.object)].kind != ObjectKind::File) return false;
    file = true;
  }
  return file;
}

/// A call that can sleep until another process does something.
bool can_wait(const World& world, const Call& call) {
  const bool listed = std::find(kWaitsForOthers.begin(), kWaitsForOthers.end(), call.name) != kWaitsForOthers.end();
  if (listed) return !in_vain(world, call);
  if (call.name == "fcntl") return world.enter(call).number_or("cmd", 0) == F_SETLKW;
  if (call.name == "read") return !in_vain(world, call) && !reads_file(world, call);
  return (call.name == "ppoll" || call.name == "pselect6" || call.name == "epoll_pwait") && !in_vain(world, call);
}

struct Asking {
  int row = 0;                ///< the longest row of calls in vain
  int total = 0;              ///< calls in vain and short sleeps
  int slept = 0;              ///< calls that could wait for another process
  int uneventful = 0;         ///< the longest row of both during which no other process did anything
  int uneventful_until = -1;  ///< its last event
  int example = -1;           ///< one of the calls: index into World::calls
};

Asking asking_of(const World& world, const Process& process) {
  Asking found;
  int row = 0, sleeps = 0, last_exit = -1;
  for (const int index : process.calls) {
    const Call& call = world.calls[static_cast<std::size_t>(index)];
    const bool vain = in_vain(world, call), brief = short_sleep(world, call);
    row = vain ? row + 1 : 0;
    found.row = std::max(found.row, row);
    if (can_wait(world, call)) ++found.slept;
    if (vain || brief) {
      ++found.total;
      found.example = index;
    }
    // Its own entry and exit follow one another: nobody else did anything in between, nor since its last sleep.
    const bool alone = (vain || brief) && call.exit == call.enter + 1 && (sleeps == 0 || call.enter == last_exit + 1);
    sleeps = alone ? sleeps + 1 : 0;
    last_exit = call.exit;
    if (sleeps > found.uneventful) {
      found.uneventful = sleeps;
      found.uneventful_until = call.exit;
    }
  }
  return found;
}

/// The other processes that use the same shared memory.
std::set<int> sharers(const World& world, int process) {
  std::set<int> objects, others;
  for (const Attachment& attachment : world.attachments) {
    if (attachment.process == process) objects.insert(attachment.object);
  }
  for (const Attachment& attachment : world.attachments) {
    if (attachment.process != process && objects.count(attachment.object) != 0) others.insert(attachment.process);
  }
  return others;
}

bool handles_signals(const World& world, const Process& process) {
  return std::any_of(process.calls.begin(), process.calls.end(), [&](int index) {
    const Call& call = world.calls[static_cast<std::size_t>(index)];
    return call.name == "rt_sigaction" && world.enter(call).text_or("action", "") == "handler";
  });
}

bool somebody_else_lives(const World& world, const Process& process, int event) {
  return std::any_of(world.processes.begin(), world.processes.end(), [&](const Process& other) {
    const bool lives = other.begin < event && (other.end_event < 0 || other.end_event > event);
    return other.id > 0 && other.id != process.id && other.role == process.role && lives;
  });
}

std::string in_a_row(const Asking& asking) {
  if (asking.row < kInVainInARow) return {};
  return fmt::format("It made {} calls in a row that only ask whether something has happened.", asking.row);
}

/// Why the process waits busily, as a sentence; empty: it doesn't.
std::string proof(const World& world, const Process& process, const Asking& asking, bool stopped_by_limit) {
  const std::set<int> others = sharers(world, process.id);
  const auto calls = static_cast<std::int64_t>(process.calls.size());
  if (process.cpu_us > kFreeCpuUs + kCpuUsPerCall * calls) {
    // A loop without end looks the same from outside; only with somebody to wait for is it a wait.
    const bool has_whom = !others.empty() || asking.total >= kAsking || handles_signals(world, process);
    if (!stopped_by_limit || has_whom) {
      return fmt::format("It used {:.1f} s of processor time, and made {} that can wait for another process.",
                         static_cast<double>(process.cpu_us) / 1e6, count(asking.slept, "call"));
    }
  }
  if (std::string row = in_a_row(asking); !row.empty()) return row;
  const bool nobody_waits = asking.slept == 0 && std::all_of(others.begin(), others.end(), [&](int other) {
                              return asking_of(world, world.process(other)).slept == 0;
                            });
  if (asking.total >= kAsking && !others.empty() && nobody_waits) {
    return fmt::format("It asked {} times, and no process ever made a call that sleeps until the other one is ready.",
                       asking.total);
  }
  if (asking.uneventful >= kAsking && somebody_else_lives(world, process, asking.uneventful_until)) {
    return fmt::format(
        "It asked {} times in a row, or slept for a moment and looked again, while nobody else did anything.",
        asking.uneventful);
  }
  return {};
}

/// Where nobody forbids it, it is told of a program that got nowhere by it until the time was over. Who asks for a
/// child in vain may have one that hangs: that is another story.
bool got_nowhere(const World& world, const Process& process, const Asking& asking) {
  if (asking.row < kInVainInARow || process.calls.empty()) return false;
  const Call& last = world.calls[static_cast<std::size_t>(process.calls.back())];
  const Call& example = world.calls[static_cast<std::size_t>(asking.example)];
  return example.name != "wait4" && last.name == example.name;
}

}  // namespace

std::vector<Finding> check_busy_wait(const CheckInput& input) {
  const World& world = input.world;
  std::vector<Finding> findings;
  const bool forbidden = input.scenario.rules.busy_wait_forbidden;
  const bool nothing_stated = input.scenario.rules.nothing_stated;
  const bool late = unfinished_step(input, StepOutcome::Kind::TimedOut) != nullptr;
  if (!forbidden && !nothing_stated && !late) return findings;
  const std::vector<int> computing = computing_at_limit(world);
  for (const Process& process : world.processes) {
    if (process.id == 0 || !in_submission(process) || is_fixture(world, process.id)) continue;
    const Asking asking = asking_of(world, process);
    if (!forbidden && !nothing_stated && !got_nowhere(world, process, asking)) continue;
    const bool cpu_limit = process.end_event >= 0 && world.event(process.end_event).text_or("limit", "") == "cpu";
    const bool time_limit = std::find(computing.begin(), computing.end(), process.id) != computing.end();
    // Who may compute as long as he likes, and look from time to time, is found by his rows of questions alone.
    const std::string reason =
        nothing_stated ? in_a_row(asking) : proof(world, process, asking, cpu_limit || time_limit);
    if (reason.empty()) continue;
    Finding finding = new_finding(input, "cpu.busy-wait");
    finding.process = short_name(world, process.id);
    finding.location = asking.example >= 0 ? where_called(world, asking.example) : where(world, process.end_event);
    finding.message = fmt::format("{} burns processor time while it waits", name_of(world, process.id));
    finding.reason = reason;
    finding.hint =
        "Look for the loop that only looks at a variable, and for the call that would sleep until it changes. man 7 "
        "sem_overview";
    if (asking.example >= 0) {
      const Call& call = world.calls[static_cast<std::size_t>(asking.example)];
      finding.evidence.push_back(evidence_of(
          world, asking.example, fmt::format("{}, one of {} such calls", call_word(world, call), asking.total)));
    }
    if (process.end_event >= 0) {
      finding.evidence.push_back(
          evidence_at(world, process.end_event,
                      fmt::format("{} has used {:.2f} s of processor time", name_of(world, process.id),
                                  static_cast<double>(process.cpu_us) / 1e6)));
    }
    findings.push_back(std::move(finding));
  }
  return findings;
}

}  // namespace ipclab
