// Waiting for the next save of a submission, until somebody wants an end.
#pragma once

#include <filesystem>

#include "sandbox/fd.h"

namespace ipclab::cli {

/// While it lives, control-C (SIGINT), SIGTERM and SIGHUP do not end the process: they are noted, so that what is on
/// the way is taken down in order. One at a time; the previous effect of the signals comes back with its end.
class Interruption {
 public:
  Interruption();
  ~Interruption();
  Interruption(const Interruption&) = delete;
  Interruption& operator=(const Interruption&) = delete;

  /// Whether one has come.
  static bool requested();
  /// Readable once one has come.
  int fd() const { return event_.get(); }

 private:
  sandbox::Fd event_;
};

/// Notices saves below a folder, or of the file's neighbours: an editor may write in place, or write a new file and
/// rename it. Everything since it was made counts, also what is saved while nobody waits.
class SaveWatch {
 public:
  /// `path` has to be there; throws std::system_error where it can't be watched.
  explicit SaveWatch(const std::filesystem::path& path);

  /// Until something below the path changed and has then been left alone for a moment; false: an end was asked for.
  bool wait(const Interruption&);

 private:
  /// Folders that are new since the last time are watched, too.
  void watch_folders();
  /// Takes up what the kernel has told; whether there was anything.
  bool drain();

  std::filesystem::path path_;
  sandbox::Fd inotify_;
};

}  // namespace ipclab::cli
