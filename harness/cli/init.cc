// ipclab init EXERCISE [DIR]
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <fstream>

#include "harness/cli/commands.h"
#include "harness/exercise/exercise.h"
#include "sandbox/check.h"
#include "sandbox/fd.h"

namespace ipclab::cli {
namespace {

namespace fs = std::filesystem;

struct Copy {
  fs::path from, to;
};

/// The statement, and every file of the starter under its own name.
std::vector<Copy> what_to_copy(const Exercise& exercise, const fs::path& folder) {
  std::vector<Copy> copies;
  const fs::path starter = exercise.folder / "starter", statement = exercise.folder / "README.md";
  if (fs::is_regular_file(statement)) copies.push_back({statement, folder / "README.md"});
  if (fs::is_directory(starter)) {
    for (const auto& entry : fs::recursive_directory_iterator(starter)) {
      if (entry.is_regular_file()) copies.push_back({entry.path(), folder / fs::relative(entry.path(), starter)});
    }
  }
  std::sort(copies.begin(), copies.end(), [](const Copy& a, const Copy& b) { return a.to < b.to; });
  return copies;
}

std::string bytes_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(in), {}};
  if (!in) throw std::runtime_error(file.string() + " can't be read");
  return bytes;
}

/// Only where there is nothing of that name, not even a link that leads nowhere.
void write_new(const fs::path& file, const std::string& bytes) {
  constexpr mode_t kMode = 0666;
  const sandbox::Fd out(open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, kMode));
  if (!out && errno == EEXIST) throw UsageError(file.string() + " is there already");
  if (!out) sandbox::fail("making " + file.string());
  for (std::size_t done = 0; done < bytes.size();)
    done += static_cast<std::size_t>(
        sandbox::check(write(out.get(), bytes.data() + done, bytes.size() - done), "writing a file"));
}

/// How a shell takes it as one word.
std::string shell_word(const std::string& text) {
  const bool plain = !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || std::string_view("._-+/").find(static_cast<char>(c)) != std::string_view::npos;
  });
  if (plain) return text;
  std::string word = "'";
  for (const char c : text) word += c == '\'' ? "'\\''" : std::string(1, c);
  return word + "'";
}

int init(const std::string& name, const std::string& wanted) {
  const Exercise exercise = load_exercise(find_exercise(name));
  const fs::path folder = wanted.empty() ? exercise.name : wanted;
  const std::vector<Copy> copies = what_to_copy(exercise, folder);
  if (fs::exists(folder) && !fs::is_directory(folder)) throw UsageError(folder.string() + " is no folder");
  // All or nothing: looked at first, though what comes up in between is not written over either.
  for (const Copy& copy : copies) {
    if (fs::exists(fs::symlink_status(copy.to)))
      throw UsageError(fmt::format("{} is there already; nothing was written", copy.to.string()));
  }
  fs::create_directories(folder);
  std::string text = fmt::format("{}\n\n", exercise.title);
  for (const Copy& copy : copies) {
    fs::create_directories(copy.to.parent_path());
    write_new(copy.to, bytes_of(copy.from));
    text += fmt::format("  {}{}\n", visible(copy.to.string()),
                        copy.to == folder / "README.md" ? "   what is asked, and what to read" : "");
  }
  if (copies.size() < 2) text += "  This exercise gives nothing to begin with.\n";
  // A path was relative to the folder that this was called in.
  const std::string exercise_word =
      name.find('/') == std::string::npos ? name : fs::absolute(name).lexically_normal().string();
  const std::string check = fmt::format("ipclab check {} .", visible(shell_word(exercise_word)));
  text += fmt::format("\nThen:\n\n  cd {}\n", visible(shell_word(folder.string())));
  text += fmt::format("  {}           is it right, and if not, why and where\n", check);
  text += fmt::format("  {} --watch   again on every save\n", check);
  write_output("-", text);
  return kHolds;
}

}  // namespace

void add_init(CLI::App& app, Action* action) {
  auto name = std::make_shared<std::string>();
  auto folder = std::make_shared<std::string>();
  CLI::App* command =
      app.add_subcommand("init", "Begin an exercise: its statement and what to start from, in a folder");
  command->add_option("EXERCISE", *name, "Name of an exercise, or a folder with an exercise.toml")->required();
  command->add_option("DIR", *folder, "The folder (default: one of the exercise's name). Nothing is written over");
  command->callback([=] { *action = [=] { return init(*name, *folder); }; });
}

}  // namespace ipclab::cli
