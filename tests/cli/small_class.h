// A tiny exercise and a class that handed it in: grading one takes a moment.
#pragma once

#include <string>

#include "tests/cli/command_line.h"

namespace ipclab {

constexpr const char* kHello = "#include <stdio.h>\nint main(void) { puts(\"hello\"); return 0; }\n";
constexpr const char* kSilent = "int main(void) { return 0; }\n";
constexpr const char* kFails = "#include <stdio.h>\nint main(void) { puts(\"hello\"); return 3; }\n";
constexpr const char* kBroken = "int main(void) { return undeclared; }\n";
/// Right in public, wrong where it is not told.
constexpr const char* kOnlyPublic =
    "#include <stdio.h>\nint main(int argc, char **argv) { (void)argv; puts(argc > 1 ? \"caught\" : \"hello\"); }\n";

struct SmallClass {
  TempFolder folder;
  std::string exercise = folder.path() / "hello";
  std::string submissions = folder.path() / "class";
  std::string out = folder.path() / "out";

  SmallClass() { write_exercise("hello", 2); }

  void write_exercise(const std::string& expected, int points) const {
    folder.write(
        "hello/exercise.toml",
        "name = \"hello\"\ntitle = \"Say hello\"\nsummary = \"Prints hello.\"\n[programs.hello]\n"
        "[[scenario]]\nname = \"says\"\ntitle = \"says it\"\npoints = " +
            std::to_string(points) + "\nsteps = [{ run = \"hello\", status = 0, stdout = \"" + expected +
            "\\n\" }]\n"
            "[[scenario]]\nname = \"xyzzy-secret\"\ntitle = \"with the argument plugh\"\nvisibility = \"hidden\"\n"
            "steps = [{ run = \"hello\", args = [\"plugh\"], status = 0, stdout = \"" +
            expected + "\\n\" }]\n");
  }

  void hand_in(const std::string& student, const std::string& source) const {
    folder.write("class/" + student + "/hello.c", source);
  }

  Ran batch(std::vector<std::string> more = {}) const {
    more.insert(more.begin(), {"batch", exercise, submissions, "--out", out});
    return ipclab(more);
  }

  std::string result(const std::string& name) const { return read_whole(std::filesystem::path(out) / name); }
};

/// What must be the same whenever the same is graded: every file but the store and the times.
inline std::string all_results(const std::filesystem::path& out) {
  std::map<std::string, std::string> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(out)) {
    const std::string name = std::filesystem::relative(entry.path(), out).string();
    if (!entry.is_regular_file() || name == "times.csv" || name.starts_with("ipclab.sqlite") || name == ".lock")
      continue;
    files[name] = read_whole(entry.path());
  }
  std::string all;
  for (const auto& [name, bytes] : files) all += "==== " + name + "\n" + bytes + "\n";
  return all;
}

}  // namespace ipclab
