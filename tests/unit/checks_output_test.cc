// output.mismatch, output.too-much: what the student is told of the first difference.
#include <cerrno>

#include "harness/checks/tell.h"
#include "harness/checks/text_match.h"
#include "tests/unit/check_case.h"

namespace ipclab {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

Content text(const std::string& bytes) {
  return {{Content::Text{bytes}}};
}
Expected exactly(const std::string& bytes) {
  return {.kind = Expected::Kind::Exactly, .contents = {text(bytes)}, .pattern = {}, .path = {}};
}

std::string told(const std::string& expected, const std::string& got) {
  const auto found = first_difference(expected, got);
  return found ? found->what : "";
}

TEST(FirstDifference, IsNoneBetweenEqualTexts) {
  EXPECT_EQ(told("a\n", "a\n"), "");
}

TEST(FirstDifference, IsNamedByLineAndColumnWithBothTexts) {
  EXPECT_EQ(told("one\ntwo\n", "one\ntvo\n"), R"(differs in line 2, column 2: expected "two\n", got "tvo\n")");
}

TEST(FirstDifference, MakesInvisibleCharactersVisible) {
  EXPECT_EQ(told("a b\n", "a\tb\r\n"), R"(differs in line 1, column 2: expected "a b\n", got "a\tb\r\n")");
}

TEST(FirstDifference, InBytesThatAreNoTextIsNamedByTheByte) {
  EXPECT_THAT(told(std::string("\0\1\2", 3), std::string("\0\1\3", 3)), HasSubstr("differs in byte 3"));
}

TEST(FirstDifference, OfAMissingNewlineSaysSo) {
  EXPECT_EQ(told("a\n", "a"), "lacks the newline at the end");
}

TEST(FirstDifference, OfATextThatEndsTooEarlyCountsWhatIsMissing) {
  EXPECT_EQ(told("0 1 2 3\n", "0 1"), "ends too early: 5 bytes missing at the end");
}

TEST(FirstDifference, OfATextThatIsThereTwiceSaysSo) {
  EXPECT_EQ(told("a\n", "a\na\n"), "is there twice");
}

TEST(FirstDifference, OfATextThatGoesOnShowsWhatIsTooMany) {
  EXPECT_EQ(told("a\n", "a\nb\n"), R"(has 2 bytes too many at the end: "b\n")");
}

TEST(FirstDifference, OfNothingSaysThatItIsEmpty) {
  EXPECT_EQ(told("a\n", ""), "is empty");
}

TEST(FirstDifference, ShowsOnlyThePartOfALongLineAroundIt) {
  const std::string line(500, 'x');
  EXPECT_LT(told(line + "a" + line, line + "b" + line).size(), 200U);
}

class Match : public ::testing::Test {
 protected:
  std::optional<TextDifference> match(const Expected& expected, const std::string& got) {
    return difference(expected, got, {}, [](const std::string&) { return std::string("1 x\n2 y\n3 x\n"); });
  }
};

TEST_F(Match, RegularExpressionIsForTheWholeText) {
  Expected dots;
  dots.kind = Expected::Kind::Matches;
  dots.pattern = "(\\.\n)+";
  EXPECT_FALSE(match(dots, ".\n.\n"));
  EXPECT_TRUE(match(dots, ".\n.\nx"));
}

TEST_F(Match, RegularExpressionStandsALongHostileText) {
  Expected dots;
  dots.kind = Expected::Kind::Matches;
  dots.pattern = "(\\.\n)+end";
  std::string bytes;
  for (int i = 0; i < 100000; ++i) bytes += ".\n";
  EXPECT_TRUE(match(dots, bytes));
  EXPECT_FALSE(match(dots, bytes + "end"));
}

TEST_F(Match, ContainsIgnoresCaseWhereAsked) {
  Expected usage;
  usage.kind = Expected::Kind::Contains;
  usage.contents = {text("usage")};
  EXPECT_TRUE(match(usage, "Usage: copy"));
  usage.ignore_case = true;
  EXPECT_FALSE(match(usage, "Usage: copy"));
}

TEST_F(Match, AnyOfTakesTheNearestTextToExplain) {
  Expected any;
  any.kind = Expected::Kind::AnyOf;
  any.contents = {text("zzz\n"), text("abc\n")};
  EXPECT_FALSE(match(any, "zzz\n"));
  const auto found = match(any, "abd\n");
  ASSERT_TRUE(found);
  EXPECT_THAT(found->what, HasSubstr("expected \"abc\\n\""));
}

TEST_F(Match, LinesInAnyOrderNamesALineThatIsMissing) {
  Expected lines;
  lines.kind = Expected::Kind::LinesInAnyOrder;
  lines.contents = {text("a\nb\nb\n")};
  EXPECT_FALSE(match(lines, "b\na\nb\n"));
  const auto found = match(lines, "b\na\nc\n");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->what, "lacks the line \"b\\n\"");
}

