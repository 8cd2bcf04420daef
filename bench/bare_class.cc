#include "bench/bare_class.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <fstream>
#include <stdexcept>
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
using sandbox::check;

/// Memory that all workers share: who takes the next submission.
std::atomic<std::size_t>* shared_counter() {
  void* memory =
      mmap(nullptr, sizeof(std::atomic<std::size_t>), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) sandbox::fail("mmap");
  return new (memory) std::atomic<std::size_t>(0);
}

std::vector<Submission> submissions_in(const fs::path& folder) {
  std::vector<fs::path> paths;
  for (const auto& entry : fs::directory_iterator(folder)) paths.push_back(entry.path());
  std::sort(paths.begin(), paths.end());
  std::vector<Submission> all;
  all.reserve(paths.size());
  for (const fs::path& path : paths) all.push_back(read_submission(path));
  return all;
}

/// In a process of its own, whose mounts go with it.
void play_one(const Exercise& exercise, const Submission& submission) {
  check(unshare(CLONE_NEWNS), "unshare: mount namespace");
  for (const char* folder : {"/src", "/lab"})
    check(mount("tmpfs", folder, "tmpfs", 0, nullptr), "mounting a folder in memory");
  for (const SubmittedFile& file : submission.files) {
    const fs::path path = fs::path("/src") / file.name;
    fs::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << file.bytes;
  }
  try {
    build_bare(exercise, submission);
  } catch (const std::runtime_error&) {
    return;  // it does not compile
  }
  for (const Scenario& scenario : exercise.scenarios) play_bare(exercise, scenario, Statuses::Any);
}

/// `task` in a child; its exit code is 1 where it throws.
template <typename Task>
pid_t in_child(Task task) {
  std::fflush(nullptr);
  const pid_t child = check(fork(), "fork");
  if (child != 0) return child;
  signal(SIGPIPE, SIG_IGN);
  try {
    task();
  } catch (const std::exception& trouble) {
    fmt::print(stderr, "{}\n", trouble.what());
    _exit(1);
  }
  _exit(0);
}

bool ended_well(pid_t child) {
  int status = 0;
  check(waitpid(child, &status, 0), "waitpid");
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

void work(const Exercise& known, const std::vector<Submission>& submissions, std::atomic<std::size_t>* next, int ready,
          int begin) {
  enter_bare_world(known.folder);
  Exercise exercise = known;
  exercise.folder = "/exercise";
  build_bare_fixtures(exercise);
  const char done = 0;
  check(write(ready, &done, 1), "write");
  char go = 0;
  check(read(begin, &go, 1), "read");  // until its other end is closed
  for (std::size_t i = (*next)++; i < submissions.size(); i = (*next)++) {
    const bool well = ended_well(in_child([&] { play_one(exercise, submissions[i]); }));
    if (!well) throw std::runtime_error(fmt::format("{}: the bare run failed", submissions[i].path));
  }
}

}  // namespace

double time_bare_class(const fs::path& exercise_folder, const fs::path& folder, int workers) {
  const Exercise exercise = load_exercise(exercise_folder);
  const std::vector<Submission> submissions = submissions_in(folder);
  std::atomic<std::size_t>* next = shared_counter();
  sandbox::Pipe ready = sandbox::make_pipe(), begin = sandbox::make_pipe();
  std::vector<pid_t> children;
  children.reserve(static_cast<std::size_t>(workers));
  for (int i = 0; i < workers; ++i) {
    children.push_back(in_child([&] {
      begin.write.reset();
      work(exercise, submissions, next, ready.write.get(), begin.read.get());
    }));
  }
  ready.write.reset();
  for (int i = 0; i < workers; ++i) {
    char one = 0;
    if (read(ready.read.get(), &one, 1) != 1) throw std::runtime_error("the bare world can't be made");
  }
  const Stopwatch watch;
  begin.write.reset();
  bool well = true;
  for (const pid_t child : children) well &= ended_well(child);
  if (!well) throw std::runtime_error("the bare run of the class failed");
  return watch.ms();
}

}  // namespace ipclab::bench
