// Each kind of waiting on a record made by hand: who is named, which value, which line.
#include "tests/unit/check_case.h"

namespace ipclab {
namespace {

using testing::AllOf;
using testing::Each;
using testing::Field;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;
using Numbers = std::vector<std::int64_t>;

struct HangCase : CheckCase {
  int parent = 0;
  HangCase() : CheckCase({"prodcons"}) { parent = b.start("prodcons", {"5"}); }

  /// What the tracer saw of the process's first thread, or of that one.
  EventBuilder asleep(int process, int task = 0, bool wakes_itself = false) {
    EventBuilder event =
        b.add(sandbox::EventKind::Asleep, process).with("asleep", 1).with("wakes_itself", wakes_itself);
    if (task > 0) event.in_task(task);
    return event;
  }
  EventBuilder futex(int process, const std::string& function, int line, std::int64_t address = 4096) {
    return sleeps(process, "futex", {{"address", address}, {"op", 0}, {"value", 0}, {"function", function}}, line);
  }
  Finding only_finding() {
    const auto findings = judge(check_hang);
    EXPECT_THAT(findings, SizeIs(1));
    return findings.empty() ? Finding() : findings[0];
  }
  Finding standstill() {
    b.quiet(waiting_for(0));
    const Finding finding = only_finding();
    EXPECT_EQ(finding.id, "hang.deadlock");
    return finding;
  }
  Finding time_over() {
    b.limit("wall");
    b.outcome(waiting_for(0), StepOutcome::Kind::TimedOut);
    return only_finding();
  }
};

/// A set of two semaphores with id 7, made in line 8.
struct SemaphoreSet : HangCase {
  SemaphoreSet() { b.call(parent, "semget", {{"key", 0}, {"count", 2}, {"flags", 01600}}).at(8).returns(7); }
  EventBuilder operation(int process, int index, int by, int line) {
    return sleeps(process, "semop", {{"id", 7}, {"nums", Numbers{index}}, {"ops", Numbers{by}}, {"flags", Numbers{0}}},
                  line);
  }
};

TEST(SemaphoreHang, ValueIsWhatAllTheOperationsAddUpTo) {
  SemaphoreSet run;
  run.b.call(run.parent, "semctl", {{"id", 7}, {"index", 0}, {"cmd", 17}, {"arg", 0}, {"values", Numbers{3, 1}}})
      .at(9)
      .returns(0);
  run.operation(run.parent, 1, -1, 12).returns(0);
  const int child = run.b.fork(run.parent, 14);
  run.operation(child, 0, -2, 20).returns(0);
  run.b.end(child, 0);
  run.operation(run.parent, 0, -2, 30);
  const Finding finding = run.standstill();
  EXPECT_EQ(finding.location.line, 30);
  EXPECT_THAT(finding.reason, AllOf(HasSubstr("It asks for -2 on semaphore 0 of the set. Its value is 1."),
                                    HasSubstr("set its value in line 9."), HasSubstr("No process ever raised it.")));
}

TEST(SemaphoreHang, LastToRaiseItIsNamedWithItsLineAndWhatBecameOfIt) {
  SemaphoreSet run;
  const int child = run.b.fork(run.parent, 14);
  run.operation(child, 0, 1, 20).returns(0);
  run.b.end(child, 0);
  run.operation(run.parent, 0, -1, 30).returns(0);
  run.operation(run.parent, 0, -1, 30);
  const Finding finding = run.standstill();
  EXPECT_THAT(finding.reason, AllOf(HasSubstr("Its value is 0."), HasSubstr("began with 0"),
                                    HasSubstr("The child, which raised it last in line 20, has ended.")));
}

TEST(SemaphoreHang, AnotherSemaphoreOfTheSetThatWasRaisedInsteadIsMentioned) {
  SemaphoreSet run;
  run.operation(run.parent, 1, 1, 20).returns(0);
  run.operation(run.parent, 0, -1, 30);
  EXPECT_THAT(run.standstill().reason, HasSubstr("Semaphore 1 was raised, by prodcons in line 20."));
}

TEST(SemaphoreHang, UndoneOperationsOfAProcessThatEndedCount) {
  SemaphoreSet run;
  const int child = run.b.fork(run.parent, 14);
  run.sleeps(child, "semop", {{"id", 7}, {"nums", Numbers{0}}, {"ops", Numbers{1}}, {"flags", Numbers{0x1000}}}, 20)
      .returns(0);
  run.b.end(child, 0);
  run.operation(run.parent, 0, -1, 30);
  EXPECT_THAT(run.standstill().reason, HasSubstr("Its value is 0."));
}

TEST(SemaphoreHang, OfASetThatWasThereBeforeNoValueIsClaimed) {
  HangCase run;
  run.b.call(run.parent, "semget", {{"key", 5}, {"count", 0}, {"flags", 0}}).returns(7);
  run.sleeps(run.parent, "semop", {{"id", 7}, {"nums", Numbers{0}}, {"ops", Numbers{-1}}}, 30);
  EXPECT_THAT(run.standstill().reason, AllOf(HasSubstr("-1 on semaphore 0"), Not(HasSubstr("Its value"))));
}

TEST(MemoryHang, SemaphoreForTheThreadsOfOneProcessIsToldAsTheCause) {
  HangCase run;
  run.b.call(run.parent, "mmap", {{"length", 64}, {"prot", 3}, {"flags", 33}, {"fd", -1}}).at(9).returns(4096);
  const int child = run.b.fork(run.parent, 12);
  run.sleeps(child, "futex", {{"address", 4096}, {"op", 128}, {"value", 0}, {"function", "sem_wait"}}, 20);
  run.asleep(child).with("word", 5);
  run.sleeps(run.parent, "wait4", {{"pid", -1}, {"process", 0}, {"options", 0}}, 30);
  const Finding finding = run.standstill();
  EXPECT_THAT(finding.message, HasSubstr("which was made for the threads of one process"));
  EXPECT_THAT(finding.hint, HasSubstr("sem_init"));
}

TEST(MemoryHang, PosixSemaphoreIsNamedAfterItsFileWithItsValue) {
  HangCase run;
  run.b.call(run.parent, "openat", {{"path", "/dev/shm/sem.full"}, {"flags", 0102}, {"mode", 0600}})
      .at(9)
      .returns(3)
      .with("real", "/dev/shm/sem.full")
      .with("type", "file");
  run.b.call(run.parent, "mmap", {{"length", 32}, {"prot", 3}, {"flags", 1}, {"fd", 3}}).at(9).returns(4096);
  const int child = run.b.fork(run.parent, 12);
  run.b.call(child, "futex", {{"address", 4096}, {"op", 1}, {"value", 1}, {"function", "sem_post"}}).at(20).returns(1);
  run.b.end(child, 0);
  run.futex(run.parent, "sem_wait", 30);
  run.asleep(run.parent).with("word", 0).with("mapping", "/dev/shm/sem.full");
  const Finding finding = run.standstill();
  EXPECT_EQ(finding.message, "the parent waits for the semaphore /full, and nobody will post it");
  EXPECT_EQ(finding.location.line, 30);
  EXPECT_THAT(finding.reason, AllOf(HasSubstr("sleeps in sem_wait(): the semaphore's value is 0."),
                                    HasSubstr("The child, which posted it in line 20, has ended.")));
}

TEST(MemoryHang, MutexesInCrossedOrderNameBothThreads) {
  HangCase run;
  const int thread = run.b.thread(run.parent);
  run.futex(run.parent, "pthread_mutex_lock", 20, 4096);
  run.futex(run.parent, "pthread_mutex_lock", 30, 8192).in_task(thread);
  run.asleep(run.parent).with("owner_task", thread);
  run.asleep(run.parent, thread).with("owner_task", 1);
  const Finding finding = run.standstill();
  EXPECT_EQ(finding.location.line, 20);
  EXPECT_EQ(finding.message,
            "the main thread of prodcons waits for a mutex that a thread of prodcons holds and will never unlock");
  EXPECT_THAT(finding.reason, HasSubstr("waits for a mutex that the main thread of prodcons holds"));
}

TEST(MemoryHang, OwnerThatWaitsForSomethingElseIsTheStory) {
  HangCase run;
  const int thread = run.b.thread(run.parent);
  run.futex(run.parent, "pthread_mutex_lock", 20);
  run.sleeps(run.parent, "pause", {}, 30).in_task(thread);
  run.asleep(run.parent).with("owner_task", thread);
  run.asleep(run.parent, thread);
  EXPECT_EQ(run.standstill().location.line, 30);
}

TEST(MemoryHang, MutexWhoseOwnerIsGoneIsToldSo) {
  HangCase run;
  run.futex(run.parent, "pthread_mutex_lock", 20);
  run.asleep(run.parent).with("word", 2);
  EXPECT_THAT(run.standstill().reason, HasSubstr("whoever locked it is not there any more"));
}

TEST(MemoryHang, WithoutTheFunctionNothingIsGuessed) {
  HangCase run;
  run.sleeps(run.parent, "futex", {{"address", 4096}, {"op", 0}, {"value", 0}}, 20);
  EXPECT_THAT(run.standstill().message, HasSubstr("a semaphore or a lock in memory"));
}

/// Parent and child each open the file "f"; the child's descriptor is 4.
struct Lock : HangCase {
  int child = 0;
  Lock() {
    child = b.fork(parent, 5);
    open(parent, 3, 7);
    open(child, 4, 8);
  }
  void open(int process, int fd, int line) {
    b.call(process, "openat", {{"path", "f"}, {"flags", 2}})
        .at(line)
        .returns(fd)
        .with("real", "/work/f")
        .with("type", "file");
  }
};

TEST(LockHang, HolderIsNamedWithTheLineInWhichItGotTheLock) {
  Lock run;
  run.b.call(run.child, "flock", {{"fd", 4}, {"op", 2}}).at(20).returns(0);
  run.sleeps(run.child, "pause", {}, 22);
  run.sleeps(run.parent, "flock", {{"fd", 3}, {"op", 2}}, 30);
  const Finding finding = run.standstill();
  EXPECT_EQ(finding.message, "the parent waits for a lock on the file f, and nobody will give it back");
  EXPECT_THAT(finding.reason, HasSubstr("The child, which has it locked since in line 20, waits for a signal."));
}

TEST(LockHang, LockThatWasGivenBackOrLiesElsewhereIsNotNamed) {
  Lock run;
  const int third = run.b.fork(run.parent, 6);
  const auto lock = [&](int process, int fd, int type, int start, int length, int line) {
    return run.sleeps(process, "fcntl",
                      {{"fd", fd}, {"cmd", 7}, {"lock", type}, {"start", start}, {"len", length}, {"whence", 0}}, line);
  };
  lock(run.child, 4, 1, 0, 0, 20).returns(0);
  lock(run.child, 4, 2, 0, 10, 21).returns(0);
  lock(third, 3, 1, 0, 10, 25).returns(0);
  run.sleeps(third, "pause", {}, 26);
  run.sleeps(run.child, "pause", {}, 22);
  lock(run.parent, 3, 1, 5, 2, 30);
  const Finding finding = run.standstill();
  EXPECT_THAT(finding.reason, AllOf(HasSubstr("(bytes 0 to 9) since in line 25"), Not(HasSubstr("line 20"))));
}

/// A lock of fcntl() is gone when its process closes any descriptor of the file, whichever way.
TEST(LockHang, LockThatWasLostByClosingTheFileIsNotNamed) {
  using Close = void (*)(Lock&);
  const Close ways[] = {
      [](Lock& run) {
        run.b.call(run.child, "close", {{"fd", 6}}).returns(0);
      },
      [](Lock& run) {
        run.b.call(run.child, "close_range", {{"first", 6}, {"last", 6}}).returns(0);
      },
      [](Lock& run) {
        run.b.call(run.child, "dup3", {{"fd", 0}, {"to", 6}, {"flags", 0}}).returns(6);
      },
      [](Lock& run) {
        run.b.call(run.child, "close_range", {{"first", 6}, {"last", 6}, {"flags", 4}}).returns(0);
        run.b.exec(run.child, "/usr/bin/sleep", {"sleep"});
      },
  };
  for (const Close close : ways) {
    Lock run;
    const int third = run.b.fork(run.parent, 6);
    const auto lock = [&](int process, int fd, int line) {
      return run.sleeps(process, "fcntl",
                        {{"fd", fd}, {"cmd", 7}, {"lock", 1}, {"start", 0}, {"len", 0}, {"whence", 0}}, line);
    };
    run.open(run.child, 6, 9);
    lock(run.child, 4, 20).returns(0);
    close(run);
    lock(third, 3, 25).returns(0);
    run.sleeps(third, "pause", {}, 26);
    run.sleeps(run.child, "pause", {}, 22);
    lock(run.parent, 3, 30);
    const Finding finding = run.standstill();
    EXPECT_THAT(finding.reason, AllOf(HasSubstr("since in line 25"), Not(HasSubstr("line 20"))));
  }
}

TEST(LockHang, OwnLockThroughAnotherOpenIsToldAsSuch) {
  Lock run;
  run.b.end(run.child, 0);
  run.open(run.parent, 5, 9);
  run.b.call(run.parent, "flock", {{"fd", 3}, {"op", 2}}).at(20).returns(0);
  run.sleeps(run.parent, "flock", {{"fd", 5}, {"op", 2}}, 30);
  EXPECT_THAT(run.standstill().message, HasSubstr("a lock on the file f that it holds itself"));
}

TEST(FifoHang, FormerPartnerThatHasEndedIsNamed) {
  HangCase run;
  run.b.call(run.parent, "mknodat", {{"path", "fifo"}, {"mode", 010600}}).at(5).returns(0);
  const int child = run.b.fork(run.parent, 8);
  run.b.call(child, "openat", {{"path", "fifo"}, {"flags", 1}})
      .at(20)
      .returns(3)
      .with("real", "/work/fifo")
      .with("type", "fifo");
  run.b.end(child, 0);
  run.sleeps(run.parent, "openat", {{"path", "fifo"}, {"flags", 0}}, 30);
  const Finding finding = run.standstill();
  EXPECT_EQ(finding.location.line, 30);
  EXPECT_THAT(finding.reason, HasSubstr("The child, which had opened it for writing in line 20, has ended."));
}

TEST(SignalHang, SignalThatIsKeptBackIsTheReason) {
  HangCase run;
  run.sleeps(run.parent, "rt_sigsuspend", {{"mask", Numbers{10}}}, 30);
  run.asleep(run.parent).with("pending", {10}).with("blocked", {10});
  const Finding finding = run.standstill();
  EXPECT_EQ(finding.message, "prodcons waits for a signal, and the one that has come is blocked");
  EXPECT_THAT(finding.reason, HasSubstr("SIGUSR1 (10) has come and is blocked"));
}

TEST(SocketHang, ConnectionThatTheServerForgotToCloseIsTheStoryOfTheClientThatWaits) {
  CheckCase run({"server", "pieces"});
  const int server = run.b.start("server", {"8080"});
  run.b.call(server, "socket", {{"family", 2}, {"type", 1}}).returns(3);
  run.b.call(server, "bind", {{"fd", 3}, {"family", 2}, {"port", 8080}}).returns(0);
  run.b.call(server, "listen", {{"fd", 3}, {"backlog", 5}}).returns(0);
  const int client = run.b.start("pieces", {"8080"}, "/fixtures/pieces");
  run.b.call(client, "socket", {{"family", 2}, {"type", 1}}).returns(3);
  run.b.call(client, "connect", {{"fd", 3}, {"family", 2}, {"port", 8080}}).returns(0);
  run.b.call(server, "accept4", {{"fd", 3}, {"flags", 0}}).at(20).returns(4);
  run.sleeps(server, "accept4", {{"fd", 3}, {"flags", 0}}, 20);
  run.sleeps(client, "recv", {{"fd", 3}, {"count", 100}, {"flags", 0}});
  run.b.quiet(run.waiting_for(1));
  const auto findings = run.judge(check_hang);
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].process, "server");
  EXPECT_EQ(findings[0].message,
            "pieces waits in vain: server still has the connection open, and waits for a client to connect");
  EXPECT_THAT(findings[0].reason, HasSubstr("server, which holds the other end as descriptor 4 (made in line 20"));
}

