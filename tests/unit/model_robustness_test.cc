// Whatever a record says, replaying it ends, stays within its arrays and gives the same World each time.
#include <gtest/gtest.h>

#include <array>
#include <random>

#include "harness/model/snapshots.h"
#include "harness/model/world.h"
#include "tests/unit/record_builder.h"

namespace ipclab {
namespace {

using sandbox::Event;
using sandbox::EventKind;

constexpr std::array kCalls{
    "openat",     "pipe2",  "dup",      "dup3",      "fcntl",   "ioctl",   "close",     "close_range", "read",
    "write",      "splice", "socket",   "bind",      "connect", "listen",  "accept4",   "recv",        "send",
    "socketpair", "ppoll",  "msgget",   "msgsnd",    "msgrcv",  "msgctl",  "shmget",    "shmat",       "shmdt",
    "semget",     "semop",  "mq_open",  "mmap",      "futex",   "wait4",   "execve",    "fork",        "exit",
    "chdir",      "fchdir", "unlinkat", "renameat2", "linkat",  "mknodat", "signalfd4", "nonsense"};
constexpr std::array kFields{
    "fd",   "to",     "in",           "out",           "fds",      "flags",  "cmd",    "arg",           "path",
    "id",   "key",    "address",      "length",        "port",     "family", "type",   "process",       "pid",
    "size", "data",   "ino",          "dev",           "first",    "last",   "prot",   "child_process", "child_task",
    "real", "thread", "shares_files", "shares_memory", "status",   "code",   "signal", "role",          "fd0",
    "fd1",  "argv",   "utime_us",     "stime_us",      "open_fds", "bytes",  "lock",   "count",         "mode"};
constexpr std::array kTexts{"",           "/",    "..",     "/dev/shm/x", "/dev/shm/sem.y", "pipe",
                            "terminal",   "null", "file",   "fifo",       "/dev/fd/1",      "/proc/self/fd/99999999999",
                            "\0abstract", "tty",  "socket", "relative"};

class RandomRecord {
 public:
  explicit RandomRecord(unsigned seed) : random_(seed) {}

  Record make() {
    Record record;
    record.locations = {{"a.c", 1, "main"}, {"", 0, ""}};
    for (int i = 0; i < 300; ++i) record.events.push_back(event());
    for (int i = 0; i < 5; ++i)
      record.steps.push_back({i, static_cast<StepOutcome::Kind>(below(4)), static_cast<int>(number())});
    return record;
  }

 private:
  int below(int bound) { return static_cast<int>(random_() % static_cast<unsigned>(bound)); }

  std::int64_t number() {
    constexpr std::array<std::int64_t, 9> kExtremes{-1,        INT64_MIN,      INT64_MAX, INT32_MIN, INT32_MAX,
                                                    1LL << 32, 0x7f0000000000, 1234,      0xffff};
    return below(6) == 0 ? kExtremes[static_cast<std::size_t>(below(kExtremes.size()))] : below(6);
  }

  sandbox::FieldValue value() {
    switch (below(4)) {
      case 0:
        return std::string(kTexts[static_cast<std::size_t>(below(kTexts.size()))]);
      case 1:
        return std::vector<std::int64_t>{number(), number()};
      case 2:
        return below(4) == 0 ? sandbox::FieldValue(std::vector<std::string>{"a", ""}) : sandbox::FieldValue(number());
      default:
        return number();
    }
  }

  /// Plausible often enough that processes come to life and calls return.
  Event event() {
    Event made;
    constexpr std::array kLikely{EventKind::Enter, EventKind::Enter, EventKind::Exit,
                                 EventKind::Exit,  EventKind::Fork,  EventKind::Start};
    made.kind = below(3) > 0 ? kLikely[static_cast<std::size_t>(below(kLikely.size()))]
                             : static_cast<EventKind>(below(static_cast<int>(EventKind::Quiet) + 1));
    made.process = below(20) == 0 ? static_cast<int>(number()) : 1 + below(4);
    made.task = below(20) == 0 ? static_cast<int>(number()) : made.process;
    made.name =
        made.kind == EventKind::Exit && below(2) == 0 ? last_ : kCalls[static_cast<std::size_t>(below(kCalls.size()))];
    if (made.kind == EventKind::Action && below(4) == 0) made.name = "kill-all";
    if (made.kind == EventKind::Limit) made.name = "wall";
    last_ = made.name;
    made.result = below(4) == 0 ? number() : below(8);
    for (int i = below(8); i > 0; --i)
      made.fields.push_back({kFields[static_cast<std::size_t>(below(kFields.size()))], value()});
    for (int i = below(3); i > 0; --i) made.stack.push_back(static_cast<int>(number()));
    return made;
  }

