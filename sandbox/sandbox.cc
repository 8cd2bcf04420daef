#include "sandbox/sandbox.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <deque>
#include <fstream>
#include <iterator>
#include <limits>

#include "sandbox/check.h"
#include "sandbox/filter.h"
#include "sandbox/run_impl.h"
#include "sandbox/shared_run.h"
#include "sandbox/unwind_table.h"

namespace ipclab::sandbox {

Run::Run(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Run::Run(Run&&) noexcept = default;
Run::~Run() = default;

int Run::start(const ProgramStart& start) {
  return impl_->start(start);
}
void Run::settle() {
  impl_->settle();
}
bool Run::ended(int process) const {
  return impl_->ended(process);
}
std::size_t Run::events() const {
  return impl_->tracer.events().size();
}
Trace Run::finish(const std::vector<std::string>& files, std::size_t limit) {
  return impl_->finish(files, limit);
}

Reached Run::until_ends(int process) {
  Impl::Goal goal;
  goal.holds = [this, process] { return impl_->ended(process); };
  return impl_->until(goal);
}

Reached Run::until_all_end(const std::vector<int>& processes) {
  Impl::Goal goal;
  goal.holds = [this, &processes] {
    return std::all_of(processes.begin(), processes.end(), [this](int p) { return impl_->ended(p); });
  };
  return impl_->until(goal);
}

Reached Run::until_blocks(int process) {
  Impl::Goal goal;
  goal.tree = process;
  goal.holds = [this, process] { return impl_->tree_ended(process); };
  goal.sleepers = [this, process](const Task& task) { return impl_->tracer.descends(task.process, process); };
  return impl_->until(goal);
}

Reached Run::until_listens(int process) {
  // Listening is not enough: a signal that comes before the program waits for clients would test something else.
  std::size_t seen = 0;
  bool listens = false, waits = false;
  const auto read_on = [&] {
    const std::vector<Event>& events = impl_->tracer.events();
    for (; seen < events.size(); ++seen) {
      const Event& event = events[seen];
      if (event.process == 0 || !impl_->tracer.descends(event.process, process)) continue;
      if (event.kind == EventKind::Exit && event.name == "listen" && event.result == 0) listens = true;
      if (event.kind == EventKind::Enter && listens) {
        waits |=
            event.name == "accept4" || event.name == "ppoll" || event.name == "pselect6" || event.name == "epoll_pwait";
      }
    }
  };
  Impl::Goal goal;
  goal.tree = process;
  goal.holds = [&] {
    read_on();
    return waits;
  };
  goal.sleepers = [this, process](const Task& task) { return impl_->tracer.descends(task.process, process); };
  goal.then = [&] { return listens && !impl_->tree_ended(process); };
  return impl_->until(goal);
}

Reached Run::until_printed(int process, const std::string& text) {
  Impl::Goal goal;
  goal.tree = process;
  goal.prints = true;
  goal.holds = [this, process, &text] {
    const std::string& bytes = impl_->channels.outputs(process).front().bytes;
    std::size_t& from = impl_->printed[process];
    const std::size_t at = bytes.find(text, from);
    if (at == std::string::npos) return false;
    from = at + text.size();
    return true;
  };
  return impl_->until(goal);
}

void Run::feed(int process, const std::string& bytes) {
  impl_->tracer.act(process, "feed", {{"bytes", static_cast<std::int64_t>(bytes.size())}});
  impl_->channels.feed(process, bytes);
}

void Run::close_input(int process) {
  impl_->tracer.act(process, "close-input");
  impl_->channels.close_input(process);
}

void Run::type(int process, const std::string& text) {
  impl_->tracer.act(process, "type", {{"text", text}});
  impl_->channels.type(process, text);
}

void Run::signal(int process, int signal, bool group) {
  if (impl_->ended(process)) return;
  impl_->tracer.act(process, "signal", {{"signal", std::int64_t{signal}}, {"group", std::int64_t{group}}});
  const pid_t pid = impl_->tracer.processes().at(process).pid;
  kill(group ? -pid : pid, signal);  // ESRCH: it is ending, and its end will be reported
}

namespace {

constexpr double kForEverSeconds = 1e9;

TracerOptions tracer_options(const RunSpec& spec, UnwindTables* unwinding) {
  TracerOptions options;
  options.is_own = [below = spec.own_code](const std::string& path) {
    return !below.empty() && path.starts_with(below);
  };
  for (const auto& [inside, host] : spec.programs) options.host_paths[inside] = host.string();
  options.limits = spec.limits;
  options.snapshot_descriptors = spec.snapshot_descriptors;
  options.scheduler = spec.scheduler;
  options.clock = spec.clock;
  options.faults = spec.faults;
  options.note_accesses = spec.note_accesses;
  options.unwinding = unwinding;
  return options;
}

/// Level degraded: the programs are where the cage's folder is, also for us.
void share(const Surrounding& surrounding, const RunSpec& spec, TracerOptions* options) {
  options->shared = surrounding;
  options->host_paths.clear();
  if (!spec.own_code.empty()) {
    options->is_own = [below = surrounding.root + spec.own_code](const std::string& path) {
      return path.starts_with(below);
    };
  }
}

std::string bytes_of_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) fail("reading " + path.string());
  return {std::istreambuf_iterator<char>(in), {}};
}

/// A program in a cage of its own, from its start on.
class RunningCommand {
 public:
  RunningCommand(Keeper* keeper, const Command& command, Reach reach)
      : command_(command),
        cage_(keeper->open(spec_of(command))),
        // Into a file of memory, so that nobody has to read along; the file-size limit bounds it.
        output_(check(memfd_create("output", MFD_CLOEXEC), "memfd_create")),
        deadline_(Clock::now() + std::chrono::duration<double>(command.limits.wall_seconds)) {
    static const std::string filter = untraced_filter(kThisMachine, reach);
    SpawnSpec program;
    program.path = command.argv.at(0);
    program.argv = command.argv;
    program.env = command.env;
    program.cwd = command.cwd;
    program.stdout_fd = output_.get();
    program.stderr_fd = output_.get();
    program.filter = filter;
    pid_ = cage_.spawn(program);
  }

