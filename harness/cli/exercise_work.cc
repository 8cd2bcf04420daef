// ipclab exercise new|verify: for those who write exercises.
#include "harness/cli/exercise_work.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>

#include "harness/batch/verify.h"
#include "harness/cli/commands.h"
#include "harness/cli/exercise_template.h"
#include "harness/report/file.h"

namespace ipclab::cli {
namespace {

namespace fs = std::filesystem;

bool is_good_name(const std::string& name) {
  const auto letter = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; };
  return !name.empty() && letter(name[0]) && name != "parent" && name != "child" && name != "any" &&
         std::all_of(name.begin(), name.end(),
                     [&](char c) { return letter(c) || std::string_view("._+-").find(c) != std::string_view::npos; });
}

int make_new(const std::string& name, const fs::path& parent) {
  if (!is_good_name(name))
    throw UsageError(fmt::format(
        "{}: the name of an exercise is made of letters, digits and . _ + -, and begins with a letter or digit", name));
  const fs::path folder = parent / name;
  if (fs::exists(folder)) throw UsageError(fmt::format("{} is there already", folder.string()));
  for (const TemplateFile& file : exercise_template(name)) {
    fs::create_directories((folder / file.path).parent_path());
    write_file_atomically(folder / file.path, file.text);
  }
  write_output("-", fmt::format("Made {0}. It is whole and can be tried: ipclab exercise verify {0}\n",
                                (parent.is_relative() ? fs::path(".") / folder : folder).lexically_normal().string()));
  return kHolds;
}

std::vector<fs::path> folders_of(const std::vector<std::string>& names) {
  std::vector<fs::path> folders;
  folders.reserve(names.size());
  for (const std::string& name : names) folders.push_back(find_exercise(name));
  if (!names.empty()) return folders;
  folders = all_exercises();
  if (folders.empty()) throw UsageError(fmt::format("there are no exercises in {}", exercises_folder().string()));
  return folders;
}

int verify(const std::vector<std::string>& names, int runs) {
  sandbox::Sandbox sandbox;
  VerifyOptions options;
  options.runs = runs;
  const bool terminal = isatty(2) != 0;
  if (terminal) options.progress = [](const std::string& what) { fmt::print(stderr, "\r\x1b[K{}", what); };
  bool all_well = true;
  for (const fs::path& folder : folders_of(names)) {
    const Verification found = verify_exercise(sandbox, folder, options);
    if (terminal) fmt::print(stderr, "\r\x1b[K");
    std::string text =
        fmt::format("{} {}: reference {} times, {} wrong, {} right\n", found.faults.empty() ? "✓" : "✗",
                    fs::absolute(folder).lexically_normal().filename().string(), runs, found.wrong, found.right);
    for (const std::string& fault : found.faults) text += fmt::format("    {}\n", visible(fault));
    write_output("-", text);
    all_well &= found.faults.empty();
  }
  return all_well ? kHolds : kFallsShort;
}

}  // namespace

void add_exercise_work(CLI::App& exercise, Action* action) {
  struct Options {
    std::string name;
    std::string folder = ".";
    std::vector<std::string> names;
    int runs = 3;
  };
  auto options = std::make_shared<Options>();
  CLI::App* fresh = exercise.add_subcommand("new", "Begin one: a small exercise that is whole, to be changed");
  fresh->add_option("NAME", options->name, "Of the exercise and its program")->required();
  fresh->add_option("DIR", options->folder, "Where its folder is made (default: the current one)");
  fresh->callback([options, action] { *action = [options] { return make_new(options->name, options->folder); }; });

  CLI::App* check = exercise.add_subcommand(
      "verify", "Does the reference pass, does each wrong program fail as declared, is each scenario needed?");
  check->add_option("NAME", options->names, "Names of exercises, or folders (default: all)");
  check->add_option("--runs", options->runs, "How often the reference is run; every second time all cores are busy")
      ->check(CLI::Range(1, 1000));
  check->callback([options, action] { *action = [options] { return verify(options->names, options->runs); }; });
}

}  // namespace ipclab::cli
