// An exercise is data: a new one needs a folder and no C++. And a saved record, judged again, gives what the live run
// gave.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>

#include "harness/batch/grade.h"
#include "harness/report/record_file.h"
#include "tests/unit/temp_folder.h"

namespace ipclab {
namespace {

namespace fs = std::filesystem;

const fs::path kExercises = fs::path(IPCLAB_SOURCE_DIR) / "exercises";

sandbox::Sandbox& the_sandbox() {
  static sandbox::Sandbox one;
  return one;
}

std::vector<std::string> errors_of(const Report& report) {
  std::vector<std::string> ids;
  for (const Finding& finding : report.findings) {
    if (finding.severity == Severity::Error) ids.push_back(finding.id);
  }
  return ids;
}

// A parent hands its argument to its child through a FIFO; both programs below print the same.
constexpr const char* kExercise = R"(name = "relay"
title = "A child prints what its parent sends it"
summary = "relay TEXT prints TEXT and a newline; the text goes through a FIFO named way."

[programs.relay]

[rules]
picture = ["parent -> fifo:way -> child"]

[[scenario]]
name = "one-text"
points = 3
steps = [{ run = "relay", args = ["hello"], status = 0, stdout = "hello\n" }]

[[scenario]]
name = "no-text"
steps = [{ run = "relay", args = [], status = "non-zero", output = { contains = "usage", ignore-case = true } }]
rules = { picture = [] }
)";

constexpr const char* kRight = R"(#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
int main(int argc, char **argv)
{
    if (argc != 2) return fprintf(stderr, "usage: relay TEXT\n"), 1;
    if (mkfifo("way", 0600) == -1) return 1;
    if (fork() == 0) {
        char text[200];
        int in = open("way", O_RDONLY);
        ssize_t n = read(in, text, sizeof text);
        printf("%.*s\n", (int)n, text);
        return 0;
    }
    int out = open("way", O_WRONLY);
    if (write(out, argv[1], strlen(argv[1])) == -1) return 1;
    close(out);
    wait(NULL);
    unlink("way");
    return 0;
}
)";

constexpr const char* kWrong = R"(#include <stdio.h>
#include <sys/stat.h>
int main(int argc, char **argv)
{
    if (argc != 2) return fprintf(stderr, "usage: relay TEXT\n"), 1;
    mkfifo("way", 0600);
    printf("%s\n", argv[1]);
    return 0;
}
)";

class NewExercise : public testing::Test {
 protected:
  NewExercise() { folder_.write("relay/exercise.toml", kExercise); }
  Report graded(const char* program) {
    folder_.write("submission/relay.c", program);
    return grade(the_sandbox(), load_exercise(folder_.path() / "relay"), read_submission(folder_.path() / "submission"),
                 {});
  }
  TempFolder folder_;
};

TEST_F(NewExercise, PassesARightProgram) {
  const Report report = graded(kRight);
  EXPECT_EQ(report.verdict, Verdict::Pass) << to_text(report, {});
  EXPECT_EQ(report.score.earned, 4);
  EXPECT_EQ(report.score.possible, 4);
}

TEST_F(NewExercise, FailsAWrongProgramThatPrintsTheRightText) {
  const Report report = graded(kWrong);
  EXPECT_EQ(report.verdict, Verdict::Fail);
  EXPECT_THAT(errors_of(report), testing::UnorderedElementsAre("topology.missing", "ipc.leak.fifo"))
      << to_text(report, {});
  EXPECT_EQ(report.score.earned, 1);
}

/// What judging alone decides: everything but the build.
nlohmann::json judged(const Report& report) {
  const nlohmann::json all = nlohmann::json::parse(to_json(report));
  nlohmann::json part = {
      {"verdict", all.at("verdict")}, {"score", all.at("score")}, {"scenarios", all.at("scenarios")}};
  for (const nlohmann::json& finding : all.at("findings")) {
    if (!finding.at("id").get<std::string>().starts_with("build.")) part["findings"].push_back(finding);
  }
  return part;
}

std::vector<std::pair<std::string, fs::path>> examples() {
  std::vector<std::pair<std::string, fs::path>> all;
  for (const auto& exercise : fs::directory_iterator(kExercises)) {
    if (!fs::exists(exercise.path() / "examples")) continue;
    for (const auto& example : fs::directory_iterator(exercise.path() / "examples")) {
      if (example.path().extension() == ".md") continue;
      all.emplace_back(exercise.path().filename().string(), example.path());
    }
  }
  std::sort(all.begin(), all.end());
  return all;
}

std::string name_of(const testing::TestParamInfo<std::pair<std::string, fs::path>>& parameter) {
  std::string name = parameter.param.first + "_" + parameter.param.second.stem().string();
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

class SavedRecords : public testing::TestWithParam<std::pair<std::string, fs::path>> {};

TEST_P(SavedRecords, JudgedAgainGiveWhatTheLiveRunGave) {
  const TempFolder folder;
  const auto file_of = [&](const std::string& scenario) { return folder.path() / (scenario + ".jsonl"); };
  const Exercise exercise = load_exercise(kExercises / GetParam().first);
  const Submission submission = read_submission(GetParam().second);
  GradeOptions options;
  options.explore = false;  // a record is of one order of the processes
  options.recorded = [&](const Record& record) { save_record(record, file_of(record.scenario)); };
  const Report live = grade(the_sandbox(), exercise, submission, options);
  ASSERT_TRUE(live.build.ok);
  EXPECT_EQ(live.verdict, Verdict::Fail);

  const Report again = grade_records(exercise, submission, [&](const std::string& scenario) -> std::optional<Record> {
    return load_record(file_of(scenario));
  });
  EXPECT_EQ(judged(again).dump(1), judged(live).dump(1));
}

INSTANTIATE_TEST_SUITE_P(Examples, SavedRecords, testing::ValuesIn(examples()), name_of);

}  // namespace
}  // namespace ipclab
