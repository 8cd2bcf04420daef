// ipclab_bench [runs] [checks] [EXERCISE…]: measures and prints. README.md says what against what.
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <set>
#include <string>
#include <vector>

#include "bench/bare_class.h"
#include "bench/checks.h"
#include "bench/runs.h"

namespace {

std::string processor() {
  std::ifstream info("/proc/cpuinfo");
  for (std::string line; std::getline(info, line);) {
    if (line.starts_with("model name")) return line.substr(line.find(':') + 2);
  }
  return "unknown processor";
}

/// Figures mean little without it; the load tells whether the machine had anything else to do.
void print_machine() {
  utsname system{};
  uname(&system);
  double load = 0;
  getloadavg(&load, 1);
  fmt::print("{}, {} cores, {} {}; load average at the start {:.2f}\n\n", processor(), sysconf(_SC_NPROCESSORS_ONLN),
             system.sysname, system.release, load);
}

}  // namespace

int main(int argc, char** argv) {
  using ipclab::bench::known_exercises;
  // For class.py: ipclab_bench bare-class EXERCISE FOLDER WORKERS prints the milliseconds.
  if (argc == 5 && std::string_view(argv[1]) == "bare-class") {
    try {
      fmt::print("{}\n", ipclab::bench::time_bare_class(argv[2], argv[3], std::atoi(argv[4])));
      return 0;
    } catch (const std::exception& trouble) {
      fmt::print(stderr, "bench: {}\n", trouble.what());
      return 3;
    }
  }
  std::set<std::string> parts, exercises;
  for (const std::string& word : std::vector<std::string>(argv + 1, argv + argc)) {
    if (word == "runs" || word == "checks") {
      parts.insert(word);
    } else if (known_exercises().contains(word)) {
      exercises.insert(word);
    } else {
      fmt::print(stderr, "bench: there is no part {}; there are: runs checks {}\n", word,
                 fmt::join(known_exercises(), " "));
      return 2;
    }
  }
  if (parts.empty() && exercises.empty()) parts = {"runs", "checks"};
  if (!exercises.empty()) parts.insert("checks");
  try {
    print_machine();
    // Checks first: they run in processes forked from one that no sandbox has changed yet.
    if (parts.contains("checks")) ipclab::bench::measure_checks(exercises);
    if (parts.size() > 1) fmt::print("\n");
    if (parts.contains("runs")) ipclab::bench::measure_runs();
  } catch (const std::exception& trouble) {
    fmt::print(stderr, "bench: {}\n", trouble.what());
    return 3;
  }
  return 0;
}