TEST(SeveralHang, EachPolledDescriptorIsToldAndEpollRemembersWhatWasAdded) {
  HangCase run;
  run.pipe(run.parent, 3, 4, 5);
  run.pipe(run.parent, 5, 6, 6);
  run.b.call(run.parent, "epoll_create1", {{"flags", 0}}).returns(7);
  for (int fd : {3, 5, 4})
    run.b.call(run.parent, "epoll_ctl", {{"fd", 7}, {"op", 1}, {"target", fd}, {"events", 1}}).returns(0);
  run.b.call(run.parent, "epoll_ctl", {{"fd", 7}, {"op", 2}, {"target", 4}}).returns(0);
  run.sleeps(run.parent, "epoll_pwait", {{"fd", 7}, {"timeout_us", -1}}, 30);
  const Finding finding = run.standstill();
  EXPECT_EQ(finding.message, "prodcons waits for one of 2 things, and none of them will happen");
  EXPECT_THAT(finding.reason, AllOf(HasSubstr("Descriptor 3 is the pipe made in line 5"),
                                    HasSubstr("Descriptor 5 is the pipe made in line 6")));
}

/// A child reads a pipe of which only it has the writing end; the parent waits for it, another child runs on.
struct InPart : HangCase {
  int reader = 0, other = 0;
  InPart() {
    pipe(parent, 3, 4, 5);
    reader = b.fork(parent, 8);
    close(parent, 3);
    close(parent, 4);
    other = b.fork(parent, 9);
    sleeps(reader, "read", {{"fd", 3}, {"count", 1}}, 20);
    sleeps(parent, "wait4", {{"pid", b.pid(reader)}, {"process", reader}, {"options", 0}}, 30);
    sleeps(other, "nanosleep", {{"duration_us", 1000}}, 40);
  }
};

