// A grader that has played many runs is as large as one that has played few. IPCLAB_RUNS=1000 plays more than the test
// suite does.
#include <gtest/gtest.h>
#include <malloc.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>

#include "sandbox/check.h"
#include "sandbox/proc.h"
#include "tests/live/traced.h"

namespace ipclab::sandbox {
namespace {

namespace fs = std::filesystem;

constexpr int kWarmUp = 10;  ///< what is opened and learnt once
constexpr std::size_t kLittle = 64 << 10;

int runs() {
  const char* wanted = std::getenv("IPCLAB_RUNS");
  return wanted == nullptr ? 40 : std::atoi(wanted);
}

void add_below(pid_t pid, std::set<pid_t>* all) {
  std::error_code gone;
  for (fs::directory_iterator task(fs::path("/proc") / std::to_string(pid) / "task", gone), end; !gone && task != end;
       task.increment(gone)) {
    std::ifstream children(task->path() / "children");
    for (pid_t child = 0; children >> child;) {
      if (all->insert(child).second) add_below(child, all);
    }
  }
}

struct Size {
  std::size_t heap = 0, descriptors = 0, processes = 0, mounts = 0, namespaces = 0;
};

Size size_now() {
  Size size;
  size.heap = mallinfo2().uordblks;
  size.descriptors = open_descriptors(getpid()).size();
  std::set<pid_t> below;
  add_below(getpid(), &below);
  size.processes = below.size();
  std::set<std::string> namespaces;
  for (const pid_t pid : below) {
    for (const char* kind : {"pid", "ipc", "mnt", "net", "user", "uts"}) {
      namespaces.insert(read_link("/proc/" + std::to_string(pid) + "/ns/" + kind));
    }
  }
  size.namespaces = namespaces.size();
  const std::string mounts = read_proc("/proc/self/mountinfo");
  size.mounts = static_cast<std::size_t>(std::count(mounts.begin(), mounts.end(), '\n'));
  return size;
}

void play_one(Sandbox* sandbox) {
  Run run = sandbox->begin(with_program("leaves_everything"));
  run.until_ends(run.start(starting("leaves_everything")));
  run.finish();
}

/// When the last run's cage has gone and the next one's is not being made.
Size size_between_runs(Sandbox* sandbox) {
  sandbox->begin({});
  return size_now();
}

/// Empty, or what grew.
std::string growth() {
  Sandbox sandbox(Level::Full);
  for (int i = 0; i < kWarmUp; ++i) play_one(&sandbox);
  const Size before = size_between_runs(&sandbox);
  for (int i = 0; i < runs(); ++i) play_one(&sandbox);
  const Size after = size_between_runs(&sandbox);
  std::string grown;
  const auto compare = [&](const char* what, std::size_t was, std::size_t is, std::size_t slack) {
    if (is > was + slack)
      grown += std::string(what) + ": " + std::to_string(was) + ", then " + std::to_string(is) + "; ";
  };
  compare("bytes", before.heap, after.heap, kLittle);
  compare("descriptors", before.descriptors, after.descriptors, 0);
  compare("processes", before.processes, after.processes, 0);
  compare("mounts", before.mounts, after.mounts, 2);  // of others
  compare("namespaces", before.namespaces, after.namespaces, 0);
  return grown;
}

/// In a process of its own, as graders are.
struct Grader {
  Grader() {
    pipe = make_pipe();
    pid = check(fork(), "fork");
    if (pid > 0) {
      pipe.write.reset();
      return;
    }
    std::string told;
    try {
      told = growth();
    } catch (const std::exception& trouble) {
      told = trouble.what();
    }
    [[maybe_unused]] const ssize_t n = write(pipe.write.get(), told.data(), told.size());
    _exit(0);
  }
  std::string answer() {
    std::array<char, 1000> block;
    std::string told;
    for (ssize_t n = 0; (n = read(pipe.read.get(), block.data(), block.size())) > 0;)
      told.append(block.data(), static_cast<std::size_t>(n));
    int raw = -1;
    waitpid(pid, &raw, 0);
    return WIFEXITED(raw) && WEXITSTATUS(raw) == 0 ? told : "it died";
  }
  Pipe pipe;
  pid_t pid = -1;
};

TEST(Growth, ThereIsNoneFromRunToRun) {
  EXPECT_EQ(Grader().answer(), "");
}

TEST(Growth, ThereIsNoneWithTwoGradersSideBySide) {
  Grader one, other;
  EXPECT_EQ(one.answer(), "");
  EXPECT_EQ(other.answer(), "");
}

}  // namespace
}  // namespace ipclab::sandbox