  /// Waits for its end.
  CommandResult result() {
    CommandResult result;
    const double left = std::chrono::duration<double>(deadline_ - Clock::now()).count();
    constexpr double kNoticed = 0.01;  // it may have ended in time while another one was waited for
    const auto ended = cage_.wait(pid_, std::max(left, kNoticed));
    result.time_over = !ended;
    if (ended) result.status = ended->status;
    struct stat facts {};
    check(fstat(output_.get(), &facts), "fstat");
    const auto keep = std::min<std::int64_t>(facts.st_size, command_.limits.output_bytes);
    result.truncated = keep < facts.st_size;
    result.output.resize(static_cast<std::size_t>(keep));
    const ssize_t got = pread(output_.get(), result.output.data(), result.output.size(), 0);
    result.output.resize(static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    if (!cage_.surrounding().root.empty()) result.output = without_cage_folder(std::move(result.output));
    for (const std::string& path : command_.collect) {
      if (auto content = cage_.read_file(path, static_cast<std::size_t>(command_.limits.file_bytes))) {
        result.files[path] = std::move(*content);
      }
    }
    return result;
  }

 private:
  using Clock = std::chrono::steady_clock;

  static CageSpec spec_of(const Command& command) {
    CageSpec spec;
    spec.files = command.files;
    spec.limits = command.limits;
    spec.network = false;
    return spec;
  }

  const Command& command_;
  Cage cage_;
  Fd output_;
  std::chrono::time_point<Clock, std::chrono::duration<double>> deadline_;
  pid_t pid_ = -1;
};

/// Whether an error says that the machine does not allow something, and not that something went wrong with it.
bool is_refusal(const std::error_code& error) {
  constexpr int kRefusals[] = {EPERM, EACCES, ENOSYS, EROFS, ENOSPC, EINVAL, EOPNOTSUPP, EUSERS};
  return error.category() == std::generic_category() &&
         std::find(std::begin(kRefusals), std::end(kRefusals), error.value()) != std::end(kRefusals);
}

/// A keeper of whose cages one was made whole.
std::unique_ptr<Keeper> tried_keeper(Level level) {
  auto keeper = std::make_unique<Keeper>(level);
  keeper->open({}).init_pid();
  return keeper;
}

}  // namespace

struct Sandbox::Impl {
  /// Started when it is first needed: an open run alone needs none.
  Keeper& keeper() {
    if (started) return *started;
    if (only) {
      started = tried_keeper(*only);
      level = *only;
      return *started;
    }
    try {
      started = tried_keeper(Level::Full);
    } catch (const std::system_error& refused) {
      if (!is_refusal(refused.code())) throw;
      why_not_full = refused.what();
    }
    if (started) return *started;
    level = Level::Degraded;
    try {
      started = tried_keeper(level);
    } catch (const std::system_error& also) {
      throw std::system_error(also.code(), fmt::format("{}; and without namespaces: {}", why_not_full, told(also)));
    }
    return *started;
  }
  static std::string told(const std::system_error& error) {
    const std::string what = error.what(), reason = ": " + error.code().message();
    return what.ends_with(reason) ? what.substr(0, what.size() - reason.size()) : what;
  }
  Reach reach(bool network) {
    keeper();
    return level == Level::Full ? Reach::Nothing : network ? Reach::MachineAndLoopback : Reach::Machine;
  }
  std::optional<Level> only;
  std::unique_ptr<Keeper> started;
  Level level = Level::Full;  ///< of `started`
  std::string why_not_full;
  UnwindTables unwinding;  ///< many runs map the same libraries
};

Sandbox::Sandbox(std::optional<Level> only) {
  // wait_a_little() lets SIGCHLD in; it needs a handler, since an ignored signal interrupts nothing.
  struct sigaction action {};
  action.sa_handler = [](int) {};
  check(sigaction(SIGCHLD, &action, nullptr), "sigaction");
  signal(SIGPIPE, SIG_IGN);  // a program may close its input before it has read all
  sigset_t blocked;
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGCHLD);
  check(pthread_sigmask(SIG_BLOCK, &blocked, nullptr), "pthread_sigmask");
  impl_ = std::make_unique<Impl>();
  impl_->only = only;
}

