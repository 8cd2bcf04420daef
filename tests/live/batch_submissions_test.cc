// Every program under tests/submissions/EXERCISE/NAME/ is graded, and the verdict, the findings and their lines are
// compared with what it says of itself. The first line of one of its files is `// expect: pass [WARNING-ID…]` or `//
// expect: fail ID[,ID…]`: the first id is the cause and must be found, the others may be found in other scenarios, and
// nothing else may. A line that ends in `// <ID>` is where that finding must point to (one of them, where several are
// marked). The reference solutions must get every point.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "harness/batch/grade.h"

namespace ipclab {
namespace {

namespace fs = std::filesystem;

const fs::path kSource = IPCLAB_SOURCE_DIR;

struct Expectation {
  bool found = false;
  bool passes = false;
  std::set<std::string> ids;
  std::string cause;  ///< the first of them
  std::vector<std::pair<std::string, SourceLocation>> marked;
};

Expectation expectation_of(const Submission& submission) {
  static const std::regex declared(R"(^(?://|/\*)\s*expect:\s*(pass|fail)\s*([a-z0-9.,\- ]*))");
  static const std::regex marker(R"(//\s*<([a-z0-9.\-]+)>\s*$)");
  Expectation expectation;
  for (const SubmittedFile& file : submission.files) {
    std::istringstream lines(file.bytes);
    std::string line;
    for (int number = 1; std::getline(lines, line); ++number) {
      std::smatch match;
      if (number == 1 && std::regex_search(line, match, declared)) {
        expectation.found = true;
        expectation.passes = match[1] == "pass";
        std::string ids = match[2];
        std::replace(ids.begin(), ids.end(), ',', ' ');
        std::istringstream words(ids);
        std::string id;
        while (words >> id) {
          if (expectation.cause.empty()) expectation.cause = id;
          expectation.ids.insert(id);
        }
      }
      if (std::regex_search(line, match, marker)) expectation.marked.push_back({match[1], {file.name, number, ""}});
    }
  }
  return expectation;
}

std::string all_findings(const Report& report) {
  TextStyle style;
  style.verbose = true;
  return to_text(report, style);
}

Report grade_folder(const std::string& exercise, const fs::path& folder) {
  static sandbox::Sandbox sandbox;
  return grade(sandbox, load_exercise(kSource / "exercises" / exercise), read_submission(folder), {});
}

struct Case {
  std::string exercise, name;
  fs::path folder;
};

void PrintTo(const Case& one, std::ostream* out) {
  *out << one.exercise << "/" << one.name;
}

std::vector<Case> cases(const fs::path& below) {
  std::vector<Case> all;
  std::error_code none;
  for (const auto& exercise : fs::directory_iterator(below, none)) {
    if (!exercise.is_directory()) continue;
    for (const auto& submission : fs::directory_iterator(exercise.path(), none)) {
      if (!submission.is_directory()) continue;
      all.push_back({exercise.path().filename(), submission.path().filename(), submission.path()});
    }
  }
  std::sort(all.begin(), all.end(), [](const Case& a, const Case& b) { return a.folder < b.folder; });
  return all;
}

std::string test_name(const testing::TestParamInfo<Case>& info) {
  std::string name = info.param.exercise + "_" + info.param.name;
  std::replace_if(
      name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
  return name;
}

class Submissions : public testing::TestWithParam<Case> {};

TEST_P(Submissions, GetsTheVerdictFindingAndLineThatItDeclares) {
  const Submission submission = read_submission(GetParam().folder);
  const Expectation expected = expectation_of(submission);
  ASSERT_TRUE(expected.found) << "no file begins with \"// expect:\"";

  const Report report = grade_folder(GetParam().exercise, GetParam().folder);
  std::set<std::string> errors, warnings;
  for (const Finding& finding : report.findings) {
    if (finding.severity == Severity::Error) errors.insert(finding.id);
    if (finding.severity == Severity::Warning) warnings.insert(finding.id);
  }
  if (expected.passes) {
    EXPECT_EQ(report.verdict, Verdict::Pass) << all_findings(report);
    EXPECT_EQ(warnings, expected.ids) << all_findings(report);
  } else {
    EXPECT_NE(report.verdict, Verdict::Pass) << all_findings(report);
    EXPECT_TRUE(errors.contains(expected.cause)) << expected.cause << " is not found\n" << all_findings(report);
    for (const std::string& id : errors)
      EXPECT_TRUE(expected.ids.contains(id)) << id << " is not expected\n" << all_findings(report);
  }
  std::set<std::string> marked_ids;
  for (const auto& [id, location] : expected.marked) marked_ids.insert(id);
  for (const std::string& id : marked_ids) {
    const bool there = std::any_of(report.findings.begin(), report.findings.end(), [&](const Finding& finding) {
      return finding.id == id && std::any_of(expected.marked.begin(), expected.marked.end(), [&](const auto& mark) {
               return mark.first == id && finding.location.file == mark.second.file &&
                      finding.location.line == mark.second.line;
             });
    });
    EXPECT_TRUE(there) << id << " is not at a line that is marked with it\n" << all_findings(report);
  }
}

INSTANTIATE_TEST_SUITE_P(All, Submissions, testing::ValuesIn(cases(kSource / "tests" / "submissions")), test_name);

class References : public testing::TestWithParam<std::string> {};

TEST_P(References, GetEveryPointAndNoFinding) {
  const Report report = grade_folder(GetParam(), kSource / "reference" / GetParam());
  EXPECT_EQ(report.verdict, Verdict::Pass) << all_findings(report);
  EXPECT_EQ(report.score.earned, report.score.possible);
  EXPECT_TRUE(report.findings.empty()) << all_findings(report);
}

INSTANTIATE_TEST_SUITE_P(All, References, testing::Values("copy", "pipeline", "msgqueue", "signals", "shm", "sockets"));

}  // namespace
}  // namespace ipclab
