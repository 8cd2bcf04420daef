// output.lost-in-buffer and output.copied-by-fork: what lay in stdio's buffers when a process went or was copied.
#include <csignal>

#include "tests/unit/check_case.h"

namespace ipclab {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr auto kWarning = Severity::Warning;
constexpr auto kError = Severity::Error;

/// A program that prints through stdio; its output is the grader's pipe.
struct StdioCase : CheckCase {
  StdioCase() : CheckCase({"prog"}) {}

  /// The event, of a stream that holds this text back.
  static EventBuilder holding(EventBuilder event, const std::string& text, int fd = 1) {
    return event.with("unwritten_fds", {fd})
        .with("unwritten_bytes", {static_cast<std::int64_t>(text.size())})
        .with("unwritten_texts", std::vector<std::string>{text});
  }
  void ends_with_text(int process, const std::string& text, int line, int fd = 1) {
    EventBuilder exit = b.call(process, "exit", {{"code", 0}, {"group", 1}}).at(line);
    if (!text.empty()) holding(exit, text, fd);
    b.add(sandbox::EventKind::End, process).with("code", 0).with("last", 1);
  }
  int forks_with_text(int process, const std::string& text, int line) {
    const std::size_t enter = b.record().events.size();
    const int child = b.fork(process, line);
    holding(EventBuilder(b, enter), text);
    return child;
  }
  void expects(const std::string& text) {
    start_step(0).stdout_text = Expected{
        .kind = Expected::Kind::Exactly, .contents = {Content{{Content::Text{text}}}}, .pattern = {}, .path = {}};
  }
  void writes(int process, const std::string& text) {
    write(process, 1, text);
    printed_ += text;
  }
  std::vector<Finding> lost() {
    b.output("prog", "stdout", printed_);
    return judge(check_lost_text);
  }
  std::vector<Finding> copied() {
    b.output("prog", "stdout", printed_);
    return judge(check_copied_text);
  }

 private:
  std::string printed_;
};

auto at_line(int line, Severity severity) {
  return AllOf(Field("severity", &Finding::severity, severity),
               Field("location", &Finding::location, Field(&SourceLocation::line, line)));
}

TEST(LostText, AtUnderscoreExitIsAWarningWhereNoOutputIsStated) {
  StdioCase c;
  const int p = c.b.start("prog");
  c.ends_with_text(p, "hello\n", 7);
  const auto findings = c.lost();
  ASSERT_THAT(findings, ElementsAre(at_line(7, kWarning)));
  EXPECT_THAT(findings[0].message, HasSubstr(R"("hello\n", and it is lost: it called _exit() before)"));
}

TEST(LostText, IsAnErrorWhereTheStatedOutputLacksIt) {
  StdioCase c;
  c.expects("hello\n");
  const int p = c.b.start("prog");
  c.ends_with_text(p, "hello\n", 7);
  EXPECT_THAT(c.lost(), ElementsAre(at_line(7, kError)));
}

TEST(LostText, IsAnErrorAlsoWhereItBelongsBeforeWhatWasWritten) {
  StdioCase c;
  c.expects("hello\nbye\n");
  const int p = c.b.start("prog");
  c.writes(p, "bye\n");
  c.ends_with_text(p, "hello\n", 7);
  EXPECT_THAT(c.lost(), ElementsAre(at_line(7, kError)));
}

TEST(LostText, IsNotTakenForTheCauseOfOtherTextThatIsWrong) {
  StdioCase c;
  c.expects("bye\n");
  const int p = c.b.start("prog");
  c.writes(p, "buy\n");
  c.ends_with_text(p, "debug\n", 7);
  EXPECT_THAT(c.lost(), ElementsAre(at_line(7, kWarning)));
}

TEST(LostText, AtAnExecIsToldAtTheExec) {
  StdioCase c;
  c.expects("copying\nbytes");
  const int p = c.b.start("prog");
  StdioCase::holding(c.b.exec(p, "/usr/bin/cat", {"cat"}), "copying\n").at(9);
  c.writes(p, "bytes");
  c.b.end(p, 0);
  const auto findings = c.lost();

  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].severity, kError);
  EXPECT_THAT(findings[0].message, testing::StartsWith("prog printed "));
  EXPECT_THAT(findings[0].message, HasSubstr("it executed cat before"));
}

TEST(LostText, OfAChildThatItsParentKillsIsToldAtTheKill) {
  StdioCase c;
  const int p = c.b.start("prog");
  const int child = c.b.fork(p, 5);
  c.b.call(p, "kill", {{"process", child}, {"signal", SIGTERM}}).at(20).returns(0);
  StdioCase::holding(c.b.signal(child, SIGTERM, p), ".\n");
  c.b.end_by_signal(child, SIGTERM);
  c.b.end(p, 0);
  const auto findings = c.lost();
  ASSERT_THAT(findings, ElementsAre(at_line(20, kWarning)));
  EXPECT_THAT(findings[0].message, HasSubstr("SIGTERM (15) killed it"));
}

TEST(LostText, OfAChildThatIsKilledBySigkillIsFoundToo) {
  StdioCase c;
  const int p = c.b.start("prog");
  const int child = c.b.fork(p, 5);
  c.b.call(p, "kill", {{"process", child}, {"signal", SIGKILL}}).at(20).returns(0);
  c.b.end_by_signal(child, SIGKILL);
  StdioCase::holding(EventBuilder(c.b, c.b.record().events.size() - 1), ".\n");
  c.b.end(p, 0);
  EXPECT_THAT(c.lost(), ElementsAre(at_line(20, kWarning)));
}

