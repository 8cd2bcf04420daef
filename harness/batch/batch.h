// Many submissions, side by side, into a folder that holds everything that is known of them. The same call goes on
// where an earlier one was stopped, however it was stopped.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "harness/batch/cohort.h"

namespace ipclab {

/// The folder that a batch writes to; only one batch at a time has it.
class BatchFolder {
 public:
  /// Makes it where it isn't there, and waits (after `waiting` was called) while another batch or one of its workers
  /// has it.
  BatchFolder(const std::filesystem::path& out, const std::function<void()>& waiting);
  ~BatchFolder();
  BatchFolder(const BatchFolder&) = delete;
  BatchFolder& operator=(const BatchFolder&) = delete;

  Store& store() { return *store_; }
  /// For what workers write on the way; emptied with the folder's next owner at the latest.
  std::filesystem::path temporary() const { return out_ / "tmp"; }

 private:
  std::filesystem::path out_;
  int lock_ = -1;
  std::unique_ptr<Store> store_;
};

struct BatchOptions {
  std::filesystem::path out;
  std::vector<std::filesystem::path> exercises;  ///< their folders, in the order of the exercises
  std::string version;                           ///< of ipclab
  std::string tool;                              ///< version and program: a result rests on it
  std::vector<std::string> worker;               ///< the command that becomes a worker
  int workers = 0;                               ///< 0: one a core
  Marking marking;                               ///< comes before what the exercises say
  bool again = false;                            ///< what is judged already, too
  std::function<void(std::size_t done, std::size_t of, const std::string& who, const std::string& verdict)> progress;
};

/// Grades what the store has no judgement of, and assembles what there is then. Throws for a malfunction.
Cohort run_batch(const BatchOptions&, const Intake&, const std::vector<Exercise>&, BatchFolder*);

/// `version` and a digest of the running program and its helper: whatever judges differently is told apart.
std::string tool_identity(const std::string& version);

}  // namespace ipclab
