// JUnit XML, as Jenkins' schema has it (tests/schemas/jenkins-junit.xsd): a server that validates takes no other
// attributes.
#include <fmt/format.h>

#include <pugixml.hpp>
#include <sstream>

#include "harness/report/format_words.h"
#include "harness/report/formats.h"
#include "harness/report/redact.h"

namespace ipclab {
namespace {

class Suite {
 public:
  Suite(const Report& report, pugi::xml_node suite) : report_(report), suite_(suite) {}

  void add_build() {
    const std::vector<const Finding*> findings = findings_in(report_, "");
    pugi::xml_node test = add_case("build", 0);
    if (report_.build.ok) return;
    ++failures_;
    tell(test, "failure", findings.empty() ? "it does not build" : visible(findings.front()->message), "build.error",
         scenario_text(report_, "") + visible(report_.build.output, true));
  }

  void add(const ScenarioReport& scenario) {
    const std::vector<const Finding*> findings = findings_in(report_, scenario.name);
    const std::string name = visible(scenario.title.empty() ? scenario.name : scenario.name + ": " + scenario.title);
    time_ += scenario.wall_ms;
    pugi::xml_node test = add_case(name, scenario.wall_ms);
    switch (scenario.verdict) {
      case ScenarioVerdict::Pass:
        break;
      case ScenarioVerdict::Fail:
        ++failures_;
        tell(test, "failure", findings.empty() ? "it falls short" : visible(findings.front()->message),
             findings.empty() ? "fail" : findings.front()->id, scenario_text(report_, scenario.name));
        break;
      case ScenarioVerdict::Skipped:
        ++skipped_;
        test.append_child("skipped");
        break;
      case ScenarioVerdict::Inconclusive:
        ++errors_;
        tell(test, "error", "could not be judged: " + visible(scenario.trouble), "inconclusive", "");
        break;
    }
  }

  void finish() {
    for (pugi::xml_node node : {suite_, suite_.parent()}) {
      set(node, "tests", tests_);
      set(node, "failures", failures_);
      set(node, "errors", errors_);
      set(node, "time", fmt::format("{:.3f}", time_ / 1000));
    }
    set(suite_, "skipped", skipped_);
  }

 private:
  template <typename Value>
  static void set(pugi::xml_node node, const char* name, const Value& value) {
    node.append_attribute(name) = fmt::format("{}", value).c_str();
  }

  pugi::xml_node add_case(const std::string& name, double wall_ms) {
    ++tests_;
    pugi::xml_node test = suite_.append_child("testcase");
    set(test, "classname", visible(report_.exercise_name));
    set(test, "name", name);
    set(test, "time", fmt::format("{:.3f}", wall_ms / 1000));
    return test;
  }

  static void tell(pugi::xml_node test, const char* kind, const std::string& message, const std::string& type,
                   const std::string& text) {
    pugi::xml_node node = test.append_child(kind);
    set(node, "message", message);
    set(node, "type", type);
    node.append_child(pugi::node_pcdata).set_value(text.c_str());
  }

  const Report& report_;
  pugi::xml_node suite_;
  int tests_ = 0, failures_ = 0, errors_ = 0, skipped_ = 0;
  double time_ = 0;
};

}  // namespace

std::string to_junit(const Report& full) {
  const Report report = without_hidden(full);
  pugi::xml_document document;
  pugi::xml_node declaration = document.append_child(pugi::node_declaration);
  declaration.append_attribute("version") = "1.0";
  declaration.append_attribute("encoding") = "UTF-8";
  pugi::xml_node suites = document.append_child("testsuites");
  suites.append_attribute("name") = "ipclab";
  pugi::xml_node node = suites.append_child("testsuite");
  node.append_attribute("name") = visible(report.exercise_name).c_str();
  Suite suite(report, node);
  suite.add_build();
  for (const ScenarioReport& scenario : report.scenarios) suite.add(scenario);
  suite.finish();
  std::ostringstream text;
  document.save(text, "  ");
  return text.str();
}

}  // namespace ipclab
