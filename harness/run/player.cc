#include "harness/run/player.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <stdexcept>

#include "harness/run/fault_plan.h"
#include "harness/run/memory_report.h"
#include "harness/run/scheduled_turns.h"
#include "harness/run/symbols.h"
#include "harness/run/wrappers.h"

namespace ipclab {
namespace {

using sandbox::Reached;
using Kind = StepOutcome::Kind;

constexpr const char* kLab = "/lab/";
constexpr const char* kFixtures = "/fixtures/";

sandbox::Limits limits_of(const LimitSpec& spec) {
  constexpr std::int64_t kMib = std::int64_t{1024} * 1024;
  constexpr double kLeastMachineSeconds = 120, kMachineSecondsForOne = 20;
  sandbox::Limits limits;
  limits.wall_seconds = spec.wall_seconds;
  limits.machine_seconds = std::max(kLeastMachineSeconds, kMachineSecondsForOne * spec.wall_seconds);
  limits.cpu_seconds = spec.cpu_seconds;
  limits.memory_bytes = spec.memory_mib * kMib;
  limits.processes = spec.processes;
  limits.file_bytes = spec.file_size_mib * kMib;
  limits.output_bytes = static_cast<std::int64_t>(spec.output_mib * static_cast<double>(kMib));
  return limits;
}

bool is_fixture(const Exercise& exercise, const std::string& program) {
  return std::any_of(exercise.fixtures.begin(), exercise.fixtures.end(),
                     [&](const ProgramSpec& fixture) { return fixture.name == program; });
}

std::vector<sandbox::CageFile> cage_files(const Exercise& exercise, const Scenario& scenario) {
  std::vector<sandbox::CageFile> files;
  for (const ScenarioFile& file : scenario.files) {
    sandbox::CageFile made;
    made.path = file.path;
    made.mode = file.mode;
    if (file.link_to) {
      made.kind = sandbox::CageFile::Kind::Link;
      made.bytes = *file.link_to;
    } else if (file.folder) {
      made.kind = sandbox::CageFile::Kind::Folder;
    } else {
      made.bytes = bytes_of(file.content, exercise.folder);
    }
    files.push_back(std::move(made));
  }
  return files;
}

/// Plays one scenario. Lives for one run.
class Player {
 public:
  using Environment = std::vector<std::pair<std::string, std::string>>;

  /// `env`: more variables for the submission's programs.
  Player(sandbox::Run& run, const Exercise& exercise, const Scenario& scenario, Record* record, Environment env = {})
      : run_(run), exercise_(exercise), scenario_(scenario), record_(record), env_(std::move(env)) {}

  void play() {
    for (std::size_t i = 0; i < scenario_.steps.size(); ++i) {
      const Kind kind =
          over_ ? Kind::NotReached
                : std::visit([this](const auto& step) { return carry_out(step); }, scenario_.steps[i].action);
      tell(static_cast<int>(i), kind);
      // Nobody can go on, or the time is over: no later step can change that.
      over_ = over_ || kind == Kind::Stuck || kind == Kind::TimedOut;
    }
    if (over_) return;
    tell(static_cast<int>(scenario_.steps.size()), wait_for_all());
    run_.settle();
  }

 private:
  void tell(int step, Kind kind) { record_->steps.push_back({step, kind, static_cast<int>(run_.events())}); }

  static Kind kind_of(Reached reached) {
    switch (reached) {
      case Reached::Yes:
        return Kind::Done;
      case Reached::Stuck:
        return Kind::Stuck;
      case Reached::TimeOver:
      case Reached::TooMuchOutput:
        break;
    }
    return Kind::TimedOut;
  }

  Kind wait_for_all() {
    std::vector<int> processes;
    for (const Step& step : scenario_.steps) {
      const auto* start = std::get_if<StartStep>(&step.action);
      if (start != nullptr && start->must_end && processes_.contains(start->role))
        processes.push_back(processes_.at(start->role));
    }
    return kind_of(run_.until_all_end(processes));
  }

  /// The process of a role; nothing when its start was not reached.
  std::optional<int> process(const std::string& role) const {
    const auto at = processes_.find(role);
    return at == processes_.end() ? std::nullopt : std::optional<int>(at->second);
  }

  Kind carry_out(const StartStep& step) {
    sandbox::ProgramStart start;
    const bool fixture = is_fixture(exercise_, step.program);
    start.role = step.role;
    start.path = (fixture ? kFixtures : kLab) + step.program;
    start.argv = {step.program};
    start.argv.insert(start.argv.end(), step.args.begin(), step.args.end());
    std::map<std::string, std::string> env = {
        {"PATH", "/usr/bin:/bin"}, {"HOME", "/work"}, {"LC_ALL", "C"}, {"USER", "student"}, {"TERM", "dumb"}};
    for (const auto* more : {&scenario_.env, &step.env}) {
      for (const auto& [name, value] : *more) env[name] = value;
    }
    for (const auto& [name, value] : env_) env[name] = value;
    for (const auto& [name, value] : env) start.env.push_back(fmt::format("{}={}", name, value));
    start.umask = scenario_.umask;
    const bool terminal = step.stdin_kind == StdinKind::Terminal || step.stdout_kind == StdoutKind::Terminal;
    start.input = terminal                             ? sandbox::ProgramStart::Input::Terminal
                  : step.stdin_kind == StdinKind::Null ? sandbox::ProgramStart::Input::Null
                                                       : sandbox::ProgramStart::Input::Pipe;
    const int number = run_.start(start);
    processes_[step.role] = number;
    record_->programs.push_back({step.role, step.program, fixture, number});
    if (step.stdin_kind == StdinKind::Bytes) {
      run_.feed(number, bytes_of(step.stdin_bytes, exercise_.folder));
      run_.close_input(number);
    }
    return Kind::Done;
  }

