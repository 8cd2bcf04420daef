// What a cage stands on: what differs between the levels of isolation. Its init asks; everything else is the same.
//
// Steps return an empty string, or what failed, with errno set.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "sandbox/event.h"

namespace ipclab::sandbox {

/// What a program must know of it before it is executed.
struct Footing {
  std::int64_t other_processes = 2;  ///< which the kernel counts together with the run's: at level full keeper and init
  bool limits_processes = true;      ///< false: that number is not known
  bool take_users_id = false;        ///< the effective id becomes the real and the saved one, too
  bool same_addresses = true;        ///< in every run: can be insisted on
};

class Ground {
 public:
  virtual ~Ground() = default;

  /// What does not depend on the run.
  virtual std::string prepare() = 0;
  /// The files of the run may take that much together.
  virtual std::string limit_files(std::int64_t bytes) = 0;
  /// The run's files are there, `made` (their places for the init) among them: from here on its programs can't be
  /// replaced, and what is found later is the run's.
  virtual std::string close(const std::vector<std::string>& made) = 0;

  /// Where a path of the cage is for the init, and for programs.
  virtual std::string path(const std::string& inside) const = 0;
  /// The same for paths in the value of a variable: "PATH=/fixtures:/usr/bin".
  virtual std::string variable(const std::string& text) const = 0;
  /// What the cage's own folders are below; "": they are where they seem to be.
  virtual std::string root() const = 0;
  /// IPC objects and files that the run could take for its own.
  virtual std::vector<Leftover> foreign_objects() const = 0;

  virtual Footing footing() const = 0;
  /// SIGKILL to everybody of the run but the init.
  virtual void kill_all() = 0;
  /// Lists what is left behind and removes it. `seen`: what the run was seen to make (SystemV by id; queues by name;
  /// others by the last part of theirs).
  virtual std::vector<Leftover> take_leftovers(const std::vector<Leftover>& seen) = 0;
};

/// Namespaces of the run's own, which it is in already: level full.
std::unique_ptr<Ground> own_ground();

/// The machine's namespaces: level degraded. `network`: for programs of a run; false: for the compiler. `user`: whose
/// id the run gets; 0: the caller's.
std::unique_ptr<Ground> shared_ground(bool network, uid_t user);

}  // namespace ipclab::sandbox
