// The program of each page of docs/findings/ has what the page is about, and nothing else, where the page marks it. And
// the pages are what their source says.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "harness/batch/examine.h"
#include "harness/batch/expectation.h"
#include "harness/batch/grade.h"
#include "harness/report/finding_page.h"
#include "tests/unit/temp_folder.h"

namespace ipclab {
namespace {

namespace fs = std::filesystem;

const fs::path kFindings = fs::path(IPCLAB_SOURCE_DIR) / "docs/findings";

std::vector<std::string> all_ids() {
  std::vector<std::string> ids;
  for (const FindingInfo& info : finding_catalog()) ids.emplace_back(info.id);
  return ids;
}

std::string test_name(const testing::TestParamInfo<std::string>& info) {
  std::string name = info.param;
  std::replace_if(
      name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
  return name;
}

/// As the page says that it is to be run.
Report report_of(const std::string& id) {
  static sandbox::Sandbox sandbox;
  const fs::path folder = kFindings / "programs" / id;
  if (fs::exists(folder / "exercise.toml")) return grade(sandbox, load_exercise(folder), read_submission(folder), {});
  const TempFolder here;  // where the program may leave what it leaves
  const fs::path before = fs::current_path();
  fs::current_path(here.path());
  const fs::path source = folder / finding_sources(id).front().name;
  fs::copy_file(source, here.path() / source.filename());
  Report report = examine(sandbox, {source.filename()}, {});
  fs::current_path(before);
  return report;
}

class FindingPages : public testing::TestWithParam<std::string> {};

TEST_P(FindingPages, HaveAProgramThatHasThisAndNothingElse) {
  const std::string& id = GetParam();
  ASSERT_FALSE(finding_sources(id).empty()) << "docs/findings/programs/" << id << " has no program";
  const bool is_note = finding_info(id)->severity == Severity::Note;
  const Report report = report_of(id);
  std::set<std::string> found;
  for (const Finding& finding : report.findings) {
    if (is_note || finding.severity != Severity::Note) found.insert(finding.id);
  }
  TextStyle style;
  style.verbose = true;
  EXPECT_THAT(found, testing::ElementsAre(id)) << to_text(report, style);
  const Expectation marks = expectation_of(read_submission(kFindings / "programs" / id));
  EXPECT_THAT(unmet_marks(marks, report), testing::IsEmpty()) << to_text(report, style);
}

TEST_P(FindingPages, AreWhatTheirSourceSays) {
  EXPECT_EQ(read_whole(kFindings / (GetParam() + ".md")), finding_page(*finding_info(GetParam())))
      << "./dev docs writes it anew";
}

INSTANTIATE_TEST_SUITE_P(All, FindingPages, testing::ValuesIn(all_ids()), test_name);

TEST(FindingsIndex, NamesEveryPageAndThereIsNoOther) {
  EXPECT_EQ(read_whole(kFindings / "README.md"), findings_index()) << "./dev docs writes it anew";
  for (const auto& entry : fs::directory_iterator(kFindings / "programs"))
    EXPECT_NE(finding_info(entry.path().filename().string()), nullptr) << entry.path();
  for (const auto& entry : fs::directory_iterator(kFindings)) {
    if (entry.path().extension() != ".md" || entry.path().stem() == "README") continue;
    EXPECT_NE(finding_info(entry.path().stem().string()), nullptr) << entry.path();
  }
}

}  // namespace
}  // namespace ipclab
