// exercise.toml may come from a stranger: whatever it holds, it is loaded or refused with a sentence.
#include <random>

#include "tests/unit/exercise_case.h"

namespace ipclab {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string times(std::size_t number, const std::string& text) {
  std::string all;
  for (std::size_t i = 0; i < number; ++i) all += text;
  return all;
}

TEST(HostileExercise, DeepNestingIsRefused) {
  const ExerciseCase c;
  EXPECT_THAT(c.error("x" + times(200000, ".a") + " = 1\n"), HasSubstr("1:8002: the file has more than 4000 dots"));
  EXPECT_THAT(c.error("[x" + times(200000, ".a") + "]\n"), HasSubstr("more than 4000 dots"));
  EXPECT_THAT(c.error(times(300, "[x" + times(100, ".a") + "]\n")), HasSubstr("more than 4000 dots"));
  EXPECT_THAT(c.error("x" + times(3999, ".a") + " = 1\n"), HasSubstr("lacks the key 'name'"))
      << "parsed and taken apart";
  EXPECT_THAT(c.error("x = " + times(100000, "[") + "\n"), HasSubstr("this is no TOML"));
  EXPECT_THAT(c.error("x = " + times(100000, "{a=") + "\n"), HasSubstr("this is no TOML"));
  EXPECT_EQ(c.error_in_step("{ run = 'one', stdin = " + times(200, "[") + "'x'" + times(200, "]") + " }"), "");
}

TEST(HostileExercise, DotsInTextsAndCommentsAreNotCounted) {
  const ExerciseCase c;
  const std::string dots = times(5000, ".");
  for (const std::string quotes : {"\"", "'", "\"\"\"", "'''"}) {
    EXPECT_EQ(c.error_in_step("{ run = 'one', stdout = " + quotes + dots + quotes + " }"), "") << quotes;
  }
  EXPECT_EQ(c.error_in_step("{ run = 'one', stdout = \"\\\\ \\\" ' " + dots + "\" }"), "");
  EXPECT_EQ(c.error_in_scenario("steps = [{ run = 'one' }] # it's " + dots + "\n"), "");
  EXPECT_EQ(c.error_in_step("{ run = 'one', stdout = '''" + dots + "''''' }"), "");
  EXPECT_THAT(c.error_in_scenario("steps = [{ run = 'one' }]\n# \"\n" + dots), HasSubstr("more than 4000 dots"));
}

TEST(HostileExercise, RegularExpressionsThatWouldOverflowTheStackAreRefused) {
  const ExerciseCase c;
  const auto matches = [&](const std::string& pattern) {
    return c.error_in_step("{ run = 'one', stdout = { matches = '" + pattern + "' } }");
  };
  EXPECT_THAT(matches(times(100000, "(") + times(100000, ")")), HasSubstr("parentheses within each other"));
  EXPECT_THAT(matches(times(100000, "a")), HasSubstr("too large"));
  EXPECT_THAT(matches(times(100000, "a|")), HasSubstr("too large"));
  EXPECT_THAT(matches("((((a{1000}){1000}){1000}){1000})"), HasSubstr("too large"));
  EXPECT_THAT(matches("a{99999999999999999999}"), HasSubstr("too large"));
  EXPECT_THAT(matches("a{2"), HasSubstr("no regular expression"));
  EXPECT_THAT(matches("[a"), HasSubstr("no regular expression"));
  EXPECT_THAT(matches("a\\"), HasSubstr("no regular expression"));
  EXPECT_THAT(matches(")"), HasSubstr("no regular expression"));
  EXPECT_EQ(matches("((\\.\\n)*Signal 20 => pause\\n){3}(\\.\\n)*"), "") << "as in the exercises";
  EXPECT_EQ(matches("([a-z]{1,20} [0-9]{3})*"), "");
  EXPECT_EQ(matches(times(30, "(") + "a" + times(30, ")")), "");
  EXPECT_EQ(matches("(" + times(900, "a|") + ")*"), "");
}

TEST(HostileExercise, NumbersOutOfRangeAreRefused) {
  const ExerciseCase c;
  const std::string steps = "steps = [{ run = 'one' }]\n";
  for (const char* line :
       {"points = -1", "points = nan", "points = inf", "points = 1e308", "umask = -1", "umask = 0o1000",
        "limits = { wall-seconds = 0 }", "limits = { wall-seconds = nan }",
        "limits = { memory-mib = 9223372036854775807 }", "limits = { processes = 0 }", "limits = { output-mib = -5 }",
        "limits = { cpu-seconds = 1.5 }", "limits = { clock = 'fast' }", "limits = { clock = 1 }",
        "rules = { message-bytes = 0 }", "rules = { modes = { shm = -1 } }"}) {
    EXPECT_NE(c.error_in_scenario(steps + line), "") << line;
  }
  EXPECT_THAT(c.error_in_step("{ run = 'one', status = 256 }"), HasSubstr("from 0 to 255"));
  EXPECT_THAT(c.error_in_step("{ run = 'one', status = [-1] }"), HasSubstr("from 0 to 255"));
}

TEST(HostileExercise, WhatNoProgramCanBeGivenIsRefused) {
  const ExerciseCase c;
  EXPECT_THAT(c.error_in_step("{ run = 'one', args = [\"a\\u0000b\"] }"), HasSubstr("can't hold a NUL"));
  EXPECT_THAT(c.error_in_step("{ run = 'one', args = ['" + std::string(131072, 'x') + "'] }"),
              HasSubstr("more than 131071 bytes"));
  EXPECT_EQ(c.error_in_step("{ run = 'one', args = ['" + std::string(131071, 'x') + "'] }"), "");
  EXPECT_THAT(c.error_in_step("{ run = 'one', env = { \"A=B\" = 'x' } }"), HasSubstr("'A=B' can't be the name"));
  EXPECT_THAT(c.error_in_step("{ run = 'one', env = { \"\" = 'x' } }"), HasSubstr("can't be the name"));
  EXPECT_THAT(c.error_in_step("{ run = 'one', env = { \"A\\u0000\" = 'x' } }"), HasSubstr("can't be the name"));
  EXPECT_THAT(c.error_in_scenario("title = \"a\\u001b[31m\"\nsteps = []"), HasSubstr("without control characters"));
}

TEST(HostileExercise, ErrorsShowStrangeKeysWithoutTheirControlCharacters) {
  const ExerciseCase c;
  const std::string error = c.error_in_step("{ run = 'one', \"\\u001b[2Jx\" = 1 }");
  EXPECT_THAT(error, HasSubstr("unknown key '\\x1b[2Jx'"));
  EXPECT_THAT(error, Not(HasSubstr("\x1b")));
  EXPECT_LT(c.error_in_step("{ run = 'one', " + std::string(100000, 'k') + " = 1 }").size(), 1000U);
}

TEST(HostileExercise, FileThatIsNoneOrTooLargeIsRefused) {
  const ExerciseCase c;
  EXPECT_THAT(c.error(std::string(1024 * 1024 + 1, '\n')), HasSubstr("is larger than 1 MiB"));
  std::filesystem::remove(c.folder.path() / "exercise.toml");
  std::filesystem::create_directory(c.folder.path() / "exercise.toml");
  EXPECT_THROW(load_exercise(c.folder.path()), ExerciseError);
}

/// Loaded or refused; anything else that is thrown fails the test, and a crash ends it.
void load_or_refuse(const ExerciseCase& c, const std::string& toml) {
  try {
    c.load(toml);
  } catch (const ExerciseError&) {
  }
}

TEST(HostileExercise, EveryBeginningOfAFileIsLoadedOrRefused) {
  const ExerciseCase c;
  const std::string text = kHead + R"(env = { A = "b" }
files = [{ path = "a", content = [{ repeat = "x", times = 3 }, "y"] }]
rules = { picture = ["one:1 -> pipe -> two:0"], modes = { shm = 0o600 } }
steps = [{ start = "one", stdin = "open", stdout = { matches = "(a|[b-c]){2,3}" } }, { feed = """z""", to = "one" }]
)";
  for (std::size_t size = 0; size <= text.size(); ++size) load_or_refuse(c, text.substr(0, size));
}

