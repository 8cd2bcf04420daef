#include "harness/build/local.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <vector>

#include "harness/build/compile.h"
#include "harness/build/noted.h"
#include "sandbox/check.h"

namespace ipclab {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostOutput = std::size_t{256} * 1024;

/// Runs a program to its end, its output and errors in a file. Returns the wait status.
int run(std::vector<std::string> arguments, const fs::path& output) {
  std::vector<char*> argv;
  argv.reserve(arguments.size() + 1);
  for (std::string& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 1, output.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  posix_spawn_file_actions_adddup2(&actions, 1, 2);
  pid_t pid = -1;
  const int error = posix_spawnp(&pid, argv[0], &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) sandbox::fail(error, "starting " + arguments[0]);
  int status = 0;
  while (waitpid(pid, &status, 0) == -1) {
    if (errno != EINTR) sandbox::fail("waiting for " + arguments[0]);
  }
  return status;
}

std::string beginning_of(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(in), {}};
  if (text.size() > kMostOutput) text.resize(kMostOutput);
  return text;
}

}  // namespace

LocalBuild::LocalBuild(const fs::path& source) : source_(source), name_(source.stem()) {
  std::string pattern = (fs::temp_directory_path() / "ipclab-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) sandbox::fail("making a folder in " + fs::temp_directory_path().string());
  result_.folder = pattern;
  const fs::path said = result_.folder / ".output";
  try {
    result_.ok = run(compiler({}, program()), said) == 0;
  } catch (...) {
    std::error_code none;
    fs::remove_all(result_.folder, none);
    throw;
  }
  result_.output = beginning_of(said);
  result_.diagnostics = parse_diagnostics(result_.output);
  const bool explained = std::any_of(result_.diagnostics.begin(), result_.diagnostics.end(),
                                     [](const Diagnostic& it) { return it.severity == "error"; });
  if (!result_.ok && !explained)
    result_.diagnostics.push_back({"", 0, 0, "error", "the compiler failed; its output says why", ""});
}

LocalBuild::~LocalBuild() {
  std::error_code none;
  fs::remove_all(result_.folder, none);
}

std::vector<std::string> LocalBuild::compiler(const std::vector<std::string>& flags, const fs::path& output) const {
  std::vector<std::string> command = {"gcc"};
  command.insert(command.end(), compile_flags().begin(), compile_flags().end());
  command.insert(command.end(), flags.begin(), flags.end());
  // A name such as -x.c is a file, not an option. Nobody can say here which libraries are needed: the usual ones.
  const std::string file = source_.is_absolute() ? source_.string() : "./" + source_.string();
  command.insert(command.end(), {"-o", output, file, "-lpthread", "-lrt", "-lm"});
  return command;
}

bool LocalBuild::may_share_memory() const {
  std::ifstream in(program(), std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(in), {}};
  for (const char* name : {"shmat", "mmap"}) {
    if (bytes.find(std::string("\0", 1) + name + '\0') != std::string::npos) return true;
  }
  return false;
}

bool LocalBuild::note_accesses(const std::string& object) {
  const fs::path linked = result_.folder / kNotedObject, noted = result_.folder / ".noted";
  std::ofstream(linked, std::ios::binary) << object;
  std::vector<std::string> command = compiler(noted_flags(), noted);
  command.push_back(linked);
  command.insert(command.end(), noted_libraries().begin(), noted_libraries().end());
  if (run(command, result_.folder / ".noted-output") != 0) return false;
  fs::rename(noted, program());
  return true;
}

fs::path LocalBuild::program() const {
  return result_.folder / name_;
}

}  // namespace ipclab
