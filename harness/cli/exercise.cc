// ipclab exercise list|show (and new|verify: exercise_work.cc)
#include "harness/exercise/exercise.h"

#include <fmt/format.h>

#include "harness/cli/commands.h"
#include "harness/cli/exercise_work.h"

namespace ipclab::cli {
namespace {

namespace fs = std::filesystem;

int list() {
  std::string text;
  for (const fs::path& folder : all_exercises()) {
    const Exercise exercise = load_exercise(folder);
    text += fmt::format("{:12} {}\n", exercise.name, exercise.title);
  }
  if (text.empty()) throw UsageError(fmt::format("there are no exercises in {}", exercises_folder().string()));
  write_output("-", text);
  return kHolds;
}

/// What a step does, in a line.
std::string describe(const StartStep& step) {
  std::string text = "start " + step.program;
  for (const std::string& argument : step.args) text += fmt::format(" '{}'", visible(argument.substr(0, 40)));
  if (step.role != step.program) text += " as " + step.role;
  return text;
}
std::string describe(const WaitStep& step) {
  const char* until = step.until == Until::Ends      ? "ends"
                      : step.until == Until::Blocks  ? "sleeps in a call"
                      : step.until == Until::Listens ? "waits for clients"
                                                     : "has printed";
  return fmt::format("wait until {} {}{}", step.role, until, step.text.empty() ? "" : " '" + visible(step.text) + "'");
}
std::string describe(const SignalStep& step) {
  return fmt::format("send {} to {}", signal_name(step.signal), step.role);
}
std::string describe(const TypeStep& step) {
  return fmt::format("type '{}' at {}'s terminal", visible(step.text), step.role);
}
std::string describe(const FeedStep& step) {
  return fmt::format("write to {}'s standard input", step.role);
}
std::string describe(const CloseStep& step) {
  return fmt::format("end {}'s standard input", step.role);
}

int show(const std::string& name) {
  const Exercise exercise = load_exercise(find_exercise(name));
  double points = 0;
  for (const Scenario& scenario : exercise.scenarios) points += scenario.points;
  std::string text = fmt::format("{}: {}\n\n{}\n\nPrograms:", exercise.name, exercise.title, exercise.summary);
  for (const ProgramSpec& program : exercise.programs) text += " " + program.name;
  text += fmt::format("\nScenarios ({} points):\n", points);
  for (const Scenario& scenario : exercise.scenarios) {
    if (scenario.visibility == Visibility::Hidden) {
      text += fmt::format("  hidden scenario ({} points)\n", scenario.points);
      continue;
    }
    text += fmt::format("  {} ({} points): {}\n", scenario.name, scenario.points, scenario.title);
    for (const Step& step : scenario.steps) {
      text += "      " + std::visit([](const auto& action) { return describe(action); }, step.action) + "\n";
    }
    for (const PictureEdge& edge : scenario.rules.picture) text += "      picture: " + edge.text + "\n";
  }
  text += fmt::format("\nStatement: {}\n", (exercise.folder / "README.md").string());
  write_output("-", text);
  return kHolds;
}

}  // namespace

void add_exercise(CLI::App& app, Action* action) {
  CLI::App* command = app.add_subcommand("exercise", "The exercises there are");
  command->require_subcommand(1);
  command->add_subcommand("list", "Names and titles")->callback([action] { *action = [] { return list(); }; });
  add_exercise_work(*command, action);
  auto name = std::make_shared<std::string>();
  CLI::App* one = command->add_subcommand("show", "What the grader understood of one");
  one->add_option("EXERCISE", *name, "Name of an exercise, or a folder with an exercise.toml")->required();
  one->callback([name, action] { *action = [name] { return show(*name); }; });
}

}  // namespace ipclab::cli
