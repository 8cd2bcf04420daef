#include "bench/checks.h"

#include <fmt/format.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "bench/bare_build.h"
#include "bench/bare_player.h"
#include "bench/bare_world.h"
#include "bench/measure.h"
#include "harness/exercise/exercise.h"
#include "harness/submission/submission.h"
#include "sandbox/check.h"
#include "sandbox/fd.h"

namespace ipclab::bench {
namespace {

namespace fs = std::filesystem;

constexpr int kRounds = 5;
constexpr double kMostOfBare = 2;  ///< of what does the same: --quick
constexpr double kMostMs = 2000, kMostQuickMs = 500;
const fs::path kSource = IPCLAB_SOURCE_DIR;

struct BareTimes {
  double compile = 0, play = 0;
};

/// An exercise with its reference, and what was measured of them, in milliseconds.
struct Case {
  Exercise exercise;         ///< with the scenarios that are measured
  std::size_t left_out = 0;  ///< further scenarios
  Submission reference;
  std::vector<double> compile, play, bare, check, quick;
};

/// What the tracer does to a program's calls there nobody does in a bare run.
bool needs_tracer(const Scenario& scenario) {
  return !scenario.faults.empty() || scenario.short_transfers;
}

std::vector<Case> cases_of(const std::set<std::string>& exercises) {
  std::vector<Case> all;
  for (const std::string& name : exercises.empty() ? known_exercises() : exercises) {
    Case one;
    one.exercise = load_exercise(kSource / "exercises" / name);
    one.left_out = std::erase_if(one.exercise.scenarios, needs_tracer);
    one.reference = read_submission(kSource / "reference" / name);
    all.push_back(std::move(one));
  }
  return all;
}

void write_file(const fs::path& path, const std::string& bytes) {
  fs::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << bytes;
}

/// Fixtures are built before, as the grader keeps them built.
BareTimes run_in_bare_world(const Case& one) {
  enter_bare_world(one.exercise.folder);
  Exercise exercise = one.exercise;
  exercise.folder = "/exercise";
  for (const SubmittedFile& file : one.reference.files) write_file(fs::path("/src") / file.name, file.bytes);
  build_bare_fixtures(exercise);

  BareTimes times;
  const Stopwatch compiling;
  build_bare(exercise, one.reference);
  times.compile = compiling.ms();
  for (const Scenario& scenario : exercise.scenarios) times.play += play_bare(exercise, scenario);
  return times;
}

/// In a process of its own: there is no way back from the bare world.
BareTimes time_bare(const Case& one) {
  sandbox::Pipe result = sandbox::make_pipe();
  std::fflush(stdout);
  const pid_t child = sandbox::check(fork(), "fork");
  if (child == 0) {
    signal(SIGPIPE, SIG_IGN);
    try {
      const BareTimes times = run_in_bare_world(one);
      _exit(write(result.write.get(), &times, sizeof times) == sizeof times ? 0 : 1);
    } catch (const std::exception& trouble) {
      fmt::print(stderr, "{}\n", trouble.what());
    }
    _exit(1);
  }
  BareTimes times;
  result.write.reset();
  const ssize_t got = read(result.read.get(), &times, sizeof times);
  sandbox::check(waitpid(child, nullptr, 0), "waitpid");
  if (got != sizeof times) throw std::runtime_error(fmt::format("{}: the bare run failed", one.exercise.name));
  return times;
}

/// A cache of the measurement's own. Fixtures stay in it; the builds for checks of memory go before each `check`, since
/// a submission is mostly graded for the first time.
class Cache {
 public:
  Cache() {
    std::string name = (fs::temp_directory_path() / "ipclab-bench-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) sandbox::fail("making a folder for the cache");
    folder_ = name;
    setenv("XDG_CACHE_HOME", name.c_str(), 1);
  }
  ~Cache() {
    std::error_code none;
    fs::remove_all(folder_, none);
  }
  Cache(const Cache&) = delete;
  Cache& operator=(const Cache&) = delete;
  void forget_builds() const { fs::remove_all(folder_ / "ipclab" / "memory-checks"); }

 private:
  fs::path folder_;
};

double time_check(const Case& one, const Cache& cache, bool quick = false) {
  cache.forget_builds();
  std::vector<std::string> argv = {IPCLAB_BINARY, "check", one.exercise.folder.string(),
                                   (kSource / "reference" / one.exercise.name).string()};
  if (quick) argv.emplace_back("--quick");
  if (one.left_out > 0) {
    for (const Scenario& scenario : one.exercise.scenarios) {
      argv.emplace_back("--scenario");
      argv.push_back(scenario.name);
    }
  }
  return time_of(argv);
}

void measure_round(Case* one, const Cache& cache, bool check_first) {
  const auto checks = [&] {
    one->quick.push_back(time_check(*one, cache, true));
    one->check.push_back(time_check(*one, cache));
  };
  if (check_first) checks();
  const BareTimes times = time_bare(*one);
  one->compile.push_back(times.compile);
  one->play.push_back(times.play);
  one->bare.push_back(times.compile + times.play);
  if (!check_first) checks();
}

}  // namespace

const std::set<std::string>& known_exercises() {
  static const std::set<std::string> all = {"copy", "pipeline", "msgqueue", "signals", "shm", "sockets"};
  return all;
}

void measure_checks(const std::set<std::string>& exercises) {
  std::vector<Case> cases = cases_of(exercises);
  const Cache cache;
  for (const Case& one : cases) time_check(one, cache);  // builds the fixtures, which are kept; and finds cold caches
  for (int round = 0; round < kRounds; ++round) {
    for (Case& one : cases) measure_round(&one, cache, round % 2 == 0);
  }

  fmt::print("{:<12}{:>11}{:>12}{:>12}{:>12}{:>12}{:>8}{:>14}{:>8}\n", "reference", "scenarios", "compiling", "running",
             "bare, both", "--quick", "ratio", "ipclab check", "ratio");
  double most_of_bare = 0, most_ms = 0, most_quick_ms = 0;
  for (const Case& one : cases) {
    const double bare = median(one.bare), quick = median(one.quick), whole = median(one.check);
    most_of_bare = std::max(most_of_bare, quick / bare);
    most_ms = std::max(most_ms, whole);
    most_quick_ms = std::max(most_quick_ms, quick);
    fmt::print("{:<12}{:>11}{:>9.0f} ms{:>9.0f} ms{:>9.0f} ms{:>9.0f} ms{:>8.2f}{:>11.0f} ms{:>8.2f}\n",
               one.exercise.name, one.exercise.scenarios.size(), median(one.compile), median(one.play), bare, quick,
               quick / bare, whole, whole / bare);
  }
  const auto target = [](const char* what, double is, double most, const char* unit) {
    fmt::print("{}: {:.2f}{}, to reach at most {:.2f}{} for each: {}\n", what, is, unit, most, unit,
               is <= most ? "reached" : "NOT reached");
  };
  fmt::print("medians of {} rounds\n", kRounds);
  target("--quick against bare", most_of_bare, kMostOfBare, "");
  target("--quick", most_quick_ms, kMostQuickMs, " ms");
  target("ipclab check", most_ms, kMostMs, " ms");
}

}  // namespace ipclab::bench