  Kind carry_out(const WaitStep& step) {
    const auto number = process(step.role);
    if (!number) return Kind::NotReached;
    if (step.until == Until::Ends) return kind_of(run_.until_ends(*number));
    if (step.until == Until::Blocks) return kind_of(run_.until_blocks(*number));
    const Reached reached =
        step.until == Until::Listens ? run_.until_listens(*number) : run_.until_printed(*number, step.text);
    // A program that ended can't do it any more; what it did instead is judged by its output and status.
    if (reached == Reached::Stuck && run_.ended(*number)) return Kind::NotReached;
    return kind_of(reached);
  }

  Kind carry_out(const SignalStep& step) {
    const auto number = process(step.role);
    if (!number || run_.ended(*number)) return Kind::NotReached;
    run_.signal(*number, step.signal, step.group);
    return Kind::Done;
  }

  Kind carry_out(const TypeStep& step) {
    const auto number = process(step.role);
    if (!number || run_.ended(*number)) return Kind::NotReached;
    run_.type(*number, step.text);
    return Kind::Done;
  }

  Kind carry_out(const FeedStep& step) {
    const auto number = process(step.role);
    if (!number || run_.ended(*number)) return Kind::NotReached;
    run_.feed(*number, bytes_of(step.bytes, exercise_.folder));
    return Kind::Done;
  }

  Kind carry_out(const CloseStep& step) {
    const auto number = process(step.role);
    if (!number || run_.ended(*number)) return Kind::NotReached;
    run_.close_input(*number);
    return Kind::Done;
  }

