// ipclab_repeat [--all] [--events] [N] [EXERCISE…]: the references and every program in the exercises' right/ (--all:
// the wrong ones too) are graded N times, every second time while all cores are kept busy. The same submission must get
// the same verdict and findings each time; --events: and each of its runs must be the same, event for event (schedules
// other than the natural one are left out). At the end, how often the findings are those that the programs declare.
// Exit status 0: the same each time; 1: not; 2: the command line is wrong; 3: grading itself failed.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "bench/fingerprint.h"
#include "harness/batch/accuracy.h"
#include "harness/batch/busy_cores.h"
#include "harness/batch/grade.h"
#include "harness/report/record_file.h"
#include "sandbox/check.h"

namespace ipclab::bench {
namespace {

namespace fs = std::filesystem;

const fs::path kSource = IPCLAB_SOURCE_DIR;
constexpr int kUsualTimes = 100;

struct Wanted {
  bool wrong_ones_too = false;
  bool events_too = false;
  int times = kUsualTimes;
  std::set<std::string> exercises;  ///< empty, and so are programs: all
  std::set<std::string> programs;   ///< EXERCISE/NAME, right or wrong

  bool has(const std::string& exercise, const fs::path& program) const {
    if (programs.contains(exercise + "/" + program.filename().string())) return true;
    const bool right = program.parent_path().filename() != "wrong";
    const bool of_all = exercises.empty() && programs.empty();
    return (right || wrong_ones_too) && (of_all || exercises.contains(exercise));
  }
};

std::optional<Wanted> read_arguments(const std::vector<std::string>& arguments) {
  Wanted wanted;
  for (const std::string& argument : arguments) {
    int number = 0;
    const auto [end, error] = std::from_chars(argument.data(), argument.data() + argument.size(), number);
    const bool is_number = error == std::errc() && end == argument.data() + argument.size();
    if (argument == "--all") {
      wanted.wrong_ones_too = true;
    } else if (argument == "--events") {
      wanted.events_too = true;
    } else if (is_number && number > 0) {
      wanted.times = number;
    } else if (fs::exists(kSource / "exercises" / argument / "exercise.toml")) {
      wanted.exercises.insert(argument);
    } else if (argument.find('/') != std::string::npos) {
      wanted.programs.insert(argument);
    } else {
      return std::nullopt;
    }
  }
  return wanted;
}

std::vector<fs::path> folders_in(const fs::path& parent) {
  std::vector<fs::path> all;
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(parent, none)) {
    if (entry.is_directory()) all.push_back(entry.path());
  }
  std::sort(all.begin(), all.end());
  return all;
}

/// The folders to be graded, with their exercises' names.
std::vector<std::pair<std::string, fs::path>> submissions(const Wanted& wanted) {
  std::vector<std::pair<std::string, fs::path>> all;
  for (const fs::path& exercise : folders_in(kSource / "exercises")) {
    const std::string name = exercise.filename();
    std::vector<fs::path> folders = {kSource / "reference" / name};
    for (const char* kind : {"right", "wrong"}) {
      for (fs::path& folder : folders_in(exercise / kind)) folders.push_back(std::move(folder));
    }
    for (fs::path& folder : folders) {
      if (wanted.has(name, folder)) all.push_back({name, std::move(folder)});
    }
  }
  return all;
}

struct Graded {
  Report report;
  std::vector<std::string> lines;
  std::vector<Record> records;
};

Graded grade_once(sandbox::Sandbox& sandbox, const Exercise& exercise, const Submission& submission, bool under_load,
                  bool events) {
  std::optional<BusyCores> load;
  if (under_load) load.emplace();
  Graded graded;
  GradeOptions options;
  options.recorded = [&](const Record& record) { graded.records.push_back(record); };
  if (events) options.play_only_once();
  graded.report = grade(sandbox, exercise, submission, options);
  graded.lines = fingerprint(graded.report);
  return graded;
}

/// Keeps records of runs that differ, for `ipclab check --records`. Its folder is made when there is something to keep.
class Keep {
 public:
  void records(const std::string& name, const std::vector<Record>& records) {
    if (folder_.empty()) {
      std::string pattern = (fs::temp_directory_path() / "ipclab-repeat-XXXXXX").string();
      if (mkdtemp(pattern.data()) == nullptr) sandbox::fail("making a folder for records");
      folder_ = pattern;
    }
    fs::create_directories(folder_ / name);
    for (const Record& record : records) save_record(record, folder_ / name / (record.scenario + ".jsonl"));
    fmt::print("    records: {}\n", (folder_ / name).string());
  }