TEST_F(Match, LinesOfKeepsTheLinesThatContainThePattern) {
  Expected lines;
  lines.kind = Expected::Kind::LinesOf;
  lines.path = "table";
  lines.pattern = "x";
  EXPECT_FALSE(match(lines, "1 x\n3 x\n"));
  EXPECT_TRUE(match(lines, "1 x\n"));
}

TEST(Output, ThatIsAsStatedGivesNoFinding) {
  CheckCase c;
  c.start_step(0).stdout_text = exactly("a\n");
  const int process = c.b.start("pipeline");
  c.b.end(process, 0);
  c.b.output("pipeline", "stdout", "a\n");
  EXPECT_THAT(c.judge(check_output), IsEmpty());
}

TEST(Output, DifferenceLeadsToTheLineThatWroteIt) {
  CheckCase c;
  c.start_step(0).stdout_text = exactly("right\nright\n");
  const int process = c.b.start("pipeline");
  c.b.call(process, "write", {{"fd", 1}, {"count", 6}, {"data", "right\n"}}).at(10).returns(6);
  c.b.call(process, "write", {{"fd", 1}, {"count", 6}, {"data", "wrong\n"}}).at(11).returns(6);
  c.b.end(process, 0);
  c.b.output("pipeline", "stdout", "right\nwrong\n");
  const auto findings = c.judge(check_output);
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].id, "output.mismatch");
  EXPECT_EQ(findings[0].location.line, 11);
}

TEST(Output, NamesNoLineWhereTheWritesDoNotMakeUpTheOutput) {
  CheckCase c;
  c.start_step(0).stdout_text = exactly("right\n");
  const int process = c.b.start("pipeline");
  c.b.call(process, "write", {{"fd", 1}, {"count", 6}, {"data", "wrong\n"}}).at(11).returns(6);
  c.b.end(process, 0);
  c.b.output("pipeline", "stdout", "wrong\nmore\n");
  const auto findings = c.judge(check_output);
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].location.line, 0);
}

TEST(Output, AtATerminalIsJudgedWithoutTheReturnsThatTheTerminalAdds) {
  CheckCase c;
  c.start_step(0).stdout_kind = StdoutKind::Terminal;
  c.start_step(0).stdout_text = exactly(".\n.\n");
  const int process = c.b.start("pipeline");
  c.b.end(process, 0);
  c.b.output("pipeline", "terminal", ".\r\n.\r\n");
  EXPECT_THAT(c.judge(check_output), IsEmpty());
}

TEST(Output, UsageMayBeInEitherStream) {
  CheckCase c;
  Expected usage;
  usage.kind = Expected::Kind::Contains;
  usage.contents = {text("usage")};
  c.start_step(0).any_text = usage;
  const int process = c.b.start("pipeline");
  c.b.end(process, 1);
  c.b.output("pipeline", "stdout", "");
  c.b.output("pipeline", "stderr", "usage: pipeline PATTERN\n");
  EXPECT_THAT(c.judge(check_output), IsEmpty());
}

TEST(Output, OfAFixtureThatIsStatedShowsWhatTheSubmissionGaveIt) {
  CheckCase c;
  c.start_step(0).stdout_text = exactly("HELLO\n");
  const int process = c.b.start("pipeline", {}, "/fixtures/peer");
  c.b.end(process, 0);
  c.b.output("pipeline", "stdout", "hello\n");
  const auto findings = c.judge(check_output);
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_THAT(findings[0].message, HasSubstr("a program of the exercise's own"));
}

TEST(Output, OfAFixtureThatFoundNobodyAtItsPortSaysWhereTheServerListens) {
  CheckCase c({"server", "peer"});
  c.start_step(1).stdout_text = exactly("HELLO\n");
  const int server = c.b.start("server", {"4000"});
  c.b.call(server, "socket", {{"family", 2}, {"type", 1}}).returns(3);
  c.b.call(server, "bind", {{"fd", 3}, {"family", 2}, {"port", 40975}}).at(12).returns(0);
  c.b.call(server, "listen", {{"fd", 3}, {"backlog", 5}}).at(13).returns(0);
  const int peer = c.b.start("peer", {"connect", "4000"}, "/fixtures/peer");
  c.b.call(peer, "socket", {{"family", 2}, {"type", 1}}).returns(3);
  c.b.call(peer, "connect", {{"fd", 3}, {"family", 2}, {"port", 4000}}).returns(-ECONNREFUSED);
  c.b.end(peer, 1);
  c.b.output("peer", "stdout", "");
  const auto findings = c.judge(check_output);
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].reason, "peer could not connect to port 4000: server listens on port 40975.");
  EXPECT_EQ(findings[0].location.line, 12);
}

