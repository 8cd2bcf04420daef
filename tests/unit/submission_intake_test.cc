// Who handed in what: exports of the platforms, plain folders, attempts, rosters.
#include <gmock/gmock.h>
#include <sys/stat.h>

#include "harness/submission/intake.h"
#include "harness/submission/roster.h"
#include "tests/unit/archives.h"
#include "tests/unit/temp_folder.h"

namespace ipclab {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;

std::vector<std::string> keys(const Intake& intake) {
  std::vector<std::string> all;
  for (const Student& student : intake.students) all.push_back(student.key);
  return all;
}

std::string files_of(const Student& student) {
  std::string all;
  for (const SubmittedFile& file : submission_for(student, "copy").files) all += file.name + "=" + file.bytes + " ";
  return all;
}

const Student& only(const Intake& intake) {
  EXPECT_EQ(intake.students.size(), 1U);
  return intake.students.at(0);
}

TEST(Intake, FolderOfFoldersFilesAndArchives) {
  const TempFolder folder;
  folder.write("adams/copy.c", "a");
  folder.write("baker.c", "b");
  folder.write("clark.zip", packed({{"lab/copy.c", "c"}}));
  folder.write("davis/lab.tar.gz", packed({{"copy.c", "d"}}, "tar.gz"));
  folder.write("evans/essay.pdf", "");
  folder.write("grades.csv", "");
  const Intake intake = read_intake(folder.path());
  EXPECT_THAT(keys(intake), ElementsAre("adams", "baker", "clark", "davis", "evans"));
  EXPECT_EQ(files_of(intake.students[0]), "copy.c=a ");
  EXPECT_EQ(files_of(intake.students[1]), "baker.c=b ");
  EXPECT_EQ(files_of(intake.students[2]), "copy.c=c ");
  EXPECT_EQ(files_of(intake.students[3]), "copy.c=d ");
  EXPECT_EQ(intake.students[4].counts(), nullptr);
  EXPECT_EQ(intake.students[4].trouble, "") << "it can be judged: nothing was handed in";
  EXPECT_THAT(intake.students[4].others, ElementsAre("essay.pdf"));
  EXPECT_THAT(intake.notes, ElementsAre("grades.csv is nobody's submission"));
}

TEST(Intake, MoodleExportWithAndWithoutFolders) {
  const TempFolder folder;
  folder.write("moodle.zip",
               packed({{"Bob Smith_4711_assignsubmission_file_/copy.c", "b"},
                       {"Zo\xc3\xab Li_12_assignsubmission_file_/lab.7z", packed({{"copy.c", "z"}}, "7z")},
                       {"Jo Doe_8_assignsubmission_file_copy.c", "j"},
                       {"Jo Doe_8_assignsubmission_file_copy.h", "h"},
                       {"Jo Doe_8_assignsubmission_onlinetext_onlinetext.html", "<p>"}}));
  const Intake intake = read_intake(folder.path() / "moodle.zip");
  EXPECT_EQ(intake.kind, Export::Moodle);
  ASSERT_EQ(intake.students.size(), 3U);
  EXPECT_EQ(intake.students[0].key, "Bob_Smith_4711");
  EXPECT_EQ(intake.students[0].name, "Bob Smith");
  EXPECT_EQ(intake.students[0].id, "4711");
  EXPECT_EQ(intake.students[0].handed_in_as, "Bob Smith_4711_assignsubmission_file_");
  EXPECT_EQ(files_of(intake.students[1]), "copy.c=j copy.h=h ");
  EXPECT_EQ(intake.students[2].name, "Zo\xc3\xab Li");
  EXPECT_EQ(files_of(intake.students[2]), "copy.c=z ");
}

TEST(Intake, CanvasExportWithLateMarksAndUploadsThatWereRepeated) {
  const TempFolder folder;
  folder.write("canvas.zip", packed({{"smithbob_340934_208490284_copy.c", "old"},
                                     {"smithbob_340934_208490299_copy-1.c", "new"},
                                     {"smithbob_340934_208490285_util.h", "h"},
                                     {"doejo_LATE_7_208490286_copy.c", "late"},
                                     {"LATE_anon_17_208490287_lab.zip", packed({{"copy.c", "x"}})}}));
  const Intake intake = read_intake(folder.path() / "canvas.zip");
  EXPECT_EQ(intake.kind, Export::Canvas);
  ASSERT_THAT(keys(intake), ElementsAre("anon_17", "doejo_7", "smithbob_340934"));
  EXPECT_TRUE(intake.students[0].late);
  EXPECT_EQ(files_of(intake.students[0]), "copy.c=x ");
  EXPECT_TRUE(intake.students[1].late);
  EXPECT_FALSE(intake.students[2].late);
  EXPECT_EQ(files_of(intake.students[2]), "copy.c=new util.h=h ");
  EXPECT_EQ(intake.students[2].attempts.size(), 2U) << "the first upload is kept";
}

TEST(Intake, GradescopeExportNamesItsStudentsInAList) {
  const TempFolder folder;
  const std::string list =
      "---\nsubmission_11:\n  :submitters:\n  - :name: Bob Smith\n    :sid: '0042'\n    :email: bob@x.edu\n"
      "  - :name: Jo Doe\n    :sid: '7'\n  :created_at: 2024-01-01\n  :name: not a student\nsubmission_12:\n";
  folder.write("g.zip", packed({{"assignment_9_export/submission_metadata.yml", list},
                                {"assignment_9_export/submission_11/copy.c", "b"},
                                {"assignment_9_export/submission_12/copy.c", "j"}}));
  const Intake intake = read_intake(folder.path() / "g.zip");
  EXPECT_EQ(intake.kind, Export::Gradescope);
  ASSERT_THAT(keys(intake), ElementsAre("submission_11", "submission_12"));
  EXPECT_EQ(intake.students[0].name, "Bob Smith, Jo Doe");
  EXPECT_EQ(intake.students[0].id, "0042, 7");
}

TEST(Intake, ClonesOfGitHubClassroom) {
  const TempFolder folder;
  for (const char* login : {"bob-s", "jo"}) {
    folder.write(std::string("lab-3-pipes-") + login + "/copy.c", login);
    folder.write(std::string("lab-3-pipes-") + login + "/.git/HEAD", "");
  }
  const Intake intake = read_intake(folder.path());
  EXPECT_EQ(intake.kind, Export::Classroom);
  EXPECT_THAT(keys(intake), ElementsAre("bob-s", "jo"));
}

TEST(Intake, NewestAttemptCountsAndTheOthersAreKept) {
  const TempFolder folder;
  folder.write("adams/attempt 2/copy.c", "second");
  folder.write("adams/attempt 10/copy.c", "tenth");
  folder.write("adams/attempt 1/copy.c", "first");
  folder.write("class.tar", packed({{"baker/a.zip", packed({{"copy.c", "new", AE_IFREG, "", 2000}}), AE_IFREG, "", 1},
                                    {"baker/b.zip", packed({{"copy.c", "old", AE_IFREG, "", 1000}}), AE_IFREG, "", 2},
                                    {"clark/copy.c", "c"}},
                                   "tar"));
  const Intake folders = read_intake(folder.path());
  const Student& adams = folders.students.at(0);
  ASSERT_EQ(adams.attempts.size(), 3U);
  EXPECT_EQ(adams.counts()->label, "attempt 10");
  EXPECT_EQ(files_of(adams), "copy.c=tenth ");
  const Intake archive = read_intake(folder.path() / "class.tar");
  EXPECT_EQ(archive.students.at(0).attempts.size(), 2U);
  EXPECT_EQ(archive.students.at(0).counts()->label, "a.zip");
}

TEST(Intake, WhatCanNotBeReadIsReportedForThatStudentAndTheRestGoesOn) {
  const TempFolder folder, elsewhere;
  folder.write("adams/lab.zip", "no zip at all");
  folder.write("baker/lab.rar", "Rar!");
  folder.write("clark/copy.c", "fine");
  elsewhere.write("copy.c", "secret");
  fs::create_symlink(elsewhere.path(), folder.path() / "davis");
  fs::create_directory(folder.path() / "evans");
  ASSERT_EQ(mkfifo((folder.path() / "evans/waits.c").c_str(), 0600), 0);
  const Intake intake = read_intake(folder.path());
  ASSERT_THAT(keys(intake), ElementsAre("adams", "baker", "clark", "davis", "evans"));
  EXPECT_THAT(intake.students[0].trouble, HasSubstr("lab.zip can't be read"));
  EXPECT_THAT(intake.students[1].trouble, HasSubstr("kind that is not read"));
  EXPECT_EQ(intake.students[2].trouble, "");
  EXPECT_THAT(intake.students[3].trouble, HasSubstr("symbolic link"));
  EXPECT_THAT(intake.students[4].trouble, HasSubstr("neither a folder nor an ordinary file"));
}

TEST(Intake, HostileClassArchiveNamesNobodyElsesFiles) {
  const TempFolder folder;
  folder.write("class.tar", packed({{"../../evil.c", "x"},
                                    {"adams/../baker/copy.c", "x"},
                                    {"adams/copy.c", "a"},
                                    {"baker", "", AE_IFLNK, "adams"}},
                                   "tar"));
  const Intake intake = read_intake(folder.path() / "class.tar");
  EXPECT_THAT(keys(intake), ElementsAre("adams"));
  EXPECT_EQ(files_of(intake.students[0]), "copy.c=a ");
  EXPECT_EQ(intake.notes.size(), 3U);
}

TEST(Intake, ArchivesInArchivesEndSomewhere) {
  const TempFolder folder;
  std::string bytes = packed({{"copy.c", "x"}});
  for (int i = 0; i < 5; ++i) bytes = packed({{"again.zip", bytes}});
  folder.write("adams/lab.zip", bytes);
  EXPECT_THAT(only(read_intake(folder.path())).trouble, HasSubstr("archive in an archive in an archive"));
}

TEST(Intake, FolderOfTheExercisesNameIsWhatWasHandedInForIt) {
  const TempFolder folder;
  folder.write("adams/labs/copy/copy.c", "copy");
  folder.write("adams/labs/pipeline/pipeline.c", "pipeline");
  const Student adams = only(read_intake(folder.path()));
  EXPECT_EQ(files_of(adams), "copy.c=copy ");
  EXPECT_EQ(submission_for(adams, "pipeline").files.at(0).bytes, "pipeline");
}

TEST(Key, IsSafeAsAFileNameAndDifferentForDifferentNames) {
  EXPECT_EQ(key_of("Bob Smith_4711"), "Bob_Smith_4711");
  for (const char* name : {"../x", "-rf", ".hidden", "a/b", "<script>", "\x1b[31m", "zo\xc3\xab", ""}) {
    const std::string key = key_of(name);
    EXPECT_THAT(key, testing::MatchesRegex("[A-Za-z0-9_][A-Za-z0-9._-]*")) << name;
  }
  EXPECT_NE(key_of("a/b"), key_of("a:b"));
}

Student named(const std::string& name, const std::string& id = "") {
  Student student;
  student.name = name;
  student.id = id;
  student.key = key_of(name);
  return student;
}

TEST(Roster, GuessesItsColumnsAndShowsThem) {
  const Roster roster = read_roster("Student,ID,SIS Login ID,Section\n\"Smith, Bob\",340934,bob,1\n", {});
  EXPECT_EQ(roster.columns.at("name"), "Student");
  EXPECT_EQ(roster.columns.at("id"), "ID");
  EXPECT_EQ(roster.columns.at("login"), "SIS Login ID");
  EXPECT_EQ(find_student(named("smithbob", "340934"), roster.entries), 0);
  EXPECT_EQ(find_student(named("smithbob"), roster.entries), 0) << "Canvas runs the words together";
  EXPECT_EQ(find_student(named("Bob Smith"), roster.entries), 0);
  EXPECT_EQ(find_student(named("BOB"), roster.entries), 0);
  EXPECT_EQ(find_student(named("Bobby"), roster.entries), -1);
}

TEST(Roster, TakesColumnsThatAreNamedAndSaysWhenThereIsNone) {
  EXPECT_EQ(read_roster("Kennung;Wer\nx1;Bob\n", {{"login", "Kennung"}}).entries.at(0).login, "x1");
  EXPECT_THROW(read_roster("a,b\n1,2\n", {}), CsvError);
  EXPECT_THROW(read_roster("id\n1\n", {{"name", "Who"}}), CsvError);
}

TEST(Roster, TwoOfTheSameNameAreNobody) {
  const Roster roster = read_roster("name,id\nBob,1\nBob,2\n", {});
  EXPECT_EQ(find_student(named("Bob"), roster.entries), -1);
  EXPECT_EQ(find_student(named("Bob", "2"), roster.entries), 1);
}

TEST(Roster, TellsWhoHandedInNothingAndWhoIsNotOnIt) {
  Intake intake;
  intake.students = {named("bob"), named("mallory")};
  apply_roster(read_roster("login,name,late\nbob,Bob Smith,2\njo,Jo Doe,\n", {}), &intake);
  EXPECT_EQ(intake.students[0].name, "Bob Smith");
  EXPECT_TRUE(intake.students[0].late);
  EXPECT_EQ(intake.students[0].days_late, 2);
  EXPECT_THAT(intake.notes, ElementsAre("mallory is not on the roster"));
  ASSERT_EQ(intake.students.size(), 3U);
  EXPECT_TRUE(intake.students[2].missing);
  EXPECT_EQ(intake.students[2].name, "Jo Doe");
}

TEST(Csv, OtherCellsStayAsTheyAreByteForByte) {
  const std::string text = "\xef\xbb\xbf\"A \"\"b\"\"\",  x ,,\"1,5\"\r\n=1+1,\"two\nlines\",z\nlast,row";
  EXPECT_EQ(parse_csv(text).text(), text);
  CsvTable table = parse_csv(text);
  EXPECT_EQ(table.at(0, 0), "A \"b\"");
  EXPECT_EQ(table.at(1, 1), "two\nlines");
  table.set(0, 2, "a,b");
  table.set(2, 3, "4");
  EXPECT_EQ(table.text(), "\xef\xbb\xbf\"A \"\"b\"\"\",  x ,\"a,b\",\"1,5\"\r\n=1+1,\"two\nlines\",z\nlast,row,,4");
}

TEST(Csv, WhatWeWriteIsNoFormula) {
  for (const char* value : {"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "\n=1", "\r=1"}) {
    EXPECT_EQ(without_formula(value), std::string("'") + value);
  }
  for (const char* value : {"", "1", "a=b", "Smith-Jones"}) EXPECT_EQ(without_formula(value), value);
}

TEST(Csv, SeparatorIsTheOneThatThereIs) {
  EXPECT_EQ(parse_csv("a;b;c\n1,5;2;3\n").at(1, 0), "1,5");
  EXPECT_EQ(parse_csv("a\tb\n1\t2\n").at(1, 1), "2");
  EXPECT_THROW(parse_csv("a,\"b\n"), CsvError);
  EXPECT_THROW(parse_csv(std::string("a\0b", 3)), CsvError);
}

TEST(ExportNames, AreReadAsThePlatformsWriteThem) {
  const ExportName moodle = read_export_name("Ann_Lee_17_assignsubmission_file_", true);
  EXPECT_EQ(moodle.kind, Export::Moodle);
  EXPECT_EQ(moodle.name, "Ann_Lee");
  const ExportName canvas = read_export_name("smithbob_LATE_340934_208490284_my_copy-2.c", false);
  EXPECT_EQ(canvas.kind, Export::Canvas);
  EXPECT_TRUE(canvas.late);
  EXPECT_EQ(canvas.file, "my_copy.c");
  EXPECT_EQ(canvas.version, 2);
  EXPECT_EQ(read_export_name("submission_9", true).kind, Export::Gradescope);
  EXPECT_EQ(read_export_name("my_own_copy.c", false).kind, Export::Plain);
  EXPECT_EQ(read_export_name("_assignsubmission_file_", true).kind, Export::Plain);
  EXPECT_EQ(compare_naturally("attempt 9", "attempt 10"), -1);
  EXPECT_EQ(attempt_number("Versuch-3"), 3);
  EXPECT_EQ(attempt_number("lab3"), 0);
}

}  // namespace
}  // namespace ipclab
