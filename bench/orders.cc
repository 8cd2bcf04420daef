// ipclab_orders [SEEDS]: how many schedules each strategy tries until it finds the order in which each program of
// tests/races/wrong goes wrong, as the median over SEEDS seeds (5); and that none finds one in tests/races/right.
// ipclab_orders --right N [NAME…]: plays N orders, spread over the references and the right programs of all exercises
// and of tests/races (or of those named), and tells each that goes wrong. Exit status 0: as it should be; 1: a right
// program failed, or a wrong one never; 2: the command line is wrong.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "harness/build/build.h"
#include "harness/checks/check.h"
#include "harness/explore/access_points.h"
#include "harness/explore/explore.h"
#include "harness/explore/points.h"
#include "harness/explore/strategies.h"
#include "harness/races/find_races.h"
#include "harness/run/player.h"
#include "harness/submission/submission.h"

namespace ipclab::bench {
namespace {

namespace fs = std::filesystem;

const fs::path kSource = IPCLAB_SOURCE_DIR;
constexpr int kUsualSeeds = 5;
constexpr std::size_t kMostTries = 500;

std::vector<fs::path> folders_in(const fs::path& parent) {
  std::vector<fs::path> all;
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(parent, none)) {
    if (entry.is_directory()) all.push_back(entry.path());
  }
  std::sort(all.begin(), all.end());
  return all;
}

/// A built submission, to be played in one order after the other.
class Program {
 public:
  Program(sandbox::Sandbox& sandbox, const Exercise& exercise, const fs::path& folder)
      : sandbox_(sandbox),
        exercise_(exercise),
        submission_(read_submission(folder)),
        build_(sandbox, exercise_, submission_),
        folders_{build_.result().folder, build_fixtures(sandbox, exercise_)},
        noted_(build_with_noted_accesses(sandbox, exercise_, submission_)) {}

  Record play(const Scenario& scenario, const Schedule& schedule) const {
    PlayOptions options;
    options.schedule = schedule;
    return ipclab::play(sandbox_, exercise_, scenario, folders_, options);
  }
  std::vector<Finding> errors(const Scenario& scenario, const Schedule& schedule) const {
    const bool at_accesses = switches_at_accesses(schedule);
    return errors_in(exercise_, scenario,
                     at_accesses ? play_noted(scenario, schedule).record : play(scenario, schedule));
  }

  /// The orders of accesses to shared memory that are tried.
  std::vector<Schedule> orders_of_accesses(const Scenario& scenario, const Record& natural) const {
    if (!noted_ || !scenario.faults.empty() || !shares_memory(natural)) return {};
    const std::vector<DataRace> races = find_races(play_noted(scenario, std::nullopt));
    return access_schedules(play_noted(scenario, Schedule{}), races, kMostTries);
  }

 private:
  NotedRun play_noted(const Scenario& scenario, const std::optional<Schedule>& schedule) const {
    return play_with_noted_accesses(sandbox_, exercise_, scenario, {*noted_, folders_.fixtures}, schedule);
  }

  sandbox::Sandbox& sandbox_;
  const Exercise& exercise_;
  Submission submission_;
  Build build_;
  ProgramFolders folders_;
  std::optional<fs::path> noted_;  ///< built to note accesses
};

/// The number of the first schedule that goes wrong; nothing: none of them.
std::optional<std::size_t> found_after(const Program& program, const Scenario& scenario,
                                       const std::vector<Schedule>& all) {
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (!program.errors(scenario, all[i]).empty()) return i + 1;
  }
  return std::nullopt;
}

/// The median; "-" where half of them found nothing.
std::string median(std::vector<std::optional<std::size_t>> all) {
  std::sort(all.begin(), all.end(),
            [](const auto& a, const auto& b) { return a.value_or(SIZE_MAX) < b.value_or(SIZE_MAX); });
  const auto& middle = all[all.size() / 2];
  return middle ? std::to_string(*middle) : "-";
}

bool tell_wrong_ones(sandbox::Sandbox& sandbox, const Exercise& exercise, int seeds) {
  const Scenario& scenario = exercise.scenarios.front();
  bool all_found = true;
  fmt::print("{:<32}{:>8}{:>8}{:>8}{:>8}{:>8}{:>8}{:>8}\n", "schedules until found", "calls", "natural", "delay",
             "pct-2", "pct-3", "random", "access");
  for (const fs::path& folder : folders_in(kSource / "tests/races/wrong")) {
    const Program program(sandbox, exercise, folder);
    const Record natural = program.play(scenario, {});
    const World world = replay(natural);
    const std::vector<SharedCall> calls = shared_calls(world);
    const bool at_once = !errors_in(exercise, scenario, natural).empty();
    fmt::print("{:<32}{:>8}{:>8}", folder.filename().string(), calls.size(), at_once ? "1" : "-");
    bool found = at_once;
    for (const Strategy strategy : {Strategy::Delay, Strategy::Pct2, Strategy::Pct3, Strategy::Random}) {
      std::vector<std::optional<std::size_t>> after;
      const int times = strategy == Strategy::Delay ? 1 : seeds;
      for (int seed = 1; seed <= times; ++seed)
        after.push_back(
            found_after(program, scenario, schedules(strategy, calls, static_cast<std::uint64_t>(seed), kMostTries)));
      found |= median(after) != "-";
      fmt::print("{:>8}", median(after));
      std::fflush(stdout);
    }
    const auto at_accesses = found_after(program, scenario, program.orders_of_accesses(scenario, natural));
    found |= at_accesses.has_value();
    fmt::print("{:>8}\n", at_accesses ? std::to_string(*at_accesses) : "-");
    all_found &= found;
  }
  return all_found;
}

