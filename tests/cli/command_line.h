// The built ipclab, run as a user runs it.
#pragma once

#include <fcntl.h>
#include <gtest/gtest.h>
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "tests/unit/temp_folder.h"

namespace ipclab {

struct Ran {
  int status = -1;  ///< -1: killed by a signal
  std::string out, err;
};

struct Surroundings {
  std::map<std::string, std::string> env = {};
  std::filesystem::path folder = std::filesystem::temp_directory_path();
  bool terminal = false;  ///< standard output is one
};

inline int wait_for(pid_t pid) {
  int raw = 0;
  if (waitpid(pid, &raw, 0) != pid) throw std::runtime_error("waitpid failed");
  return WIFEXITED(raw) ? WEXITSTATUS(raw) : -1;
}

inline Ran ipclab(const std::vector<std::string>& args, const Surroundings& around = {}) {
  const TempFolder kept;
  const std::string out = kept.path() / "out", err = kept.path() / "err";
  int master = -1, slave = -1;
  if (around.terminal && openpty(&master, &slave, nullptr, nullptr, nullptr) == -1)
    throw std::runtime_error("openpty failed");
  const pid_t pid = fork();
  if (pid == 0) {
    setenv("IPCLAB_EXERCISES", IPCLAB_SOURCE_DIR "/exercises", 1);
    unsetenv("NO_COLOR");
    for (const auto& [name, value] : around.env) setenv(name.c_str(), value.c_str(), 1);
    std::vector<char*> argv = {const_cast<char*>("ipclab")};
    for (const std::string& arg : args) argv.push_back(const_cast<char*>(arg.c_str()));
    argv.push_back(nullptr);
    const int to = around.terminal ? slave : open(out.c_str(), O_WRONLY | O_CREAT, 0600);
    dup2(open("/dev/null", O_RDONLY), 0);
    dup2(to, 1);
    dup2(open(err.c_str(), O_WRONLY | O_CREAT, 0600), 2);
    if (master != -1) close(master);
    if (chdir(around.folder.c_str()) == 0) execv(IPCLAB_PROGRAM, argv.data());
    _exit(126);
  }
  Ran ran;
  if (around.terminal) {
    close(slave);
    char block[4096];
    // EIO, once the last user of the terminal is gone.
    for (ssize_t n = 0; (n = read(master, block, sizeof block)) > 0;)
      ran.out.append(block, static_cast<std::size_t>(n));
    close(master);
  }
  ran.status = wait_for(pid);
  if (!around.terminal) ran.out = read_whole(out);
  ran.err = read_whole(err);
  return ran;
}

/// One sentence for a person: a line that begins with the program's name.
inline void expect_a_sentence(const std::string& text) {
  EXPECT_TRUE(text.starts_with("ipclab: ")) << text;
  EXPECT_EQ(text.find('\n'), text.size() - 1) << text;
}

inline std::string reference(const std::string& exercise) {
  return IPCLAB_SOURCE_DIR "/reference/" + exercise;
}

}  // namespace ipclab
