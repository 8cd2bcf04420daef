#include <fmt/core.h>

#include <algorithm>
#include <cstdio>

#include "harness/cli/commands.h"
#include "harness/exercise/exercise.h"
#include "harness/submission/submission.h"

namespace ipclab::cli {
namespace {

int complain(int code, const std::string& sentence) {
  // Names and texts of strangers may be part of it.
  fmt::print(stderr, "ipclab: {}\n", visible(sentence, true));
  return code;
}

}  // namespace

int run(int argc, char** argv) {
  CLI::App app("Grades lab exercises on inter-process communication on Linux.", "ipclab");
  app.set_version_flag("--version", "ipclab " IPCLAB_VERSION);
  app.require_subcommand(1);
  app.footer(
      "Exit codes: 0 everything asked was judged and holds; 1 something in the submission falls short;\n"
      "2 the command line or the exercise is wrong; 3 the grader could not judge.");
  Action action;
  std::vector<std::string> args(argv + 1, argv + argc);
  add_init(app, &action);
  add_check(app, &action);
  add_batch(app, &action);
  add_doctor(app, &action);
  add_exercise(app, &action);
  add_explain(app, &action);
  add_run(app, &action, &args);
  add_trace(app, &action);
  add_replay(app, &action);
  try {
    std::reverse(args.begin(), args.end());  // as CLI11 wants them
    app.parse(args);
  } catch (const CLI::ParseError& error) {
    const int shown = app.exit(error);
    return shown == 0 ? kHolds : kUsage;
  }
  try {
    return action();
  } catch (const UsageError& error) {
    return complain(kUsage, error.what());
  } catch (const ExerciseError& error) {
    return complain(kUsage, error.what());
  } catch (const SubmissionError& error) {
    return complain(kUsage, error.what());
  } catch (const std::exception& error) {
    return complain(kCouldNotJudge, std::string("could not judge: ") + error.what());
  }
}

}  // namespace ipclab::cli