 private:
  fs::path folder_;
};

void add_different_events(const std::vector<Record>& before, const std::vector<Record>& after,
                          std::vector<std::string>* lines) {
  for (std::size_t i = 0; i < std::min(before.size(), after.size()); ++i) {
    const std::string difference = first_difference(events_of(before[i]), events_of(after[i]));
    if (!difference.empty()) lines->push_back(fmt::format("{}: {}", before[i].scenario, difference));
  }
}

/// Prints a line for the submission and what differed. Returns the number of times that differ from the first.
int repeat(sandbox::Sandbox& sandbox, const Exercise& exercise, const fs::path& folder, const Wanted& wanted,
           Keep* keep, AccuracyTable* accuracy) {
  const int times = wanted.times;
  const Submission submission = read_submission(folder);
  const Expectation expected = expectation_of(submission);
  const std::string name = fs::relative(folder, kSource);
  std::string file_name = name;
  std::replace(file_name.begin(), file_name.end(), '/', '-');

  const Graded first = grade_once(sandbox, exercise, submission, false, wanted.events_too);
  std::set<std::string> not_as_declared;
  const auto compare = [&](const Report& report) {
    accuracy->add(expected, report);
    if (!expected.declared) return;
    for (const std::string& sentence : unmet(expected, report)) {
      if (not_as_declared.insert(sentence).second) fmt::print("  {}: {}\n", name, sentence);
    }
  };
  compare(first.report);
  // What could not be judged is no verdict, however often it is the same.
  int changed = first.report.verdict == Verdict::Inconclusive ? 1 : 0;
  std::map<std::vector<std::string>, int> seen;
  for (int time = 1; time < times; ++time) {
    const bool under_load = time % 2 == 1;
    const Graded again = grade_once(sandbox, exercise, submission, under_load, wanted.events_too);
    compare(again.report);
    std::vector<std::string> differs = differences(first.lines, again.lines);
    if (wanted.events_too) add_different_events(first.records, again.records, &differs);
    if (differs.empty()) continue;
    ++changed;
    if (++seen[differs] > 1) continue;  // told already
    fmt::print("  {}, time {}{}:\n", name, time + 1, under_load ? " (under load)" : "");
    for (const std::string& line : differs) fmt::print("    {}\n", line);
    if (seen.size() == 1) keep->records(file_name + "-1", first.records);
    keep->records(fmt::format("{}-{}", file_name, time + 1), again.records);
  }
  fmt::print("{} {:<56} {:<12} {} times, {} changed\n", changed == 0 ? "✓" : "✗", name, to_string(first.report.verdict),
             times, changed);
  std::fflush(stdout);
  return changed;
}

int repeat_all(const Wanted& wanted) {
  sandbox::Sandbox sandbox;
  Keep keep;
  AccuracyTable accuracy;
  int changed = 0, graded = 0;
  for (const auto& [name, folder] : submissions(wanted)) {
    changed += repeat(sandbox, load_exercise(kSource / "exercises" / name), folder, wanted, &keep, &accuracy);
    graded += wanted.times;
  }
  fmt::print("\n{}\n", accuracy.text());
  fmt::print("graded {} times, half of them with every core busy: {} changed verdicts or findings\n", graded, changed);
  return changed == 0 ? 0 : 1;
}

}  // namespace
}  // namespace ipclab::bench

int main(int argc, char** argv) {
  const auto wanted = ipclab::bench::read_arguments({argv + 1, argv + argc});
  if (!wanted) {
    fmt::print(stderr, "usage: repeat.sh [--all] [--events] [N] [EXERCISE[/PROGRAM]...]\n");
    return 2;
  }
  try {
    return ipclab::bench::repeat_all(*wanted);
  } catch (const std::exception& trouble) {
    fmt::print(stderr, "repeat: {}\n", trouble.what());
    return 3;
  }
}
