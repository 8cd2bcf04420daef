// The report as a person reads it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <utility>

#include "harness/report/explain.h"
#include "harness/report/hint.h"
#include "harness/report/layout.h"
#include "harness/report/utf8.h"
#include "tests/unit/report_samples.h"

namespace ipclab {
namespace {

using testing::HasSubstr;
using testing::Not;

TextStyle plain(int width = 100) {
  TextStyle style;
  style.width = width;
  return style;
}

TextStyle verbose(int width = 100) {
  TextStyle style = plain(width);
  style.verbose = true;
  return style;
}

/// `text` with every escape sequence of ours taken out.
std::string without_colour(std::string text) {
  for (std::size_t at = text.find("\x1b["); at != std::string::npos; at = text.find("\x1b[")) {
    text.erase(at, text.find('m', at) - at + 1);
  }
  return text;
}

Report with_one(Finding finding) {
  Report report = sample_report();
  report.findings = {std::move(finding)};
  return report;
}

TEST(ReportText, ShowsScoreScenariosAndFindingsMostImportantFirst) {
  EXPECT_EQ(to_text(sample_report(), plain()),
            R"(A pipeline: ps -ef | grep PATTERN                                              1 of 4.5 points  FAIL
submissions/miller

  ✗ matches           lines that hold the pattern, and grep's status                             0/2
  ✓ no-match          no line holds it: status 1                                                 1/1
  ✗ large             5 MB of process table                                                      0/1
  ✗ hidden scenario                                                                            0/0.5

✗ hang.deadlock: grep waits for the end of its input, and it can never come
  pipeline.c:6 in main() · grep · scenarios matches, large
      6 │         waitpid(child, &status, 0);
  grep reads from descriptor 0, the pipe made in line 3. It sees the end of file once nobody holds
  the pipe's writing end any more. The parent still holds it, as descriptor 4, and waits for grep
  itself.
    line 3    pipe()      made descriptors 3 (reading end) and 4 (writing end)
    line 4    fork()      the child that became grep inherited both
    in grep   read()      waits here
    line 6    waitpid()   the parent waits here; descriptor 4 is open
  Look at which ends the parent still has after its last fork, and which of them it needs.
                                                                             man 7 pipe, man 2 close
  also: exit.status, output.mismatch

✗ output.mismatch: the output, or a file, is not as stated
  pipeline · a hidden scenario

! fd.leaked-into-exec: ps starts with descriptors 3 and 4, which it does not know of
  pipeline.c:4 in main() · ps · scenario no-match
      4 │         child = fork();
  Look at which descriptors are open when ps is executed.                               man 2 execve

1 note: --verbose shows it. `ipclab explain hang.deadlock` says more.
)");
}

TEST(ReportText, VerboseShowsNotesConsequencesAndWhatTheCompilerSaid) {
  const std::string text = to_text(sample_report(), verbose());
  EXPECT_THAT(text, HasSubstr("  From this follows:\n"
                              "    ✗ exit.status: pipeline was killed at the end and gave no status\n"));
  EXPECT_THAT(text, HasSubstr("    0.91 ms grep       in grep   read()      waits here\n"));
  EXPECT_THAT(text, HasSubstr("i build.warning: unused variable 'unused' [-Wunused-variable]\n"
                              "  pipeline.c:5\n"
                              "      5 │         int unused;\n"
                              "        │             ^\n"));
  EXPECT_THAT(text, HasSubstr("What the compiler said:\n  pipeline.c:5:13: warning"));
  EXPECT_THAT(text, Not(HasSubstr("--verbose")));
}

TEST(ReportText, NothingOfAHiddenScenarioIsShownButVerdictAndPoints) {
  for (const TextStyle& style : {plain(), verbose()}) {
    const std::string text = to_text(sample_report(), style);
    EXPECT_THAT(text, Not(HasSubstr("xyzzy")));
    EXPECT_THAT(text, Not(HasSubstr("secret")));
    EXPECT_THAT(text, HasSubstr("✗ hidden scenario"));
  }
}

TEST(ReportText, AMistakeThatAHiddenScenarioSharesIsToldFromThePublicOne) {
  Report report = sample_report();
  Finding hidden = sample_deadlock("secret");
  hidden.message = "xyzzy";
  report.findings = {hidden, sample_deadlock("matches")};
  const std::string text = to_text(report, plain());
  EXPECT_THAT(text, HasSubstr("grep waits for the end of its input"));
  EXPECT_THAT(text, HasSubstr("scenarios matches, 1 hidden"));
  EXPECT_THAT(text, Not(HasSubstr("xyzzy")));
}

TEST(ReportText, AnotherMessageOfTheSameMistakeIsALineOfItsOwn) {
  Report report = sample_report();
  Finding other = sample_deadlock("large");
  other.message = "grep waits for ever";
  report.findings = {sample_deadlock("matches"), other};
  EXPECT_THAT(to_text(report, plain()), HasSubstr("  in large: grep waits for ever\n"));
}

TEST(ReportText, TwoFindingsOfOneScenarioAreNeverMerged) {
  Report report = sample_report();
  report.findings = {sample_deadlock("matches"), sample_deadlock("matches")};
  const std::string text = to_text(report, plain());
  EXPECT_NE(text.find("hang.deadlock:"), text.rfind("hang.deadlock:"));
}

TEST(ReportText, TheSameLineRunByAnotherProcessIsToldOnceAndTheScenarioNamedOnce) {
  Report report = sample_report();
  Finding again = sample_deadlock("matches");
  again.process = "grep-again";
  again.message = "grep-again waits for ever";
  report.findings = {sample_deadlock("matches"), again};
  const std::string text = to_text(report, plain());
  EXPECT_EQ(text.find("hang.deadlock:"), text.rfind("hang.deadlock:"));
  EXPECT_THAT(text, HasSubstr("  in matches: grep-again waits for ever\n"));
  EXPECT_THAT(text, Not(HasSubstr("matches, matches")));
}

TEST(ReportText, OfSeveralMistakesInOnePlaceEachIsMergedWithItsLike) {
  Report report = sample_report();
  report.findings.clear();
  using Told = std::pair<const char*, const char*>;
  for (const auto& [scenario, who] : {Told("matches", "the parent"), Told("large", "the child"),
                                      Told("matches", "the child"), Told("large", "the parent")}) {
    Finding finding;
    finding.id = "cpu.busy-wait";
    finding.scenario = scenario;
    finding.message = who;
    report.findings.push_back(finding);
  }
  const std::string text = to_text(report, plain());
  EXPECT_THAT(text, HasSubstr("cpu.busy-wait: the parent\n  scenarios matches, large\n"));
  EXPECT_THAT(text, HasSubstr("cpu.busy-wait: the child\n  scenarios large, matches\n"));
  EXPECT_THAT(text, Not(HasSubstr("in large:")));
}

TEST(ReportText, AMechanismThatIsNotThereIsNamedWhereIsolationIsDegraded) {
  Report report = sample_report();
  report.mechanisms = {{"seccomp", true, ""}, {"network namespace", false, "refused"}};
  EXPECT_THAT(to_text(report, plain()), Not(HasSubstr("Not enforced")));
  report.isolation_level = "degraded";
  EXPECT_THAT(to_text(report, plain()), HasSubstr("Not enforced on this machine: network namespace (refused)\n"));
  EXPECT_THAT(to_text(report, plain()), Not(HasSubstr("seccomp")));
}

TEST(ReportText, ColourChangesNothingButColour) {
  TextStyle style = verbose();
  style.colour = true;
  const std::string coloured = to_text(sample_report(), style);
  EXPECT_THAT(coloured, HasSubstr("\x1b[1;31m✗\x1b[0m"));
  EXPECT_EQ(without_colour(coloured), to_text(sample_report(), verbose()));
}

TEST(ReportText, NoLineIsWiderThanTheTerminal) {
  for (int width = 60; width <= 120; ++width) {
    for (const TextStyle& style : {plain(width), verbose(width)}) {
      std::string_view text;
      const std::string all = to_text(sample_report(), style);
      for (text = all; !text.empty(); text.remove_prefix(text.find('\n') + 1)) {
        EXPECT_LE(width_of(text.substr(0, text.find('\n'))), width) << text.substr(0, text.find('\n'));
      }
    }
  }
}

TEST(ReportText, NoByteOfASubmissionReachesTheTerminalAsAControl) {
  Report report = sample_report();
  const std::string hostile = "\x1b]0;owned\a\r\xe2\x80\xae\xff\n";
  report.submission_path = hostile;
  report.files = {{hostile + ".c", "int main() {}\n\x1b[2J" + hostile}};
  report.build.output = "a\n" + hostile;
  report.isolation_level = "degraded";
  report.mechanisms = {{hostile, false, hostile}};
  Finding finding = sample_deadlock("matches");
  for (std::string* text :
       {&finding.process, &finding.message, &finding.reason, &finding.hint, &finding.location.function}) {
    *text = hostile;
  }
  finding.location.file = hostile + ".c";
  finding.location.line = 2;
  finding.evidence = {{hostile, 1, hostile, {hostile, 1, hostile}}, {hostile, 1, "read() " + hostile, {}}};
  finding.consequences[0].message = hostile;
  Finding other = finding;
  other.scenario = "large";
  other.message += "!";
  report.findings = {finding, other};
  for (const TextStyle& style : {plain(), verbose()}) {
    const std::string text = to_text(report, style);
    EXPECT_THAT(text, HasSubstr("\\x1b]0;owned\\x07\\r<U+202E>\\xff\\n"));
    EXPECT_TRUE(is_valid_utf8(text));
    EXPECT_THAT(text, Not(HasSubstr("\xe2\x80\xae")));
    for (const char c : text) ASSERT_TRUE(c == '\n' || static_cast<unsigned char>(c) >= 0x20);
  }
}

TEST(ReportText, ACompilersErrorIsQuotedWithItsColumn) {
  Report report = sample_report();
  report.build.ok = false;
  report.build.diagnostics = {{"pipeline.c", 3, 14, "error", "'fd' undeclared", ""}};
  for (ScenarioReport& scenario : report.scenarios) scenario.verdict = ScenarioVerdict::Skipped;
  Finding error;
  error.id = "build.error";
  error.message = "'fd' undeclared";
  error.location = {"pipeline.c", 3, ""};
  report.findings = {error};
  conclude(report);
  const std::string text = to_text(report, plain());
  EXPECT_THAT(text, HasSubstr("0 of 4.5 points  DOES NOT BUILD\n"));
  EXPECT_THAT(text, HasSubstr("  – 4 scenarios not played\n"));
  EXPECT_THAT(text, HasSubstr("      3 │         pipe(fd);\n        │              ^\n"));
}

TEST(ReportText, TheCaretStandsBelowItsPlaceBehindEscapesAndWideLetters) {
  Report report = sample_report();
  report.files = {{"a.c", "/* 日\x1b */ x\n"}};
  report.build.diagnostics = {{"a.c", 1, 11, "error", "x", ""}};
  Finding error;
  error.id = "build.error";
  error.location = {"a.c", 1, ""};
  report.findings = {error};
  EXPECT_THAT(to_text(report, plain()), HasSubstr("      1 │ /* 日\\x1b */ x\n        │              ^\n"));
}

TEST(ReportText, ALineThatIsNotThereIsNotQuoted) {
  for (const int line : {-1, 0, 9, 2000000000}) {
    Finding finding = sample_deadlock("matches");
    finding.location.line = line;
    EXPECT_THAT(to_text(with_one(finding), plain()), Not(HasSubstr("│"))) << line;
  }
}

TEST(ReportText, AVeryLongSourceLineIsCut) {
  Report report = with_one(sample_deadlock("matches"));
  report.files = {{"pipeline.c", "\n\n\n\n\n" + std::string(1 << 20, 'x')}};
  EXPECT_THAT(to_text(report, plain(60)), HasSubstr("x…\n"));
}

TEST(ReportText, TroubleOfTheMachineIsNamedAndIsNoVerdict) {
  Report report = sample_report();
  report.trouble = "cage: mounting /proc: Operation not permitted";
  conclude(report);
  const std::string text = to_text(report, plain());
  EXPECT_THAT(text, HasSubstr("NOT JUDGED"));
  EXPECT_THAT(text, HasSubstr("says nothing about the submission: cage: mounting /proc: Operation not"));
}

TEST(Hint, TheManPagesAtItsEndHaveTheirOwnPlace) {
  EXPECT_EQ(split_hint("Look there. man 7 pipe").pages, "man 7 pipe");
  EXPECT_EQ(split_hint("Look there. man 7 pipe").text, "Look there.");
  EXPECT_EQ(split_hint("Why? man 7 pipe (Pipe capacity), man 3 exit.").pages, "man 7 pipe (Pipe capacity), man 3 exit");
  EXPECT_EQ(split_hint("man 2 fork").text, "");
  EXPECT_EQ(split_hint("Ask human 7 x").pages, "");
  EXPECT_EQ(split_hint("See man 2 fork and think.").pages, "");
  EXPECT_EQ(split_hint("").pages, "");
}

TEST(Explain, ShowsTheProgramAndWhatItsExerciseAsks) {
  const std::string deadlock = explain_text(*finding_info("hang.deadlock"), plain());
  EXPECT_THAT(deadlock, testing::HasSubstr(
                            "A program that has it\n  /* waits.c */\n  #include <unistd.h>\n\n  int main(void)\n"));
  const std::string shell = explain_text(*finding_info("proc.shell"), plain());
  EXPECT_THAT(shell, testing::HasSubstr("/* what the exercise asks */\n  name = \"list\"\n"));
}

TEST(Explain, SaysWhatItMeansWhyAndWhereToLook) {
  const FindingInfo info{"some.mistake", Severity::Warning, "a pipe end stays open", "Meaning.", "Why.",
                         "Look.",        "man 7 pipe"};
  EXPECT_EQ(explain_text(info, plain()), R"(some.mistake: a pipe end stays open
A warning: it costs no points, unless the outcome is wrong because of it.

What it means
  Meaning.

Why it matters
  Why.

How to look for it
  Look.

What to read
  man 7 pipe
)");
}

TEST(TextReport, OfManyFindingsOnlyTheFirstAreWholeWhereMoreCanBeAskedFor) {
  Report report = sample_report();
  report.findings.resize(1);
  for (const char* id : {"exit.status", "output.mismatch", "proc.orphan", "ipc.leak.shm"}) {
    Finding more = report.findings.front();
    more.id = id;
    more.message = std::string("message of ") + id;
    more.reason = std::string("reason of ") + id;
    more.consequences.clear();
    report.findings.push_back(more);
  }
  TextStyle style;
  EXPECT_THAT(to_text(report, style), HasSubstr("reason of ipc.leak.shm")) << "in a file there is no more to ask for";
  style.brief = true;
  const std::string text = to_text(report, style);
  EXPECT_THAT(text, HasSubstr("reason of output.mismatch"));
  EXPECT_THAT(text, Not(HasSubstr("reason of proc.orphan")));
  EXPECT_THAT(text, HasSubstr("message of ipc.leak.shm"));
  EXPECT_THAT(text, HasSubstr("The last 2 in short: --verbose shows all of them."));
  report.findings.resize(4);
  EXPECT_THAT(to_text(report, style), HasSubstr("reason of proc.orphan")) << "one more is not worth a second look";
}

}  // namespace
}  // namespace ipclab
