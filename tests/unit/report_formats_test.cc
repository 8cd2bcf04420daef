// The formats that other programs read: each against the rules of its schema, with hostile texts in every place.
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <pugixml.hpp>
#include <set>

#include "harness/report/formats.h"
#include "harness/report/html_report.h"
#include "harness/report/json_read.h"
#include "harness/report/markdown.h"
#include "harness/report/redact.h"
#include "harness/report/utf8.h"
#include "tests/unit/report_samples.h"

namespace ipclab {
namespace {

using nlohmann::json;
using testing::Each;
using testing::HasSubstr;
using testing::Not;

std::vector<std::string> all_formats(const Report& report) {
  return {to_junit(report),
          to_sarif(report, "1"),
          to_github(report, "token"),
          to_gitlab(report),
          to_gradescope(report),
          to_autolab(report),
          to_prairielearn(report),
          to_markdown(without_hidden(report)),
          to_html(without_hidden(report))};
}

TEST(Formats, TellNothingOfHiddenScenarios) {
  const std::vector<std::string> all = all_formats(sample_report());
  EXPECT_THAT(all, Each(Not(HasSubstr("xyzzy"))));
  EXPECT_THAT(all, Each(Not(HasSubstr("secret"))));
}

TEST(Formats, HoldNoControlCharactersAndOnlyValidUtf8) {
  for (const std::string& text : all_formats(evil_report())) {
    EXPECT_TRUE(is_valid_utf8(text)) << text;
    for (const char c : text) EXPECT_TRUE(c == '\n' || static_cast<unsigned char>(c) >= 0x20) << text;
    EXPECT_THAT(text, Not(HasSubstr("\xe2\x80\xae"))) << "a mark of direction";
  }
}

/// The counts, which no schema knows; tests/cli/schemas_test.cc validates.
void expect_junit(const std::string& text) {
  pugi::xml_document document;
  ASSERT_TRUE(document.load_string(text.c_str())) << text;
  const pugi::xml_node suites = document.document_element();
  ASSERT_STREQ(suites.name(), "testsuites");
  const pugi::xml_node suite = suites.child("testsuite");
  EXPECT_NE(suite.attribute("name").as_string()[0], '\0');
  int tests = 0, failures = 0, errors = 0, skipped = 0;
  for (const pugi::xml_node test : suite.children()) {
    ASSERT_STREQ(test.name(), "testcase");
    ++tests;
    EXPECT_NE(test.attribute("name").as_string()[0], '\0');
    EXPECT_NE(test.attribute("classname").as_string()[0], '\0');
    EXPECT_GE(test.attribute("time").as_double(-1), 0);
    for (const pugi::xml_node outcome : test.children()) {
      const std::string kind = outcome.name();
      failures += kind == "failure" ? 1 : 0;
      errors += kind == "error" ? 1 : 0;
      skipped += kind == "skipped" ? 1 : 0;
      if (kind == "skipped") continue;
      EXPECT_TRUE(outcome.attribute("message")) << text;
      EXPECT_TRUE(outcome.attribute("type")) << text;
    }
  }
  for (const pugi::xml_node node : {suite, suites}) {
    EXPECT_EQ(node.attribute("tests").as_int(-1), tests);
    EXPECT_EQ(node.attribute("failures").as_int(-1), failures);
    EXPECT_EQ(node.attribute("errors").as_int(-1), errors);
  }
  EXPECT_EQ(suite.attribute("skipped").as_int(-1), skipped);
}

TEST(JUnit, HoldsToTheSchemaAndCountsRight) {
  for (const Report& report : {sample_report(), evil_report(), not_judged()}) expect_junit(to_junit(report));
  pugi::xml_document document;
  document.load_string(to_junit(sample_report()).c_str());
  const pugi::xml_node suite = document.document_element().child("testsuite");
  EXPECT_EQ(suite.attribute("tests").as_int(), 5) << "the build and four scenarios";
  EXPECT_EQ(suite.attribute("failures").as_int(), 3);
  const pugi::xml_node hangs = suite.child("testcase").next_sibling();
  EXPECT_THAT(hangs.child("failure").text().as_string(), HasSubstr("pipeline.c:6")) << "the schema has no place for it";
  EXPECT_STREQ(hangs.child("failure").attribute("type").as_string(), "hang.deadlock");
}

TEST(JUnit, WhatCouldNotBeJudgedIsAnErrorAndNoFailure) {
  pugi::xml_document document;
  document.load_string(to_junit(not_judged()).c_str());
  EXPECT_EQ(document.document_element().attribute("errors").as_int(), 1);
}

/// The rules of sarif-schema-2.1.0.json for what is used of it.
void expect_sarif(const std::string& text) {
  const json log = json::parse(text);
  EXPECT_EQ(log.at("version"), "2.1.0");
  const json& run = log.at("runs").at(0);
  const json& driver = run.at("tool").at("driver");
  EXPECT_TRUE(driver.at("name").is_string());
  std::set<std::string> ids;
  for (const json& rule : driver.at("rules")) {
    EXPECT_TRUE(ids.insert(rule.at("id")).second) << "ids of rules are unique";
    EXPECT_TRUE(rule.at("shortDescription").at("text").is_string());
  }
  const std::set<std::string> levels = {"none", "note", "warning", "error"};
  const auto check_location = [](const json& location) {
    if (!location.contains("physicalLocation")) return;
    const json& physical = location.at("physicalLocation");
    const std::string uri = physical.at("artifactLocation").at("uri");
    EXPECT_THAT(uri, testing::MatchesRegex("[-A-Za-z0-9._~/%]+"));
    EXPECT_GE(physical.value("region", json{{"startLine", 1}}).at("startLine").get<int>(), 1);
  };
  for (const json& result : run.at("results")) {
    EXPECT_EQ(driver.at("rules").at(result.at("ruleIndex").get<std::size_t>()).at("id"), result.at("ruleId"));
    EXPECT_TRUE(levels.contains(result.at("level")));
    EXPECT_FALSE(result.at("message").at("text").get<std::string>().empty());
    for (const json& location : result.at("locations")) check_location(location);
    for (const auto& [key, value] : result.at("partialFingerprints").items()) EXPECT_TRUE(value.is_string()) << key;
    for (const json& flow : result.value("codeFlows", json::array())) {
      ASSERT_GE(flow.at("threadFlows").size(), 1U);
      for (const json& thread : flow.at("threadFlows")) {
        ASSERT_GE(thread.at("locations").size(), 1U);
        for (const json& step : thread.at("locations")) {
          EXPECT_GE(step.at("executionOrder").get<int>(), 0);
          check_location(step.at("location"));
        }
      }
    }
  }
}

TEST(Sarif, HoldsToTheSchema) {
  for (const Report& report : {sample_report(), evil_report(), not_judged()}) expect_sarif(to_sarif(report, "0.1"));
}

TEST(Sarif, EvidenceIsAFlowWithAThreadAProcess) {
  const json log = json::parse(to_sarif(sample_report(), "0.1"));
  const json& result = log.at("runs").at(0).at("results").at(0);
  EXPECT_EQ(result.at("ruleId"), "hang.deadlock");
  EXPECT_EQ(result.at("locations").at(0).at("physicalLocation").at("artifactLocation").at("uri"),
            "submissions/miller/pipeline.c");
  const json& threads = result.at("codeFlows").at(0).at("threadFlows");
  ASSERT_EQ(threads.size(), 2U);
  EXPECT_EQ(threads.at(0).at("id"), "pipeline");
  EXPECT_EQ(threads.at(0).at("locations").size(), 3U);
  EXPECT_EQ(threads.at(1).at("id"), "grep");
}

TEST(Sarif, SaysWhenTheGraderCouldNotJudge) {
  const json log = json::parse(to_sarif(not_judged(), "0.1"));
  EXPECT_EQ(log.at("runs").at(0).at("invocations").at(0).at("executionSuccessful"), false);
}

TEST(GitHub, AnnotatesTheRightLines) {
  const std::string text = to_github(sample_report(), "token");
  EXPECT_THAT(text,
              testing::StartsWith("::error file=submissions/miller/pipeline.c,line=6,title=hang.deadlock::grep "));
  EXPECT_THAT(text, HasSubstr("\n::warning file=submissions/miller/pipeline.c,line=4,title=fd.leaked-into-exec::"));
}

TEST(GitHub, NobodyElseCommands) {
  const std::string text = to_github(evil_report(), "s3cr3t");
  const std::size_t off = text.find("::stop-commands::s3cr3t\n");
  ASSERT_NE(off, std::string::npos);
  EXPECT_TRUE(text.ends_with("\n::s3cr3t::\n"));
  for (std::size_t at = 0; at < off; at = text.find('\n', at) + 1) {
    const std::string line = text.substr(at, text.find('\n', at) - at);
    EXPECT_TRUE(line.starts_with("::error ") || line.starts_with("::warning ")) << line;
    const std::string properties = line.substr(2, line.find("::", 2) - 2);
    EXPECT_EQ(properties.find("::"), std::string::npos);
    EXPECT_THAT(properties, HasSubstr("title="));
  }
}

TEST(GitLab, HasWhatCodeQualityDemands) {
  std::set<std::string> fingerprints;
  for (const Report& report : {sample_report(), evil_report()}) {
    for (const json& issue : json::parse(to_gitlab(report))) {
      EXPECT_FALSE(issue.at("description").get<std::string>().empty());
      EXPECT_TRUE(issue.at("check_name").is_string());
      EXPECT_EQ(issue.at("fingerprint").get<std::string>().size(), 64U);
      EXPECT_GE(issue.at("location").at("lines").at("begin").get<int>(), 1);
      EXPECT_FALSE(issue.at("location").at("path").get<std::string>().empty());
      EXPECT_TRUE(
          std::set<std::string>({"info", "minor", "major", "critical", "blocker"}).contains(issue.at("severity")));
    }
  }
}

TEST(Fingerprint, StaysWhenTheLineMoves) {
  Report report = sample_report();
  const json before = json::parse(to_gitlab(report)).at(0).at("fingerprint");
  report.files.front().bytes = "\n\n" + report.files.front().bytes;
  for (Finding& finding : report.findings) finding.location.line += 2;
  EXPECT_EQ(json::parse(to_gitlab(report)).at(0).at("fingerprint"), before);
  for (Finding& finding : report.findings) finding.location.line -= 1;
  EXPECT_NE(json::parse(to_gitlab(report)).at(0).at("fingerprint"), before);
}

TEST(Gradescope, HasItsDocumentedFields) {
  const json results = json::parse(to_gradescope(sample_report()));
  EXPECT_EQ(results.at("score"), 1);
  double sum = 0;
  for (const json& test : results.at("tests")) {
    sum += test.at("score").get<double>();
    EXPECT_LE(test.at("score").get<double>(), test.at("max_score").get<double>());
    EXPECT_TRUE(test.at("status") == "passed" || test.at("status") == "failed");
    EXPECT_EQ(test.at("output_format"), "text");
  }
  EXPECT_EQ(sum, 1);
  EXPECT_EQ(results.at("tests").size(), 4U);
  const json none = json::parse(to_gradescope(not_judged()));
  EXPECT_FALSE(none.contains("score"));
  EXPECT_FALSE(none.contains("tests"));
}

TEST(Autolab, LastLineHoldsTheScores) {
  for (const Report& report : {sample_report(), evil_report()}) {
    const std::string text = to_autolab(report);
    const std::size_t end = text.find('\n');
    EXPECT_EQ(text.find('\n', end + 1), text.size() - 1) << "two lines";
    EXPECT_EQ(json::parse(text.substr(0, end)).at("_presentation"), "semantic");
    EXPECT_EQ(json::parse(text.substr(end + 1)), json::parse(R"({"scores": {"pipeline": 1.0}, "scoreboard": [1.0]})"));
  }
  EXPECT_THAT(to_autolab(not_judged()), Not(HasSubstr("scores")));
}

TEST(PrairieLearn, ScoreIsAShareAndTheResultSmall) {
  Report report = sample_report();
  EXPECT_NEAR(json::parse(to_prairielearn(report)).at("score").get<double>(), 1 / 4.5, 1e-9);
  std::string words;
  for (int i = 0; i < 100'000; ++i) words += "\x01\x02 ";
  for (Finding& finding : report.findings) finding.reason = words;
  EXPECT_LT(to_prairielearn(report).size(), 1'000'000U);
  EXPECT_EQ(json::parse(to_prairielearn(not_judged())).at("gradable"), false);
}

TEST(Markdown, StrangersTextIsNothingButText) {
  EXPECT_EQ(markdown_text("<b> # [x](y) *a* `c` | @me"), "&lt;b\\> \\# \\[x\\](y) \\*a\\* \\`c\\` \\| &#64;me");
  EXPECT_EQ(markdown_text("- item"), "\\- item");
  EXPECT_EQ(markdown_text("a\nb"), "a\\\\nb");
  EXPECT_EQ(markdown_text("pipeline.c"), "pipeline.c");
}

TEST(Html, StrangersTextIsNothingButText) {
  const std::string page = to_html(evil_report());
  for (const char* markup : {"<b>", "</script>", "<img"}) EXPECT_THAT(page, Not(HasSubstr(markup)));
  EXPECT_THAT(page, HasSubstr("&lt;b&gt;&amp;&quot;&#39;"));
  EXPECT_EQ(html::tag("a", {{"href", "\"><x"}}, html::text("<")).markup(), "<a href=\"&quot;&gt;&lt;x\">&lt;</a>");
}

TEST(Html, PolicyForbidsEverythingButTheStyle) {
  const std::string page = to_html(sample_report());
  EXPECT_THAT(page, HasSubstr("default-src &#39;none&#39;; style-src &#39;sha256-"));
  EXPECT_THAT(page, Not(HasSubstr("script-src")));
  EXPECT_THAT(page, Not(HasSubstr("unsafe")));
}

TEST(Redacted, KeepsEverythingPublic) {
  const Report full = sample_report(), shown = without_hidden(full);
  EXPECT_EQ(shown.score.earned, full.score.earned);
  EXPECT_EQ(shown.scenarios.at(0).title, full.scenarios.at(0).title);
  EXPECT_EQ(shown.scenarios.at(3).name, "hidden scenario 1");
  EXPECT_EQ(shown.scenarios.at(3).points.possible, 0.5);
  EXPECT_THAT(to_json(shown), Not(HasSubstr("xyzzy")));
  EXPECT_THAT(to_json(full), HasSubstr("xyzzy"));
}

TEST(JsonRead, GivesTheReportBack) {
  Report report = evil_report();
  report.scenarios.at(0).processes.at(0).exit = ExitState{ExitState::Kind::Signal, 9};
  report.scenarios.at(0).nodes = {{"p1", "grep", "process"}};
  report.scenarios.at(0).edges = {{"p1", "o1", "1", 5, "waits"}};
  report.scenarios.at(0).outputs = {{"grep", "stdout", "x", true}};
  report.mechanisms = {{"m", false, "why"}};
  const std::string text = to_json(report);
  EXPECT_EQ(to_json(parse_report(text)), text);
  EXPECT_THROW(parse_report("{}"), ReportError);
  EXPECT_THROW(parse_report("no JSON"), ReportError);
  EXPECT_THROW(parse_report(R"({"schema": "ipclab.report/2"})"), ReportError);
}

TEST(Markdown, FitsIntoGitHubsSummaryHoweverMuchThereIs) {
  Report report = sample_report();
  report.build.ok = false;
  report.build.output = std::string(std::size_t{256} * 1024, '\x1b');
  const Finding one = report.findings.front();
  for (int i = 0; i < 1000; ++i) {
    report.findings.push_back(one);
    report.findings.back().location.line = i;
    report.findings.back().message = std::string(2000, 'x') + std::to_string(i);
  }
  const std::string text = to_markdown(without_hidden(report));
  EXPECT_LT(text.size(), std::size_t{1024} * 1024);
  EXPECT_THAT(text, HasSubstr("more findings"));
}

}  // namespace
}  // namespace ipclab
