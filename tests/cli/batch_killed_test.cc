// A batch that is killed, at any moment and in any of its processes, loses nothing and grades nothing twice.
#include <SQLiteCpp/SQLiteCpp.h>
#include <gmock/gmock.h>
#include <signal.h>

#include <chrono>
#include <fstream>
#include <random>
#include <thread>

#include "tests/cli/small_class.h"

namespace ipclab {
namespace {

namespace fs = std::filesystem;

constexpr int kStudents = 12;

/// IPCLAB_KILLS, or few enough for every day. `./dev kill` asks for 200.
int number_of_kills() {
  const char* wish = std::getenv("IPCLAB_KILLS");
  return wish == nullptr ? 12 : std::atoi(wish);
}

/// The process and all that descend from it.
void collect(pid_t pid, std::vector<pid_t>* all) {
  all->push_back(pid);
  std::ifstream children("/proc/" + std::to_string(pid) + "/task/" + std::to_string(pid) + "/children");
  for (pid_t child = 0; children >> child;) collect(child, all);
}

/// ipclab itself, its workers and their keepers; not what is being graded: nobody can tell from within whether a
/// submission was killed from outside or ended so.
std::vector<pid_t> ours(pid_t batch) {
  std::vector<pid_t> all, mine;
  collect(batch, &all);
  for (const pid_t pid : all) {
    std::string name;
    std::getline(std::ifstream("/proc/" + std::to_string(pid) + "/comm"), name);
    const bool keeper_itself = name == "ipclab-keeper";
    if (name == "ipclab" || keeper_itself) mine.push_back(pid);
  }
  return mine;
}

/// Where a batch's progress goes.
std::string told(const SmallClass& lab) {
  return lab.folder.path() / "told";
}

/// How many it set out to grade, as its first line of progress "1/7 student: pass" says; -1: it came to none.
int set_out_to_grade(const SmallClass& lab) {
  std::ifstream in(told(lab));
  for (std::string line; std::getline(in, line);) {
    int done = 0, of = 0;
    if (std::sscanf(line.c_str(), "%d/%d ", &done, &of) == 2) return of;
  }
  return -1;
}

pid_t start_batch(const SmallClass& lab) {
  const pid_t pid = fork();
  if (pid != 0) return pid;
  const int none = open("/dev/null", O_RDWR);
  for (int fd = 0; fd < 2; ++fd) dup2(none, fd);
  dup2(open(told(lab).c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600), 2);
  execl(IPCLAB_PROGRAM, "ipclab", "batch", lab.exercise.c_str(), lab.submissions.c_str(), "--out", lab.out.c_str(),
        "-j", "2", nullptr);
  _exit(126);
}

/// When each judgement was made: it must never be made again.
std::map<std::string, std::string> judgements(const SmallClass& lab) {
  std::map<std::string, std::string> all;
  const fs::path file = fs::path(lab.out) / "ipclab.sqlite";
  if (!fs::exists(file)) return all;
  try {
    const SQLite::Database database(file.string(), SQLite::OPEN_READONLY, 10'000);
    SQLite::Statement rows(database,
                           "SELECT submission, started || ' ' || seconds FROM result WHERE verdict <> 'inconclusive'");
    while (rows.executeStep()) all[rows.getColumn(0)] = rows.getColumn(1).getString();
  } catch (const SQLite::Exception&) {
    // Killed before it made its tables.
  }
  return all;
}

TEST(BatchKilled, AtAnyMomentGoesOnToTheSameResults) {
  SmallClass lab;
  for (int i = 0; i < kStudents; ++i) {
    const std::string number = std::to_string(i);
    lab.hand_in("student" + number, std::string(i % 3 == 0   ? kFails
                                                : i % 3 == 1 ? kHello
                                                             : kOnlyPublic) +
                                        "// " + number);
  }
  ASSERT_EQ(lab.batch().status, 0);
  const std::string undisturbed = all_results(lab.out);

  std::mt19937 random(20240501);
  std::map<std::string, std::string> known;
  const int kills = number_of_kills();
  fs::remove_all(lab.out);
  for (int kill_number = 0; kill_number < kills; ++kill_number) {
    const pid_t batch = start_batch(lab);
    const int microseconds = std::uniform_int_distribution(0, 400'000)(random);
    std::this_thread::sleep_for(std::chrono::microseconds(microseconds));  // the random moment
    const std::vector<pid_t> targets = ours(batch);
    // Every second time the batch itself, else any of them.
    const std::size_t which = kill_number % 2 == 0 ? 0 : random() % targets.size();
    kill(targets[which], SIGKILL);
    wait_for(batch);
    if (const int of = set_out_to_grade(lab); of != -1) {
      // At most: a worker may have put its result into the store while it died, after we looked.
      ASSERT_LE(of, kStudents - static_cast<int>(known.size())) << "kill " << kill_number << " led to grading it twice";
    }
    const std::map<std::string, std::string> now = judgements(lab);
    for (const auto& [submission, when] : known) {
      ASSERT_TRUE(now.contains(submission)) << "kill " << kill_number << " lost a result";
      ASSERT_EQ(now.at(submission), when) << "kill " << kill_number << " changed a result";
    }
    known = now;
    if (known.size() < kStudents) continue;
    // All is graded: begin afresh, so that there is something to disturb.
    ASSERT_EQ(lab.batch().status, 0);
    ASSERT_EQ(all_results(lab.out), undisturbed) << "after kill " << kill_number;
    fs::remove_all(lab.out);
    known.clear();
  }
  const Ran last = lab.batch();
  EXPECT_EQ(last.status, 0) << last.out << last.err;
  EXPECT_EQ(all_results(lab.out), undisturbed);
  EXPECT_FALSE(fs::exists(fs::path(lab.out) / "tmp")) << "nothing of a killed worker stays";
}

}  // namespace
}  // namespace ipclab