  sandbox::Run& run_;
  const Exercise& exercise_;
  const Scenario& scenario_;
  Record* record_;
  Environment env_;
  std::map<std::string, int> processes_;
  bool over_ = false;
};

/// The files that judging wants to see, in both spellings that expectations use.
std::vector<std::string> files_to_read(const Scenario& scenario) {
  std::vector<std::string> paths;
  const auto want = [&](const std::string& path) {
    if (!path.empty() && std::find(paths.begin(), paths.end(), path) == paths.end()) paths.push_back(path);
  };
  const auto want_of = [&](const std::optional<Expected>& expected) {
    if (expected) want(expected->path);
  };
  for (const ExpectedFile& file : scenario.expected_files) {
    want(file.path);
    want_of(file.content);
  }
  for (const Step& step : scenario.steps) {
    if (const auto* start = std::get_if<StartStep>(&step.action)) {
      want_of(start->stdout_text);
      want_of(start->stderr_text);
      want_of(start->any_text);
    }
  }
  return paths;
}

/// Whether the exercise is about internet sockets. Only where namespaces are refused does that make a difference.
bool uses_network(const Exercise& exercise) {
  const auto is_internet = [](const PictureEdge& edge) { return edge.object == "tcp" || edge.object == "udp"; };
  const auto listens = [](const Step& step) {
    const auto* wait = std::get_if<WaitStep>(&step.action);
    return wait != nullptr && wait->until == Until::Listens;
  };
  return std::any_of(exercise.scenarios.begin(), exercise.scenarios.end(), [&](const Scenario& scenario) {
    return std::any_of(scenario.rules.picture.begin(), scenario.rules.picture.end(), is_internet) ||
           std::any_of(scenario.steps.begin(), scenario.steps.end(), listens);
  });
}

sandbox::RunSpec run_spec(const Exercise& exercise, const Scenario& scenario, const ProgramFolders& folders) {
  sandbox::RunSpec spec;
  for (const ProgramSpec& program : exercise.programs)
    spec.programs[kLab + program.name] = folders.submission / program.name;
  for (const ProgramSpec& fixture : exercise.fixtures)
    spec.programs[kFixtures + fixture.name] = folders.fixtures / fixture.name;
  spec.files = cage_files(exercise, scenario);
  spec.limits = limits_of(scenario.limits);
  spec.network = uses_network(exercise);
  return spec;
}

/// The role of the started program that each process descends from.
std::map<int, std::string> roles_of(const sandbox::Trace& trace) {
  std::map<int, std::string> roles;
  for (const sandbox::Event& event : trace.events) {
    if (event.kind == sandbox::EventKind::Start) roles[event.process] = event.text_or("role", "");
    if (event.kind != sandbox::EventKind::Fork) continue;
    const int child = static_cast<int>(event.number_or("child_process", 0));
    if (child != event.process) roles[child] = roles[event.process];
  }
  return roles;
}

/// Plays the scenario; what happened goes into `record`. The rest of the trace is returned.
sandbox::Trace play_with(sandbox::Sandbox& sandbox, const Exercise& exercise, const Scenario& scenario,
                         sandbox::RunSpec spec, Record* record) {
  record->exercise = exercise.name;
  record->scenario = scenario.name;
  const auto most_of_a_file = static_cast<std::size_t>(spec.limits.file_bytes);
  const std::map<std::string, std::filesystem::path> programs = spec.programs;
  sandbox::Run run = sandbox.begin(std::move(spec));
  Player(run, exercise, scenario, record).play();
  const std::vector<std::string> wanted = files_to_read(scenario);
  sandbox::Trace trace = run.finish(wanted, most_of_a_file);

  record->locations = locate(trace.frames, programs);
  record->events = std::move(trace.events);
  record->leftovers = std::move(trace.leftovers);
  record->wall_ms = trace.wall_ms;
  for (sandbox::ProgramOutput& output : trace.outputs) {
    record->outputs.push_back({output.role, output.stream, std::move(output.bytes), output.truncated});
  }
  for (const std::string& path : wanted) {
    FileState state;
    state.path = path;
    if (const auto found = trace.files.find(path); found != trace.files.end()) {
      state.exists = true;
      state.regular = found->second.regular;
      state.mode = found->second.mode;
      state.bytes = std::move(found->second.bytes);
    }
    record->files.push_back(std::move(state));
  }
  return trace;
}

}  // namespace

Record play(sandbox::Sandbox& sandbox, const Exercise& exercise, const Scenario& scenario,
            const ProgramFolders& folders, const PlayOptions& options) {
  Record record;
  record.seed = options.seed;

  sandbox::RunSpec spec = run_spec(exercise, scenario, folders);
  spec.own_code = kLab;
  spec.allowed_calls = exercise.allowed_calls;
  spec.snapshot_descriptors = options.snapshot_descriptors;
  sandbox::VirtualClock clock;
  if (scenario.limits.virtual_time) spec.clock = &clock;
  ScenarioFaults faults(scenario.faults, options.in_pieces);
  if (!scenario.faults.empty() || options.in_pieces) spec.faults = &faults;

  ScheduledTurns turns(options.schedule);
  spec.scheduler = &turns;

  play_with(sandbox, exercise, scenario, std::move(spec), &record);
  return record;
}

std::vector<MemoryError> play_for_memory_errors(sandbox::Sandbox& sandbox, const Exercise& exercise,
                                                const Scenario& scenario, const ProgramFolders& folders) {
  constexpr const char* kReports = "/tmp/.ipclab-memory";
  constexpr std::int64_t kMostMemory = 1LL << 30;
  sandbox::RunSpec spec = run_spec(exercise, scenario, folders);
  spec.own_code.clear();  // the checks tell lines themselves
  spec.limits.any_address_space = true;
  spec.limits.memory_bytes = kMostMemory;
  spec.report_prefix = kReports;
  sandbox::VirtualClock clock;
  if (scenario.limits.virtual_time) spec.clock = &clock;

  sandbox::Run run = sandbox.begin(std::move(spec));
  Record unused;
  Player(run, exercise, scenario, &unused, memory_check_options(kReports)).play();
  const sandbox::Trace trace = run.finish();

  std::vector<MemoryError> all;
  const auto add = [&](std::vector<MemoryError> found, const std::string& role) {
    for (MemoryError& error : found) {
      error.role = role;
      if (std::find(all.begin(), all.end(), error) == all.end()) all.push_back(std::move(error));
    }
  };
  std::map<int, std::string> roles = roles_of(trace);
  for (const auto& [process, report] : trace.reports) add(parse_address_report(report), roles[process]);
  for (const sandbox::ProgramOutput& output : trace.outputs) {
    if (output.stream != "stdout") add(parse_undefined_report(output.bytes), output.role);
  }
  return all;
}

NotedRun play_with_noted_accesses(sandbox::Sandbox& sandbox, const Exercise& exercise, const Scenario& scenario,
                                  const ProgramFolders& folders, const std::optional<Schedule>& schedule) {
  NotedRun noted;
  sandbox::RunSpec spec = run_spec(exercise, scenario, folders);
  spec.own_code = kLab;
  spec.allowed_calls = exercise.allowed_calls;
  spec.note_accesses = true;
  sandbox::VirtualClock clock;
  if (scenario.limits.virtual_time) spec.clock = &clock;
  std::optional<ScheduledTurns> turns;
  if (schedule) spec.scheduler = &turns.emplace(*schedule);

  noted.accesses = play_with(sandbox, exercise, scenario, std::move(spec), &noted.record).accesses;
  leave_out_wrappers(&noted.record);
  return noted;
}

}  // namespace ipclab
