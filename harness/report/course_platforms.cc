// Gradescope, Autolab, PrairieLearn: points a scenario, and the report for a person.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "harness/report/format_words.h"
#include "harness/report/formats.h"
#include "harness/report/redact.h"

namespace ipclab {
namespace {

using Json = nlohmann::ordered_json;

/// PrairieLearn drops results over a megabyte; escapes of JSON can make six bytes of one.
constexpr std::size_t kMostText = std::size_t{100} * 1024;

std::string shortened(std::string text) {
  if (text.size() <= kMostText) return text;
  text.resize(kMostText);
  return visible(text.substr(0, text.rfind('\n')), true) + "\n…\n";
}

std::string name_of(const ScenarioReport& scenario) {
  return visible(scenario.title.empty() ? scenario.name : scenario.name + ": " + scenario.title);
}

std::string output_of(const Report& report, const ScenarioReport& scenario) {
  if (!report.build.ok) return "It does not build.";
  return shortened(scenario_text(report, scenario.name));
}

bool counts(const ScenarioReport& scenario) {
  return scenario.points.possible > 0;
}

}  // namespace

std::string to_gradescope(const Report& full) {
  const Report report = without_hidden(full);
  Json json;
  if (report.verdict == Verdict::Inconclusive) {
    json = {{"output", not_judged_sentence(report)}, {"output_format", "text"}};
    return json.dump(2, ' ', true) + "\n";
  }
  Json tests = Json::array();
  for (const ScenarioReport& scenario : report.scenarios) {
    if (!counts(scenario)) continue;
    tests.push_back({{"name", name_of(scenario)},
                     {"name_format", "text"},
                     {"score", scenario.points.earned},
                     {"max_score", scenario.points.possible},
                     {"status", scenario.verdict == ScenarioVerdict::Pass ? "passed" : "failed"},
                     {"output", output_of(report, scenario)},
                     {"output_format", "text"},
                     {"visibility", "visible"}});
  }
  json = {
      {"score", report.score.earned},
      {"output", shortened(to_text(report, TextStyle{}))},
      {"output_format", "text"},
      {"test_output_format", "text"},
      {"test_name_format", "text"},
      {"stdout_visibility", "hidden"},
      {"extra_data", {{"exercise_digest", report.exercise_digest}, {"submission_digest", report.submission_digest}}},
      {"tests", tests}};
  return json.dump(2, ' ', true) + "\n";
}

std::string to_autolab(const Report& full) {
  const Report report = without_hidden(full);
  if (report.verdict == Verdict::Inconclusive) return not_judged_sentence(report) + "\n";
  Json build = {{"passed", report.build.ok}}, tests = Json::object();
  if (!report.build.ok) build["hint"] = shortened(scenario_text(report, ""));
  for (const ScenarioReport& scenario : report.scenarios) {
    if (!counts(scenario)) continue;
    Json test = {{"passed", scenario.verdict == ScenarioVerdict::Pass}};
    if (const std::string hint = output_of(report, scenario); !hint.empty()) test["hint"] = hint;
    tests[name_of(scenario)] = test;
  }
  const Json shown = {
      {"_presentation", "semantic"}, {"stages", {"Build", "Test"}}, {"Build", {{"build", build}}}, {"Test", tests}};
  const Json scores = {{"scores", {{visible(report.exercise_name), report.score.earned}}},
                       {"scoreboard", {report.score.earned}}};
  return shown.dump(-1, ' ', true) + "\n" + scores.dump(-1, ' ', true) + "\n";
}

std::string to_prairielearn(const Report& full) {
  const Report report = without_hidden(full);
  if (report.verdict == Verdict::Inconclusive) {
    const Json json = {{"gradable", false}, {"format_errors", Json::array({not_judged_sentence(report)})}};
    return json.dump(2, ' ', true) + "\n";
  }
  Json tests = Json::array();
  std::size_t room = kMostText;
  for (const ScenarioReport& scenario : report.scenarios) {
    if (!counts(scenario)) continue;
    std::string output = output_of(report, scenario);
    if (output.size() > room) output = "(too long to be shown here)";
    room -= std::min(room, output.size());
    tests.push_back({{"name", visible(scenario.name)},
                     {"description", visible(scenario.title)},
                     {"points", scenario.points.earned},
                     {"max_points", scenario.points.possible},
                     {"message", std::string(to_string(scenario.verdict))},
                     {"output", output}});
  }
  const Json json = {{"gradable", true},
                     {"score", report.score.possible > 0 ? report.score.earned / report.score.possible : 0.0},
                     {"message", fmt::format("{:g} of {:g} points", report.score.earned, report.score.possible)},
                     {"output", shortened(to_text(report, TextStyle{}))},
                     {"tests", tests}};
  return json.dump(2, ' ', true) + "\n";
}

}  // namespace ipclab
