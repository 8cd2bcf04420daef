// A good exercise.toml becomes the values that it states.
#include <algorithm>

#include "tests/unit/exercise_case.h"

namespace ipclab {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

TEST(LoadExercise, TheExampleInTheDocumentationIsRight) {
  const std::string text = read_whole(IPCLAB_SOURCE_DIR "/docs/writing-an-exercise.md");
  const std::size_t begin = text.find("```toml\n") + 8;
  const ExerciseCase c;
  c.folder.write("fixtures/ps.c", "int main(void) { return 0; }\n");
  const Exercise exercise = c.load(text.substr(begin, text.find("```", begin) - begin));

  EXPECT_EQ(exercise.name, "msgqueue");
  ASSERT_EQ(exercise.programs.size(), 3U);
  const ProgramSpec& sender = exercise.programs[2];
  EXPECT_EQ(sender.name, "sender");
  EXPECT_THAT(sender.sources, ElementsAre("sender.c"));
  EXPECT_THAT(sender.libraries, ElementsAre("pthread", "rt"));
  ASSERT_EQ(exercise.scenarios.size(), 1U);
  const Scenario& scenario = exercise.scenarios[0];
  EXPECT_EQ(scenario.points, 2);
  EXPECT_EQ(scenario.files.size(), 4U);
  EXPECT_EQ(scenario.steps.size(), 7U);  // the two "run" are a start and a wait each
}

TEST(LoadExercise, WhatTheLimitsAreByDefaultIsWhatTheDocumentationSays) {
  const ExerciseCase c;
  c.folder.write("fixtures/ps.c", "");
  const std::string text = read_whole(IPCLAB_SOURCE_DIR "/docs/writing-an-exercise.md");
  const std::size_t begin = text.find("[limits]");
  const std::string limits = text.substr(begin, text.find("[rules]") - begin);
  const Scenario stated = c.scenario("steps = [{ run = 'one' }]\n" + limits);
  const LimitSpec standard;
  EXPECT_EQ(stated.limits.wall_seconds, standard.wall_seconds);
  EXPECT_EQ(stated.limits.cpu_seconds, standard.cpu_seconds);
  EXPECT_EQ(stated.limits.memory_mib, standard.memory_mib);
  EXPECT_EQ(stated.limits.processes, standard.processes);
  EXPECT_EQ(stated.limits.file_size_mib, standard.file_size_mib);
  EXPECT_EQ(stated.limits.output_mib, standard.output_mib);
  EXPECT_EQ(stated.limits.virtual_time, standard.virtual_time);
}

TEST(LoadExercise, MemoryIsCheckedUnlessTheExerciseOrTheScenarioLeavesItOut) {
  const ExerciseCase c;
  const std::string exercise = "name = 'small'\ntitle = 'Small'\n", program = "[programs.one]\n";
  const std::string scenario = "[[scenario]]\nname = 's'\nsteps = [{ run = 'one' }]\n";
  const Exercise silent = c.load(exercise + program + scenario);
  EXPECT_TRUE(silent.memory_check);
  EXPECT_TRUE(silent.scenarios[0].memory_check);
  EXPECT_FALSE(c.load(exercise + "memory-check = false\n" + program + scenario).memory_check);
  EXPECT_FALSE(c.load(exercise + program + scenario + "memory-check = false\n").scenarios[0].memory_check);
}

TEST(LoadExercise, ScenarioReplacesSingleRulesAndLimitsOfTheExercise) {
  const ExerciseCase c;
  const Exercise exercise = c.load(R"(
name = "small"
title = "Small"
[programs.one]
[limits]
wall-seconds = 3
output-mib = 2
clock = "real"
[rules]
picture = ["one:1 -> pipe -> cat"]
must-run = ["cat"]
shell-forbidden = true
[[scenario]]
name = "as-it-is"
steps = [{ run = "one" }]
[[scenario]]
name = "replaced"
steps = [{ run = "one" }]
[scenario.rules]
picture = []
must-handle = ["SIGTERM", "SIGTSTP"]
modes = { msgqueue = 0o666, shm = 0o600 }
may-stay = ["msgqueue", "file:dest"]
message-bytes = 128
[scenario.limits]
wall-seconds = 1.5
clock = "virtual"
)");
  const Scenario& plain = exercise.scenarios[0];
  EXPECT_EQ(plain.rules.picture.size(), 1U);
  EXPECT_EQ(plain.limits.wall_seconds, 3);
  EXPECT_FALSE(plain.limits.virtual_time);
  const Scenario& replaced = exercise.scenarios[1];
  EXPECT_THAT(replaced.rules.picture, IsEmpty());
  EXPECT_THAT(replaced.rules.must_run, ElementsAre("cat"));
  EXPECT_TRUE(replaced.rules.shell_forbidden);
  EXPECT_THAT(replaced.rules.must_handle, ElementsAre(15, 20));
  EXPECT_THAT(replaced.rules.modes, ElementsAre(Pair("msgqueue", 0666U), Pair("shm", 0600U)));
  EXPECT_THAT(replaced.rules.may_stay, ElementsAre("msgqueue", "file:dest"));
  EXPECT_EQ(replaced.rules.message_bytes, 128);
  EXPECT_EQ(replaced.limits.wall_seconds, 1.5);
  EXPECT_EQ(replaced.limits.output_mib, 2);
  EXPECT_TRUE(replaced.limits.virtual_time);
}

TEST(LoadExercise, FilesBecomeContentFoldersAndLinks) {
  const ExerciseCase c;
  const Scenario scenario = c.scenario(R"(
umask = 0o077
env = { PATH = "/fixtures:/usr/bin" }
files = [
  { path = "src", content = "text" },
  { path = "/tmp/table", content = { file = "fixtures/table" }, mode = 0o444 },
  { path = "bin", folder = true },
  { path = "bin/grep", link-to = "../../usr/bin/grep" },
]
steps = [{ run = "one" }]
expected-files = [{ path = "dest", same-as = "src", mode = 0o644 }, { path = "x", absent = true }, { path = "y" }]
)");
  EXPECT_EQ(scenario.umask, 077U);
  EXPECT_THAT(scenario.env, ElementsAre(Pair("PATH", "/fixtures:/usr/bin")));
  ASSERT_EQ(scenario.files.size(), 4U);
  EXPECT_EQ(bytes_of(scenario.files[0].content, c.folder.path()), "text");
  EXPECT_EQ(scenario.files[0].mode, 0644U);
  EXPECT_EQ(bytes_of(scenario.files[1].content, c.folder.path()), "1 init\n2 sh\n");
  EXPECT_EQ(scenario.files[1].mode, 0444U);
  EXPECT_TRUE(scenario.files[2].folder);
  EXPECT_EQ(scenario.files[2].mode, 0755U);
  EXPECT_EQ(scenario.files[3].link_to, "../../usr/bin/grep");
  ASSERT_EQ(scenario.expected_files.size(), 3U);
  EXPECT_EQ(scenario.expected_files[0].content->kind, Expected::Kind::SameAs);
  EXPECT_EQ(scenario.expected_files[0].content->path, "src");
  EXPECT_EQ(scenario.expected_files[0].mode, 0644U);
  EXPECT_TRUE(scenario.expected_files[1].absent);
  EXPECT_FALSE(scenario.expected_files[2].absent);
  EXPECT_FALSE(scenario.expected_files[2].content.has_value());
}

TEST(LoadExercise, RunIsAStartAndAWaitForItsEnd) {
  const ExerciseCase c;
  const Scenario scenario = c.scenario("steps = [\n  { run = 'one', as = 'again', args = ['a', ''] },\n]\n");
  ASSERT_EQ(scenario.steps.size(), 2U);
  const auto& start = std::get<StartStep>(scenario.steps[0].action);
  EXPECT_EQ(start.program, "one");
  EXPECT_EQ(start.role, "again");
  EXPECT_THAT(start.args, ElementsAre("a", ""));
  const auto& wait = std::get<WaitStep>(scenario.steps[1].action);
  EXPECT_EQ(wait.role, "again");
  EXPECT_EQ(wait.until, Until::Ends);
  EXPECT_EQ(scenario.steps[0].line, 13);
  EXPECT_EQ(scenario.steps[1].line, 13);
}

TEST(LoadExercise, EveryKindOfStepIsRead) {
  const ExerciseCase c;
  const Scenario scenario = c.scenario(R"(
steps = [
  { start = "one", terminal = true },
  { start = "two", stdin = "open", may-stay = true },
  { wait = "one", until = "printed", text = "ready" },
  { wait = "two", until = "listens" },
  { type = "\u0003", at = "one" },
  { signal = "TERM", to = "one", group = true },
  { feed = ["a", { repeat = "b", times = 2 }], to = "two" },
  { close-input = "two" },
]
)");
  ASSERT_EQ(scenario.steps.size(), 8U);
  const auto& at_terminal = std::get<StartStep>(scenario.steps[0].action);
  EXPECT_EQ(at_terminal.stdin_kind, StdinKind::Terminal);
  EXPECT_EQ(at_terminal.stdout_kind, StdoutKind::Terminal);
  EXPECT_FALSE(std::get<StartStep>(scenario.steps[1].action).must_end);
  EXPECT_EQ(std::get<StartStep>(scenario.steps[1].action).stdin_kind, StdinKind::Open);
  EXPECT_EQ(std::get<WaitStep>(scenario.steps[2].action).text, "ready");
  EXPECT_EQ(std::get<WaitStep>(scenario.steps[3].action).until, Until::Listens);
  EXPECT_EQ(std::get<TypeStep>(scenario.steps[4].action).text, "\x03");
  EXPECT_EQ(std::get<SignalStep>(scenario.steps[5].action).signal, 15);
  EXPECT_TRUE(std::get<SignalStep>(scenario.steps[5].action).group);
  EXPECT_EQ(bytes_of(std::get<FeedStep>(scenario.steps[6].action).bytes, c.folder.path()), "abb");
  EXPECT_EQ(std::get<CloseStep>(scenario.steps[7].action).role, "two");
}

TEST(LoadExercise, WhatIsExpectedOfAProgram) {
  const ExerciseCase c;
  EXPECT_THAT(c.start("status = [0, 1]").status->codes, ElementsAre(0, 1));
  EXPECT_TRUE(c.start("status = 'non-zero'").status->non_zero);
  EXPECT_FALSE(c.start("args = []").status.has_value());
  EXPECT_EQ(c.start("stdout = ''").stdout_text->kind, Expected::Kind::Exactly);
  EXPECT_EQ(c.start("stderr = { non-empty = true }").stderr_text->kind, Expected::Kind::NonEmpty);

  const Expected usage = *c.start("output = { contains = 'usage', ignore-case = true }").any_text;
  EXPECT_EQ(usage.kind, Expected::Kind::Contains);
  EXPECT_TRUE(usage.ignore_case);
  EXPECT_EQ(c.start("output = { contains = ['a', 'b'] }").any_text->contents.size(), 2U);
  EXPECT_EQ(c.start("stdout = { any-of = ['a', ['b', 'c']] }").stdout_text->contents.size(), 2U);
  EXPECT_EQ(c.start("stdout = { matches = '(a|b)+' }").stdout_text->pattern, "(a|b)+");
  EXPECT_EQ(c.start("stdout = { lines-in-any-order = 'a' }").stdout_text->kind, Expected::Kind::LinesInAnyOrder);
  const Expected lines = *c.start("stdout = { lines-of = '/tmp/t', containing = 'x' }").stdout_text;
  EXPECT_EQ(lines.kind, Expected::Kind::LinesOf);
  EXPECT_EQ(lines.path, "/tmp/t");
  EXPECT_EQ(lines.pattern, "x");
  EXPECT_EQ(c.start("stdin = ['text']").stdin_kind, StdinKind::Bytes);
  EXPECT_EQ(c.start("stdin = 'null'").stdin_kind, StdinKind::Null);
}

TEST(LoadExercise, FolderThatIsNotThereIsNamed) {
  try {
    load_exercise("/nonexistent/exercise");
    FAIL() << "it was loaded";
  } catch (const ExerciseError& error) {
    EXPECT_THAT(error.what(), HasSubstr("/nonexistent/exercise/exercise.toml"));
    EXPECT_THAT(error.what(), HasSubstr("No such file"));
  }
}

TEST(ExerciseDigest, ChangesWithEveryFileThatGradingReadsAndWithNoOther) {
  const ExerciseCase c;
  const std::string toml = kHead + "steps = [{ run = 'one', stdin = { file = 'fixtures/table' } }]\n";
  const std::string before = c.load(toml).digest;
  EXPECT_EQ(before.size(), 64U);
  c.folder.write("README.md", "not read by grading\n");
  EXPECT_EQ(c.load(toml).digest, before);
  EXPECT_NE(c.load(toml + "# a comment\n").digest, before);
  c.folder.write("fixtures/table", "1 init\n");
  const std::string other_table = c.load(toml).digest;
  EXPECT_NE(other_table, before);
  c.folder.write("fixtures/helper.c", "int main(void) { return 1; }\n");
  EXPECT_NE(c.load(toml).digest, other_table);
}

TEST(ExerciseRepository, EveryExerciseInItCanBeLoaded) {
  const std::filesystem::path exercises = IPCLAB_SOURCE_DIR "/exercises";
  int loaded = 0;
  for (const auto& entry : std::filesystem::directory_iterator(exercises)) {
    if (!std::filesystem::exists(entry.path() / "exercise.toml")) continue;
    SCOPED_TRACE(entry.path().filename().string());
    try {
      const Exercise exercise = load_exercise(entry.path());
      EXPECT_EQ(exercise.name, entry.path().filename().string()) << "the name is not the folder's";
      EXPECT_FALSE(exercise.summary.empty()) << "'ipclab exercise list' would show no sentence";
      for (const Scenario& scenario : exercise.scenarios) {
        EXPECT_NE(scenario.title, scenario.name) << "has no title of its own";
        for (const ScenarioFile& file : scenario.files) bytes_of(file.content, exercise.folder);
      }
    } catch (const ExerciseError& error) {
      ADD_FAILURE() << error.what();
    }
    ++loaded;
  }
  EXPECT_GT(loaded, 0);
}

}  // namespace
}  // namespace ipclab
