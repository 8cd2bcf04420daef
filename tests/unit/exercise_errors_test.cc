// A wrong exercise.toml: the place, and what was meant.
#include "tests/unit/exercise_case.h"

namespace ipclab {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

const std::string kSteps = "steps = [{ run = 'one' }]\n";

TEST(ExerciseErrors, MisspeltKeyIsNamedWithItsPlaceAndWhatWasMeant) {
  const ExerciseCase c;
  EXPECT_EQ(c.error_in_step("{ run = 'one', stauts = 0 }"),
            "12:25: unknown key 'stauts' in a 'run' step: did you mean 'status'?");
  EXPECT_THAT(c.error_in_scenario(kSteps + "tilte = 'x'"),
              HasSubstr("13:1: unknown key 'tilte' in the scenario 'first': did you mean 'title'?"));
  EXPECT_THAT(c.error("nme = 'small'\ntitle = 'x'\n"),
              AllOf(StartsWith("1:1: unknown key 'nme'"), HasSubstr("did you mean 'name'?")));
  EXPECT_THAT(c.error_in_step("{ rnu = 'one' }"), HasSubstr("did you mean 'run'?"));
  EXPECT_THAT(c.error_in_scenario("step = []"), HasSubstr("did you mean 'steps'?"));
  EXPECT_THAT(c.error_in_scenario(kSteps + "limits = { cpu-second = 1 }"), HasSubstr("did you mean 'cpu-seconds'?"));
  EXPECT_THAT(c.error_in_scenario(kSteps + "rules = { shell-forbiden = true }"),
              HasSubstr("did you mean 'shell-forbidden'?"));
  EXPECT_THAT(c.error_in_step("{ run = 'one', stdout = { contain = 'x' } }"), HasSubstr("did you mean 'contains'?"));
}

TEST(ExerciseErrors, UnknownKeyThatResemblesNothingIsToldWhatThereIs) {
  const ExerciseCase c;
  EXPECT_THAT(c.error_in_step("{ wait = 'one', until = 'ends', colour = 1 }"),
              AllOf(HasSubstr("unknown key 'colour'"), HasSubstr("there is:"), HasSubstr("until")));
}

TEST(ExerciseErrors, KeyOfAnotherKindOfStepIsToldWhereItBelongs) {
  const ExerciseCase c;
  EXPECT_THAT(c.error_in_step("{ run = 'one' }, { wait = 'one', until = 'ends', stdout = '' }"),
              AllOf(HasSubstr("'stdout'"), HasSubstr("belongs to a 'start' or 'run' step"), HasSubstr("'wait' step")));
  EXPECT_THAT(c.error_in_step("{ run = 'one', wait = 'one' }"), HasSubstr("both 'run' and 'wait'"));
}

TEST(ExerciseErrors, WrongTypeSaysWhatIsWantedAndWhatIsThere) {
  const ExerciseCase c;
  EXPECT_EQ(c.error_in_step("{ run = 'one', args = 'a' }"), "12:32: 'args' must be a list, and is a text");
  EXPECT_THAT(c.error_in_step("{ run = 'one', args = [1] }"),
              HasSubstr("an element of 'args' must be a text, and is a whole number"));
  EXPECT_THAT(c.error_in_step("{ run = 'one', status = 1.5 }"), HasSubstr("'status' must be a number"));
  EXPECT_THAT(c.error_in_step("{ run = 'one', status = 'zero' }"), HasSubstr("\"non-zero\""));
  EXPECT_THAT(c.error_in_step("{ run = 'one', stdout = true }"),
              HasSubstr("'stdout' must be a text, a list or a table"));
  EXPECT_THAT(c.error_in_step("{ run = 'one', env = ['A=b'] }"), HasSubstr("'env' must be a table"));
  EXPECT_THAT(c.error_in_step("'run one'"), HasSubstr("must be a table, and is a text"));
  EXPECT_THAT(c.error_in_scenario(kSteps + "points = '2'"), HasSubstr("'points' must be a number"));
  EXPECT_THAT(c.error_in_scenario(kSteps + "title = 1979-05-27"), HasSubstr("is a date or time"));
  EXPECT_THAT(c.error_in_scenario("steps = {}"), HasSubstr("'steps' must be a list"));
  EXPECT_THAT(c.error("name = 'x'\ntitle = 'x'\nprograms.one = {}\nscenario = 1\n"), HasSubstr("[[scenario]]"));
}

TEST(ExerciseErrors, WhatMustBeThereAndIsNot) {
  const ExerciseCase c;
  EXPECT_THAT(c.error(""), HasSubstr("lacks the key 'name'"));
  EXPECT_THAT(c.error("name = 'x'\ntitle = 'x'\n"), HasSubstr("lacks the key 'programs'"));
  EXPECT_THAT(c.error("name = 'x'\ntitle = 'x'\n[programs]\n"), HasSubstr("names no program"));
  EXPECT_THAT(c.error("name = 'x'\ntitle = 'x'\n[programs.one]\n"), HasSubstr("lacks the key 'scenario'"));
  EXPECT_THAT(c.error("name = 'x'\ntitle = 'x'\nscenario = []\nprograms.one = {}"), HasSubstr("no scenario"));
  EXPECT_THAT(c.error_in_scenario("title = 'x'"), AllOf(StartsWith("10:"), HasSubstr("'first' lacks the key 'steps'")));
  EXPECT_THAT(c.error_in_step(""), HasSubstr("the scenario has no steps"));
  EXPECT_THAT(c.error_in_step("{ run = 'helper' }"), HasSubstr("no step starts a program of the submission"));
  EXPECT_THAT(c.error_in_step("{ until = 'ends' }"), HasSubstr("must have one of the keys start, run, wait"));
  EXPECT_THAT(c.error_in_step("{ run = 'one' }, { wait = 'one' }"), HasSubstr("lacks the key 'until'"));
  EXPECT_THAT(c.error_in_step("{ run = 'one' }, { wait = 'one', until = 'printed' }"),
              HasSubstr("lacks the key 'text'"));
  EXPECT_THAT(c.error_in_step("{ run = 'one' }, { signal = 'SIGTERM' }"), HasSubstr("lacks the key 'to'"));
}

TEST(ExerciseErrors, StepThatNamesNoProgramOrRole) {
  const ExerciseCase c;
  EXPECT_THAT(c.error_in_step("{ run = 'oen' }"),
              HasSubstr("no program or fixture is called 'oen': did you mean 'one'?"));
  EXPECT_THAT(c.error_in_step("{ run = 'receiver' }"), HasSubstr("there is: one, two, helper"));
  EXPECT_THAT(c.error_in_step("{ run = '' }"), HasSubstr("no program or fixture is called ''"));
  EXPECT_THAT(c.error_in_step("{ start = 'one', as = 'server' }, { wait = 'sever', until = 'ends' }"),
              HasSubstr("no step starts 'sever': did you mean 'server'?"));
  EXPECT_THAT(c.error_in_step("{ start = 'one', as = 'server' }, { wait = 'one', until = 'ends' }"),
              HasSubstr("no step starts 'one'"));
}

TEST(ExerciseErrors, RoleThatIsUsedBeforeItIsStarted) {
  const ExerciseCase c;
  EXPECT_EQ(c.error_in_scenario(
                "steps = [\n  { start = 'one' },\n  { signal = 'SIGINT', to = 'two' },\n  { start = 'two' },\n]\n"),
            "14:29: 'two' is used before it is started: that happens in line 15");
}

TEST(ExerciseErrors, RoleThatIsTaken) {
  const ExerciseCase c;
  EXPECT_THAT(c.error_in_step("{ run = 'one' }, { run = 'one' }"), HasSubstr("the role 'one' is taken, by line 12"));
  EXPECT_THAT(c.error_in_step("{ run = 'one', as = 'two' }, { run = 'two' }"), HasSubstr("'two' is taken"));
  EXPECT_EQ(c.error_in_step("{ run = 'one', as = 'two' }, { run = 'two', as = 'one' }"), "");
}

TEST(ExerciseErrors, ScenariosOfTheSameName) {
  const ExerciseCase c;
  EXPECT_THAT(c.error_in_scenario(kSteps + "[[scenario]]\nname = 'first'\n" + kSteps),
              AllOf(StartsWith("13:"), HasSubstr("two scenarios are called 'first'")));
}

TEST(ExerciseErrors, StepThatItsRoleCantBeGiven) {
  const ExerciseCase c;
  EXPECT_THAT(c.error_in_step("{ start = 'one' }, { type = 'x', at = 'one' }"), HasSubstr("terminal = true"));
  EXPECT_THAT(c.error_in_step("{ start = 'one' }, { feed = 'x', to = 'one' }"), HasSubstr("stdin = \"open\""));
  EXPECT_THAT(c.error_in_step("{ start = 'one', stdin = 'open' }, { close-input = 'one' }, { feed = 'x', to = 'one' }"),
              HasSubstr("has been ended by an earlier step"));
  EXPECT_THAT(c.error_in_step("{ run = 'one', stdin = 'open' }"), HasSubstr("use 'start'"));
  EXPECT_THAT(c.error_in_step("{ run = 'one', may-stay = true }"), HasSubstr("use 'start'"));
  EXPECT_THAT(c.error_in_step("{ run = 'one', stdin = 'terminal' }"), HasSubstr("write terminal = true"));
  EXPECT_THAT(c.error_in_step("{ run = 'one', terminal = true, stderr = '' }"), HasSubstr("expect both as 'stdout'"));
  EXPECT_THAT(c.error_in_step("{ run = 'one', terminal = true, stdin = ['x'] }"), HasSubstr("type at it"));
}

TEST(ExerciseErrors, CallThatMustNotBeAllowed) {
  const ExerciseCase files;
  const std::string head = kHead.substr(0, kHead.find("\n[programs.one]"));
  const std::string rest = kHead.substr(head.size());
  const auto error = [&](const std::string& allow) {
    return files.error(head + "[sandbox]\nallow = [" + allow + "]\n" + rest + "steps = [{ start = 'one' }]\n");
  };
  EXPECT_EQ(error("'process_vm_readv', 'io_setup'"), "");
  EXPECT_THAT(error("'ptrace'"), testing::StartsWith("4:10: 'ptrace' is no call that can be allowed"));
  EXPECT_THAT(error("'process_vm_read'"), testing::HasSubstr("did you mean 'process_vm_readv'?"));
  EXPECT_THAT(error("'keyctl', 'keyctl'"), testing::HasSubstr("'keyctl' is allowed twice"));
}

TEST(ExerciseErrors, UnknownWords) {
  const ExerciseCase c;
  EXPECT_THAT(c.error_in_step("{ run = 'one' }, { signal = 'SIGTREM', to = 'one' }"),
              HasSubstr("unknown signal 'SIGTREM'"));
  EXPECT_THAT(c.error_in_step("{ run = 'one' }, { wait = 'one', until = 'block' }"),
              HasSubstr("did you mean 'blocks'?"));
  EXPECT_THAT(c.error_in_scenario(kSteps + "visibility = 'secret'"), HasSubstr("\"public\" or \"hidden\""));
  EXPECT_THAT(c.error_in_scenario(kSteps + "rules = { must-handle = ['SIGFOO'] }"),
              HasSubstr("unknown signal 'SIGFOO'"));
  EXPECT_THAT(c.error_in_scenario(kSteps + "rules = { may-stay = ['msgqueu'] }"),
              HasSubstr("unknown kind of leftover 'msgqueu': did you mean 'msgqueue'?"));
  EXPECT_THAT(c.error_in_scenario(kSteps + "rules = { may-stay = ['msgqueue:x'] }"), HasSubstr("has no name"));
  EXPECT_THAT(c.error_in_scenario(kSteps + "rules = { modes = { queue = 0o666 } }"), HasSubstr("unknown key 'queue'"));
  EXPECT_THAT(c.error_in_scenario(kSteps + "rules = { must-run = ['/bin/cat'] }"), HasSubstr("without its folder"));
}

TEST(ExerciseErrors, EdgeThatDoesNotParseIsShownWithItsPlace) {
  const ExerciseCase c;
  EXPECT_EQ(c.error_in_scenario(kSteps + "rules = { picture = ['one -> pip -> two'] }"),
            "13:22: the edge 'one -> pip -> two' can't be read: 'pip' is no kind of object: did you mean 'pipe'?");
}

TEST(ExerciseErrors, RulesThatContradictEachOther) {
  const ExerciseCase c;
  EXPECT_THAT(c.error_in_scenario(kSteps + "rules = { must-run = ['cat'], must-not-run = ['cat'] }"),
              HasSubstr("'cat' must run and must not run"));
}

TEST(ExerciseErrors, FilesThatCantBeMadeInTheSandbox) {
  const ExerciseCase c;
  const auto files = [&](const std::string& list) { return c.error_in_scenario(kSteps + "files = [" + list + "]"); };
  EXPECT_THAT(files("{ path = 'a' }"), HasSubstr("must have one of the keys content, link-to, folder"));
  EXPECT_THAT(files("{ path = 'a', content = '', folder = true }"), HasSubstr("both 'content' and 'folder'"));
  EXPECT_THAT(files("{ path = '/etc/passwd', content = '' }"), HasSubstr("is not in /work, /tmp or /dev/shm"));
  EXPECT_THAT(files("{ path = '../a', content = '' }"), HasSubstr("without '.', '..' or empty parts"));
  EXPECT_THAT(files("{ path = '', content = '' }"), HasSubstr("without '.', '..' or empty parts"));
  EXPECT_THAT(files("{ path = 'a', link-to = 'b', mode = 0o644 }"), HasSubstr("no mode of its own"));
  EXPECT_THAT(files("{ path = 'a', content = '', mode = 0o1000 }"), HasSubstr("from 0 to 511"));
  EXPECT_THAT(files("{ path = 'a', content = '' }, { path = '/work/a', content = '' }"), HasSubstr("is there twice"));
  EXPECT_THAT(files("{ path = 'a', content = '' }, { path = 'a/b', content = '' }"), HasSubstr("that is no folder"));
  EXPECT_THAT(files("{ path = 'a/b', content = '' }, { path = 'a', content = '' }"), HasSubstr("is there already"));
  EXPECT_THAT(files("{ path = 'a', folder = true, mode = 0o555 }, { path = 'a/b', content = '' }"),
              HasSubstr("keeps its owner out"));
  EXPECT_THAT(c.error_in_scenario(kSteps + "expected-files = [{ path = 'a', absent = true, mode = 0 }]"),
              HasSubstr("must be absent"));
}

TEST(ExerciseErrors, FilesOfTheExerciseStayInItsFolder) {
  const ExerciseCase c;
  std::filesystem::create_symlink("/etc/passwd", c.folder.path() / "link");
  std::filesystem::create_symlink("fixtures/table", c.folder.path() / "inside");
  const auto content = [&](const std::string& file) {
    return c.error_in_step("{ run = 'one', stdin = { file = '" + file + "' } }");
  };
  EXPECT_THAT(content("fixtures/tabel"), HasSubstr("'fixtures/tabel' can't be read: No such file"));
  EXPECT_THAT(content("../etc/passwd"), HasSubstr("'..'"));
  EXPECT_THAT(content("/etc/passwd"), HasSubstr("must not be an absolute path"));
  EXPECT_THAT(content("link"), HasSubstr("leads out of the exercise's folder"));
  EXPECT_THAT(content("fixtures"), HasSubstr("is no ordinary file"));
  EXPECT_EQ(content("inside"), "");
}

TEST(ExerciseErrors, NamesThatAreNoneForAProgram) {
  const ExerciseCase c;
  const auto program = [&](const std::string& key) {
    return c.error("name = 'x'\ntitle = 'x'\n[programs." + key + "]\n[[scenario]]\nname = 's'\n" + kSteps);
  };
  EXPECT_EQ(program("one"), "");
  EXPECT_THAT(program("'../../etc'"), HasSubstr("'../../etc' can't be a name"));
  EXPECT_THAT(program("''"), HasSubstr("'' can't be a name"));
  EXPECT_THAT(program("-x"), HasSubstr("can't be a name"));
  EXPECT_THAT(program("child"), HasSubstr("in a picture it stands for"));
  EXPECT_THAT(c.error_in_step("{ run = 'one', as = 'any' }"), HasSubstr("in a picture it stands for"));
  EXPECT_THAT(c.error_in_step("{ run = 'one', as = 'a b' }"), HasSubstr("'a b' can't be a name"));
  EXPECT_THAT(c.error("name = 'x'\ntitle = 'x'\n[programs.one]\nlibraries = ['-Wl,x']\n"),
              HasSubstr("can't be a name"));
  EXPECT_THAT(c.error("name = 'x'\ntitle = 'x'\n[programs.one]\nsources = ['../one.c']\n"), HasSubstr("'..'"));
  EXPECT_THAT(c.error("name = 'x'\ntitle = 'x'\n[programs.one]\nsources = ['one.o']\n"), HasSubstr("is no .c file"));
  EXPECT_THAT(c.error("name = 'x'\ntitle = 'x'\n[programs.one]\n[fixtures.one]\nsources = ['fixtures/helper.c']\n"),
              HasSubstr("a fixture needs another name"));
}

TEST(ExerciseErrors, ExpectationsThatJudgeNothing) {
  const ExerciseCase c;
  const auto out = [&](const std::string& expected) {
    return c.error_in_step("{ run = 'one', stdout = " + expected + " }");
  };
  EXPECT_THAT(out("{ contains = '' }"), HasSubstr("nothing would be judged"));
  EXPECT_THAT(out("{ contains = [] }"), HasSubstr("must not be empty"));
  EXPECT_THAT(out("{ any-of = [] }"), HasSubstr("must not be empty"));
  EXPECT_THAT(out("{ any-of = 'a' }"), HasSubstr("must be a list"));
  EXPECT_THAT(out("{ non-empty = false }"), HasSubstr("can only be true"));
  EXPECT_THAT(out("{ matches = '(' }"), HasSubstr("this is no regular expression"));
  EXPECT_THAT(out("{ matches = '(a)\\1' }"), HasSubstr("this is no regular expression"));
  EXPECT_THAT(out("{ any-of = ['a'], ignore-case = true }"), HasSubstr("unknown key 'ignore-case'"));
  EXPECT_THAT(out("{ lines-of = 'a' }"), HasSubstr("lacks the key 'containing'"));
  EXPECT_THAT(out("{ any-of = ['a'], contains = 'a' }"), HasSubstr("both 'any-of' and 'contains'"));
}

TEST(ExerciseErrors, TextThatIsNoToml) {
  const ExerciseCase c;
  EXPECT_THAT(c.error("name = 'x'\ntitle = \"never closed\n"), AllOf(StartsWith("2:"), HasSubstr("this is no TOML")));
  EXPECT_THAT(c.error("name = 'x'\nname = 'y'\n"), AllOf(StartsWith("2:"), HasSubstr("this is no TOML")));
}

}  // namespace
}  // namespace ipclab
