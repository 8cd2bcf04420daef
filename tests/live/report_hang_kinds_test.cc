// Every kind of waiting, on a real kernel: what waits for ever is proved, told in the right line, and told alike from
// the saved record; the same wait that somebody ends later is never taken for one.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "harness/checks/all.h"
#include "harness/report/record_file.h"
#include "harness/run/player.h"

namespace ipclab {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

sandbox::Sandbox& the_sandbox() {
  static sandbox::Sandbox one;
  return one;
}

constexpr const char* kProgram = "prog_hangs";

/// One program with these arguments, and the wait for its end.
struct Case {
  Exercise exercise;
  Scenario scenario;

  explicit Case(const std::vector<std::string>& args, const std::string& program = kProgram) {
    exercise.name = "hangs";
    exercise.programs.push_back({program, {}, {}});
    scenario.name = "case";
    StartStep start;
    start.program = start.role = program;
    start.args = args;
    scenario.steps.push_back({start, 0});
    scenario.steps.push_back({WaitStep{program, Until::Ends, ""}, 0});
  }

  Record run() {
    ProgramFolders folders;
    folders.submission = IPCLAB_BINARY_DIR "/tests/programs";
    return play(the_sandbox(), exercise, scenario, folders, {});
  }
  std::vector<Finding> judge(const Record& record) const {
    const World world = replay(record);
    return check_hang({exercise, scenario, record, world});
  }
};

/// The line of the program's source that ends in <marker>.
int line_of(const std::string& marker, const std::string& program = "hangs") {
  std::ifstream source(IPCLAB_SOURCE_DIR "/tests/programs/" + program + ".c");
  std::string line;
  for (int number = 1; std::getline(source, line); ++number)
    if (line.find("<" + marker + ">") != std::string::npos && line.find("//") != std::string::npos) return number;
  return 0;
}

struct Kind {
  const char* way;
  const char* message;  ///< a part of it
  const char* reason;   ///< likewise
};

void PrintTo(const Kind& kind, std::ostream* out) {
  *out << kind.way;
}

class Hangs : public testing::TestWithParam<Kind> {};

TEST_P(Hangs, IsProvedAndToldInItsLine) {
  Case run({GetParam().way});
  const Record record = run.run();
  const auto findings = run.judge(record);
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].id, "hang.deadlock");
  EXPECT_EQ(findings[0].location.line, line_of(GetParam().way)) << findings[0].message << "\n" << findings[0].reason;
  EXPECT_THAT(findings[0].message, HasSubstr(GetParam().message)) << findings[0].reason;
  EXPECT_THAT(findings[0].reason, HasSubstr(GetParam().reason));
  const auto again = run.judge(parse_record(record_text(record), "saved"));
  ASSERT_THAT(again, SizeIs(1));
  EXPECT_EQ(again[0].message, findings[0].message);
  EXPECT_EQ(again[0].reason, findings[0].reason);
  EXPECT_EQ(again[0].location, findings[0].location);
}

TEST_P(Hangs, IsNothingWhenSomebodyEndsTheWaitLater) {
  Case run({GetParam().way, "later"});
  const Record record = run.run();
  EXPECT_THAT(run.judge(record), IsEmpty());
  for (const sandbox::Event& event : record.events) EXPECT_NE(event.kind, sandbox::EventKind::Quiet);
  EXPECT_EQ(record.steps.back().kind, StepOutcome::Kind::Done);
}

