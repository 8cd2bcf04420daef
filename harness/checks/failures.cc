#include "harness/checks/failures.h"

#include <fcntl.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <map>
#include <set>
#include <string_view>

#include "harness/checks/process_words.h"
#include "harness/checks/tell.h"

namespace ipclab {
namespace {

using sandbox::Event;
using sandbox::EventKind;
using Proof = IgnoredFailure::Proof;
using Names = std::initializer_list<std::string_view>;

bool is_one_of(std::string_view name, Names names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// What a call gives, and with it what -1 would be taken for.
enum class Value { None, Descriptor, Stream, Queue, Segment, Semaphores, Address, Child };

constexpr auto kGiving = std::to_array<std::string_view>(
    {"openat",   "socket",       "accept4",        "dup",       "dup3",          "mq_open",    "epoll_create1",
     "eventfd2", "memfd_create", "timerfd_create", "signalfd4", "inotify_init1", "pidfd_open", "fcntl",
     "msgget",   "shmget",       "semget",         "shmat",     "mmap",          "fork"});

Value gives(const World& world, const Call& call) {
  if (std::find(kGiving.begin(), kGiving.end(), call.name) == kGiving.end()) return Value::None;
  const std::string called = world.enter(call).text_or("function", call.name);
  if (is_one_of(called, {"fopen", "fopen64", "freopen", "fdopen", "opendir", "sem_open", "tmpfile"}))
    return Value::Stream;
  // The library opens files of its own, for messages in other languages and the like: nothing is used of these.
  if (call.name == "openat")
    return is_one_of(called, {"openat", "open", "open64", "creat", "openat64", "shm_open"}) ? Value::Descriptor
                                                                                            : Value::None;
  constexpr std::int64_t kDuplicate = 0, kDuplicateCloexec = 1030;  // F_DUPFD, F_DUPFD_CLOEXEC
  if (call.name == "fcntl") {
    const std::int64_t command = world.enter(call).number_or("cmd", -1);
    return command == kDuplicate || command == kDuplicateCloexec ? Value::Descriptor : Value::None;
  }
  if (call.name == "msgget") return Value::Queue;
  if (call.name == "shmget") return Value::Segment;
  if (call.name == "semget") return Value::Semaphores;
  if (call.name == "shmat" || call.name == "mmap") return Value::Address;
  return call.name == "fork" ? Value::Child : Value::Descriptor;
}

/// What the call got -1 as, where that was its failure; None: it did not.
Value used_as(const World& world, const Call& call) {
  if (!call.failed()) return Value::None;
  const Event& enter = world.enter(call);
  const auto minus_one = [&](std::string_view field) { return enter.number_or(field, 0) == -1; };
  if (is_one_of(call.name, {"msgsnd", "msgrcv", "msgctl"})) return minus_one("id") ? Value::Queue : Value::None;
  if (is_one_of(call.name, {"shmat", "shmctl"})) return minus_one("id") ? Value::Segment : Value::None;
  if (is_one_of(call.name, {"semop", "semctl"})) return minus_one("id") ? Value::Semaphores : Value::None;
  if (call.name == "shmdt") return minus_one("address") ? Value::Address : Value::None;
  if (call.name == "kill") return minus_one("pid") ? Value::Child : Value::None;
  if (call.result != -EBADF) return Value::None;
  return minus_one("fd") || minus_one("in") || minus_one("out") ? Value::Descriptor : Value::None;
}

/// Calls with which a program tidies up; to pass on the result of a failure to these harms nobody.
bool tidies_up(const World& world, const Call& call) {
  constexpr std::int64_t kRemove = 0;  // IPC_RMID
  if (is_one_of(call.name, {"close", "shmdt", "unlinkat", "shutdown"})) return true;
  return is_one_of(call.name, {"msgctl", "shmctl", "semctl"}) && world.enter(call).number_or("cmd", -1) == kRemove;
}

/// What is no failure to speak of: a signal came, nothing is there yet, it goes on in the background.
bool passing(const Call& call) {
  if (call.name == "fork") return false;  // EAGAIN: there is no process
  static constexpr std::array kErrors = {EINTR, EAGAIN, EINPROGRESS, EALREADY, EISCONN, ENOMSG};
  return std::find(kErrors.begin(), kErrors.end(), static_cast<int>(-call.result)) != kErrors.end();
}

bool own(const World& world, const Call& call) {
  return !world.enter(call).stack.empty();
}

/// Everything that is asked of one process.
class Look {
 public:
  Look(const CheckInput& input, const Process& process) : input_(input), world_(input.world), process_(process) {}

  /// The failures that may be ignored so far, by what they should have given.
  using Failed = std::map<Value, int>;

  std::vector<IgnoredFailure> find(Failed inherited) {
    failed_ = std::move(inherited);
    for (const int index : process_.calls) {
      const Call& call = world_.calls[static_cast<std::size_t>(index)];
      if (!own(world_, call)) continue;
      look_for_uses(index, call);
      keep(index, call);
    }
    look_at_death();
    look_at_end();
    return std::move(found_);
  }

  /// What a child takes along that is born at this event.
  static Failed failed_before(const World& world, const Process& process, int event) {
    Failed failed;
    for (const int index : process.calls) {
      const Call& call = world.calls[static_cast<std::size_t>(index)];
      if (call.failed() && call.exit < event && own(world, call) && gives(world, call) != Value::None)
        failed[gives(world, call)] = index;
    }
    return failed;
  }

 private:
  const Call& at(int index) const { return world_.calls[static_cast<std::size_t>(index)]; }

  void add(Proof proof, int failed, int use, int use_event = -1) {
    if (use >= 0) told_.insert(use);  // that it failed in its turn is no mistake of its own
    if (!told_.insert(failed).second) return;
    IgnoredFailure one;
    one.proof = proof;
    one.process = process_.id;
    one.failed = failed;
    one.use = use;
    one.use_event = use_event;
    one.said = proof != Proof::Success && said(at(failed).exit, use >= 0 ? at(use).enter : use_event);
    found_.push_back(one);
  }

  /// The process wrote something to its output or error between these events (`until` -1: ever after).
  bool said(int from, int until, bool only_as_error = false) const {
    return std::any_of(process_.calls.begin(), process_.calls.end(), [&](int index) {
      const Call& call = at(index);
      const std::int64_t fd = world_.enter(call).number_or("fd", -1);
      return call.name == "write" && !call.failed() && (fd == 2 || (fd == 1 && !only_as_error)) && call.enter > from &&
             (until < 0 || call.enter < until);
    });
  }

  bool ended_well() const {
    return ended_in_time(world_, process_) && process_.end->kind == ExitState::Kind::Code && process_.end->value == 0;
  }

  void look_for_uses(int index, const Call& call) {
    const Value value = used_as(world_, call);
    if (const auto failed = failed_.find(value); value != Value::None && failed != failed_.end()) {
      const bool noticed = said(at(failed->second).exit, -1) || !ended_well();
      if (!tidies_up(world_, call) || !noticed) add(Proof::ValueUsed, failed->second, index);
    }
    look_at_sockets(index, call);
    look_at_missing(index, call);
    look_at_repetition(index, call);
  }

  void look_at_sockets(int index, const Call& call) {
    const std::int64_t fd = world_.enter(call).number_or("fd", -1);
    const auto failed = socket_.find(fd);
    if (failed == socket_.end()) return;
    const std::string& before = at(failed->second).name;
    const bool transfers = is_one_of(call.name, {"read", "recv", "write", "send"});
    const bool answer = is_one_of(call.name, {"read", "recv"});
    if ((before == "connect" && transfers) || (before == "send" && answer) ||
        (before == "bind" && call.name == "listen") ||
        (before == "listen" && call.name == "accept4" && call.failed())) {
      add(Proof::SocketUsed, failed->second, index);
    }
  }

  void look_at_missing(int index, const Call& call) {
    if (pipe_ >= 0 && call.result == -EBADF && call.failed() && !tidies_up(world_, call) &&
        !said(at(pipe_).exit, call.enter))
      add(Proof::NothingMade, pipe_, index);
    const auto fork = failed_.find(Value::Child);
    if (fork != failed_.end() && call.name == "wait4" && call.result == -ECHILD &&
        !said(at(fork->second).exit, call.enter))
      add(Proof::NothingMade, fork->second, index);
  }

  /// An operation on an object that failed for good, and then another one on the same.
  void look_at_repetition(int index, const Call& call) {
    if (!is_one_of(call.name, {"semop", "msgsnd", "msgrcv", "mq_send", "mq_receive"})) return;
    const Event& enter = world_.enter(call);
    const std::pair<std::string, std::int64_t> object = {call.name, enter.number_or("id", enter.number_or("fd", -1))};
    if (const auto before = operation_.find(object);
        before != operation_.end() && !said(at(before->second).exit, call.enter))
      add(Proof::TriedAgain, before->second, index);
    const bool for_good = call.failed() && !passing(call) && call.result != -EIDRM && call.result != -E2BIG &&
                          call.result != -EMSGSIZE && call.result != -ETIMEDOUT;
    if (for_good) {
      operation_.try_emplace(object, index);
    } else {
      operation_.erase(object);
    }
  }

  void keep(int index, const Call& call) {
    if (!call.returned()) return;
    const std::int64_t fd = world_.enter(call).number_or("fd", -1);
    const Value value = gives(world_, call);
    if (value != Value::None) {
      if (call.failed() && !passing(call)) {
        failed_[value] = index;
      } else if (!call.failed() && failed_.contains(value) && same_line(failed_[value], index)) {
        failed_.erase(value);
      }
    }
    if (call.name == "close") socket_.erase(fd);
    if (!call.failed() && value == Value::Descriptor) socket_.erase(call.result);
    if (is_one_of(call.name, {"connect", "bind", "listen"})) {
      socket_.erase(fd);
      if (call.failed() && !passing(call)) socket_[fd] = index;
    }
    if (call.name == "send") socket_.erase(fd);
    if (found_nobody(call)) socket_[fd] = index;
    keep_hopeless(index, call);
    if (call.name == "pipe2") pipe_ = call.failed() ? index : -1;
    if (call.name == "ftruncate") truncated_ = call.failed() ? index : -1;
    if (call.failed() && !passing(call) && is_one_of(call.name, {"msgsnd", "mq_send"}) && unsent_ < 0) unsent_ = index;
    if (call.name == "dup3" && call.failed() && world_.enter(call).number_or("fd", -1) >= 0 && undone_ < 0)
      undone_ = index;
    if (call.failed() && !passing(call) && first_ < 0 && essential(call)) first_ = index;
  }

  /// A message that could not be sent since nobody was there to take it. What a UDP socket tells so is about an earlier
  /// one.
  bool found_nobody(const Call& call) const {
    if (call.name != "send") return false;
    const bool by_name = call.object >= 0 && world_.object(call.object).family == "unix";
    return (by_name && (call.result == -ENOENT || call.result == -ECONNREFUSED)) || call.result == -EDESTADDRREQ;
  }

  /// Failures that say that the call itself is wrong, or that a lock was not got.
  void keep_hopeless(int index, const Call& call) {
    const Event& enter = world_.enter(call);
    const bool locks = call.name == "fcntl" && enter.number_or("lock", F_UNLCK) != F_UNLCK;
    if (!locks && !is_one_of(call.name, {"semop", "msgsnd", "msgrcv", "mq_send", "mq_receive"})) return;
    const std::pair<std::string, std::int64_t> object = {call.name, enter.number_or("id", enter.number_or("fd", -1))};
    const bool hopeless =
        locks ? call.result == -EDEADLK : call.result == -EMSGSIZE || call.result == -E2BIG || call.result == -EFAULT;
    if (hopeless) hopeless_.try_emplace(object, index);
    if (!call.failed()) hopeless_.erase(object);
  }

  bool same_line(int left, int right) const { return where_called(world_, left) == where_called(world_, right); }

  /// getaddrinfo(), gethostbyname(), getpwnam() and their like look at files and ask services that need not be there.
  bool of_a_look_up(const Call& call) const {
    return is_one_of(call.name, {"openat", "socket", "connect", "send"}) &&
           world_.enter(call).text_or("function", "").starts_with("get");
  }

  bool essential(const Call& call) const {
    if (of_a_look_up(call)) return false;
    return is_one_of(call.name,
                     {"openat",     "msgget",  "msgsnd", "msgrcv", "shmget", "shmat", "semget",    "semop",   "mmap",
                      "socket",     "connect", "bind",   "listen", "fork",   "pipe2", "ftruncate", "mq_open", "mq_send",
                      "mq_receive", "mknodat", "dup",    "dup3",   "read",   "recv",  "write",     "send"});
  }

  /// SIGSEGV and SIGBUS at an address that a failed call had given, or a little behind it.
  void look_at_death() {
    if (!ended_in_time(world_, process_) || process_.end->kind != ExitState::Kind::Signal) return;
    const int signal = process_.end->value;
    if (signal != SIGSEGV && signal != SIGBUS) return;
    int delivery = process_.end_event - 1;
    while (delivery > process_.begin &&
           !(world_.event(delivery).kind == EventKind::Signal && world_.event(delivery).process == process_.id))
      --delivery;
    const auto* address = world_.event(delivery).number("address");
    if (world_.event(delivery).kind != EventKind::Signal || address == nullptr) return;
    constexpr std::int64_t kNear = 1 << 20;  // the largest object whose end is still taken for a part of it
    const bool near_null = *address >= 0 && *address < kNear, near_minus_one = *address < 0 && *address > -4096;
    const auto blame = [&](Value value) {
      const auto failed = failed_.find(value);
      if (failed != failed_.end()) add(Proof::AddressUsed, failed->second, -1, delivery);
      return failed != failed_.end();
    };
    if (signal == SIGBUS && truncated_ >= 0) return add(Proof::AddressUsed, truncated_, -1, delivery);
    if ((near_null || near_minus_one) && blame(Value::Address)) return;
    if (near_null) blame(Value::Stream);
  }

  /// It ended, or waits for ever, as though nothing had happened.
  void look_at_end() {
    if (ended_well()) {
      for (const auto& [object, failed] : hopeless_) {
        if (!said(at(failed).exit, -1, true)) add(Proof::Success, failed, -1);
      }
      for (const int failed : {unsent_, undone_}) {
        if (failed >= 0 && !said(at(failed).exit, -1)) add(Proof::Success, failed, -1);
      }
      if (first_ >= 0 && failure_must_be_told() && !said(at(first_).exit, -1)) add(Proof::Success, first_, -1);
    }
    const auto fork = failed_.find(Value::Child);
    if (fork == failed_.end() || at(fork->second).process != process_.id || said(at(fork->second).exit, -1)) return;
    const bool ended = ended_in_time(world_, process_) && process_.end->kind == ExitState::Kind::Code;
    if (!ended && !world_.standstill) add(Proof::NothingMade, fork->second, -1);
    if (!world_.standstill) return;
    for (const Waiting& waiting : world_.standstill->waiting) {
      if (waiting.process == process_.id) add(Proof::NothingMade, fork->second, waiting.call);
    }
  }

  bool failure_must_be_told() const {
    const StartStep* start = start_step(input_.scenario, process_.role);
    if (start == nullptr || process_.parent != 0 || !start->status) return false;
    const auto& codes = start->status->codes;
    return start->status->non_zero || std::find(codes.begin(), codes.end(), 0) == codes.end();
  }

  const CheckInput& input_;
  const World& world_;
  const Process& process_;
  Failed failed_;
  std::map<std::int64_t, int> socket_;  ///< by descriptor: connect, bind or listen failed on it
  std::map<std::pair<std::string, std::int64_t>, int> operation_, hopeless_;  ///< by call and object
  int pipe_ = -1, truncated_ = -1, unsent_ = -1, undone_ = -1, first_ = -1;
  std::set<int> told_;
  std::vector<IgnoredFailure> found_;
};

}  // namespace

std::vector<IgnoredFailure> ignored_failures(const CheckInput& input) {
  const World& world = input.world;
  std::vector<IgnoredFailure> found;
  std::set<int> told;
  for (const Process& process : world.processes) {
    if (process.id == 0 || is_fixture(world, process.id)) continue;
    Look::Failed inherited;
    if (process.parent > 0) inherited = Look::failed_before(world, world.process(process.parent), process.begin);
    for (const IgnoredFailure& one : Look(input, process).find(std::move(inherited))) {
      if (told.insert(one.failed).second) found.push_back(one);
    }
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const IgnoredFailure& left, const IgnoredFailure& right) { return left.failed < right.failed; });
  return found;
}

}  // namespace ipclab
