// Whose ids runs have outside, and how the grader can look into their processes at level degraded.
#pragma once

#include <sys/types.h>

#include "sandbox/fd.h"

namespace ipclab::sandbox {

/// Where root grades: an id that no account has and that no other grader uses, as long as this lives. Each grader has
/// its own, since the kernel grants many things (pipe buffers, inotify, queued signals) to a user as a whole, and since
/// at level degraded it tells whose an object is.
class RunUser {
 public:
  RunUser();                        ///< of an ordinary user: nobody
  uid_t id() const { return id_; }  ///< 0: runs are the caller's
  uid_t group() const { return group_; }

 private:
  Fd taken_;
  uid_t id_ = 0, group_ = 0;
};

/// The calling thread has the run's real and effective ids as long as this lives: without CAP_SYS_PTRACE, which root in
/// a container does not have, one can trace one's own processes only. Nothing for id 0.
class BorrowedUser {
 public:
  explicit BorrowedUser(uid_t);
  ~BorrowedUser();
  BorrowedUser(const BorrowedUser&) = delete;
  BorrowedUser& operator=(const BorrowedUser&) = delete;

 private:
  uid_t id_;
  int death_signal_ = 0;  ///< a change of user clears it
};

/// Held by the one run of this machine that uses names which others could use, too. Waits for it.
class OnlyRun {
 public:
  OnlyRun();

 private:
  Fd lock_;
};

}  // namespace ipclab::sandbox
