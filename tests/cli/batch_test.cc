// `ipclab batch`: from a folder of submissions to marks, feedback and pages.
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "tests/cli/small_class.h"
#include "tests/unit/archives.h"

namespace ipclab {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

const json& student(const json& grades, const std::string& key) {
  for (const json& one : grades.at("students")) {
    if (one.at("student") == key) return one;
  }
  throw std::runtime_error("no student " + key);
}

TEST(Batch, JudgesEverySubmissionAndEndsWithZeroWhateverTheScores) {
  const SmallClass lab;
  lab.hand_in("adams", kHello);
  lab.hand_in("baker", kSilent);
  lab.hand_in("clark", kBroken);
  const Ran ran = lab.batch();
  EXPECT_EQ(ran.status, 0) << ran.err;
  EXPECT_THAT(ran.err, HasSubstr("3/3 ")) << "plain lines where there is no terminal";
  EXPECT_THAT(ran.out, HasSubstr("3 judged, 1 without a fault, 1 not compiling"));
  const json grades = json::parse(lab.result("grades.json"));
  EXPECT_EQ(student(grades, "adams").at("mark"), 3);
  EXPECT_EQ(student(grades, "baker").at("mark"), 0);
  EXPECT_EQ(student(grades, "clark").at("results").at(0).at("verdict"), "build-error");
  EXPECT_THAT(lab.result("grades.csv"), HasSubstr("adams,adams,,,,hello,pass,3,3,,3,1,,\n"));
}

TEST(Batch, WhatCanNotBeReadIsListedApartAndTheRestIsGraded) {
  const SmallClass lab;
  lab.hand_in("adams", kHello);
  lab.folder.write("class/baker.zip", "no archive");
  const Ran ran = lab.batch();
  EXPECT_EQ(ran.status, 3);
  EXPECT_THAT(ran.out, HasSubstr("baker in hello: unreadable"));
  const json grades = json::parse(lab.result("grades.json"));
  EXPECT_TRUE(student(grades, "baker").at("mark").is_null()) << "no verdict is no mark";
  EXPECT_EQ(student(grades, "adams").at("mark"), 3);
  EXPECT_THAT(lab.result("index.html"), HasSubstr("Not judged"));
}

TEST(Batch, SubmissionThatCanNotBeJudgedIsTriedTwiceAndThenInconclusive) {
  const SmallClass lab;
  lab.hand_in("adams", kHello);
  const Ran ran =
      ipclab({"batch", lab.exercise, lab.submissions, "--out", lab.out}, {.env = {{"IPCLAB_KEEPER", "/nonexistent"}}});
  EXPECT_EQ(ran.status, 3) << ran.out;
  EXPECT_THAT(ran.out, HasSubstr("adams in hello: inconclusive"));
  EXPECT_THAT(lab.result("times.csv"), HasSubstr("adams,hello,0.000,2"));
  EXPECT_EQ(lab.batch().status, 0) << "the next call tries again";
  EXPECT_THAT(lab.result("grades.csv"), HasSubstr("hello,pass,3,3"));
}

TEST(Batch, GivesTheSameBytesWhateverTheNumberOfWorkers) {
  const SmallClass lab;
  for (const char* name : {"a", "b", "c", "d"}) lab.hand_in(name, std::string(kFails) + "// " + name + "\n");
  for (const char* name : {"e", "f"}) lab.hand_in(name, kHello);
  lab.hand_in("g", kBroken);
  EXPECT_EQ(lab.batch({"-j", "1"}).status, 0);
  const std::string alone = all_results(lab.out);
  fs::remove_all(lab.out);
  EXPECT_EQ(lab.batch({"-j", "4"}).status, 0);
  EXPECT_EQ(all_results(lab.out), alone);
  EXPECT_EQ(lab.batch({"-j", "2", "--again"}).status, 0);
  EXPECT_EQ(all_results(lab.out), alone);
}

TEST(Batch, GradesNothingTwiceAndTheSameFilesOnce) {
  const SmallClass lab;
  lab.hand_in("adams", kHello);
  lab.hand_in("baker", kHello);
  const Ran first = lab.batch();
  EXPECT_THAT(first.err, HasSubstr("1/1 "));
  EXPECT_THAT(first.out, HasSubstr("same files adams, baker"));
  EXPECT_EQ(lab.batch().err, "");
  lab.hand_in("clark", kSilent);
  EXPECT_THAT(lab.batch().err, testing::StartsWith("1/1 clark"));
}

TEST(Batch, ChangedExerciseGradesAllAgainAndSaysWhoseMarkChangedAndWhy) {
  const SmallClass lab;
  lab.hand_in("adams", kHello);
  lab.hand_in("baker", kSilent);
  EXPECT_THAT(lab.batch().out, Not(HasSubstr("changed")));
  lab.write_exercise("hallo", 2);
  const Ran ran = lab.batch();
  EXPECT_THAT(ran.err, HasSubstr("2/2 "));
  for (const std::string& text : {ran.out, ipclab({"batch", "--compare", "--out", lab.out}).out}) {
    EXPECT_THAT(text, HasSubstr("adams in hello: 3/3 pass -> 0/3 fail"));
    EXPECT_THAT(text, HasSubstr("the exercise changed"));
    EXPECT_THAT(text, HasSubstr("says: 2/2 -> 0/2"));
    EXPECT_THAT(text, HasSubstr("now found: output.mismatch"));
    EXPECT_THAT(text, Not(HasSubstr("baker in hello:"))) << "no mark of baker's changed";
  }
  EXPECT_EQ(lab.batch().err, "");
  EXPECT_THAT(ipclab({"batch", "--compare", "--out", lab.out}).out, HasSubstr("adams")) << "the last change stays";
}

TEST(Batch, FeedbackTellsNothingOfHiddenScenarios) {
  const SmallClass lab;
  lab.hand_in("adams", kOnlyPublic);
  EXPECT_EQ(lab.batch().status, 0);
  EXPECT_THAT(lab.result("grades.csv"), HasSubstr("hello,fail,2,3"));
  for (const char* kind : {"txt", "html", "md"}) {
    const std::string text = lab.result(std::string("feedback/adams/hello.") + kind);
    EXPECT_THAT(text, HasSubstr("hidden scenario")) << kind;
    EXPECT_THAT(text, HasSubstr("output.mismatch")) << kind;
    for (const char* secret : {"xyzzy", "plugh", "caught"}) EXPECT_THAT(text, Not(HasSubstr(secret))) << kind;
  }
  EXPECT_THAT(lab.result("students/adams.html"), HasSubstr("caught")) << "the instructor sees it";
}

TEST(Batch, FeedbackGoesBackInTheFoldersOfTheExport) {
  const SmallClass lab;
  lab.folder.write("moodle.zip", packed({{"Bob Smith_4711_assignsubmission_file_/hello.c", kHello}}));
  const Ran ran = ipclab({"batch", lab.exercise, lab.folder.path() / "moodle.zip", "--out", lab.out});
  EXPECT_EQ(ran.status, 0) << ran.err;
  EXPECT_THAT(lab.result("feedback/Bob Smith_4711_assignsubmission_file_/hello.txt"), HasSubstr("3 of 3 points"));
  EXPECT_THAT(lab.result("feedback.zip"), HasSubstr("Bob Smith_4711_assignsubmission_file_/hello.html"));
}

TEST(Batch, MoodlesWorksheetIsFilledInAndElseUntouched) {
  const SmallClass lab;
  lab.folder.write("moodle.zip", packed({{"Bob Smith_4711_assignsubmission_file_/hello.c", kOnlyPublic},
                                         {"Jo Doe_8_assignsubmission_file_/x.zip", "broken"}}));
  const std::string head = "Identifier,\"Full name\",Status,Grade,\"Maximum Grade\",\"Feedback comments\"\r\n";
  const std::string sheet = lab.folder.write(
      "sheet.csv",
      head + "\"Participant 4711\",\"Bob Smith\",\"Submitted\",,3.00,\r\n\"Participant 8\",\"Jo Doe\",=1+1,,3.00,\r\n");
  const Ran ran =
      ipclab({"batch", lab.exercise, lab.folder.path() / "moodle.zip", "--out", lab.out, "--moodle", sheet});
  EXPECT_EQ(ran.status, 3);
  EXPECT_EQ(lab.result("moodle.csv"),
            head +
                "\"Participant 4711\",\"Bob Smith\",\"Submitted\",2,3.00,hello: 2 of 3 points (output.mismatch)\r\n"
                "\"Participant 8\",\"Jo Doe\",=1+1,,3.00,\r\n");
}

TEST(Batch, CanvasGradebookIsFilledInAndElseUntouched) {
  const SmallClass lab;
  lab.folder.write("class/smithbob_LATE_42_900_hello.c", kHello);
  lab.folder.write("class/doejo_43_901_hello.c", kHello);
  const std::string head = "Student,ID,SIS Login ID,Section,Hello world (17),Other (18)\n    Points Possible,,,,3,5\n";
  const std::string book = lab.folder.write("book.csv", head + "\"Smith, Bob\",42,bob,1,,2\n\"Doe, Jo\",43,jo,1,EX,\n");
  const Ran ran = lab.batch({"--canvas", book, "--late-penalty", "50", "--round", "0.5"});
  EXPECT_EQ(ran.status, 0) << ran.err;
  EXPECT_EQ(lab.result("canvas.csv"), head + "\"Smith, Bob\",42,bob,1,1.5,2\n\"Doe, Jo\",43,jo,1,EX,\n");
}

TEST(Batch, DryRunShowsWhoWouldBeGradedAndWritesNothing) {
  const SmallClass lab;
  lab.hand_in("adams", kHello);
  lab.folder.write("class/baker.zip", "no archive");
  const std::string roster = lab.folder.write("roster.csv", "Login;Vorname\nadams;A\nzorn;Z\n");
  const Ran ran = lab.batch({"--dry-run", "--roster", roster});
  EXPECT_EQ(ran.status, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("login from \"Login\""));
  EXPECT_THAT(ran.out, HasSubstr("adams"));
  EXPECT_THAT(ran.out, HasSubstr("hello: hello.c"));
  EXPECT_THAT(ran.out, HasSubstr("baker.zip can't be read"));
  EXPECT_THAT(ran.out, HasSubstr("zorn  handed in nothing"));
  EXPECT_FALSE(fs::exists(lab.out));
}

TEST(Batch, PagesEscapeWhatStrangersWroteAndLoadNothing) {
  const SmallClass lab;
  const std::string evil = "<script>alert(1)<script>\"'&\x1b]0;x\x07";
  lab.folder.write("class/" + evil + "/hello.c",
                   "#include <stdio.h>\nint main(void) { puts(\"<img src=x onerror=alert(2)>\"); }\n");
  EXPECT_EQ(lab.batch().status, 0);
  for (const auto& entry : fs::recursive_directory_iterator(lab.out)) {
    if (entry.path().extension() != ".html") continue;
    const std::string page = read_whole(entry.path());
    EXPECT_THAT(page, Not(HasSubstr("<script>alert"))) << entry.path();
    EXPECT_THAT(page, Not(HasSubstr("<img"))) << entry.path();
    EXPECT_THAT(page, Not(HasSubstr("\x1b"))) << entry.path();
    EXPECT_THAT(page, Not(HasSubstr("http:"))) << entry.path();
    EXPECT_THAT(page, Not(HasSubstr("https:"))) << entry.path();
    EXPECT_THAT(page, HasSubstr("Content-Security-Policy\" content=\"default-src &#39;none&#39;")) << entry.path();
  }
  EXPECT_THAT(lab.result("index.html"), HasSubstr("&lt;script&gt;alert(1)&lt;script&gt;"));
}

TEST(Batch, TakesSeveralExercisesFromFoldersOfTheirNames) {
  const SmallClass lab;
  lab.folder.write("class/adams/hello/hello.c", kHello);
  lab.folder.write("class/adams/copy/copy.c", read_whole(reference("copy") + "/copy.c"));
  const Ran ran = ipclab({"batch", lab.exercise, "copy", lab.submissions, "--out", lab.out});
  EXPECT_EQ(ran.status, 0) << ran.err;
  EXPECT_EQ(student(json::parse(lab.result("grades.json")), "adams").at("mark"), 21);
}

TEST(Batch, KeepsReportsInFormatsOfPlatforms) {
  const SmallClass lab;
  lab.hand_in("adams", kOnlyPublic);
  EXPECT_EQ(lab.batch({"--also", "gradescope", "--also", "autolab", "--save-records"}).status, 0);
  EXPECT_EQ(json::parse(lab.result("results/adams/hello.gradescope")).at("score"), 2);
  EXPECT_THAT(lab.result("results/adams/hello.gradescope"), Not(HasSubstr("plugh")));
  EXPECT_THAT(lab.result("results/adams/hello.autolab"), HasSubstr("\"hello\":2.0"));
  int records = 0;
  for (const auto& entry : fs::recursive_directory_iterator(fs::path(lab.out) / "records/hello")) {
    records += entry.path().extension() == ".jsonl" ? 1 : 0;
  }
  EXPECT_EQ(records, 2) << "a record a scenario";
}

TEST(Batch, WrongCommandLinesAreTold) {
  const SmallClass lab;
  lab.hand_in("adams", kHello);
  for (const std::vector<std::string>& args : std::vector<std::vector<std::string>>{
           {"batch"},
           {"batch", lab.exercise},
           {"batch", lab.exercise, lab.submissions},
           {"batch", "nonsense", lab.submissions, "--out", lab.out},
           {"batch", lab.exercise, "/nonexistent", "--out", lab.out},
           {"batch", lab.exercise, lab.submissions, "--out", lab.out, "--roster", "/nonexistent"},
           {"batch", lab.exercise, lab.submissions, "--out", lab.out, "-j", "0"},
           {"batch", "--compare", "--out", lab.out}}) {
    EXPECT_EQ(ipclab(args).status, 2) << testing::PrintToString(args);
  }
}

TEST(Batch, WithFewerChecksIsAnotherResultAndNotTakenForTheFirst) {
  const SmallClass lab;
  // Nothing but the checks sees the read behind the end.
  lab.hand_in("adams",
              "#include <stdio.h>\n#include <stdlib.h>\nint main(void) { char *at = calloc(1, 8); volatile char "
              "c = at[8]; (void)c; puts(\"hello\"); free(at); return 0; }\n");
  for (const char* less : {"--quick", "--no-memory"}) {
    lab.batch({less});
    EXPECT_THAT(lab.result("grades.csv"), Not(HasSubstr("memory.error"))) << less;
  }
  lab.batch();
  EXPECT_THAT(lab.result("grades.csv"), HasSubstr("memory.error"));
}

TEST(BatchMarks, WhatCameAfterTheDueDateLosesWhatTheCommandLineOrTheExerciseSays) {
  const SmallClass lab;
  lab.hand_in("adams", kHello);
  lab.hand_in("baker", kHello);
  const auto at = [&](const std::string& student, int hours_before_now) {
    fs::last_write_time(lab.submissions + "/" + student + "/hello.c",
                        fs::file_time_type::clock::now() - std::chrono::hours(hours_before_now));
  };
  at("adams", 24 * 365 * 20);
  at("baker", 0);
  lab.folder.write("hello/exercise.toml",
                   read_whole(lab.exercise + "/exercise.toml") + "[marks]\nlate-penalty = 50\nround = 1\n");
  ASSERT_EQ(lab.batch({"--due", "2020-01-01"}).status, 0);
  json grades = json::parse(lab.result("grades.json"));
  EXPECT_EQ(student(grades, "adams").at("mark"), 3);
  EXPECT_EQ(student(grades, "baker").at("mark"), 2) << "half of 3, rounded up";
  ASSERT_EQ(lab.batch({"--due", "2020-01-01", "--late-penalty", "100"}).status, 0);
  grades = json::parse(lab.result("grades.json"));
  EXPECT_EQ(student(grades, "baker").at("mark"), 0) << "the command line comes first";
  EXPECT_EQ(lab.batch({"--due", "soon"}).status, 2);
}

}  // namespace
}  // namespace ipclab