  std::mt19937 random_;
  std::string last_;
};

template <typename T>
bool in_range(int index, const std::vector<T>& list) {
  return index >= -1 && index < static_cast<int>(list.size());
}

void expect_sound_table(const World& world, const FdTable& table) {
  for (const auto& [fd, descriptor] : table) {
    ASSERT_GE(fd, 0);
    ASSERT_GE(descriptor.open_file, 0);
    ASSERT_TRUE(in_range(descriptor.open_file, world.open_files));
    ASSERT_TRUE(in_range(descriptor.made_by, world.calls));
    ASSERT_TRUE(in_range(descriptor.inherited_by, world.calls));
  }
}

void expect_sound(const World& world) {
  for (const Process& process : world.processes) {
    ASSERT_FALSE(process.images.empty());
    ASSERT_TRUE(in_range(process.parent, world.processes));
    ASSERT_TRUE(in_range(process.forked_by, world.calls));
    ASSERT_TRUE(in_range(process.reaped_by, world.calls));
    for (int call : process.calls) ASSERT_TRUE(in_range(call, world.calls));
    expect_sound_table(world, process.fds);
    ASSERT_FALSE(world.describe(process.id).empty());
  }
  for (const OpenFile& file : world.open_files) {
    ASSERT_GE(file.object, 0);
    ASSERT_TRUE(in_range(file.object, world.objects));
  }
  for (const IpcObject& object : world.objects) {
    ASSERT_TRUE(in_range(object.created_by, world.calls));
    ASSERT_TRUE(in_range(object.removed_by, world.calls));
    ASSERT_TRUE(in_range(object.peer, world.objects));
  }
  for (const Flow& flow : world.flows) {
    ASSERT_TRUE(in_range(flow.object, world.objects));
    ASSERT_GE(flow.bytes, 0);
    ASSERT_LE(flow.sample.size(), 4096u);
  }
  for (const Attachment& attachment : world.attachments) ASSERT_TRUE(in_range(attachment.object, world.objects));
  for (const auto* state : {&world.standstill, &world.at_limit}) {
    if (!*state) continue;
    for (const Waiting& waiting : (*state)->waiting) ASSERT_TRUE(in_range(waiting.object, world.objects));
    for (const auto& [process, table] : (*state)->fds) expect_sound_table(world, table);
  }
  for (std::size_t i = 0; i < world.record->events.size(); ++i) (void)world.location(static_cast<int>(i));
}

TEST(Robustness, ARandomRecordGivesASoundWorld) {
  for (unsigned seed = 0; seed < 100; ++seed) {
    SCOPED_TRACE(seed);
    Record record = RandomRecord(seed).make();
    expect_sound(replay(record));
    (void)check_descriptor_snapshots(record);
    if (testing::Test::HasFatalFailure()) return;
  }
}

TEST(Robustness, ARecordCutOffAnywhereGivesASoundWorld) {
  RecordBuilder b;
  int parent = b.start("pipeline", {"x"});
  b.call(parent, "pipe2").returns(0).with("fds", {3, 4});
  int child = b.fork(parent);
  b.call(child, "dup3", {{"fd", 3}, {"to", 0}}).returns(0);
  b.exec(child, "/usr/bin/grep", {"grep", "x"});
  b.call(child, "read", {{"fd", 0}}).returns(0);
  b.end(child, 0);
  b.reap(parent, child);
  b.end(parent, 0);
  const std::vector<Event> whole = b.record().events;
  for (std::size_t begin = 0; begin < whole.size(); ++begin) {
    for (std::size_t end = begin; end <= whole.size(); ++end) {
      Record part;
      part.events.assign(whole.begin() + static_cast<std::ptrdiff_t>(begin),
                         whole.begin() + static_cast<std::ptrdiff_t>(end));
      expect_sound(replay(part));
    }
  }
}

TEST(Robustness, AProcessNumberOutOfAllProportionIsPassedOver) {
  RecordBuilder b;
  int p = b.start("x");
  b.add(EventKind::Fork, p).with("child_process", 2000000000);
  b.add(EventKind::Start, 1999999999);
  EXPECT_EQ(replay(b.record()).processes.size(), 2u);
}

TEST(Robustness, TheSameRecordGivesTheSameWorld) {
  Record record = RandomRecord(7).make();
  World one = replay(record), two = replay(record);
  EXPECT_EQ(one.objects.size(), two.objects.size());
  EXPECT_EQ(one.flows.size(), two.flows.size());
  for (std::size_t i = 0; i < one.processes.size(); ++i) {
    EXPECT_EQ(one.describe(static_cast<int>(i)), two.describe(static_cast<int>(i)));
    EXPECT_EQ(one.processes[i].fds.size(), two.processes[i].fds.size());
  }
}

}  // namespace
}  // namespace ipclab
