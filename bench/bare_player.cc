#include "bench/bare_player.h"

#include <fmt/format.h>
#include <sched.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <stdexcept>

#include "bench/bare_program.h"
#include "bench/bare_world.h"
#include "bench/measure.h"

namespace ipclab::bench {
namespace {

namespace fs = std::filesystem;

void make_file(const ScenarioFile& file, const Exercise& exercise) {
  const fs::path path = fs::path("/work") / file.path;
  fs::create_directories(path.parent_path());
  if (file.link_to) return fs::create_symlink(*file.link_to, path);
  if (file.folder) {
    fs::create_directory(path);
  } else {
    std::ofstream(path, std::ios::binary) << bytes_of(file.content, exercise.folder);
  }
  fs::permissions(path, fs::perms(file.mode));
}

/// Some program of this network namespace listens at a port.
bool somebody_listens() {
  std::ifstream table("/proc/net/tcp");
  std::string line;
  std::getline(table, line);  // the heading
  while (std::getline(table, line)) {
    if (line.find(" 00000000:0000 0A ") != std::string::npos) return true;
  }
  return false;
}

class BarePlayer {
 public:
  BarePlayer(const Exercise& exercise, const Scenario& scenario, Statuses statuses)
      : exercise_(exercise), scenario_(scenario), statuses_(statuses) {
    for (const Step& step : scenario.steps) {
      if (const auto* start = std::get_if<StartStep>(&step.action))
        bytes_[&step] = bytes_of(start->stdin_bytes, exercise.folder);
      if (const auto* feed = std::get_if<FeedStep>(&step.action))
        bytes_[&step] = bytes_of(feed->bytes, exercise.folder);
    }
  }

  double play() {
    watch_ = Stopwatch();
    for (const Step& step : scenario_.steps) {
      std::visit([&](const auto& action) { carry_out(step, action); }, step.action);
      attend();
    }
    for (const StartStep* start : started_) {
      if (start->must_end) until_ends(program(start->role));
    }
    const double ms = watch_.ms();
    if (statuses_ == Statuses::AsExpected) compare_statuses();
    return ms;
  }

 private:
  BareProgram& program(const std::string& role) { return *programs_.at(role); }

  void attend() {
    for (auto& [role, program] : programs_) program->attend();
  }

  void check_time() const {
    if (watch_.ms() < 1000 * scenario_.limits.wall_seconds) return;
    throw std::runtime_error(fmt::format("{}, scenario {}: the bare run hangs", exercise_.name, scenario_.name));
  }

  /// Sleeps until a program says something, takes something or ends.
  void wait_for_something() {
    check_time();
    std::vector<pollfd> all;
    for (const auto& [role, program] : programs_) program->add_to(all);
    poll(all.data(), all.size(), 1000);
    attend();
  }

  void until_ends(const BareProgram& program) {
    while (!program.ended()) wait_for_something();
  }

  /// Nothing tells that a program has gone to sleep: look again and again, on the other core.
  void until_asleep(const BareProgram& program) {
    // Once may be on the way from one call to the next.
    for (int in_a_row = 0; in_a_row < 2; in_a_row = program.asleep() ? in_a_row + 1 : 0) {
      check_time();
      attend();
      sched_yield();
    }
  }

  void until_listens(const BareProgram& program) {
    while (!program.ended() && !somebody_listens()) {
      check_time();
      attend();
      sched_yield();
    }
    until_asleep(program);
  }

  void carry_out(const Step& step, const StartStep& action) {
    BareStart start;
    const bool fixture = std::any_of(exercise_.fixtures.begin(), exercise_.fixtures.end(),
                                     [&](const ProgramSpec& spec) { return spec.name == action.program; });
    start.path = (fixture ? "/fixtures/" : "/lab/") + action.program;
    start.argv = {action.program};
    start.argv.insert(start.argv.end(), action.args.begin(), action.args.end());
    std::map<std::string, std::string> env = {
        {"PATH", "/usr/bin:/bin"}, {"HOME", "/work"}, {"LC_ALL", "C"}, {"USER", "student"}, {"TERM", "dumb"}};
    for (const auto* more : {&scenario_.env, &action.env}) {
      for (const auto& [name, value] : *more) env[name] = value;
    }
    for (const auto& [name, value] : env) start.env.push_back(fmt::format("{}={}", name, value));
    start.umask = scenario_.umask;
    const bool terminal = action.stdin_kind == StdinKind::Terminal || action.stdout_kind == StdoutKind::Terminal;
    if (terminal) {
      start.input = BareStart::Input::Terminal;
    } else if (action.stdin_kind != StdinKind::Null) {
      start.input = BareStart::Input::Pipe;
    }
    auto& program = programs_[action.role] = std::make_unique<BareProgram>(start);
    started_.push_back(&action);
    if (action.stdin_kind == StdinKind::Bytes) {
      program->feed(bytes_.at(&step));
      program->close_input();
    }
  }

  void carry_out(const Step&, const WaitStep& action) {
    BareProgram& waited_for = program(action.role);
    switch (action.until) {
      case Until::Ends:
        return until_ends(waited_for);
      case Until::Blocks:
        return until_asleep(waited_for);
      case Until::Listens:
        return until_listens(waited_for);
      case Until::Printed:
        while (!waited_for.take_printed(action.text)) wait_for_something();
    }
  }

  void carry_out(const Step&, const SignalStep& action) { program(action.role).signal(action.signal, action.group); }
  void carry_out(const Step&, const TypeStep& action) { program(action.role).type(action.text); }
  void carry_out(const Step& step, const FeedStep& action) { program(action.role).feed(bytes_.at(&step)); }
  void carry_out(const Step&, const CloseStep& action) { program(action.role).close_input(); }

  void compare_statuses() {
    for (const StartStep* start : started_) {
      if (!start->status || !start->must_end) continue;
      const int status = program(start->role).status();
      const std::vector<int>& codes = start->status->codes;
      const bool right =
          start->status->non_zero ? status != 0 : std::find(codes.begin(), codes.end(), status) != codes.end();
      if (!right) {
        throw std::runtime_error(fmt::format("{}, scenario {}: {} ended with status {} in the bare run", exercise_.name,
                                             scenario_.name, start->role, status));
      }
    }
  }

  const Exercise& exercise_;
  const Scenario& scenario_;
  Statuses statuses_;
  std::map<const Step*, std::string> bytes_;
  std::map<std::string, std::unique_ptr<BareProgram>> programs_;
  std::vector<const StartStep*> started_;
  Stopwatch watch_;
};

}  // namespace

double play_bare(const Exercise& exercise, const Scenario& scenario, Statuses statuses) {
  clean_bare_world();
  for (const ScenarioFile& file : scenario.files) make_file(file, exercise);
  return BarePlayer(exercise, scenario, statuses).play();
}

}  // namespace ipclab::bench
