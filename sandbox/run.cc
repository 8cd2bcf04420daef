#include <fmt/format.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/wait.h>

#include <algorithm>
#include <stdexcept>
#include <tuple>

#include "sandbox/channels.h"
#include "sandbox/check.h"
#include "sandbox/filter.h"
#include "sandbox/memory_use.h"
#include "sandbox/next_stop.h"
#include "sandbox/proc.h"
#include "sandbox/run_impl.h"
#include "sandbox/sandbox.h"
#include "sandbox/shared_run.h"

namespace ipclab::sandbox {
namespace {

constexpr std::int64_t kSettleUs = 1000000;  ///< for what is ending by itself when the programs waited for have ended
constexpr std::int64_t kSettleOnMachineUs = 20000000;  ///< likewise, by the machine's clock
constexpr std::int64_t kAskedTwiceUs = 1000000;        ///< two questions of TCP for room
constexpr std::int64_t kWatchUs = 5000;                ///< between two looks at what the processes hold
constexpr std::int64_t kBetweenLooksUs = 100000;       ///< at what the run as a whole has used
constexpr std::int64_t kCpuGraceUs = 1500000;  ///< on top: a single process is the kernel's to stop (RLIMIT_CPU)
constexpr std::int64_t kIdlePauseUs = 100000;  ///< between looks at an open run that waits for somebody outside
constexpr int kCalmLooks = 5;          ///< looks, two milliseconds apart, before everyone asleep is called a standstill
constexpr int kLooksBeforePause = 20;  ///< short waits for a task that is about to sleep, before those of a millisecond
constexpr long kShortUs = 100;         ///< in which a task that was let go on mostly has its next stop
constexpr int kRoundsUnread = 64;      ///< of stops in a row, before outputs are emptied in between
constexpr std::int64_t kWorkLookUs = 10000;  ///< between looks at what works, in virtual time

/// Making one takes longer than a run.
const std::string& filter_with(const std::vector<std::string>& allowed_calls, bool virtual_time, Reach reach) {
  static std::map<std::tuple<std::vector<std::string>, bool, Reach>, std::string> made;
  std::string& filter = made[{allowed_calls, virtual_time, reach}];
  if (filter.empty()) filter = tracing_filter(allowed_calls, virtual_time, kThisMachine, reach);
  return filter;
}

/// Not only those of a network: what is on its way through local ones may outlive the run a little.
bool has_made_sockets(const std::vector<Event>& events) {
  return std::any_of(events.begin(), events.end(), [](const Event& event) {
    return event.kind == EventKind::Enter && (event.name == "socket" || event.name == "socketpair");
  });
}

}  // namespace

Run::Impl::Impl(std::unique_ptr<OneCore> core_in, Keeper* keeper_in, Cage cage_in, TracerOptions options,
                const Limits& limits_in, std::unique_ptr<Shared> shared_in)
    : shared(std::move(shared_in)),
      core(std::move(core_in)),
      keeper(keeper_in),
      group(keeper == nullptr ? nullptr : &keeper->group()),
      memory_kills(group == nullptr ? 0 : group->memory_kills()),
      cage(std::move(cage_in)),
      tracer(with_memory_kills(std::move(options))),
      channels(static_cast<std::size_t>(limits_in.output_bytes)),
      limits(limits_in) {}

TracerOptions Run::Impl::with_memory_kills(TracerOptions options) {
  if (group != nullptr) options.killed_for_memory = [this] { return another_memory_kill(); };
  return options;
}

bool Run::Impl::another_memory_kill() {
  if (memory_kills >= group->memory_kills()) return false;
  ++memory_kills;
  return true;
}

const char* Run::Impl::exceeded() {
  if (group == nullptr) return nullptr;
  if (tracer.cpu_us() > limits.cpu_seconds * 1000000 + kCpuGraceUs) return "cpu";
  if (group->limits_memory() || limits.any_address_space) return nullptr;  // seen to by the kernel, or more often
  return holds_too_much() ? "memory" : nullptr;
}

std::string Run::Impl::terminals() const {
  return shared ? "/dev/ptmx" : fmt::format("/proc/{}/root/dev/pts/ptmx", cage.init_pid());
}

int Run::Impl::start(const ProgramStart& start) {
  static const std::string open = open_filter();
  const auto input = start.input == ProgramStart::Input::Terminal  ? Channels::Input::Terminal
                     : start.input == ProgramStart::Input::Pipe    ? Channels::Input::Pipe
                     : start.input == ProgramStart::Input::Inherit ? Channels::Input::Inherit
                                                                   : Channels::Input::Null;
  const int id = static_cast<int>(tracer.processes().size()) + 1;
  const bool terminal = input == Channels::Input::Terminal;
  const Channels::Ends ends = channels.open(id, input, terminal ? terminals() : "");

  SpawnSpec spec;
  spec.path = start.path;
  spec.argv = start.argv;
  spec.env = start.env;
  spec.cwd = start.cwd;
  spec.umask = start.umask;
  spec.stdin_fd = ends.in.get();
  spec.stdout_fd = ends.out.get();
  spec.stderr_fd = ends.err.get();
  spec.terminal = terminal;
  spec.open = outside != nullptr;
  spec.filter = outside ? open : filter_with(allowed_calls, tracer.virtual_time() != nullptr, reach);
  spec.barrier = true;
  const pid_t pid = cage.spawn(spec);
  if (outside) core->take(pid);  // in a cage it is where the init is

  std::array<std::string, 3> streams = {terminal                         ? "terminal"
                                        : input == Channels::Input::Pipe ? "pipe"
                                                                         : "null",
                                        terminal ? "terminal" : "pipe", terminal ? "terminal" : "pipe"};
  if (outside) streams = Outside::streams();
  const int process = tracer.attach(pid, {{"role", start.role},
                                          {"path", start.path},
                                          {"argv", start.argv},
                                          {"cwd", start.cwd},
                                          {"umask", std::int64_t{start.umask}},
                                          {"fd0", streams[0]},
                                          {"fd1", streams[1]},
                                          {"fd2", streams[2]}});
  roles[process] = start.role;
  cage.release(pid);
  // The rest of its set-up is ours and short: on to its exec.
  while (tracer.processes().at(process).starting) {
    if (tracer.processes().at(process).ended)
      throw std::runtime_error(fmt::format("{} could not be executed in the sandbox", start.path));
    if (!tracer.reap()) wait_a_little(1000000);
  }
  return process;
}

bool Run::Impl::ended(int process) const {
  return tracer.processes().at(process).ended;
}

bool Run::Impl::pump() {
  // Where tasks take turns, stops are handled in an order of their own (gather).
  const bool stops = !tracer.takes_turns() && tracer.reap();
  watch_memory();
  return channels.pump() || stops;
}

bool Run::Impl::await_stop() {
  if (OneCore::give() && tracer.reap()) return true;
  // The first signal may be of a stop that has been handled already.
  for (int tries = 0; tries < 2; ++tries) {
    if (!await_a_stop(kShortUs)) return false;
    if (tracer.reap()) return true;
  }
  return false;
}

void Run::Impl::watch_memory() {
  const std::int64_t now = tracer.wall_us();
  if (!limits.any_address_space || now - memory_watched_us < kWatchUs) return;
  memory_watched_us = now;
  if (private_bytes(living()) <= limits.memory_bytes) return;
  tracer.record(EventKind::Limit, "memory");
  cage.kill_all();
}

void Run::Impl::wait_a_little(std::int64_t microseconds) const {
  if (limits.any_address_space) microseconds = std::min(microseconds, kWatchUs);
  std::vector<pollfd> set;
  channels.add_to(&set);
  // SIGCHLD is blocked but for this moment: a stop between the last look and here interrupts the poll at once.
  sigset_t mask;
  pthread_sigmask(SIG_SETMASK, nullptr, &mask);
  sigdelset(&mask, SIGCHLD);
  const timespec timeout{microseconds / 1000000, (microseconds % 1000000) * 1000L};
  ppoll(set.data(), set.size(), &timeout, &mask);
}

bool Run::Impl::in_sleeping_call(const Task& task) const {
  return task.stopped ||
         (task.call && !task.exiting && task.call->site.call->sleeps == Sleeps::Maybe && !task.call->interrupted);
}

bool Run::Impl::sleeps_in_its_call(const Task& task, const Sleep& sleep) {
  const CallInfo* call = traced_call(sleep.call);
  if (call == nullptr || (sleep.call != task.call->in_kernel && call->canonical != "restart_syscall")) return false;
  return sleep.asleep || (sleep.uninterruptible && call->canonical == "fork");
}

bool Run::Impl::somebody_works() const {
  return std::any_of(tracer.tasks().begin(), tracer.tasks().end(),
                     [](const auto& entry) { return entry.second.sleep.works(entry.second.tid); });
}

Run::Impl::Calm Run::Impl::look(const std::function<bool(const Task&)>& concerns, std::map<int, std::int64_t>* seen) {
  std::map<int, std::int64_t> switches;
  for (const auto& [number, task] : tracer.tasks()) {
    if (!concerns(task) || task.held) continue;
    if (task.exiting && task.sleep.glance(task.tid).dead) continue;
    if (!in_sleeping_call(task)) return Calm::Running;
    if (task.stopped) continue;
    const Sleep sleep = task.sleep.look(task.tid);
    if (!sleeps_in_its_call(task, sleep)) return Calm::FallingAsleep;
    switches[number] = sleep.switches;
  }
  sched_yield();
  if (pump()) return Calm::FallingAsleep;
  for (const auto& [number, before] : switches) {
    const Task& task = tracer.tasks().at(number);
    const Sleep sleep = task.sleep.look(task.tid);
    if (!sleeps_in_its_call(task, sleep) || sleep.switches != before) return Calm::FallingAsleep;
  }
  if (seen != nullptr) *seen = std::move(switches);
  return Calm::Asleep;
}

bool Run::Impl::is_armed(const Timers& timers) const {
  constexpr std::int64_t kSlack = 100000;  // a timer that is due may be on its way
  const std::int64_t now = tracer.now_us();
  return std::any_of(timers.begin(), timers.end(),
                     [&](const auto& timer) { return timer.first != "cpu" && timer.second > now - kSlack; });
}

bool Run::Impl::can_wake_by_itself() {
  if (const VirtualTime* time = tracer.virtual_time()) return time->next() || (time->uses_network() && network_works());
  if (is_armed(tracer.shared_timers())) return true;
  for (const auto& [number, task] : tracer.tasks()) {
    if (!task.stopped && task.call && sleep_limit_us(task.call->entry) >= 0) return true;
    if (is_armed(tracer.processes().at(task.process).timers)) return true;
  }
  // In an open run no wait on a socket counts as a standstill (outside), whatever the network does.
  return !outside && network_works();
}

bool Run::Impl::network_works() {
  if (tracer.tasks().empty()) return false;
  const bool six = tracer.virtual_time() == nullptr || tracer.virtual_time()->uses_ipv6();
  const TcpState tcp = tcp_state(tracer.tasks().begin()->second.tid, shared != nullptr, six);
  if (tcp.in_motion) return true;
  if (tcp.asking.empty() && tcp.knocking.empty()) return false;
  std::string now = tcp.asking + tcp.resting;
  for (const auto& [connection, again] : tcp.knocking) now += connection + '\n';
  if (now != full_connections) {
    full_connections = now;
    full_connections_us = tracer.wall_us();
    knocked = tcp.knocking;
  }
  // A connection to a full queue is tried again after 1 s, 2 s, 4 s … Once that has changed nothing, only accept() can.
  if (std::any_of(tcp.knocking.begin(), tcp.knocking.end(),
                  [this](const auto& each) { return each.second == knocked.at(each.first); }))
    return true;
  // The kernel asks after 0.2 s and then again and again whether there is room. When two such questions have changed
  // nothing, only somebody who reads can.
  return !tcp.asking.empty() && tracer.wall_us() - full_connections_us < kAskedTwiceUs;
}

std::int64_t Run::Impl::left_us() const {
  const auto deadline_us = static_cast<std::int64_t>(limits.wall_seconds * 1e6);
  const auto machine_us =
      tracer.virtual_time() == nullptr ? deadline_us : static_cast<std::int64_t>(limits.machine_seconds * 1e6);
  return std::min(deadline_us - tracer.now_us(), machine_us - tracer.wall_us());
}

std::optional<Reached> Run::Impl::over() {
  if (channels.overflowed()) {
    tracer.record(EventKind::Limit, "output");
    return Reached::TooMuchOutput;
  }
  if (tracer.virtual_time() != nullptr) watch_work();
  if (left_us() <= 0) {
    if (tracer.virtual_time() != nullptr && tracer.now_us() < static_cast<std::int64_t>(limits.wall_seconds * 1e6) &&
        (somebody_works() || tracer.holds_any()))
      throw std::runtime_error(fmt::format(
          "in {:.0f} seconds the machine let the programs work for only {:.1f} of the {:.1f} that they may; "
          "it is too busy to judge them",
          limits.machine_seconds, static_cast<double>(tracer.now_us()) / 1e6, limits.wall_seconds));
    tracer.note_all_work();
    describe_sleepers();
    tracer.record(EventKind::Limit, "wall");
    return Reached::TimeOver;
  }
  if (tracer.wall_us() >= next_look_at_use_us) {
    next_look_at_use_us = tracer.wall_us() + kBetweenLooksUs;
    if (const char* what = exceeded()) {
      tracer.note_all_work();
      tracer.record(EventKind::Limit, what);
      return Reached::TimeOver;
    }
  }
  if (tracer.events().size() > limits.events) {
    tracer.record(EventKind::Limit, "calls");
    return Reached::TimeOver;
  }
  return std::nullopt;
}

bool Run::Impl::stuck(Stillness* still, std::int64_t* pause_us) {
  const auto everyone = [](const Task&) { return true; };
  if (tracer.virtual_time() != nullptr && let_time_pass(static_cast<std::int64_t>(limits.wall_seconds * 1e6))) {
    still->looks = 0;
    *pause_us = 0;
    return false;
  }
  if (outside && outside->stop_with(tracer, [this] { pump(); })) {
    *pause_us = 0;
    return false;
  }
  *pause_us = std::min<std::int64_t>(*pause_us, 2000);
  still->looks = still->now == still->before ? still->looks + 1 : 0;
  still->before = still->now;
  if (still->looks < kCalmLooks) return false;
  if (outside && !outside->may_wake(tracer).empty()) {
    *pause_us = std::min(left_us() + 1000, kIdlePauseUs);
  } else if (!can_wake_by_itself()) {
    // What was still on its way through the network before this look at it may have arrived by now.
    if (look(everyone, &still->now) == Calm::Asleep && still->now == still->before) {
      describe_sleepers();
      tracer.record(EventKind::Quiet);
      return true;
    }
    still->looks = 0;
  }
  return false;
}

Reached Run::Impl::until(const Goal& goal) {
  if (tracer.takes_turns()) return until_in_turns(goal);
  int looks = 0, unread = 0;
  bool flowing = false;
  Stillness still;
  const auto everyone = [](const Task&) { return true; };
  for (;;) {
    flowing = (flowing && await_stop()) || tracer.reap();
    bool moved = flowing;
    if (!flowing || goal.prints || ++unread > kRoundsUnread) {
      moved |= channels.pump();
      unread = 0;
    }
    watch_memory();
    if (outside) outside->hand_on_signals(tracer);
    if (goal.holds && goal.holds()) return Reached::Yes;
    if (const auto reached = over()) return *reached;
    if (tracer.tasks().empty()) return Reached::Stuck;
    if (moved) {
      looks = still.looks = 0;
      continue;
    }
    const std::int64_t longest_us = tracer.virtual_time() == nullptr ? 1000000 : kWorkLookUs;
    std::int64_t pause_us = std::min<std::int64_t>(left_us() + 1000, longest_us);
    const Calm all = look(everyone, &still.now);
    const Calm some = all == Calm::Asleep || !goal.sleepers ? all : look(goal.sleepers);
    if (goal.sleepers && some == Calm::Asleep && (!goal.then || goal.then())) return Reached::Yes;
    if (all == Calm::Asleep) {
      if (stuck(&still, &pause_us)) return Reached::Stuck;
      if (pause_us == 0) {
        looks = 0;
        continue;
      }
    } else if (all == Calm::FallingAsleep || some == Calm::FallingAsleep) {
      pause_us = looks++ < kLooksBeforePause ? kShortUs : 1000;
    }
    wait_a_little(pause_us);
  }
}

bool Run::Impl::tree_ended(int process) const {
  return std::none_of(tracer.tasks().begin(), tracer.tasks().end(),
                      [&](const auto& entry) { return tracer.descends(entry.second.process, process); });
}

void Run::Impl::settle() {
  const auto everyone = [](const Task&) { return true; };
  const std::int64_t end_us = tracer.now_us() + kSettleUs, end_on_machine_us = tracer.wall_us() + kSettleOnMachineUs;
  while (!tracer.tasks().empty() && tracer.now_us() < end_us && tracer.wall_us() < end_on_machine_us &&
         !channels.overflowed()) {
    if (tracer.virtual_time() != nullptr) watch_work();
    if (tracer.takes_turns()) {
      if (tracer.running() != nullptr) {
        run_on();
        continue;
      }
      if (!gather()) {
        wait_a_little(kShortUs);
        continue;
      }
      if (channels.pump() || tracer.release_held(true)) continue;
    }
    if (pump()) continue;
    if (look(everyone) == Calm::Asleep) return;
    wait_a_little(1000);
  }
}

Run::Impl::~Impl() {
  try {
    if (tracer.tasks().empty()) return;
    kill_all();
    if (!outside) sweep();
  } catch (const std::exception&) {  // this is mostly one exception's way already; with the cage everybody ends
  }
}

void Run::Impl::kill_all() {
  constexpr int kRounds = 20;  // of a tenth of a second
  if (!outside) cage.kill_all();
  tracer.all_are_killed();
  for (int idle = 0; !tracer.tasks().empty();) {
    // One by one: nobody else may be hit. A child that is born meanwhile is here the next time. In a cage only when its
    // init could not do it.
    if (outside || idle > kRounds) tracer.kill_all();
    if (idle > kRounds) tracer.let_all_die();
    if (pump()) continue;
    ++idle;
    wait_a_little(outside ? 1000 : 100000);
  }
  tracer.let_unknown_die();
}

/// Somebody whose maker was killed while it made him is known to nobody, and may come to his last stop at any time.
std::vector<Leftover> Run::Impl::sweep() {
  return cage.sweep(shared ? objects_made(tracer.events()) : std::vector<Leftover>(),
                    [this] { tracer.let_unknown_die(); });
}

Trace Run::Impl::finish(const std::vector<std::string>& files, std::size_t limit) {
  tracer.act(0, "kill-all");
  if (group != nullptr) group->make_room();
  kill_all();
  channels.pump();
  Trace trace;
  for (const std::string& path : files) {
    if (auto content = cage.read_file(path, limit)) trace.files[path] = std::move(*content);
  }
  for (const auto& [number, process] : tracer.processes()) {
    constexpr std::size_t kLongestReport = std::size_t{64} * 1024;
    if (report_prefix.empty()) break;
    if (auto report = cage.read_file(fmt::format("{}.{}", report_prefix, process.inside), kLongestReport))
      trace.reports[number] = std::move(report->bytes);
  }
  if (group != nullptr) {
    const ControlGroup::Usage usage = group->usage();
    tracer.act(0, "usage",
               {{"peak_memory_bytes", usage.peak_memory_bytes.value_or(-1)},
                {"cpu_us", usage.cpu_us.value_or(tracer.cpu_us())}});
  }
  trace.leftovers = sweep();
  // Nobody is counted any more. Not before the sweep: the kernel makes one of them wait for the other.
  if (keeper != nullptr) keeper->prepare(has_made_sockets(tracer.events()) ? nullptr : &cage);
  for (const auto& [process, role] : roles) {
    for (Channels::Output& output : channels.take_outputs(process)) {
      trace.outputs.push_back({role, std::move(output.stream), std::move(output.bytes), output.truncated});
    }
  }
  trace.wall_ms = static_cast<double>(tracer.wall_us()) / 1000.0;
  trace.events = tracer.take_events();
  trace.frames = tracer.take_frames();
  trace.accesses = tracer.take_accesses();
  if (shared) settle_shared(&trace);
  return trace;
}

void Run::Impl::settle_shared(Trace* trace) const {
  hide_cage_folder(&trace->events);
  if (const auto others = collision(trace->events, shared->surrounding.foreign, shared->ports))
    throw std::runtime_error(*others);
  for (Frame& frame : trace->frames) frame.module = without_cage_folder(std::move(frame.module));
  for (ProgramOutput& output : trace->outputs) output.bytes = without_cage_folder(std::move(output.bytes));
  for (auto& [process, report] : trace->reports) report = without_cage_folder(std::move(report));
}

}  // namespace ipclab::sandbox
