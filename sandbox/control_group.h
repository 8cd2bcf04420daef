// A control group around everything that a Keeper starts: memory (System V segments, tmpfs, pipe and socket buffers
// included), processes and CPU time of a run as a whole. Works with cgroup v2 where its controllers are delegated or we
// are root, and with v1. One group serves all runs of a Keeper one after another, so that a run costs three small
// writes and not a group of its own.
//
// Never throws for what the machine refuses: then the group limits nothing, and says why.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sandbox/limits.h"

namespace ipclab::sandbox {

/// A folder in which groups can be made.
struct GroupPlace {
  enum class Version { V1, V2 } version = Version::V1;
  std::string controller;  ///< v1: "memory", "pids" or "cpuacct"; v2: empty
  std::string folder;      ///< the caller's own group
  std::string top;         ///< where the hierarchy is mounted
  bool operator==(const GroupPlace&) const = default;
};

/// Where the calling process is in each hierarchy that counts something of use, from /proc/self/cgroup and
/// /proc/self/mountinfo. Pure.
std::vector<GroupPlace> group_places(const std::string& cgroup, const std::string& mountinfo);

/// The file system of control groups; a test has its own.
class GroupFiles {
 public:
  virtual ~GroupFiles() = default;
  /// 0 or errno.
  virtual int make(const std::string& folder) = 0;
  virtual int remove(const std::string& folder) = 0;
  virtual int write(const std::string& file, const std::string& text) = 0;
  virtual std::optional<std::string> read(const std::string& file) = 0;
  virtual std::vector<std::string> folders_in(const std::string& folder) = 0;
  virtual bool runs(pid_t) = 0;
};
std::unique_ptr<GroupFiles> real_group_files();

class ControlGroup {
 public:
  /// Groups below those of this process, or, with v2, below the nearest group above it that hands on its controllers.
  /// First removes those that a killed grader left: of our name, and whoever made them runs no more. (An empty one may
  /// be a grader's that is about to put somebody in.)
  ControlGroup(const std::vector<GroupPlace>&, std::unique_ptr<GroupFiles>, const std::string& name);
  static ControlGroup here();
  ControlGroup(ControlGroup&&) noexcept = default;
  ControlGroup& operator=(ControlGroup&&) = delete;
  ~ControlGroup();  ///< removes the group once nobody is left in it; whoever killed them need not wait for that

  /// Puts a process into it, and with it all that it will start.
  void admit(pid_t);
  /// Sets what a run may use, and forgets what earlier ones used.
  void begin_run(const Limits&);

  struct Usage {
    std::optional<std::int64_t> peak_memory_bytes, cpu_us;  ///< since begin_run(); nothing where nobody counts it
  };
  Usage usage();
  /// The run is over. What the kernel keeps for its IPC objects and files is there until they go: for who clears up
  /// there must be memory beside it, or the kernel would kill him.
  void make_room();
  /// How often the kernel has killed somebody in it for want of memory.
  std::int64_t memory_kills();

  bool limits_memory() const { return !memory_.empty(); }
  bool limits_processes() const { return !processes_.empty(); }
  bool counts_cpu() const { return !cpu_.empty(); }
  bool holds_anything() const { return !folders_.empty(); }
  const std::string& trouble() const { return trouble_; }  ///< why it limits less than everything

 private:
  void use(const GroupPlace&, const std::string& name);
  void use_unified(const GroupPlace&, const std::string& name);
  std::string new_group(const std::string& parent, const std::string& name);
  std::int64_t number_in(const std::string& file, const std::string& key = {});
  std::int64_t cpu_us_so_far();
  std::int64_t memory_in_use();
  void limit_memory(std::int64_t bytes);

  std::unique_ptr<GroupFiles> files_;
  std::vector<std::string> folders_;
  std::string memory_, processes_, cpu_;  ///< the folder whose files count it; empty: nobody does
  bool unified_ = false;
  std::optional<std::int64_t> memory_limit_, process_limit_;  ///< as last written
  std::int64_t cpu_before_us_ = 0;
  bool peak_is_of_this_run_ = false;
  std::string trouble_;
};

}  // namespace ipclab::sandbox
