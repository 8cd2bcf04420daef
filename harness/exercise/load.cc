// exercise.toml as a whole.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "harness/exercise/exercise.h"
#include "harness/exercise/folder.h"
#include "harness/exercise/nesting.h"
#include "harness/exercise/roles.h"
#include "harness/exercise/rules.h"
#include "harness/exercise/sandbox_calls.h"
#include "harness/exercise/scenario.h"
#include "harness/exercise/suggest.h"

namespace ipclab {
namespace {

namespace fs = std::filesystem;

constexpr const char* kFile = "exercise.toml";
constexpr std::int64_t kMostBytes = kMiB;  ///< of exercise.toml

std::string read_text(const fs::path& folder, const std::string& file) {
  try {
    return read_exercise_file(folder, kFile, kMostBytes);
  } catch (const std::runtime_error& error) {
    throw ExerciseError(fmt::format("{}:1:1: {}", file, error.what()));
  }
}

toml::table parse(const std::string& text, const std::string& file) {
  refuse_deep_keys(text, file);
  try {
    return toml::parse(text);
  } catch (const toml::parse_error& error) {
    fail_at(file, error.source(), fmt::format("this is no TOML: {}", error.description()));
  }
}

std::vector<std::string> read_sources(const TomlValue& value) {
  std::vector<std::string> sources;
  for (const TomlValue& element : value.list()) {
    sources.push_back(element.relative_path());
    if (!sources.back().ends_with(".c")) element.fail(fmt::format("{} is no .c file", in_quotes(sources.back())));
  }
  if (sources.empty()) value.fail("'sources' must not be empty: leave it out where the rule fits");
  return sources;
}

void read_libraries(TomlTable& table, ProgramSpec& program) {
  const auto libraries = table.find("libraries");
  if (!libraries) return;
  for (const TomlValue& library : libraries->list()) program.libraries.push_back(library.word());
}

std::vector<ProgramSpec> read_programs(TomlTable& exercise) {
  std::vector<ProgramSpec> programs;
  const TomlValue value = exercise.need("programs");
  TomlTable table = value.table("the programs");
  for (const auto& [name, entry] : table.entries()) {
    check_role_name(name, entry);
    TomlTable one = entry.table(fmt::format("the program {}", in_quotes(name)));
    ProgramSpec program;
    program.name = name;
    if (const auto sources = one.find("sources")) program.sources = read_sources(*sources);
    read_libraries(one, program);
    one.refuse_others();
    programs.push_back(std::move(program));
  }
  if (programs.empty()) value.fail("the exercise names no program: write [programs.NAME]");
  return programs;
}

std::vector<std::string> names_of(const std::vector<ProgramSpec>& programs) {
  std::vector<std::string> names;
  names.reserve(programs.size());
  for (const ProgramSpec& program : programs) names.push_back(program.name);
  return names;
}

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::vector<ProgramSpec> read_fixtures(TomlTable& exercise, const std::vector<ProgramSpec>& programs,
                                       ExerciseFolder& folder) {
  std::vector<ProgramSpec> fixtures;
  const auto value = exercise.find("fixtures");
  if (!value) return fixtures;
  TomlTable table = value->table("the fixtures");
  for (const auto& [name, entry] : table.entries()) {
    check_role_name(name, entry);
    if (contains(names_of(programs), name))
      entry.fail(fmt::format("{} is a program already: a fixture needs another name", in_quotes(name)));
    TomlTable one = entry.table(fmt::format("the fixture {}", in_quotes(name)));
    ProgramSpec fixture;
    fixture.name = name;
    const TomlValue sources = one.need("sources");
    fixture.sources = read_sources(sources);
    std::set<std::string> names;
    for (const TomlValue& source : sources.list()) {
      folder.require(source);
      // They are compiled side by side in one folder.
      const std::string file_name = fs::path(source.bytes()).filename().string();
      if (!names.insert(file_name).second) source.fail(fmt::format("two sources are called {}", in_quotes(file_name)));
    }
    read_libraries(one, fixture);
    one.refuse_others();
    fixtures.push_back(std::move(fixture));
  }
  return fixtures;
}

std::vector<Scenario> read_scenarios(const TomlValue& value, const ScenarioDefaults& defaults, ExerciseFolder& folder) {
  if (!value.is_list()) value.fail_type("a list of scenarios, each under a line [[scenario]]");
  std::vector<Scenario> scenarios;
  for (const TomlValue& element : value.list()) {
    Scenario scenario = read_scenario(element, defaults, folder);
    const bool taken = std::any_of(scenarios.begin(), scenarios.end(),
                                   [&](const Scenario& other) { return other.name == scenario.name; });
    if (taken) element.fail(fmt::format("two scenarios are called {}", in_quotes(scenario.name)));
    scenarios.push_back(std::move(scenario));
  }
  if (scenarios.empty()) value.fail("the exercise has no scenario");
  return scenarios;
}

Marking read_marking(const TomlValue& value) {
  constexpr double kMostPercent = 100, kMostStep = 100;
  TomlTable table = value.table("the marks");
  Marking marking;
  const auto read = [&](const char* key, double most, std::optional<double>* to) {
    if (const auto given = table.find(key)) *to = given->number(0, most);
  };
  read("late-penalty", kMostPercent, &marking.late_percent);
  read("late-penalty-per-day", kMostPercent, &marking.late_percent_per_day);
  read("round", kMostStep, &marking.round_to);
  table.refuse_others();
  return marking;
}

}  // namespace

Exercise load_exercise(const fs::path& folder) {
  const std::string file = (folder / kFile).string();
  const toml::table parsed = parse(read_text(folder, file), file);
  ExerciseFolder own_files(folder);
  TomlTable table(parsed, "the exercise", file);

  Exercise exercise;
  exercise.folder = folder;
  exercise.name = table.need("name").word();
  exercise.title = table.need("title").label();
  if (const auto summary = table.find("summary")) exercise.summary = summary->label();
  if (const auto allowed = table.find("make-allowed")) exercise.make_allowed = allowed->truth();
  if (const auto check = table.find("memory-check")) exercise.memory_check = check->truth();
  if (const auto sandbox = table.find("sandbox")) exercise.allowed_calls = read_allowed_calls(*sandbox);
  if (const auto marks = table.find("marks")) exercise.marking = read_marking(*marks);
  exercise.programs = read_programs(table);
  exercise.fixtures = read_fixtures(table, exercise.programs, own_files);

  ScenarioDefaults defaults;
  defaults.programs = names_of(exercise.programs);
  defaults.fixtures = names_of(exercise.fixtures);
  if (const auto rules = table.find("rules")) defaults.rules = read_rules(*rules, {});
  if (const auto limits = table.find("limits")) defaults.limits = read_limits(*limits, {});
  exercise.scenarios = read_scenarios(table.need("scenario"), defaults, own_files);
  table.refuse_others();
  exercise.digest = own_files.digest();
  return exercise;
}

}  // namespace ipclab
