// ipclab run [--] COMMAND [ARG…]
#include <algorithm>

#include "harness/batch/examine.h"
#include "harness/cli/commands.h"
#include "harness/report/graph_dot.h"

namespace ipclab::cli {
namespace {

struct RunOptions {
  std::vector<std::string> command;
  double seconds = 0;
  std::string json_file, dot_file;
  bool verbose = false;
};

int run_program(const RunOptions& options) {
  sandbox::Sandbox sandbox;
  ExamineOptions examining;
  examining.seconds = options.seconds;
  Report report;
  try {
    report = examine(sandbox, options.command, examining);
  } catch (const CommandError& error) {
    throw UsageError(error.what());
  }
  TextStyle style = style_for(2);
  style.verbose = options.verbose;
  write_output("-2", to_run_text(report, style));
  if (!options.json_file.empty()) write_output(options.json_file, to_json(report));
  if (!options.dot_file.empty() && !report.scenarios.empty())
    write_output(options.dot_file, picture_dot(report.scenarios.front()));
  return exit_code(report);
}

/// Where the program's own part of the command line begins: behind "--", or at the first word that is neither an option
/// nor an option's value.
std::vector<std::string> take_command(const CLI::App& command, std::vector<std::string>* args) {
  if (args->empty() || args->front() != command.get_name()) return {};
  std::size_t at = 1;
  while (at < args->size() && (*args)[at].starts_with('-') && (*args)[at] != "--") {
    const CLI::Option* option = command.get_option_no_throw((*args)[at]);
    at += option != nullptr && option->get_items_expected_max() > 0 ? 2 : 1;
  }
  at = std::min(at, args->size());
  const std::size_t from = at < args->size() && (*args)[at] == "--" ? at + 1 : at;
  std::vector<std::string> taken(args->begin() + static_cast<std::ptrdiff_t>(from), args->end());
  args->resize(at);
  return taken;
}

}  // namespace

void add_run(CLI::App& app, Action* action, std::vector<std::string>* args) {
  auto options = std::make_shared<RunOptions>();
  CLI::App* command = app.add_subcommand(
      "run", "Run any program, without an exercise, and tell what it leaks, where it hangs, what it leaves open");
  command->add_option("--time", options->seconds, "End it after so many seconds, and tell where it was")
      ->check(CLI::PositiveNumber);
  command->add_option("--json", options->json_file, "Write the JSON report to this file as well");
  command->add_option("--dot", options->dot_file,
                      "Write the picture to this file for Graphviz: who gave what to whom and who waits for whom");
  command->add_flag("--verbose,-v", options->verbose, "Notes, consequences and all evidence too");
  command->footer("Usage: ipclab run [OPTIONS] [--] COMMAND [ARG…]. A .c file as COMMAND is built first.");
  options->command = take_command(*command, args);
  command->callback([options, action] {
    if (options->command.empty()) throw CLI::RequiredError("COMMAND");
    *action = [options] { return run_program(*options); };
  });
}

}  // namespace ipclab::cli
