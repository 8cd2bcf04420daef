#include "harness/exercise/steps.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "harness/exercise/content.h"
#include "harness/exercise/expected.h"
#include "harness/exercise/roles.h"
#include "harness/exercise/suggest.h"

namespace ipclab {
namespace {

constexpr std::size_t kLongestArgument = std::size_t{128} * 1024 - 1;  ///< the kernel's MAX_ARG_STRLEN without the NUL
constexpr std::array kStartKeys = {"args",   "as",     "env",    "stdin",    "stdout",
                                   "stderr", "output", "status", "terminal", "may-stay"};

void require_length(const TomlValue& value, const std::string& text) {
  if (text.size() > kLongestArgument) {
    value.fail(fmt::format("{} has more than {} bytes: no program can be given that", value.name(), kLongestArgument));
  }
}

class StepReader {
 public:
  StepReader(const std::vector<std::string>& programs, ExerciseFolder& folder) : programs_(programs), folder_(folder) {}

  void read(const TomlValue& value) {
    TomlTable table = value.table("a step");
    const std::string kind = table.which_of({"start", "run", "wait", "signal", "type", "feed", "close-input"});
    table.rename(fmt::format("a '{}' step", kind));
    const bool starts = kind == "start" || kind == "run";
    if (!starts) refuse_keys_of_a_start(table, kind);
    line_ = value.line();
    const TomlValue main = table.need(kind);
    if (starts) {
      read_start(table, main, kind == "run");
    } else if (kind == "wait") {
      read_wait(table, main);
    } else if (kind == "signal") {
      read_signal(table, main);
    } else if (kind == "type") {
      const TomlValue at = table.need("at");
      add(TypeStep{at.bytes(), main.bytes()}, at);
    } else if (kind == "feed") {
      const TomlValue to = table.need("to");
      add(FeedStep{to.bytes(), read_content(main, folder_)}, to);
    } else {
      add(CloseStep{main.bytes()}, main);
    }
    table.refuse_others();
  }

  std::vector<Step> finish() {
    check_roles(steps_, uses_);
    return std::move(steps_);
  }

 private:
  static void refuse_keys_of_a_start(TomlTable& table, const std::string& kind) {
    for (const char* key : kStartKeys) {
      if (!table.has(key)) continue;
      table.need(key).fail(fmt::format(
          "'{}' says how a program is started: it belongs to a 'start' or 'run' step, and this is a '{}' step", key,
          kind));
    }
  }

  void add(StepAction action, const TomlValue& role) {
    uses_.push_back({steps_.size(), role});
    steps_.push_back({std::move(action), line_});
  }

  void read_start(TomlTable& table, const TomlValue& program, bool run) {
    StartStep step;
    step.program = step.role = program.bytes();
    if (std::find(programs_.begin(), programs_.end(), step.program) == programs_.end()) {
      program.fail(fmt::format("no program or fixture is called {}{}", in_quotes(step.program),
                               did_you_mean(step.program, programs_)));
    }
    const auto as = table.find("as");
    if (as) {
      step.role = as->bytes();
      check_role_name(step.role, *as);
    }
    if (const auto args = table.find("args")) {
      for (const TomlValue& argument : args->list()) {
        step.args.push_back(argument.text());
        require_length(argument, step.args.back());
      }
    }
    if (const auto env = table.find("env")) step.env = read_env(*env);
    read_streams(table, step, run);
    if (const auto status = table.find("status")) step.status = read_expected_status(*status);
    if (const auto output = table.find("output")) step.any_text = read_expected(*output, folder_);
    if (const auto stays = table.find("may-stay")) {
      step.must_end = !stays->truth();
      if (run && !step.must_end) stays->fail("'run' waits until the program ends, so it can't stay: use 'start'");
    }
    const std::string role = step.role;
    add(std::move(step), as ? *as : program);
    if (run) steps_.push_back({WaitStep{role, Until::Ends, {}}, line_});
  }