Sandbox::~Sandbox() = default;

Run Sandbox::begin(RunSpec spec) {
  auto core = std::make_unique<OneCore>();
  CageSpec cage;
  cage.cores = core->set();
  cage.files = std::move(spec.files);
  for (const auto& [inside, host] : spec.programs) {
    cage.files.push_back({CageFile::Kind::File, inside, bytes_of_file(host), 0555});
  }
  cage.limits = spec.limits;
  Keeper& keeper = impl_->keeper();
  TracerOptions options = tracer_options(spec, &impl_->unwinding);
  std::unique_ptr<Run::Impl::Shared> shared;
  if (impl_->level == Level::Degraded) {
    shared = std::make_unique<Run::Impl::Shared>();
    shared->ports = listening_ports();
  }
  Cage opened = keeper.open(cage);
  if (shared) {
    shared->surrounding = opened.surrounding();
    shared->user.emplace(shared->surrounding.user);
    share(shared->surrounding, spec, &options);
  }
  auto impl = std::make_unique<Run::Impl>(std::move(core), &keeper, std::move(opened), std::move(options), spec.limits,
                                          std::move(shared));
  impl->reach = impl_->reach(spec.network);
  impl->report_prefix = spec.report_prefix;
  impl->allowed_calls = spec.allowed_calls;
  return Run(std::move(impl));
}

Run Sandbox::begin_open(const OpenRunSpec& spec) {
  constexpr std::int64_t kNone = std::numeric_limits<std::int64_t>::max();
  Limits limits;
  limits.cpu_seconds = limits.memory_bytes = limits.processes = limits.file_bytes = limits.output_bytes = kNone;
  limits.wall_seconds = spec.wall_seconds > 0 ? spec.wall_seconds : kForEverSeconds;
  TracerOptions options;
  options.is_own = spec.is_own;
  options.note_accesses = spec.note_accesses;
  options.limits = limits;
  options.unwinding = &impl_->unwinding;
  auto impl =
      std::make_unique<Run::Impl>(std::make_unique<OneCore>(), nullptr, open_cage(), std::move(options), limits);
  impl->outside = std::make_unique<Outside>();
  return Run(std::move(impl));
}

CommandResult Sandbox::command(const Command& command) {
  return std::move(commands({command}).front());
}

std::vector<CommandResult> Sandbox::commands(const std::vector<Command>& commands) {
  cpu_set_t cores;
  check(sched_getaffinity(0, sizeof cores, &cores), "sched_getaffinity");
  const auto at_once = static_cast<std::size_t>(CPU_COUNT(&cores));
  std::vector<CommandResult> results;
  std::deque<RunningCommand> running;
  for (std::size_t next = 0; results.size() < commands.size();) {
    while (next < commands.size() && running.size() < at_once)
      running.emplace_back(&impl_->keeper(), commands[next++], impl_->reach(false));
    impl_->keeper().prepare();
    results.push_back(running.front().result());
    running.pop_front();
  }
  return results;
}

Level Sandbox::level() const {
  impl_->keeper();
  return impl_->level;
}

std::string Sandbox::why_not_full() const {
  impl_->keeper();
  return impl_->why_not_full;
}

std::vector<MechanismState> Sandbox::mechanisms() const {
  const ControlGroup& group = impl_->keeper().group();
  const bool full = impl_->level == Level::Full;
  std::vector<MechanismState> all;
  for (const char* name :
       {"user namespace", "pid namespace", "mount namespace", "ipc namespace", "network namespace", "uts namespace"}) {
    all.push_back({name, full, full ? "" : "refused: " + impl_->why_not_full});
  }
  if (!full) {
    const bool own = impl_->keeper().gives_user();
    all.push_back({"a user of the run's own", own, own ? "" : "only root can give one; programs run as you"});
    all.push_back({"Landlock", true, ""});
    all.push_back({"loopback addresses only", true, ""});
  }
  for (const char* name : {"no capabilities", "no new privileges", "seccomp filter", "resource limits"})
    all.push_back({name, true, ""});
  const std::string why = group.trouble() + ": what a run uses as a whole is looked at ten times a second instead";
  const auto add = [&](const char* name, bool enforced) { all.push_back({name, enforced, enforced ? "" : why}); };
  add("control group for memory", group.limits_memory());
  add("control group for processes", group.limits_processes());
  add("control group for processor time", group.counts_cpu());
  return all;
}

}  // namespace ipclab::sandbox