TEST(HostileExercise, ChangedFilesAreLoadedOrRefused) {
  const ExerciseCase c;
  const std::string text = read_whole(IPCLAB_SOURCE_DIR "/exercises/pipeline/exercise.toml");
  std::mt19937 generator(1);
  const std::string_view letters = "\"'[]{}=.,#\n\\0-x(\xff";
  for (int round = 0; round < 300; ++round) {
    std::string changed = text;
    for (unsigned i = 0, changes = generator() % 4 + 1; i < changes; ++i) {
      const std::size_t at = generator() % changed.size();
      const std::size_t other = generator() % changed.size();
      switch (generator() % 3) {
        case 0:
          changed[at] = letters[generator() % letters.size()];
          break;
        case 1:
          changed.erase(at, generator() % 40);
          break;
        default:
          changed.insert(at, changed.substr(other, generator() % 60));
      }
    }
    load_or_refuse(c, changed);
  }
}

TEST(HostileExercise, MarksAreNumbersOfPercentAndNothingElse) {
  const ExerciseCase c;
  const std::string steps = "steps = [{ run = 'one' }]\n";
  const auto error = [&](const std::string& marks) {
    return c.error(std::string(kHead) + steps + "[marks]\n" + marks);
  };
  EXPECT_EQ(error("late-penalty = 20\nlate-penalty-per-day = 10.5\nround = 0.5\n"), "");
  for (const char* marks : {"late-penalty = 101", "late-penalty = -1", "round = nan", "round = '1'", "late = 3"})
    EXPECT_NE(error(marks), "") << marks;
}

}  // namespace
}  // namespace ipclab
