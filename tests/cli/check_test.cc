// `ipclab check`: exit codes and what is written where.
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "tests/cli/command_line.h"

namespace ipclab {
namespace {

using nlohmann::json;
using testing::HasSubstr;

std::string example(const std::string& name) {
  return IPCLAB_SOURCE_DIR "/exercises/" + name;
}

json check_as_json(std::vector<std::string> args, int status) {
  args.insert(args.begin(), "check");
  args.insert(args.end(), {"--format", "json"});
  const Ran ran = ipclab(args);
  EXPECT_EQ(ran.status, status) << ran.err;
  return json::parse(ran.out);
}

std::vector<std::string> missing(const json& object, const std::vector<std::string>& keys) {
  std::vector<std::string> none;
  for (const std::string& key : keys) {
    if (!object.contains(key)) none.push_back(key);
  }
  return none;
}

TEST(Check, OfARightProgramIsZero) {
  const Ran ran = ipclab({"check", "copy", reference("copy")});
  EXPECT_EQ(ran.status, 0) << ran.out;
  EXPECT_EQ(ran.err, "");
}

TEST(Check, TakesTheCurrentFolderByDefault) {
  EXPECT_EQ(ipclab({"check", "copy", "--scenario", "small-text"}, {.folder = reference("copy")}).status, 0);
}

TEST(Check, TakesOneFileWhereTheExerciseHasOneProgram) {
  EXPECT_EQ(ipclab({"check", "copy", reference("copy") + "/copy.c", "--scenario", "small-text"}).status, 0);
}

TEST(Check, TakesAFolderAsTheExercise) {
  EXPECT_EQ(
      ipclab({"check", IPCLAB_SOURCE_DIR "/exercises/copy", reference("copy"), "--scenario", "small-text"}).status, 0);
}

TEST(Check, OfAWrongProgramIsOneAndTheReportSaysWhy) {
  const Ran ran = ipclab({"check", "pipeline", example("pipeline/examples/hangs"), "--scenario", "matches"});
  EXPECT_EQ(ran.status, 1);
  EXPECT_THAT(ran.out, HasSubstr("hang.deadlock"));
}

TEST(Check, OfAProgramThatDoesNotCompileIsOneAndABuildError) {
  const TempFolder folder;
  folder.write("copy.c", "int main(void) { return undeclared; }\n");
  const json report = check_as_json({"copy", folder.path()}, 1);
  EXPECT_EQ(report.at("verdict"), "build-error");
  EXPECT_EQ(report.at("build").at("ok"), false);
  ASSERT_FALSE(report.at("findings").empty());
  const json& finding = report.at("findings")[0];
  EXPECT_EQ(finding.at("id"), "build.error");
  EXPECT_EQ(finding.at("location").at("file"), "copy.c");
  EXPECT_EQ(finding.at("location").at("line"), 1);
  EXPECT_EQ(report.at("score").at("earned"), 0);
}

TEST(CheckJson, HasTheFieldsOfTheContract) {
  const json report = check_as_json({"pipeline", example("pipeline/examples/hangs"), "--scenario", "matches"}, 1);
  EXPECT_EQ(report.at("schema"), "ipclab.report/1");
  EXPECT_EQ(report.at("verdict"), "fail");
  EXPECT_THAT(missing(report, {"exercise", "submission", "isolation", "score", "build", "scenarios", "findings"}),
              testing::IsEmpty());
  EXPECT_THAT(missing(report.at("exercise"), {"name", "title", "digest"}), testing::IsEmpty());
  EXPECT_THAT(missing(report.at("submission"), {"path", "digest", "files"}), testing::IsEmpty());
  EXPECT_THAT(missing(report.at("isolation"), {"level", "mechanisms"}), testing::IsEmpty());
  EXPECT_THAT(missing(report.at("isolation").at("mechanisms").at(0), {"name", "enforced", "reason"}),
              testing::IsEmpty());
  EXPECT_THAT(missing(report.at("score"), {"earned", "possible"}), testing::IsEmpty());
  EXPECT_THAT(missing(report.at("build"), {"ok", "diagnostics", "output"}), testing::IsEmpty());

  const json& scenario = report.at("scenarios").at(0);
  EXPECT_EQ(scenario.at("name"), "matches");
  EXPECT_EQ(scenario.at("verdict"), "fail");
  EXPECT_THAT(missing(scenario, {"title", "visibility", "points", "seed", "schedules", "wall_ms", "virtual_ms",
                                 "processes", "graph", "outputs"}),
              testing::IsEmpty());
  EXPECT_THAT(missing(scenario.at("schedules"), {"explored", "failed"}), testing::IsEmpty());
  EXPECT_THAT(missing(scenario.at("graph"), {"nodes", "edges"}), testing::IsEmpty());
  EXPECT_THAT(missing(scenario.at("processes").at(0), {"id", "parent", "role", "program", "argv", "exit"}),
              testing::IsEmpty());
  EXPECT_THAT(missing(scenario.at("outputs").at(0), {"role", "stream", "text", "truncated"}), testing::IsEmpty());

  const json& finding = report.at("findings").at(0);
  EXPECT_THAT(missing(finding, {"id", "severity", "scenario", "process", "message", "hint", "location", "evidence"}),
              testing::IsEmpty());
  EXPECT_THAT(missing(finding.at("location"), {"file", "line", "function"}), testing::IsEmpty());
  EXPECT_THAT(missing(finding.at("evidence").at(0), {"process", "time_us", "call", "location"}), testing::IsEmpty());
  EXPECT_EQ(report.at("scenarios").at(1).at("verdict"), "skipped");
}

TEST(CheckOutput, GoesToAFileInsteadOfStandardOutput) {
  const TempFolder folder;
  const std::string file = folder.path() / "report.json";
  const Ran ran =
      ipclab({"check", "copy", reference("copy"), "--scenario", "small-text", "--format", "json", "--output", file});
  EXPECT_EQ(ran.status, 0) << ran.err;
  EXPECT_EQ(ran.out, "");
  EXPECT_EQ(json::parse(read_whole(file)).at("exercise").at("name"), "copy");
}

TEST(CheckOutput, IntoAFolderThatIsNotThereIsNoVerdict) {
  const TempFolder folder;
  const std::string file = folder.path() / "missing/report.json";
  const Ran ran =
      ipclab({"check", "copy", reference("copy"), "--scenario", "small-text", "--format", "json", "--output", file});
  EXPECT_EQ(ran.status, 3);
  expect_a_sentence(ran.err);
  EXPECT_THAT(ran.err, HasSubstr("missing/report.json"));
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(CheckOutput, OfTextAndJsonTogetherComesFromOneRun) {
  const TempFolder folder;
  const std::string file = folder.path() / "report.json";
  const Ran ran = ipclab({"check", "copy", reference("copy"), "--scenario", "small-text", "--json", file});
  EXPECT_EQ(ran.status, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("copy"));
  EXPECT_EQ(json::parse(read_whole(file)).at("verdict"), "pass");
}

TEST(CheckOutput, OfManyFormatsComesFromOneRun) {
  const TempFolder folder;
  const std::string at = folder.path().string() + "/";
  const Ran ran = ipclab({"check",        "pipeline",        example("pipeline/examples/hangs"),
                          "--scenario",   "matches",         "--format",
                          "github",       "--json",          at + "json",
                          "--junit",      at + "junit",      "--sarif",
                          at + "sarif",   "--gitlab",        at + "gitlab",
                          "--gradescope", at + "gradescope", "--autolab",
                          at + "autolab", "--prairielearn",  at + "prairielearn",
                          "--html",       at + "html",       "--markdown",
                          at + "markdown"});
  EXPECT_EQ(ran.status, 1) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("pipeline.c,line=57,title=hang.deadlock::"));
  for (const char* name : {"junit", "sarif", "gitlab", "html", "markdown", "json"}) {
    EXPECT_THAT(read_whole(at + name), HasSubstr("hang.deadlock")) << name;
  }
  EXPECT_EQ(json::parse(read_whole(at + "gradescope")).at("score"), 0);
  EXPECT_EQ(json::parse(read_whole(at + "prairielearn")).at("score"), 0);
  EXPECT_THAT(read_whole(at + "autolab"), HasSubstr("\"scores\""));
}

TEST(Check, FindsFilesThatLieInOneSubfolder) {
  const TempFolder folder;
  std::filesystem::create_directories(folder.path() / "handed in/lab 1");
  std::filesystem::copy(reference("copy"), folder.path() / "handed in/lab 1");
  EXPECT_EQ(ipclab({"check", "copy", folder.path(), "--scenario", "small-text"}).status, 0);
}

TEST(CheckRecords, JudgedAgainGiveTheSameVerdictWithoutRunningAnything) {
  const TempFolder folder;
  const std::string program = example("pipeline/examples/hangs");
  EXPECT_EQ(ipclab({"check", "pipeline", program, "--scenario", "matches", "--save-records", folder.path()}).status, 1);
  const Ran again =
      ipclab({"check", "pipeline", program, "--records", folder.path()}, {.env = {{"IPCLAB_KEEPER", "/nonexistent"}}});
  EXPECT_EQ(again.status, 1) << again.err;
  EXPECT_THAT(again.out, HasSubstr("hang.deadlock"));
}

}  // namespace
}  // namespace ipclab