TEST(Output, OfAFixtureWhoseConnectionWasClosedByTheServerNamesTheLine) {
  CheckCase c({"server", "peer"});
  c.start_step(1).stdout_text = exactly("HELLO\n");
  const int server = c.b.start("server", {"4000"});
  c.b.call(server, "socket", {{"family", 2}, {"type", 1}}).returns(3);
  c.b.call(server, "bind", {{"fd", 3}, {"family", 2}, {"port", 4000}}).returns(0);
  c.b.call(server, "listen", {{"fd", 3}, {"backlog", 5}}).returns(0);
  const int peer = c.b.start("peer", {"connect", "4000"}, "/fixtures/peer");
  c.b.call(peer, "socket", {{"family", 2}, {"type", 1}}).returns(3);
  c.b.call(peer, "connect", {{"fd", 3}, {"family", 2}, {"port", 4000}}).returns(0);
  c.b.call(server, "accept4", {{"fd", 3}, {"flags", 0}}).returns(4);
  c.b.call(server, "close", {{"fd", 4}}).at(40).returns(0);
  c.b.call(peer, "recv", {{"fd", 3}, {"count", 100}, {"flags", 0}}).returns(0);
  c.close(peer, 3);
  c.b.end(peer, 0);
  c.b.output("peer", "stdout", "");
  const auto findings = c.judge(check_output);
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_THAT(findings[0].reason, HasSubstr("server closed the connection to peer first in line 40"));
  EXPECT_EQ(findings[0].location.line, 40);
}

TEST(Output, ThatWentIntoAPipeByDescriptor2IsToldWithTheLine) {
  CheckCase c;
  Expected something;
  something.kind = Expected::Kind::NonEmpty;
  c.start_step(0).stderr_text = something;
  const int parent = c.b.start("pipeline");
  c.pipe(parent, 3, 4, 12);
  const int child = c.b.fork(parent, 14);
  c.dup2(child, 4, 2);
  c.b.call(child, "write", {{"fd", 2}, {"count", 3}, {"data", "ps\n"}}).at(20).returns(3);
  c.b.end(child, 127);
  c.b.end(parent, 127);
  c.b.output("pipeline", "stderr", "");
  const auto findings = c.judge(check_output);
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_THAT(findings[0].reason,
              HasSubstr("The child wrote \"ps\\n\" to descriptor 2 in line 20, and it led to the pipe"));
  EXPECT_EQ(findings[0].location.line, 20);
}

TEST(Output, OfAProgramThatWasNeverStartedIsNotJudged) {
  CheckCase c;
  c.start_step(0).stdout_text = exactly("a\n");
  EXPECT_THAT(c.judge(check_output), IsEmpty());
}

TEST(Output, BeyondTheLimitIsOneFindingAndNoMismatch) {
  CheckCase c;
  c.start_step(0).stdout_text = exactly("a\n");
  const int process = c.b.start("pipeline");
  c.b.limit("output");
  c.b.kill_all({process});
  c.b.output("pipeline", "stdout", "yyyy");
  c.b.record().outputs.back().truncated = true;
  const auto findings = c.judge(check_output);
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].id, "output.too-much");
}

TEST(ExpectedFile, WithAnotherModeIsAMismatchAtTheLineThatCreatesIt) {
  CheckCase c({"copy"});
  c.scenario.expected_files.push_back({"dest", false, exactly("a"), 0644});
  const int process = c.b.start("copy");
  c.b.call(process, "openat", {{"path", "dest"}, {"flags", 0101}, {"mode", 0600}})
      .at(12)
      .returns(3)
      .with("real", "/work/dest")
      .with("type", "file")
      .with("dev", 1)
      .with("ino", 7);
  c.b.end(process, 0);
  c.b.record().files.push_back({"dest", true, true, 0600, "a"});
  const auto findings = c.judge(check_output);
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].message, "the file dest has the mode 0600, expected is 0644");
  EXPECT_EQ(findings[0].location.line, 12);
}

TEST(ExpectedFile, ThatIsNotThereIsAMismatch) {
  CheckCase c({"copy"});
  c.scenario.expected_files.push_back({"dest", false, exactly("a"), std::nullopt});
  c.b.end(c.b.start("copy"), 0);
  c.b.record().files.push_back({"dest", false, false, 0, ""});
  const auto findings = c.judge(check_output);
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].message, "the file dest is not there");
}

TEST(ExpectedFile, ThatMustBeAbsentIsAMismatchWhenItIsThere) {
  CheckCase c({"copy"});
  c.scenario.expected_files.push_back({"dest", true, std::nullopt, std::nullopt});
  c.b.end(c.b.start("copy"), 0);
  c.b.record().files.push_back({"dest", true, true, 0644, ""});
  EXPECT_THAT(c.judge(check_output), SizeIs(1));
}

TEST(Quote, LeavesLettersOfOtherLanguagesAndEscapesWhatCouldHarmATerminal) {
  EXPECT_EQ(quote("größe"), "\"größe\"");
  EXPECT_EQ(quote("\x1b[31m\xff"), R"("\x1b[31m\xff")");
  EXPECT_EQ(quote("\xe2\x80\xae"), R"("\xe2\x80\xae")");
  EXPECT_EQ(quote(std::string("a\0b", 3)), R"("a\0b")");
}

}  // namespace
}  // namespace ipclab