const Kind kKinds[] = {
    {"fifo_open", "opens the other end of the FIFO fifo", "opens the FIFO for reading"},
    {"fifo_crossed", "opens the other end of the FIFO a", "waits in the same way at the FIFO b"},
    {"fifo_read", "the FIFO fifo", "itself still holds it, as descriptor 3"},
    {"fifo_write", "until somebody reads what it writes", "the FIFO fifo"},
    {"queue_empty", "waits for a message", "No message was sent to it."},
    {"queue_type", "waits for a message of type 1, and the queue holds only other ones", "1 message of type 2"},
    {"queue_full", "waits for room in the message queue", "2 messages went into"},
    {"semaphore_of_set", "waits for a semaphore", "It asks for -2 on semaphore 1 of the set. Its value is 1."},
    {"semaphore_raised_once", "waits for a semaphore", "The child, which raised it last in line"},
    {"semaphore_for_zero", "waits until a semaphore is 0", "Its value is 1."},
    {"named_semaphore", "waits for the semaphore /full", "sleeps in sem_wait(): the semaphore's value is 0."},
    {"shared_semaphore", "the semaphore in the shared mapping made in line", "which shares it, has ended"},
    {"semaphore_in_memory", "a semaphore in its own memory", "no other process shares"},
    {"mutex_of_itself", "waits for a mutex that it has locked itself", "pthread_mutex_lock()"},
    {"mutexes_crossed", "waits for a mutex that the thread of prog_hangs made in line",
     "waits for a mutex that the main thread of prog_hangs holds"},
    {"condition", "waits for a condition variable", "pthread_cond_wait()"},
    {"join", "waits for a semaphore in its own memory", "sem_wait()"},
    {"posix_queue_empty", "waits for a message", "the message queue /jobs"},
    {"posix_queue_full", "waits for room in the message queue", "2 messages went into"},
    {"child", "waits for a signal", "pause()"},
    {"child_by_waitid", "waits for a signal", "pause()"},
    {"signal_by_pause", "waits for a signal, and nobody will send one", "pause()"},
    {"signal_that_came_early", "waits for a signal, and nobody", "It got SIGUSR1 (10) before it began to wait"},
    {"signal_that_is_blocked", "the one that has come is blocked", "SIGUSR1 (10) has come and is blocked"},
    {"signal_by_sigwait", "waits for SIGUSR1 (10), and nobody will send it", "sigwait()"},
    {"signal_by_descriptor", "waits for SIGUSR1 (10), and nobody will send it", "read()"},
    {"lock_by_flock", "waits for a lock on the file locked", "which has it locked since in line"},
    {"lock_by_fcntl", "waits for a lock on the file locked", "which has it locked (bytes 10 to 14) since in line"},
    {"lock_by_open_file", "waits for a lock on the file locked", "which has it locked since in line"},
    {"lock_by_lockf", "waits for a lock on the file locked", "which has it locked since in line"},
    {"client_to_accept", "waits for another client", "No client has come so far."},
    {"tcp_data", "waits for data from its connection", "It holds the other end as descriptor 5"},
    {"tcp_room", "waits until what it sends is read", "0 were read"},
    {"unix_data", "waits for data from its connection", "It holds the other end as descriptor 4"},
    {"unix_room", "waits until what it sends is read", "0 were read"},
    {"unix_connect", "waits for its connection to be accepted", "connect()"},
    {"tcp_connect", "waits for its connection to be accepted", "connect()"},
    {"datagram", "waits for a datagram", "recv()"},
    {"event_counter", "is raised, and nobody will raise it", "the counter is 0"},
    {"by_poll", "waits for one of 2 things", "Descriptor 5 is the pipe made in line"},
    {"by_select", "waits for one of 2 things", "Descriptor 5 is the pipe made in line"},
    {"by_epoll", "waits for one of 2 things", "is the pipe made in line"},
};

INSTANTIATE_TEST_SUITE_P(Kinds, Hangs, testing::ValuesIn(kKinds),
                         [](const testing::TestParamInfo<Kind>& it) { return std::string(it.param.way); });

class InPart : public testing::Test {
 protected:
  std::vector<Finding> judge(const std::string& way) {
    Case run({way}, "prog_hangs_in_part");
    run.scenario.limits.wall_seconds = 0.5;
    const Record record = run.run();
    EXPECT_EQ(record.steps.back().kind, StepOutcome::Kind::TimedOut);
    return run.judge(record);
  }
};

TEST_F(InPart, ReaderThatAloneHoldsTheWritingEndIsProvedStuckWhoeverElseRuns) {
  const auto findings = judge("own_end");
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].id, "hang.deadlock") << findings[0].reason;
  EXPECT_EQ(findings[0].location.line, line_of("own_end", "hangs_in_part"));
  EXPECT_THAT(findings[0].reason, HasSubstr("none of them can end this wait"));
}

TEST_F(InPart, PartnersAreProvedStuckWhereOnlyAHarmlessProgramRuns) {
  const auto findings = judge("only_sleep_runs");
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].id, "hang.deadlock") << findings[0].reason;
}

TEST_F(InPart, NothingIsProvedWhileAnybodyWhoRunsCouldEndTheWait) {
  for (const char* way : {"somebody_could_write", "somebody_could_kill", "somebody_could_post", "somebody_could_signal",
                          "another_thread_runs"}) {
    SCOPED_TRACE(way);
    const auto findings = judge(way);
    ASSERT_THAT(findings, SizeIs(1));
    EXPECT_EQ(findings[0].id, "hang.timeout");
    EXPECT_EQ(findings[0].location.line, line_of(way, "hangs_in_part"));
    EXPECT_THAT(findings[0].reason, HasSubstr("When the time was over, this was the state: "));
  }
}

TEST_F(InPart, NothingIsProvedOfAProgramThatItselfRuns) {
  const auto findings = judge("the_program_runs");
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].id, "hang.timeout");
}

}  // namespace
}  // namespace ipclab
