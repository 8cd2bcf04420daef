// Level degraded. The run is in the machine's namespaces. What it may open is said by Landlock: a folder of its own,
// which stands for /work, /lab and /fixtures, and the places where everybody's IPC objects are. Signals, sockets and
// objects of others are the tracer's to refuse (sandbox/tracer_shared.cc).
#include <grp.h>
#include <mqueue.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/msg.h>
#include <sys/prctl.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <set>
#include <utility>

#include "sandbox/keeper/descendants.h"
#include "sandbox/keeper/ground.h"
#include "sandbox/keeper/landlock.h"
#include "sandbox/keeper/leftovers.h"
#include "sandbox/level.h"

namespace ipclab::sandbox {
namespace {

constexpr const char* kSystem[] = {
    "/usr",
    "/bin",
    "/sbin",
    "/lib",
    "/lib32",
    "/lib64",
    "/libx32",
    "/proc",
    "/dev",
    "/etc/ld.so.cache",
    "/etc/alternatives",
    "/etc/services",
    "/etc/protocols",
    "/etc/passwd",
    "/etc/group",
    "/etc/hosts",
    "/etc/host.conf",
    "/etc/nsswitch.conf",
};
constexpr const char* kDevices[] = {"/dev/null",    "/dev/zero", "/dev/full", "/dev/random",
                                    "/dev/urandom", "/dev/tty",  "/dev/pts",  "/dev/ptmx"};
constexpr const char* kEverybodys[] = {"/tmp", "/dev/shm", "/dev/mqueue"};

/// Others of the user's processes may start while the run goes on.
constexpr long kSlack = 64;

class SharedGround : public Ground {
 public:
  SharedGround(bool network, uid_t user) : network_(network), user_(user) {}

  ~SharedGround() override { end(); }

  std::string prepare() override {
    if (const char* step = take_user()) return step;
    std::string folder = std::string(kCageFolder) + "XXXXXX";
    if (mkdtemp(folder.data()) == nullptr) return "making the folder " + folder;
    root_ = folder;
    for (const std::string& name : own_folders()) {
      if (mkdir((root_ + name).c_str(), 0755) == -1) return "making " + name;
    }
    if (network_ && user_ == 0) others_ = processes_of_user() + kSlack;
    return "";
  }

  std::string limit_files(std::int64_t) override {
    // Not limited (docs/security.md). But nothing of the run is there yet.
    if (!network_) return "";
    for (FoundObject& found : objects()) {
      there_before_.insert(identity(found.what));
      foreign_.push_back(std::move(found.what));
    }
    return "";
  }

  std::string close(const std::vector<std::string>& made) override {
    before_ = files_below({root_ + "/work"});
    if (network_) {
      for (const FoundObject& found : files_in("/tmp")) {
        // Where the run has no user of its own, others of his may have made something meanwhile.
        const bool ours = std::any_of(made.begin(), made.end(), [&](const std::string& path) {
          return path == found.path || path.starts_with(found.path + "/");
        });
        if (ours && found.owner == geteuid() && !there_before_.contains(identity(found.what)))
          made_.push_back(found.path);
      }
      for (const std::string& path : made_) before_.insert(path);
      for (const std::string& path : files_below(made_)) before_.insert(path);
    }
    if (std::string step = leave_a_guard(); !step.empty()) return step;
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == -1) return "refusing new privileges";
    const char* step = restrict_by_landlock(rules());
    return step == nullptr ? "" : step;
  }

  std::string path(const std::string& inside) const override {
    for (const std::string& name : own_folders()) {
      if (inside == name || inside.starts_with(name + "/")) return root_ + inside;
    }
    return inside;
  }

  std::string variable(const std::string& text) const override {
    const std::size_t equals = text.find('=');
    std::string mapped = text.substr(0, equals == std::string::npos ? 0 : equals + 1);
    for (std::size_t at = mapped.size(); at <= text.size();) {
      const std::size_t end = std::min(text.find_first_of(":=", at), text.size());
      mapped += path(text.substr(at, end - at));
      if (end < text.size()) mapped += text[end];
      at = end + 1;
    }
    return mapped;
  }

  std::string root() const override { return root_; }
  std::vector<Leftover> foreign_objects() const override { return foreign_; }

  Footing footing() const override {
    Footing footing;
    footing.other_processes = user_ == 0 ? others_ : 0;
    footing.limits_processes = user_ != 0 || others_ > 0;
    footing.take_users_id = user_ != 0;
    footing.same_addresses = false;
    return footing;
  }

  void kill_all() override { kill_descendants(); }

  std::vector<Leftover> take_leftovers(const std::vector<Leftover>& seen) override {
    std::vector<Leftover> all;
    if (network_) {
      std::set<std::string> known;
      for (const Leftover& one : seen) known.insert(identity(one));
      const IsOfTheRun ours = [&](const FoundObject& found) { return is_of_the_run(found, known); };
      take_system_v(&all, ours);
      take_shared_memory(&all, ours);
      take_named_queues(seen, &all);
      take_files_in("/tmp", before_, &all, ours);
      remove_made();
    }
    std::vector<Leftover> own;
    take_files({root_ + "/work"}, before_, &own);  // the only one that programs can write to
    for (Leftover& file : own) {
      file.name.erase(0, root_.size());
      all.push_back(std::move(file));
    }
    return all;
  }

