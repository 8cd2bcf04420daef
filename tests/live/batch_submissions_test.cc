// Every program under exercises/EXERCISE/wrong/NAME/ and right/NAME/ is graded, and the verdict, the findings and their
// lines are compared with what it says of itself. The first line of one of its files is `// expect: pass [WARNING-ID…]`
// or `// expect: fail ID[,ID…]`: the first id is the cause and must be found, the others may be found in other
// scenarios, and nothing else may. A line that ends in `// <ID>` is where that finding must point to (one of them,
// where several are marked). The reference solutions must get every point.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "harness/batch/expectation.h"
#include "harness/batch/grade.h"

namespace ipclab {
namespace {

namespace fs = std::filesystem;

const fs::path kSource = IPCLAB_SOURCE_DIR;

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
    for (const char* kind : {"right", "wrong"}) {
      for (const auto& submission : fs::directory_iterator(exercise.path() / kind, none)) {
        if (!submission.is_directory()) continue;
        all.push_back({exercise.path().filename(), submission.path().filename(), submission.path()});
      }
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
  const Report report = grade_folder(GetParam().exercise, GetParam().folder);
  EXPECT_THAT(unmet(expected, report), testing::IsEmpty()) << all_findings(report);
}

INSTANTIATE_TEST_SUITE_P(All, Submissions, testing::ValuesIn(cases(kSource / "exercises")), test_name);

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