  void read_streams(TomlTable& table, StartStep& step, bool run) {
    if (const auto terminal = table.find("terminal"); terminal && terminal->truth()) {
      step.stdin_kind = StdinKind::Terminal;
      step.stdout_kind = StdoutKind::Terminal;
    }
    const bool at_terminal = step.stdout_kind == StdoutKind::Terminal;
    if (const auto input = table.find("stdin")) {
      if (at_terminal) input->fail("the program has a terminal as its standard input: type at it");
      read_stdin(*input, step, run);
    }
    if (const auto out = table.find("stdout")) step.stdout_text = read_expected(*out, folder_);
    if (const auto err = table.find("stderr")) {
      if (at_terminal)
        err->fail("at a terminal standard error can't be told from standard output: expect both as 'stdout'");
      step.stderr_text = read_expected(*err, folder_);
    }
  }

  void read_stdin(const TomlValue& input, StartStep& step, bool run) {
    if (!input.is_text()) {
      step.stdin_kind = StdinKind::Bytes;
      step.stdin_bytes = read_content(input, folder_);
      return;
    }
    const std::string word = input.bytes();
    if (word == "open") {
      if (run) input.fail("'run' waits until the program ends, so nobody could write to its input: use 'start'");
      step.stdin_kind = StdinKind::Open;
    } else if (word != "null") {
      input.fail(fmt::format("'stdin' is {}, and must be \"null\", \"open\", or a text in a list: stdin = [\"…\"]{}",
                             in_quotes(word), word == "terminal" ? "; for a terminal write terminal = true" : ""));
    }
  }

  void read_wait(TomlTable& table, const TomlValue& role) {
    static const std::vector<std::pair<std::string, Until>> kWords = {
        {"ends", Until::Ends}, {"blocks", Until::Blocks}, {"listens", Until::Listens}, {"printed", Until::Printed}};
    const TomlValue until = table.need("until");
    const std::string word = until.bytes();
    const auto found =
        std::find_if(kWords.begin(), kWords.end(), [&](const auto& known) { return known.first == word; });
    if (found == kWords.end()) {
      std::vector<std::string> words;
      words.reserve(kWords.size());
      for (const auto& known : kWords) words.push_back(known.first);
      until.fail(fmt::format("nothing can be waited for as {}{}", in_quotes(word), did_you_mean(word, words)));
    }
    WaitStep step{role.bytes(), found->second, {}};
    if (step.until == Until::Printed) {
      const TomlValue text = table.need("text");
      step.text = text.bytes();
      if (step.text.empty()) text.fail("'text' must not be empty");
    } else if (const auto text = table.find("text")) {
      text->fail("'text' belongs to until = \"printed\"");
    }
    add(std::move(step), role);
  }

  void read_signal(TomlTable& table, const TomlValue& signal) {
    const std::string name = signal.bytes();
    const auto number = signal_number(name);
    if (!number) signal.fail(fmt::format("unknown signal {}: signals are written as in 'SIGTERM'", in_quotes(name)));
    const TomlValue to = table.need("to");
    SignalStep step{to.bytes(), *number, false};
    if (const auto group = table.find("group")) step.group = group->truth();
    add(std::move(step), to);
  }

  const std::vector<std::string>& programs_;
  ExerciseFolder& folder_;
  std::vector<Step> steps_;
  std::vector<RoleUse> uses_;
  int line_ = 0;  ///< of the step that is being read
};

}  // namespace

std::vector<Step> read_steps(const TomlValue& value, const std::vector<std::string>& programs, ExerciseFolder& folder) {
  StepReader reader(programs, folder);
  for (const TomlValue& step : value.list()) reader.read(step);
  return reader.finish();
}

std::map<std::string, std::string> read_env(const TomlValue& value) {
  std::map<std::string, std::string> env;
  TomlTable table = value.table("the environment");
  for (const auto& [name, variable] : table.entries()) {
    if (name.empty() || name.find_first_of(std::string_view("=\0", 2)) != std::string::npos) {
      variable.fail(fmt::format("{} can't be the name of an environment variable", in_quotes(name)));
    }
    const std::string text = variable.text();
    require_length(variable, fmt::format("{}={}", name, text));
    env[name] = text;
  }
  return env;
}

}  // namespace ipclab