 private:
  /// Of root: the effective id, which is the one that counts for files and IPC objects. The real and the saved one stay
  /// root's, so that programs of the run can't send signals here.
  const char* take_user() const {
    if (user_ == 0) return nullptr;
    if (setgroups(0, nullptr) == -1) return "giving up groups";
    if (setresgid(user_, user_, user_) == -1) return "becoming the run's group";
    if (setresuid(0, user_, 0) == -1) return "becoming the run's user";
    return nullptr;
  }

  /// The calling process stays behind, unrestricted, and clears up when everybody of the run has ended; its child goes
  /// on in its place. Both get everybody who loses his parent: nobody outlives the run.
  std::string leave_a_guard() {
    if (prctl(PR_SET_CHILD_SUBREAPER, 1) == -1) return "becoming a child subreaper";
    const pid_t pid = fork();
    if (pid == -1) return "fork";
    if (pid > 0) {
      syscall(SYS_close_range, 0U, ~0U, 0);  // the grader is to notice when the other one ends
      waitpid(pid, nullptr, 0);
      end();
      _exit(0);
    }
    guarded_ = true;
    if (prctl(PR_SET_CHILD_SUBREAPER, 1) == -1) return "becoming a child subreaper";
    setsid();
    return "";
  }

  void end() {
    kill_all();
    while (waitpid(-1, nullptr, __WALL) > 0) {
    }
    if (guarded_ || root_.empty()) return;
    remove_made();
    constexpr int kTries = 3;
    for (int tries = 0; tries < kTries; ++tries) {
      std::vector<Leftover> unread;
      take_files({root_}, {}, &unread);
      if (rmdir(root_.c_str()) == 0) return;
    }
  }

  /// What the scenario has in everybody's folder.
  void remove_made() const {
    std::vector<Leftover> unread;
    take_files(made_, {}, &unread);
    for (const std::string& path : made_) remove(path.c_str());
  }

  std::vector<std::string> own_folders() const {
    if (network_) return {"/work", "/lab", "/fixtures"};
    return {"/work", "/lab", "/fixtures", "/tmp"};  // nobody compiles in everybody's
  }

  std::vector<LandlockRule> rules() const {
    using May = LandlockRule::May;
    std::vector<LandlockRule> all;
    for (const char* path : kSystem) all.push_back({path, May::Read});
    for (const char* path : kDevices) all.push_back({path, May::Use});
    for (const char* name : {"/lab", "/fixtures"}) all.push_back({root_ + name, May::Read});
    all.push_back({root_ + "/work", May::Write});
    if (network_) {
      for (const char* path : kEverybodys) all.push_back({path, May::Write});
    } else {
      all.push_back({root_ + "/tmp", May::Write});
    }
    return all;
  }

  static std::vector<FoundObject> objects() {
    std::vector<FoundObject> all = system_v_objects();
    for (auto list : {shared_memory_objects(), queues_in("/dev/mqueue"), files_in("/tmp")})
      std::move(list.begin(), list.end(), std::back_inserter(all));
    return all;
  }

  static std::string identity(const Leftover& object) {
    const bool numbered = object.kind == Leftover::Kind::MsgQueue || object.kind == Leftover::Kind::Shm ||
                          object.kind == Leftover::Kind::Sem;
    return std::string(to_string(object.kind)) + " " + (numbered ? std::to_string(object.id) : object.name);
  }

  bool is_of_the_run(const FoundObject& found, const std::set<std::string>& seen) const {
    if (found.owner != geteuid() || there_before_.contains(identity(found.what))) return false;
    const bool made = std::find(made_.begin(), made_.end(), found.path) != made_.end();
    if (user_ != 0 || made) return true;  // nobody else is this user
    if (found.path.empty()) return seen.contains(identity(found.what));
    Leftover last_part;
    last_part.name = found.path.substr(found.path.rfind('/') + 1);
    return seen.contains(identity(last_part));
  }

  /// Their file system may not be mounted; the trace knows the names.
  void take_named_queues(const std::vector<Leftover>& seen, std::vector<Leftover>* all) const {
    for (const Leftover& one : seen) {
      if (one.kind != Leftover::Kind::PosixMq || there_before_.contains(identity(one))) continue;
      const mqd_t queue = mq_open(one.name.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
      struct stat facts {};
      mq_attr attributes{};
      const bool there = queue != static_cast<mqd_t>(-1) && fstat(static_cast<int>(queue), &facts) == 0 &&
                         mq_getattr(queue, &attributes) == 0;
      if (queue != static_cast<mqd_t>(-1)) mq_close(queue);
      // One that can't be read is there as well, and goes with its name.
      const bool unlinked = (!there || facts.st_uid == geteuid()) && mq_unlink(one.name.c_str()) == 0;
      if (!unlinked) continue;
      Leftover left = one;
      left.mode = facts.st_mode & 0777;
      left.size = attributes.mq_curmsgs;
      all->push_back(std::move(left));
    }
  }

  bool network_;
  uid_t user_;
  bool guarded_ = false;  ///< another process sees to the folder
  std::string root_;
  long others_ = 0;
  std::set<std::string> before_;        ///< files of the cage
  std::vector<std::string> made_;       ///< by the init in everybody's folder
  std::set<std::string> there_before_;  ///< others' objects
  std::vector<Leftover> foreign_;
};

}  // namespace

std::unique_ptr<Ground> shared_ground(bool network, uid_t user) {
  return std::make_unique<SharedGround>(network, user);
}

}  // namespace ipclab::sandbox