TEST(PartialHang, WhatNobodyWhoRunsCouldEndIsProved) {
  InPart run;
  run.asleep(run.reader);
  run.asleep(run.parent);
  run.asleep(run.other, 0, true);
  const Finding finding = run.time_over();
  EXPECT_EQ(finding.id, "hang.deadlock");
  EXPECT_EQ(finding.location.line, 20);
}

TEST(PartialHang, WithoutTheTracersEvidenceNothingIsProved) {
  InPart run;
  const Finding finding = run.time_over();
  EXPECT_EQ(finding.id, "hang.timeout");
  EXPECT_THAT(finding.reason, HasSubstr("When the time was over, this was the state: "));
}

TEST(PartialHang, ReaderThatWakesByItselfOrHasAHandlerOrRunsIsNotStuck) {
  for (int way = 0; way < 3; ++way) {
    InPart run;
    EventBuilder reader = run.b.add(sandbox::EventKind::Asleep, run.reader);
    reader.with("asleep", way == 0 ? 0 : 1).with("wakes_itself", way == 1 ? 1 : 0);
    if (way == 2) reader.with("handled", {14});
    run.asleep(run.parent);
    run.asleep(run.other);
    EXPECT_EQ(run.time_over().id, "hang.timeout") << way;
  }
}

TEST(PartialHang, TaskThatMadeACallAfterItWasSeenAsleepIsNotStuck) {
  InPart run;
  run.asleep(run.reader);
  run.asleep(run.parent);
  run.asleep(run.other, 0, true);
  run.b.call(run.reader, "close", {{"fd", 9}});
  run.b.limit("wall");
  run.b.outcome(run.waiting_for(0), StepOutcome::Kind::TimedOut);
  EXPECT_THAT(run.judge(check_hang), Each(Field(&Finding::id, Not("hang.deadlock"))));
}

TEST(Attachments, SegmentThatWasNotGivenBackIsANoteForWhoAttachedIt) {
  for (const bool detaches : {false, true}) {
    HangCase run;
    run.b.call(run.parent, "shmget", {{"key", 0}, {"size", 100}, {"flags", 01600}}).at(5).returns(1);
    run.b.call(run.parent, "shmat", {{"id", 1}, {"flags", 0}}).at(6).returns(8192);
    const int child = run.b.fork(run.parent, 8);
    run.b.end(child, 0);
    if (detaches) run.b.call(run.parent, "shmdt", {{"address", 8192}}).returns(0);
    run.b.end(run.parent, 0);
    const auto findings = run.judge(check_attachments);
    ASSERT_THAT(findings, SizeIs(detaches ? 0 : 1));
    if (detaches) continue;
    EXPECT_EQ(findings[0].id, "ipc.not-detached");
    EXPECT_EQ(findings[0].severity, Severity::Note);
    EXPECT_EQ(findings[0].location.line, 6);
  }
}

}  // namespace
}  // namespace ipclab
