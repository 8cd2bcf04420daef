// The network namespaces that cages are made in, which cost more than all others of a run together.
#pragma once

namespace ipclab::sandbox {

/// The keeper itself is always in one of them: a child that it clones stays in there. Functions return null, or the
/// step that failed, with errno set.
class Networks {
 public:
  /// Its interface is down: for the compiler. The same one for all.
  const char* enter_without();
  /// One for a run, with its loopback interface up. `untouched`: nobody has made a socket in the last one, which then
  /// is as good as new and is entered again.
  const char* enter_for_run(bool untouched);
  /// In a child: the handles are the keeper's.
  void close_handles() const;

 private:
  static const char* make(int* handle);
  /// False: there is none, or it may not be entered again (Docker's profile allows to make some, not to enter one).
  bool enter(int handle);

  int without_ = -1, of_runs_ = -1;  ///< handles; -1: not made yet
  int here_ = -1;                    ///< which of them the keeper is in
};

}  // namespace ipclab::sandbox
