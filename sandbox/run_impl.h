// The parts of a Run and the loop that drives them. Private to the library.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "sandbox/channels.h"
#include "sandbox/filter.h"
#include "sandbox/one_core.h"
#include "sandbox/outside.h"
#include "sandbox/proc.h"
#include "sandbox/run_user.h"
#include "sandbox/sandbox.h"
#include "sandbox/tracer.h"

namespace ipclab::sandbox {

struct Run::Impl {
  /// What a wait waits for: `holds`, or that the tasks in `sleepers` all sleep (and then `then`).
  struct Goal {
    std::function<bool()> holds;
    std::function<bool(const Task&)> sleepers;
    std::function<bool()> then;
    bool prints = false;  ///< it depends on outputs: they are read after each stop
    int tree = 0;         ///< the process that it is about, with its descendants; 0: none in particular
  };
  enum class Calm { Running, FallingAsleep, Asleep };
  /// What repeated looks at a run in which everybody sleeps have seen.
  struct Stillness {
    int looks = 0;  ///< in a row without a change
    std::map<int, std::int64_t> now, before;
  };

  struct Shared;
  /// `keeper`: who made the cage; null for an open run. `shared`: null at level full.
  Impl(std::unique_ptr<OneCore>, Keeper* keeper, Cage, TracerOptions, const Limits&,
       std::unique_ptr<Shared> shared = nullptr);
  ~Impl();
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
  int start(const ProgramStart&);
  std::string terminals() const;  ///< what makes pseudo-terminals that the run can open
  Reached until(const Goal&);
  /// The same where tasks take turns (run_turns.cc).
  Reached until_in_turns(const Goal&);
  /// A limit of the run was hit: recorded, and how a wait ends by it.
  std::optional<Reached> over();
  /// How long until the time is over, on the clock of the programs and on the machine's.
  std::int64_t left_us() const;
  /// Everybody sleeps. Lets time pass; tells whether nothing can ever happen any more; `pause_us`: how long to wait
  /// before the next look, 0 if something has changed.
  bool stuck(Stillness*, std::int64_t* pause_us);
  /// The one whose turn it is goes on until its next stop or its sleep. False: it takes its time.
  bool run_on();
  bool await_running();
  /// It waits busily, maybe for somebody who is on the way to a stop.
  void let_others_arrive();
  bool has_arrived(const Task&);
  /// Those whom the call woke that has just returned come to the ends of theirs, or asleep in them again.
  void let_woken_rest();
  /// All others come to rest: at a stop, or asleep in their calls. False: some take their time.
  /// `woken_by_machine`: nobody of them had a turn before, and more than one may be about to wake.
  bool gather(bool woken_by_machine = false);
  bool rests(const Task&);
  bool holds(const Goal&, int* patience) const;
  bool ended(int process) const;
  bool tree_ended(int process) const;
  /// Until whatever is left sleeps or has ended: a process that is ending by itself is not to be killed.
  void settle();
  void kill_all();
  std::vector<Leftover> sweep();
  Trace finish(const std::vector<std::string>& files, std::size_t limit);
  /// Level degraded: what is in the trace as it would be at level full. Throws where others' objects were in the way.
  void settle_shared(Trace*) const;

  /// Stops and bytes that are there. False: none.
  bool pump();
  /// Handles the stop that a task that was just let go on is about to have. False: it takes its time.
  bool await_stop();
  /// Until a stop, bytes, or the time is over.
  void wait_a_little(std::int64_t microseconds) const;
  /// Kills all when they hold too much memory, where no limit of the kernel's keeps them from it.
  void watch_memory();
  bool somebody_works() const;
  bool in_sleeping_call(const Task&) const;
  static bool sleeps_in_its_call(const Task&, const Sleep&);
  /// Whether the tasks all sleep in the calls that they were seen to enter: two looks with no event between and
  /// unchanged context switches, which are added to `seen` by task.
  Calm look(const std::function<bool(const Task&)>& concerns, std::map<int, std::int64_t>* seen = nullptr);
  /// One Asleep event for each task: what it waits for, as far as that can be seen from outside.
  void describe_sleepers();
  /// Whether a timer among them is still to fire.
  bool is_armed(const Timers&) const;
  /// Whether TCP may still bring something to somebody by itself.
  bool network_works();
  /// Whether a sleeper has a time limit, a timer is armed, or the network still works: everyone asleep is then no
  /// standstill.
  bool can_wake_by_itself();

  /// Virtual time (run_time.cc). Everybody sleeps: moves the time on to where somebody wakes, at most to `end_us`.
  /// False: no time will wake anybody, or the network still works.
  bool let_time_pass(std::int64_t end_us);
  /// Somebody works on and on: then time passes with the processor's. To be called often.
  void watch_work();
  /// The network works while everybody sleeps: then time passes with the machine's.
  void watch_network();
  std::int64_t cpu_us() const;
  /// What the run as a whole used up: the name of a Limit event, or null.
  const char* exceeded();
  /// Whether it holds more memory than it may, looked at from outside (run_memory.cc).
  bool holds_too_much() const;
  std::vector<pid_t> living() const;
  bool another_memory_kill();
  TracerOptions with_memory_kills(TracerOptions);

  /// What there is only at level degraded. Goes last: the cage ends under the run's id.
  struct Shared {
    OnlyRun only;
    std::optional<BorrowedUser> user;
    Surrounding surrounding;
    std::set<std::int64_t> ports;  ///< on which others listen
  };
  std::unique_ptr<Shared> shared;
  Reach reach = Reach::Nothing;
  std::unique_ptr<OneCore> core;
  Keeper* keeper;
  ControlGroup* group;                   ///< what the run is counted in; null for an open one
  std::int64_t memory_kills = 0;         ///< in the group, of which the tracer was told
  std::int64_t next_look_at_use_us = 0;  ///< when exceeded() is to be asked again
  Cage cage;
  Tracer tracer;
  Channels channels;
  Limits limits;
  std::string full_connections;          ///< as network_works() saw them last, with what waits in every connection
  std::int64_t full_connections_us = 0;  ///< since when they are so
  std::map<std::string, int> knocked;    ///< TcpState::knocking at that time
  std::string report_prefix;
  std::int64_t memory_watched_us = 0;
  std::vector<std::string> allowed_calls;
  std::unique_ptr<Outside> outside;    ///< of an open run; else null
  std::map<int, std::string> roles;    ///< of the started programs, by process
  std::map<int, std::size_t> printed;  ///< how far until_printed has looked

  std::int64_t turn_cpu_us =
      -1;  ///< processor time of the one whose turn it is, at the last look; -1: none since its stop
  std::int64_t turn_work_us = 0;  ///< how much of it since its last stop

  // Of virtual time, on the machine's clocks:
  std::int64_t next_look_us = 0;    ///< at processor times
  std::int64_t work_since_us = 0;   ///< processor time of the run when everybody slept last
  std::int64_t work_passed_us = 0;  ///< how much of it since then has passed as virtual time
  std::int64_t network_since_us = -1;
  bool passed = true;  ///< everybody slept since work_since_us was noted
};

}  // namespace ipclab::sandbox
