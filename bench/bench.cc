// ipclab_bench [runs] [checks]: measures and prints. README.md says what against what.
#include <fmt/format.h>

#include <cstdio>
#include <exception>
#include <set>
#include <string>

#include "bench/checks.h"
#include "bench/runs.h"

int main(int argc, char** argv) {
  const std::set<std::string> known = {"runs", "checks"};
  std::set<std::string> parts(argv + 1, argv + argc);
  if (parts.empty()) parts = known;
  for (const std::string& part : parts) {
    if (known.contains(part)) continue;
    fmt::print(stderr, "bench: there is no part {}; there are: runs checks\n", part);
    return 2;
  }
  try {
    // Checks first: they run in processes forked from one that no sandbox has changed yet.
    if (parts.contains("checks")) ipclab::bench::measure_checks();
    if (parts.size() > 1) fmt::print("\n");
    if (parts.contains("runs")) ipclab::bench::measure_runs();
  } catch (const std::exception& trouble) {
    fmt::print(stderr, "bench: {}\n", trouble.what());
    return 3;
  }
  return 0;
}
