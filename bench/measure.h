// Stopwatch, median, and a program run the plainest way there is.
#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace ipclab::bench {

class Stopwatch {
 public:
  double ms() const {
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start_).count();
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

/// Throws std::logic_error when there is none.
double median(std::vector<double>);

/// fork, exec (argv[0] is a path), wait; the three standard streams are /dev/null. Returns the milliseconds from before
/// the fork until after the wait. Throws std::runtime_error when the program does not end with status 0: what failed is
/// no measurement.
double time_of(const std::vector<std::string>& argv);

}  // namespace ipclab::bench
