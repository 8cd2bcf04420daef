#include "harness/exercise/scenario.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/exercise/faults.h"
#include "harness/exercise/rules.h"
#include "harness/exercise/scenario_files.h"
#include "harness/exercise/steps.h"
#include "harness/exercise/suggest.h"

namespace ipclab {
namespace {

constexpr double kMostPoints = 1000;
constexpr std::int64_t kHighestUmask = 0777;

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

Visibility read_visibility(const TomlValue& value) {
  const std::string word = value.bytes();
  if (word == "public") return Visibility::Public;
  if (word == "hidden") return Visibility::Hidden;
  value.fail(fmt::format("{} is {}, and must be \"public\" or \"hidden\"", value.name(), in_quotes(word)));
}

void require_program(const TomlValue& steps, const std::vector<Step>& read, const std::vector<std::string>& programs) {
  if (read.empty()) steps.fail("the scenario has no steps");
  const bool any = std::any_of(read.begin(), read.end(), [&](const Step& step) {
    const auto* start = std::get_if<StartStep>(&step.action);
    return start != nullptr && contains(programs, start->program);
  });
  if (!any) steps.fail("no step starts a program of the submission: nothing would be judged");
}

void refuse_contradiction(const TomlValue& scenario, const Rules& rules) {
  for (const std::string& name : rules.must_run) {
    if (contains(rules.must_not_run, name)) {
      scenario.fail(
          fmt::format("{} must run and must not run in this scenario: one of the two rules is the exercise's own",
                      in_quotes(name)));
    }
  }
}

}  // namespace

Scenario read_scenario(const TomlValue& value, const ScenarioDefaults& defaults, ExerciseFolder& folder) {
  TomlTable table = value.table("a scenario");
  Scenario scenario;
  scenario.rules = defaults.rules;
  scenario.limits = defaults.limits;
  scenario.name = table.need("name").word();
  table.rename(fmt::format("the scenario {}", in_quotes(scenario.name)));
  scenario.title = scenario.name;
  if (const auto title = table.find("title")) scenario.title = title->label();
  if (const auto points = table.find("points")) scenario.points = points->number(0, kMostPoints);
  if (const auto visibility = table.find("visibility")) scenario.visibility = read_visibility(*visibility);
  if (const auto umask = table.find("umask")) scenario.umask = static_cast<unsigned>(umask->integer(0, kHighestUmask));
  if (const auto env = table.find("env")) scenario.env = read_env(*env);
  if (const auto files = table.find("files")) scenario.files = read_files(*files, folder);
  if (const auto rules = table.find("rules")) scenario.rules = read_rules(*rules, defaults.rules);
  if (const auto limits = table.find("limits")) scenario.limits = read_limits(*limits, defaults.limits);
  if (const auto check = table.find("memory-check")) scenario.memory_check = check->truth();
  if (const auto faults = table.find("faults")) scenario.faults = read_faults(*faults, defaults.programs);
  if (const auto pieces = table.find("short-transfers")) scenario.short_transfers = pieces->truth();
  if (const auto files = table.find("expected-files")) scenario.expected_files = read_expected_files(*files, folder);

  const TomlValue steps = table.need("steps");
  std::vector<std::string> startable = defaults.programs;
  startable.insert(startable.end(), defaults.fixtures.begin(), defaults.fixtures.end());
  scenario.steps = read_steps(steps, startable, folder);
  require_program(steps, scenario.steps, defaults.programs);
  refuse_contradiction(value, scenario.rules);
  table.refuse_others();
  return scenario;
}

}  // namespace ipclab
