#include "bench/measure.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <stdexcept>

#include "sandbox/check.h"
#include "sandbox/fd.h"

namespace ipclab::bench {

double median(std::vector<double> values) {
  if (values.empty()) throw std::logic_error("the median of nothing");
  std::sort(values.begin(), values.end());
  const std::size_t middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

double time_of(const std::vector<std::string>& argv) {
  static const sandbox::Fd null(sandbox::check(open("/dev/null", O_RDWR | O_CLOEXEC), "opening /dev/null"));
  std::vector<char*> words;
  words.reserve(argv.size() + 1);
  for (const std::string& word : argv) words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);

  const Stopwatch watch;
  const pid_t child = sandbox::check(fork(), "fork");
  if (child == 0) {
    // A sandbox in this process blocks SIGCHLD; what is measured starts as from a shell.
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    for (int fd = 0; fd < 3; ++fd) dup2(null.get(), fd);
    execv(words[0], words.data());
    _exit(127);
  }
  int status = 0;
  sandbox::check(waitpid(child, &status, 0), "waitpid");
  const double ms = watch.ms();
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
    throw std::runtime_error(fmt::format("{} ended with wait status {:#x}; run it by hand to see why:\n  {}", argv[0],
                                         status, fmt::join(argv, " ")));
  }
  return ms;
}

}  // namespace ipclab::bench
