// What the live tests of cages share: programs to run in them, and how one ended.
#pragma once

#include "sandbox/cage.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <grp.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <system_error>

#include "sandbox/check.h"
#include "sandbox/filter.h"

namespace ipclab::sandbox::caged {

constexpr double kLong = 30;

/// One keeper for the whole suite, as in the grader.
inline Keeper& keeper() {
  static Keeper one;
  return one;
}

inline std::string bytes_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) fail("reading " + path);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// A program of tests/programs, to be found inside as /lab/NAME.
inline CageFile program(const std::string& name) {
  return {CageFile::Kind::File, "/lab/" + name, bytes_of(std::string(IPCLAB_BINARY_DIR "/tests/programs/prog_") + name),
          0555};
}

inline CageSpec with(std::vector<CageFile> files) {
  CageSpec spec;
  spec.files = std::move(files);
  return spec;
}

inline SpawnSpec command(std::vector<std::string> argv) {
  SpawnSpec spec;
  spec.path = argv.front();
  spec.argv = std::move(argv);
  spec.env = {"PATH=/usr/bin:/bin", "LC_ALL=C"};
  return spec;
}

inline SpawnSpec shell(const std::string& script) {
  return command({"/bin/sh", "-c", script});
}

inline std::string contents(int fd) {
  struct stat facts {};
  check(fstat(fd, &facts), "fstat");
  std::string text(static_cast<std::size_t>(facts.st_size), '\0');
  check(pread(fd, text.data(), text.size(), 0), "pread");
  return text;
}

struct Ran {
  WaitStatus status;
  std::string output;  ///< standard output and error
};

/// Runs to the end.
inline Ran run(Cage& cage, SpawnSpec spec) {
  const Fd output(check(memfd_create("output", MFD_CLOEXEC), "memfd_create"));
  spec.stdout_fd = spec.stderr_fd = output.get();
  const auto ended = cage.wait(cage.spawn(spec), kLong);
  if (!ended) throw std::runtime_error("the program did not end");
  return {ended->status, contents(output.get())};
}

inline Ran run(SpawnSpec spec) {
  Cage cage = keeper().open({});
  return run(cage, std::move(spec));
}

/// The value of a line "NAME:\tVALUE" of /proc/PID/status.
inline std::string status_field(const std::string& status, const std::string& name) {
  std::istringstream lines(status);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with(name + ":\t")) return line.substr(name.size() + 2);
  }
  return "(none)";
}

inline Fd handle_of(pid_t pid) {
  return Fd(static_cast<int>(check(syscall(SYS_pidfd_open, pid, 0), "pidfd_open")));
}

inline bool dies(const Fd& handle) {
  pollfd wait{handle.get(), POLLIN, 0};
  return poll(&wait, 1, static_cast<int>(kLong * 1000)) == 1;
}

/// The body of a test: the other tests of the running program once more, as an ordinary user.
inline void expect_the_same_as_an_ordinary_user() {
  if (geteuid() != 0) GTEST_SKIP() << "the whole suite runs as an ordinary user already";
  constexpr const char* kNobody = "65534";
  const std::string self = std::filesystem::read_symlink("/proc/self/exe").string();
  // What it prints is kept back: ctest would take the word SKIPPED in it for this test's own.
  const auto as_user = [&](const std::string& arguments, std::string* printed) {
    const std::string line = "setpriv --reuid=" + std::string(kNobody) + " --regid=" + kNobody +
                             " --clear-groups -- '" + self + "' " + arguments + " 2>&1";
    FILE* pipe = popen(line.c_str(), "re");
    if (pipe == nullptr) fail("popen");
    char block[4096];
    for (std::size_t n = 0; (n = fread(block, 1, sizeof block, pipe)) > 0;) printed->append(block, n);
    return WaitStatus(pclose(pipe));
  };
  std::string printed;
  if (as_user("--gtest_list_tests", &printed).code() != 0) {
    GTEST_SKIP() << "an ordinary user may not execute " << self << ", or setpriv is missing";
  }
  printed.clear();
  EXPECT_EQ(as_user("--gtest_brief=1", &printed).code(), 0) << printed;
}

}  // namespace ipclab::sandbox::caged
