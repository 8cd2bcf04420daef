#include "harness/batch/worker.h"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <sstream>
#include <stdexcept>
#include <system_error>

#include "harness/batch/grade.h"
#include "harness/report/record_file.h"

namespace ipclab {
namespace {

namespace fs = std::filesystem;

/// The next line without its end; nothing at the end of the input.
std::optional<std::string> read_line(int fd) {
  std::string line;
  for (;;) {
    char c = 0;
    const ssize_t got = read(fd, &c, 1);
    if (got == 0) return std::nullopt;
    if (got == -1 && errno == EINTR) continue;
    if (got == -1) throw std::system_error(errno, std::generic_category(), "reading jobs");
    if (c == '\n') return line;
    line += c;
  }
}

void write_line(int fd, const std::string& line) {
  const std::string bytes = line + "\n";
  for (std::size_t done = 0; done < bytes.size();) {
    const ssize_t put = write(fd, bytes.data() + done, bytes.size() - done);
    if (put == -1 && errno != EINTR) throw std::system_error(errno, std::generic_category(), "answering");
    if (put > 0) done += static_cast<std::size_t>(put);
  }
}

std::string utc_now() {
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr)));
}

std::vector<Exercise> load_all(const WorkerOptions& options) {
  std::vector<Exercise> exercises;
  for (std::size_t i = 0; i < options.exercises.size(); ++i) {
    exercises.push_back(load_exercise(options.exercises[i]));
    if (exercises.back().digest != options.digests.at(i)) {
      throw ExerciseError(
          fmt::format("{} was changed while it was being graded; run the batch again", options.exercises[i].string()));
    }
  }
  return exercises;
}

class Worker {
 public:
  explicit Worker(const WorkerOptions& options)
      : options_(options),
        exercises_(load_all(options)),
        store_(store_file(options.out)),
        sandbox_(options.allow_degraded ? std::nullopt : std::optional(sandbox::Level::Full)) {}

  Verdict grade_one(const Job& job) {
    const Exercise& exercise = exercises_.at(job.exercise);
    Submission submission = store_.submission(job.submission);
    StoredResult result;
    result.started = utc_now();
    result.tries = job.number;
    GradeOptions grading;
    grading.memory_checks = options_.memory_checks;
    if (options_.quick) grading.play_only_once();
    if (options_.save_records) {
      result.records = fmt::format("records/{}/{}", exercise.name, submission.digest);
      const fs::path folder = options_.out / result.records;
      fs::create_directories(folder);
      grading.recorded = [folder](const Record& record) { save_record(record, folder / (record.scenario + ".jsonl")); };
    }
    const auto begin = std::chrono::steady_clock::now();
    const Report report = grade(sandbox_, exercise, submission, grading);
    result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    if (report.verdict == Verdict::Inconclusive && job.number == 1) return report.verdict;
    result.verdict = report.verdict;
    result.score = report.score;
    result.report = to_json(report);
    store_.keep_result({exercise.name, exercise.digest, options_.tool, submission.digest}, result);
    return report.verdict;
  }

 private:
  const WorkerOptions& options_;
  std::vector<Exercise> exercises_;
  Store store_;
  sandbox::Sandbox sandbox_;
};

}  // namespace

std::string line_of(const Job& job) {
  return fmt::format("{} {} {}", job.exercise, job.number, job.submission);
}

Job parse_job(const std::string& line) {
  std::istringstream in(line);
  Job job;
  if (!(in >> job.exercise >> job.number >> job.submission)) throw std::runtime_error("no job: " + line);
  return job;
}

std::filesystem::path store_file(const std::filesystem::path& out) {
  return out / "ipclab.sqlite";
}

void work(const WorkerOptions& options, int jobs, int answers) {
  Worker worker(options);
  while (const auto line = read_line(jobs)) {
    const Verdict verdict = worker.grade_one(parse_job(*line));
    write_line(answers, std::string(to_string(verdict)));
    // Whatever kept it from judging may have hold of this process: the second try gets a fresh one.
    if (verdict == Verdict::Inconclusive) return;
  }
}

}  // namespace ipclab
