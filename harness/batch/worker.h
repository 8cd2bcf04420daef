// One of the processes that grade side by side. It takes jobs from a pipe, puts results into the store, and says so.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "harness/batch/store.h"

namespace ipclab {

/// A line each way: "EXERCISE-INDEX TRY DIGEST" there, a verdict's name back.
struct Job {
  std::size_t exercise = 0;  ///< index into the exercises
  int number = 1;            ///< first or second try
  std::string submission;    ///< digest; its files are in the store
};
std::string line_of(const Job&);
/// Throws std::runtime_error for a line that is none.
Job parse_job(const std::string& line);

struct WorkerOptions {
  std::filesystem::path out;                     ///< the batch's output folder
  std::string tool;                              ///< for the results' keys
  std::vector<std::filesystem::path> exercises;  ///< folders, in the order of the jobs' indices
  std::vector<std::string> digests;              ///< what the exercises must be
  bool save_records = false;
  bool memory_checks = true;
  bool quick = false;           ///< each scenario in its natural order, and no more
  bool allow_degraded = false;  ///< also where namespaces are refused
};

/// Where the store lies in an output folder.
std::filesystem::path store_file(const std::filesystem::path& out);

/// Until `jobs` ends. What can't be judged at the first try is not kept: the batch tries again, with a fresh process.
/// Throws for a malfunction; the batch then takes the process for lost and does the same.
void work(const WorkerOptions&, int jobs, int answers);

}  // namespace ipclab