/// Plays `most` orders of each scenario; returns how many were played, and counts the wrong ones.
int play_right_one(const Program& program, const Exercise& exercise, const std::string& name, std::size_t most,
                   int* wrong) {
  int played = 0;
  for (const Scenario& scenario : exercise.scenarios) {
    if (scenario.limits.schedules == 0) continue;
    const Record natural = program.play(scenario, {});
    const World world = replay(natural);
    std::vector<Schedule> all = schedules_to_try(shared_calls(world), 1, most);
    for (Schedule& schedule : program.orders_of_accesses(scenario, natural)) all.push_back(std::move(schedule));
    for (const Schedule& schedule : all) {
      ++played;
      const std::vector<Finding> errors = program.errors(scenario, schedule);
      if (errors.empty()) continue;
      ++*wrong;
      std::string points;
      for (const Point& point : schedule.points)
        points += point.access != 0
                      ? fmt::format(" {} before access {}", point.task, point.access)
                      : fmt::format(" {}.{} {}", point.task, point.call, point.entry ? "before" : "after");
      fmt::print("  {} {}: {} {} in {}{}\n", name, scenario.name, errors.front().id, errors.front().message,
                 schedule.strategy, points);
      std::fflush(stdout);
    }
  }
  return played;
}

bool tell_right_ones(sandbox::Sandbox& sandbox, std::size_t wanted, const std::vector<std::string>& names) {
  struct One {
    fs::path exercise, folder;
  };
  std::vector<One> all;
  for (const fs::path& exercise : folders_in(kSource / "exercises")) {
    all.push_back({exercise, kSource / "reference" / exercise.filename()});
    for (const fs::path& folder : folders_in(exercise / "right")) all.push_back({exercise, folder});
  }
  for (const fs::path& folder : folders_in(kSource / "tests/races/right"))
    all.push_back({kSource / "tests/races", folder});
  std::erase_if(all, [&](const One& one) {
    return !names.empty() && std::find(names.begin(), names.end(), one.exercise.filename()) == names.end();
  });
  if (all.empty()) return false;
  int played = 0, wrong = 0;
  // Some scenarios have few orders, and some none.
  const std::size_t each = wanted / all.size() / 2 + 1;
  for (const One& one : all) {
    const Exercise exercise = load_exercise(one.exercise);
    const std::string name = fs::relative(one.folder, kSource);
    const Program program(sandbox, exercise, one.folder);
    const int here = play_right_one(program, exercise, name, each, &wrong);
    fmt::print("{:<56}{:>6}\n", name, here);
    std::fflush(stdout);
    played += here;
  }
  fmt::print("{} orders of {} right programs: {} went wrong\n", played, all.size(), wrong);
  return wrong == 0;
}

std::optional<int> number(const std::string& text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < 1) return std::nullopt;
  return value;
}

int usage() {
  fmt::print(stderr, "usage: ipclab_orders [SEEDS] | --right N [NAME...]\n");
  return 2;
}

int run(const std::vector<std::string>& arguments) {
  const bool right = !arguments.empty() && arguments[0] == "--right";
  const std::size_t at = right ? 1 : 0;
  const auto given = arguments.size() > at ? number(arguments[at]) : std::optional(kUsualSeeds);
  if (!given || (right ? arguments.size() < 2 : arguments.size() > 1)) return usage();
  sandbox::Sandbox sandbox;
  if (right) {
    const std::vector<std::string> names(arguments.begin() + 2, arguments.end());
    return tell_right_ones(sandbox, static_cast<std::size_t>(*given), names) ? 0 : 1;
  }
  return tell_wrong_ones(sandbox, load_exercise(kSource / "tests/races"), *given) ? 0 : 1;
}

}  // namespace
}  // namespace ipclab::bench

int main(int argc, char** argv) {
  try {
    return ipclab::bench::run({argv + 1, argv + argc});
  } catch (const std::exception& trouble) {
    fmt::print(stderr, "orders: {}\n", trouble.what());
    return 3;
  }
}
