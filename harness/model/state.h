// The state of a replay: the World as drawn so far, and what is needed to go on drawing. Internal to the model.
//
// Everything here comes from a record that may be truncated or made up: a lookup that fails gives -1 or null, and
// whoever asked passes over the event.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "harness/model/identity.h"
#include "harness/model/world.h"

namespace ipclab::model {

/// Of what a record says, which may be absurd.
inline std::int64_t saturating_sum(std::int64_t a, std::int64_t b) {
  std::int64_t sum = 0;
  return __builtin_add_overflow(a, b, &sum) ? INT64_MAX : sum;
}

/// A range of a process's memory that is shared with others.
struct SharedRange {
  std::uint64_t address = 0, length = 0;
  int object = -1;
  int attachment = -1;  ///< index into World::attachments
  bool sysv = false;    ///< made by shmat, so that shmdt ends it
};

/// What is known of a process only while it lives.
struct LiveProcess {
  bool born = false;
  bool alive = false;
  std::string cwd = "/";
  std::shared_ptr<FdTable> fds = std::make_shared<FdTable>();  ///< one table for all who share it (CLONE_FILES)
  std::vector<SharedRange> shared_memory;
};

/// A call that has not returned, and the descriptors that its arguments meant when it was entered: by the time it
/// returns, another thread may have closed or replaced the numbers.
struct CallInProgress {
  int call = -1;
  std::optional<Descriptor> fd, in, out;
};

/// A connect that no accept has been matched with.
struct Connecting {
  std::string address;  ///< "tcp:8080", "unix:/tmp/s"
  int socket = -1;      ///< object of the one who connects
  int call = -1;
  bool done = false;  ///< it returned, or goes on in the background
};

/// Descriptors on their way through a Unix socket.
struct InFlight {
  int call = -1;    ///< the send
  int socket = -1;  ///< object at the receiving end; -1: unknown
  std::vector<Descriptor> descriptors;
};

struct State {
  explicit State(const Record& r) : record(r) { world.record = &r; }

  const Record& record;
  World world;
  std::vector<LiveProcess> live;                              ///< by number of process
  std::map<std::pair<int, int>, CallInProgress> in_progress;  ///< by process and task
  Identity identity;
  std::map<std::string, int> listeners;  ///< address -> listening socket
  std::map<int, std::string> bound;      ///< socket -> address
  std::deque<Connecting> connecting;
  std::deque<InFlight> in_flight;
  std::map<std::tuple<int, int, int, int, bool>, int> flow_of;  ///< process, image, fd, object, writes -> flow
  std::vector<HeldLock> locks;
  std::map<int, std::vector<SemaphoreState>> semaphores;             ///< by object
  std::map<std::tuple<int, int, int>, std::int64_t> semaphore_undo;  ///< process, object, index -> at its end
  std::map<int, std::map<int, Polled>> epoll_interest;               ///< epoll object -> descriptor -> what for
  std::map<int, Sleeper> sleepers;                                   ///< by task, since the last call or return
  int births = 0;                                                    ///< processes that the record can hold at most
  bool killing = false;                                              ///< the grader kills what still runs

  bool alive(int process) const;
  /// The call that the task is in, or null.
  CallInProgress* call_of(int process, int task);

  int add_object(ObjectKind kind, int created_by);
  int add_open_file(const OpenFile& file);
  IpcObject& object(int id) { return world.objects[static_cast<std::size_t>(id)]; }
  OpenFile& open_file(int id) { return world.open_files[static_cast<std::size_t>(id)]; }
  Process& process(int id) { return world.processes[static_cast<std::size_t>(id)]; }
  LiveProcess& living(int id) { return live[static_cast<std::size_t>(id)]; }

  /// The descriptor in the process's table, or null.
  Descriptor* descriptor(int process, std::int64_t fd);
  /// The object behind a descriptor; -1 for none.
  int object_of(const std::optional<Descriptor>& descriptor) const;
  int object_of(int process, std::int64_t fd);
  /// The object that the process shares at an address of its memory; -1 for none.
  int object_at(int process, std::uint64_t address);
};

/// A call at its entry, as its effect sees it.
struct EnteredCall {
  State& state;
  int index;  ///< into World::calls
  int process;
  const sandbox::Event& enter;
  CallInProgress& progress;

  std::int64_t number(std::string_view field, std::int64_t otherwise = -1) const {
    return enter.number_or(field, otherwise);
  }
};

/// A call at its return.
struct ReturnedCall : EnteredCall {
  const sandbox::Event& exit;
  std::int64_t result;
  bool succeeded() const { return result >= 0; }
};

}  // namespace ipclab::model
