#include "bench/runs.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "bench/measure.h"
#include "sandbox/sandbox.h"
#include "sandbox/vocabulary.h"

namespace ipclab::bench {
namespace {

constexpr int kRounds = 20;
/// Runs of one way in succession: what a run leaves to be tidied up (a namespace goes when its last process has gone)
/// mostly burdens the next one of the same way.
constexpr int kInSuccession = 10;
constexpr double kMostOfBoth = 0.25;
constexpr double kMostOfBare = 2;

struct Way {
  std::string name;
  std::function<double()> run;  ///< milliseconds
  std::vector<double> ms;
};

using Words = std::vector<std::string>;

Words operator+(Words left, const Words& right) {
  left.insert(left.end(), right.begin(), right.end());
  return left;
}

Words bubblewrap() {
  Words words = {"/usr/bin/bwrap", "--unshare-all", "--die-with-parent", "--ro-bind", "/usr", "/usr"};
  for (const char* folder : {"bin", "sbin", "lib", "lib64"}) {
    if (std::filesystem::is_symlink(std::string("/") + folder)) {
      words = words + Words{"--symlink", std::string("usr/") + folder, std::string("/") + folder};
    } else {
      words = words + Words{"--ro-bind-try", std::string("/") + folder, std::string("/") + folder};
    }
  }
  return words + Words{"--proc", "/proc",     "--dev",     "/dev",      "--tmpfs", "/tmp", "--tmpfs",
                       "/work",  "--ro-bind", IPCLAB_TINY, "/lab/tiny", "--chdir", "/work"};
}

/// strace tells of the calls that the sandbox's tracer looks at, so that both stop equally often. Of mmap and ioctl the
/// tracer's filter stops few that no tiny program makes, which strace cannot be told: it leaves them out.
Words strace() {
  std::string calls;
  for (const sandbox::CallInfo& call : sandbox::traced_calls()) {
    if (call.name == "mmap" || call.name == "ioctl") continue;
    // "?": a call that this strace does not know is no error.
    calls += (calls.empty() ? "?" : ",?") + std::string(call.name);
  }
  return {"/usr/bin/strace", "-f", "--seccomp-bpf", "-o", "/dev/null", "-e", "trace=" + calls};
}

double run_in_sandbox(sandbox::Sandbox& sandbox) {
  sandbox::RunSpec spec;
  spec.programs["/lab/tiny"] = IPCLAB_TINY;
  sandbox::ProgramStart start;
  start.role = "tiny";
  start.path = "/lab/tiny";
  start.argv = {"tiny"};
  start.env = {"PATH=/usr/bin:/bin"};

  const Stopwatch watch;
  std::optional<sandbox::Run> run(sandbox.begin(spec));
  const sandbox::Reached reached = run->until_ends(run->start(start));
  const sandbox::Trace trace = run->finish();
  run.reset();
  const double ms = watch.ms();

  const bool ended_well = std::any_of(trace.events.begin(), trace.events.end(), [](const sandbox::Event& event) {
    const std::int64_t* code = event.number("code");
    return event.kind == sandbox::EventKind::End && code != nullptr && *code == 0;
  });
  if (reached != sandbox::Reached::Yes || !ended_well)
    throw std::runtime_error("the tiny program did not end with status 0 in the sandbox");
  return ms;
}

void print(const std::vector<Way>& ways, double bare, double both) {
  fmt::print("{:<26}{:>10}{:>10}{:>10}{:>14}{:>14}\n", "one run of a tiny program", "median", "fastest", "slowest",
             "against bare", "against both");
  for (const Way& way : ways) {
    const double middle = median(way.ms);
    const auto [fastest, slowest] = std::minmax_element(way.ms.begin(), way.ms.end());
    fmt::print("{:<26}{:>7.2f} ms{:>7.2f} ms{:>7.2f} ms{:>14.2f}{:>14.2f}\n", way.name, middle, *fastest, *slowest,
               middle / bare, middle / both);
  }
}

void print_target(const char* what, double ratio, double most) {
  fmt::print("{}: {:.2f}, to reach at most {:.2f}: {}\n", what, ratio, most, ratio <= most ? "reached" : "NOT reached");
}

}  // namespace

void measure_runs() {
  sandbox::Sandbox sandbox;
  const Words inside = {"/lab/tiny"}, outside = {IPCLAB_TINY};
  std::vector<Way> ways = {
      {"bare", [&] { return time_of(outside); }, {}},
      {"ipclab's sandbox", [&] { return run_in_sandbox(sandbox); }, {}},
      {"bubblewrap", [&] { return time_of(bubblewrap() + inside); }, {}},
      {"strace", [&] { return time_of(strace() + outside); }, {}},
      {"strace in bubblewrap", [&] { return time_of(bubblewrap() + strace() + inside); }, {}},
  };
  for (Way& way : ways) way.run();  // the first run of each finds cold caches
  for (int round = 0; round < kRounds; ++round) {
    for (Way& way : ways) {
      for (int i = 0; i < kInSuccession; ++i) way.ms.push_back(way.run());
    }
  }
  const double bare = median(ways[0].ms), ours = median(ways[1].ms), both = median(ways[4].ms);
  print(ways, bare, both);
  fmt::print("{} runs of each, {} of one kind after another in {} rounds\n", kRounds * kInSuccession, kInSuccession,
             kRounds);
  print_target("ipclab's sandbox against strace in bubblewrap", ours / both, kMostOfBoth);
  print_target("ipclab's sandbox against bare", ours / bare, kMostOfBare);
}

}  // namespace ipclab::bench