TEST(LostText, InheritedByAChildThatCallsUnderscoreExitIsNotLost) {
  StdioCase c;
  c.expects("header\n");
  const int p = c.b.start("prog");
  const int child = c.forks_with_text(p, "header\n", 5);
  c.ends_with_text(child, "header\n", 7);
  c.writes(p, "header\n");
  c.b.end(p, 0);
  EXPECT_THAT(c.lost(), IsEmpty());
}

TEST(LostText, IsOnlyWhatTheChildPrintedBehindWhatItInherited) {
  StdioCase c;
  const int p = c.b.start("prog");
  const int child = c.forks_with_text(p, "header\n", 5);
  c.ends_with_text(child, "header\nmine\n", 7);
  c.writes(p, "header\n");
  c.b.end(p, 0);
  const auto findings = c.lost();
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_THAT(findings[0].message, HasSubstr(R"(printed "mine\n",)"));
}

TEST(LostText, ThatAChildHasWrittenInItsParentsSteadIsNotLost) {
  StdioCase c;
  const int p = c.b.start("prog");
  const int child = c.forks_with_text(p, "header\n", 5);
  c.writes(child, "header\n");
  c.b.end(child, 0);
  c.ends_with_text(p, "header\n", 12);
  EXPECT_THAT(c.lost(), IsEmpty());
}

TEST(LostText, InTheParentsMemoryIsNotAVforkedChilds) {
  StdioCase c;
  const int p = c.b.start("prog");
  const int child = c.b.fork(p, ForkOptions{.line = 5, .call = "vfork", .shares_memory = true, .returns = false});
  c.ends_with_text(child, "header\n", 7);
  c.b.fork_returns(child);
  c.writes(p, "header\n");
  c.b.end(p, 0);
  EXPECT_THAT(c.lost(), IsEmpty());
}

TEST(LostText, ThatCouldNotBeWrittenIsNotLostByUnderscoreExit) {
  StdioCase c;
  const int p = c.b.start("prog");
  c.b.call(p, "write", {{"fd", 1}, {"count", 6}, {"data", std::string("hello\n")}}).returns(-EPIPE);
  c.ends_with_text(p, "hello\n", 7);
  EXPECT_THAT(c.lost(), IsEmpty());
}

TEST(LostText, ForAClosedDescriptorIsNotLost) {
  StdioCase c;
  const int p = c.b.start("prog");
  c.close(p, 1);
  c.ends_with_text(p, "hello\n", 7);
  EXPECT_THAT(c.lost(), IsEmpty());
}

TEST(LostText, OfAProgramThatTheScenarioEndsIsNoMistake) {
  StdioCase c;
  const int p = c.b.start("prog");
  c.b.kill_all({p});
  StdioCase::holding(EventBuilder(c.b, c.b.record().events.size() - 1), ".\n");
  EXPECT_THAT(c.lost(), IsEmpty());
}

TEST(LostText, OfAProgramThatTheScenarioKillsCountsOnlyWhereItIsMissing) {
  for (const bool stated : {false, true}) {
    StdioCase c;
    if (stated) c.expects("ready\n");
    const int p = c.b.start("prog");
    c.b.action("signal", p).with("signal", SIGTERM);
    StdioCase::holding(c.b.signal(p, SIGTERM, 0), "ready\n");
    c.b.end_by_signal(p, SIGTERM);
    EXPECT_THAT(c.lost(), SizeIs(stated ? 1 : 0)) << stated;
  }
}

TEST(CopiedText, ThatBothProcessesWriteIsToldAtTheFork) {
  StdioCase c;
  const int p = c.b.start("prog");
  const int child = c.forks_with_text(p, "header\n", 5);
  c.writes(child, "header\nchild\n");
  c.b.end(child, 0);
  c.writes(p, "header\nparent\n");
  c.b.end(p, 0);
  const auto findings = c.copied();
  ASSERT_THAT(findings, ElementsAre(at_line(5, kWarning)));
  EXPECT_THAT(findings[0].message, HasSubstr(R"("header\n" is printed twice)"));
}

TEST(CopiedText, IsAnErrorWhereTheOutputIsRightWithoutTheCopy) {
  StdioCase c;
  c.expects("header\nchild\nparent\n");
  const int p = c.b.start("prog");
  const int child = c.forks_with_text(p, "header\n", 5);
  c.writes(child, "header\nchild\n");
  c.b.end(child, 0);
  c.writes(p, "header\nparent\n");
  c.b.end(p, 0);
  EXPECT_THAT(c.copied(), ElementsAre(at_line(5, kError)));
}

TEST(CopiedText, ThatTheChildDoesNotWriteHarmsNobody) {
  StdioCase c;
  const int p = c.b.start("prog");
  const int executes = c.forks_with_text(p, "header\n", 5);
  c.b.exec(executes, "/usr/bin/cat", {"cat"});
  c.writes(executes, "header\nof the file that cat prints\n");
  c.b.end(executes, 0);
  const int leaves = c.forks_with_text(p, "header\n", 5);
  c.ends_with_text(leaves, "header\n", 7);
  c.writes(p, "header\n");
  c.b.end(p, 0);
  EXPECT_THAT(c.copied(), IsEmpty());
}

TEST(CopiedText, ByThreeForksIsOneFindingThatCounts) {
  StdioCase c;
  const int p = c.b.start("prog");
  for (int i = 0; i < 3; ++i) {
    const int child = c.forks_with_text(p, "header\n", 5);
    c.writes(child, "header\n");
    c.b.end(child, 0);
  }
  c.writes(p, "header\n");
  c.b.end(p, 0);
  const auto findings = c.copied();
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_THAT(findings[0].message, HasSubstr("printed 4 times"));
}

}  // namespace
}  // namespace ipclab
