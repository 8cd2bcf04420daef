#include "harness/batch/batch.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <system_error>

#include "harness/batch/pool.h"

namespace ipclab {
namespace {

namespace fs = std::filesystem;

/// Every job once, though several students may have handed in the same files, and who it is told as.
struct Work {
  std::vector<Job> jobs;
  std::map<std::pair<std::size_t, std::string>, std::string> names;
};

Work work_for(const Cohort& cohort, const Store& store) {
  Work work;
  for (const Graded& graded : cohort.students) {
    for (std::size_t i = 0; i < graded.outcomes.size(); ++i) {
      const ResultKey& key = graded.outcomes[i].key;
      if (key.submission.empty() || store.is_judged(key)) continue;
      if (work.names.emplace(std::pair(i, key.submission), graded.student.key).second) {
        work.jobs.push_back({i, 1, key.submission});
      }
    }
  }
  return work;
}

std::string bytes_of_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

BatchFolder::BatchFolder(const fs::path& out, const std::function<void()>& waiting) : out_(fs::absolute(out)) {
  fs::create_directories(out_);
  const fs::path file = out_ / ".lock";
  // Inherited by the workers, until they run: a batch that was killed has the folder until its last worker is gone.
  lock_ = open(file.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW, 0600);
  if (lock_ == -1) throw std::system_error(errno, std::generic_category(), file.string());
  if (flock(lock_, LOCK_EX | LOCK_NB) == -1) {
    waiting();
    while (flock(lock_, LOCK_EX) == -1) {
      if (errno != EINTR) throw std::system_error(errno, std::generic_category(), "locking " + file.string());
    }
  }
  std::error_code none;
  fs::remove_all(temporary(), none);
  store_ = std::make_unique<Store>(store_file(out_));
}

BatchFolder::~BatchFolder() {
  std::error_code none;
  fs::remove_all(temporary(), none);
  store_.reset();
  close(lock_);
}

Cohort run_batch(const BatchOptions& options, const Intake& intake, const std::vector<Exercise>& exercises,
                 BatchFolder* folder) {
  Store& store = folder->store();
  Cohort cohort = plan(intake, exercises, options.marking, options.version, options.tool, &store);
  if (options.again) store.forget(options.tool);
  const Work work = work_for(cohort, store);

  std::size_t done = 0;
  const Finished finished = [&](const Job& job, const std::string& verdict) {
    const Exercise& exercise = exercises[job.exercise];
    if (verdict == "lost") {
      StoredResult result;
      result.score.possible = cohort.exercises[job.exercise].possible;
      result.tries = job.number;
      store.keep_result({exercise.name, exercise.digest, options.tool, job.submission}, result);
    }
    if (!options.progress) return;
    const std::string& who = work.names.at({job.exercise, job.submission});
    options.progress(++done, work.jobs.size(), exercises.size() == 1 ? who : who + " in " + exercise.name,
                     verdict == "lost" ? std::string(to_string(Verdict::Inconclusive)) : verdict);
  };
  run_pool({options.worker, options.workers, folder->temporary()}, work.jobs, finished);
  fill_in(&cohort, store);
  store.keep_marks(marks_of(cohort));
  return cohort;
}

std::string tool_identity(const std::string& version) {
  Sha256 digest;
  const std::string program = bytes_of_file("/proc/self/exe");
  digest.add_file("ipclab", program);
  std::error_code none;
  const fs::path folder = fs::read_symlink("/proc/self/exe", none).parent_path();
  // Beside it in a build folder, in libexec where it is installed.
  for (const fs::path& keeper : {folder / "ipclab-keeper", folder.parent_path() / "libexec/ipclab/ipclab-keeper"}) {
    if (fs::exists(keeper, none)) digest.add_file("ipclab-keeper", bytes_of_file(keeper));
  }
  return fmt::format("{} {}", version, digest.hex().substr(0, 16));
}

}  // namespace ipclab
