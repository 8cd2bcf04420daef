// How far a batch is: a bar at a terminal, a line a submission elsewhere. On standard error.
#pragma once

#include <chrono>
#include <string>

namespace ipclab::cli {

class BatchProgress {
 public:
  explicit BatchProgress(bool terminal);
  void operator()(std::size_t done, std::size_t of, const std::string& who, const std::string& verdict);
  /// Takes the bar away.
  void clear() const;

 private:
  bool terminal_;
  std::chrono::steady_clock::time_point begin_;
  int not_judged_ = 0;
};

/// "[#####-----] 50/100  4.2/s  0:12 to go". Pure.
std::string progress_bar(std::size_t done, std::size_t of, double seconds, int not_judged, int width);

}  // namespace ipclab::cli
