// Workers side by side: each a process of its own on a core of its own, replaced when it is lost.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "harness/batch/worker.h"

namespace ipclab {

struct PoolOptions {
  std::vector<std::string> command;  ///< a worker's program and arguments; its jobs are on 0, its answers go to 1
  int workers = 0;                   ///< 0: as many as there are cores to use
  std::filesystem::path temporary;   ///< each gets a folder in it as TMPDIR
};

/// What became of a job. `verdict` as the worker named it; "lost": twice its worker ended without an answer.
using Finished = std::function<void(const Job&, const std::string& verdict)>;

/// How many workers there will be for so many jobs.
int worker_count(int wanted, std::size_t jobs);

/// Does all jobs, each at most twice: a second time when its worker was lost or could not judge. Returns when all are
/// finished and every worker has ended. Throws std::runtime_error when workers can't be started at all.
void run_pool(const PoolOptions&, std::vector<Job> jobs, const Finished&);

}  // namespace ipclab
