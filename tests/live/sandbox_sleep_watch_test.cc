// What a look at a task tells, and what it tells when the task is another one, or gone.
#include <gtest/gtest.h>
#include <sched.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sandbox/check.h"
#include "sandbox/sleep_watch.h"

namespace ipclab::sandbox {
namespace {

/// Waits in ppoll(2) for ever.
class Sleeper {
 public:
  Sleeper() : pid_(check(fork(), "fork")) {
    if (pid_ != 0) return;
    for (;;) syscall(SYS_ppoll, nullptr, 0, nullptr, nullptr, 0);
  }
  ~Sleeper() { end(); }
  Sleeper(const Sleeper&) = delete;
  Sleeper& operator=(const Sleeper&) = delete;
  void end() {
    if (pid_ <= 0) return;
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
    pid_ = 0;
  }
  pid_t pid() const { return pid_; }

 private:
  pid_t pid_;
};

TEST(SleepWatch, TellsInWhichCallATaskSleeps) {
  const Sleeper sleeper;
  SleepWatch watch;
  while (!watch.glance(sleeper.pid()).asleep) sched_yield();
  EXPECT_EQ(watch.glance(sleeper.pid()).call, SYS_ppoll);
  const Sleep sleep = watch.look(sleeper.pid());
  EXPECT_TRUE(sleep.asleep);
  EXPECT_FALSE(sleep.works || sleep.traced || sleep.dead || sleep.uninterruptible);
  EXPECT_EQ(sleep.call, SYS_ppoll);
  EXPECT_GT(sleep.switches, 0);
}

TEST(SleepWatch, TellsOfATaskWithAnotherId) {
  const Sleeper sleeper;
  SleepWatch watch;
  while (!watch.look(sleeper.pid()).asleep) sched_yield();
  EXPECT_TRUE(watch.glance(gettid()).works);
  EXPECT_TRUE(watch.look(gettid()).works);
  EXPECT_TRUE(watch.glance(sleeper.pid()).asleep);
}

TEST(SleepWatch, TellsNothingOfATaskThatIsGone) {
  Sleeper sleeper;
  const pid_t pid = sleeper.pid();
  SleepWatch watch;
  watch.look(pid);
  watch.glance(pid);
  sleeper.end();
  for (const Sleep& sleep : {watch.look(pid), watch.glance(pid)}) {
    EXPECT_FALSE(sleep.asleep || sleep.works || sleep.traced || sleep.dead || sleep.uninterruptible);
    EXPECT_EQ(sleep.call, -1);
  }
}

}  // namespace
}  // namespace ipclab::sandbox
