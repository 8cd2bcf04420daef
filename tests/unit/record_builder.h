// Writes Records by hand, as the tracer would have recorded them, for tests of the model and of the checks.
//
//   RecordBuilder b;
//   int parent = b.start("pipeline", {"x"});
//   b.call(parent, "pipe2").at(12).returns(0).with("fds", {3, 4});
//   int child = b.fork(parent, 22);
//   b.call(child, "close", {{"fd", 4}}).returns(0);
//   b.exec(child, "/usr/bin/grep", {"grep", "x"});
//   auto wait = b.call(parent, "wait4", {{"pid", -1}, {"process", 0}}).at(31);   // sleeps: no returns() yet
//   b.end(child, 0);
//   wait.returns(b.pid(child)).with("process", child).with("status", 0);
//   b.end(parent, 0);
//   World world = replay(b.record());
//
// A call's fields before returns() are those of its entry, after it those of its return. Time goes on by 10 µs an
// event.
#pragma once

#include <concepts>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/run/record.h"

namespace ipclab {

class RecordBuilder;

/// The event that is being described. A value: keep it to let a sleeping call return later.
class EventBuilder {
 public:
  EventBuilder(RecordBuilder& builder, std::size_t event) : builder_(&builder), enter_(event), event_(event) {}

  /// Adds a field to the entry, or after returns() to the return.
  template <std::integral T>
  EventBuilder& with(std::string_view field, T value) {
    return add(field, static_cast<std::int64_t>(value));
  }
  EventBuilder& with(std::string_view field, const char* value) { return add(field, std::string(value)); }
  EventBuilder& with(std::string_view field, std::string value) { return add(field, std::move(value)); }
  EventBuilder& with(std::string_view field, std::vector<std::int64_t> value) { return add(field, std::move(value)); }
  template <std::integral T>
  EventBuilder& with(std::string_view field, std::initializer_list<T> value) {
    return add(field, std::vector<std::int64_t>(value.begin(), value.end()));
  }
  EventBuilder& with(std::string_view field, std::vector<std::string> value) { return add(field, std::move(value)); }
  EventBuilder& with(std::string_view field, std::initializer_list<const char*> value) {
    return add(field, std::vector<std::string>(value.begin(), value.end()));
  }

  /// The line of the submission that made the call; an inner frame first when called more than once.
  EventBuilder& at(const std::string& file, int line, const std::string& function = "main");
  /// Likewise, in the file of the process's program: ROLE.c.
  EventBuilder& at(int line);
  /// Another thread than the process's first one makes the call.
  EventBuilder& in_task(int task);

  /// The call returns now: what was recorded in between happened while it slept. A negative result is -errno.
  EventBuilder& returns(std::int64_t result);

  std::size_t event() const { return event_; }

 private:
  EventBuilder& add(std::string_view field, sandbox::FieldValue value);

  RecordBuilder* builder_;
  std::size_t enter_;
  std::size_t event_;
};

struct ForkOptions {
  int line = 0;               ///< in ROLE.c; 0: no location
  std::string call = "fork";  ///< "vfork", "clone"
  bool shares_files = false;
  bool shares_memory = false;
  bool returns = true;  ///< false: the parent's return isn't recorded (add it later with fork_returns)
};

class RecordBuilder {
 public:
  using Fields = std::initializer_list<sandbox::Field>;

  /// The grader starts /lab/ROLE (see path) with these arguments. Standard input is empty, output and error are pipes
  /// to the grader; override with `descriptors`. Returns the number of its process.
  int start(const std::string& role, std::vector<std::string> args = {}, std::string path = {},
            std::vector<std::string> descriptors = {"null", "pipe", "pipe"}) {
    if (path.empty()) path = "/lab/" + role;
    int process = new_process(role);
    args.insert(args.begin(), role);
    bool fixture = path.starts_with("/fixtures/");
    record_.programs.push_back({role, path.substr(path.rfind('/') + 1), fixture, process});
    add(sandbox::EventKind::Start, process)
        .with("role", role)
        .with("path", path)
        .with("argv", args)
        .with("cwd", "/work")
        .with("umask", 022)
        .with("fd0", descriptors[0])
        .with("fd1", descriptors[1])
        .with("fd2", descriptors[2]);
    return process;
  }

  /// A call: its entry, and its return as soon as returns() is said.
  EventBuilder call(int process, const std::string& name, Fields fields = {}) {
    EventBuilder builder = add(sandbox::EventKind::Enter, process);
    event(builder.event()).name = name;
    event(builder.event()).fields.assign(fields.begin(), fields.end());
    return builder;
  }

  /// fork(): its entry, the new process, its return. Returns the child's number.
  int fork(int parent, const ForkOptions& options) {
    bool vfork = options.call == "vfork";
    EventBuilder enter = call(parent, "fork")
                             .with("vfork", vfork)
                             .with("thread", 0)
                             .with("shares_files", options.shares_files)
                             .with("shares_memory", options.shares_memory || vfork);
    if (options.line > 0) enter.at(options.line);
    int child = new_process(roles_[parent]);
    add(sandbox::EventKind::Fork, parent)
        .with("child_process", child)
        .with("child_task", first_task_[child])
        .with("call", options.call)
        .with("thread", 0)
        .with("shares_files", options.shares_files)
        .with("shares_memory", options.shares_memory || vfork);
    if (options.returns)
      enter.returns(pid(child));
    else
      pending_forks_.emplace(child, enter);
    return child;
  }
  int fork(int parent, int line = 0) { return fork(parent, ForkOptions{.line = line}); }
  /// The return of a fork that was recorded with `returns = false`.
  void fork_returns(int child) { pending_forks_.at(child).returns(pid(child)); }

  /// pthread_create(): a new task of the process. Returns its number.
  int thread(int process) {
    EventBuilder enter =
        call(process, "fork").with("vfork", 0).with("thread", 1).with("shares_files", 1).with("shares_memory", 1);
    int task = next_task_++;
    add(sandbox::EventKind::Fork, process)
        .with("child_process", process)
        .with("child_task", task)
        .with("call", "clone")
        .with("thread", 1)
        .with("shares_files", 1)
        .with("shares_memory", 1);
    enter.returns(1000 + task);
    return task;
  }

  /// A successful exec. Returns the entry of the call, for at().
  EventBuilder exec(int process, const std::string& path, const std::vector<std::string>& argv) {
    EventBuilder enter = call(process, "execve").with("path", path).with("argv", argv);
    add(sandbox::EventKind::Exec, process).with("path", path).with("argv", argv).with("real", path);
    return enter;
  }

  /// exit(code), and the process is gone.
  void end(int process, int code) {
    call(process, "exit", {{"code", code}, {"group", 1}});
    add(sandbox::EventKind::End, process)
        .with("code", code)
        .with("last", 1)
        .with("utime_us", 100)
        .with("stime_us", 100);
  }
  /// Death by a signal.
  EventBuilder end_by_signal(int process, int signal) {
    return add(sandbox::EventKind::End, process)
        .with("signal", signal)
        .with("last", 1)
        .with("utime_us", 100)
        .with("stime_us", 100);
  }
  /// The scenario is over and the grader kills these.
  void kill_all(std::initializer_list<int> processes) {
    action("kill-all");
    for (int process : processes) end_by_signal(process, 9);
  }

  /// The parent waits for any child and gets this one.
  EventBuilder reap(int parent, int child, int status = 0) {
    return call(parent, "wait4", {{"pid", -1}, {"process", 0}, {"options", 0}})
        .returns(pid(child))
        .with("process", child)
        .with("status", status);
  }

  EventBuilder signal(int process, int number, int from_process, const std::string& action_name = "default") {
    return add(sandbox::EventKind::Signal, process)
        .with("signal", number)
        .with("code", 0)
        .with("from_process", from_process)
        .with("action", action_name);
  }
  EventBuilder stop(int process, int number) { return add(sandbox::EventKind::Stop, process).with("signal", number); }
  EventBuilder resume(int process) { return add(sandbox::EventKind::Continue, process); }

  /// What the grader does: "step", "signal", "type", "feed", "close-input", "kill-all".
  EventBuilder action(const std::string& name, int process = 0) {
    return named(sandbox::EventKind::Action, process, name);
  }
  EventBuilder refused(int process, const std::string& call_name) {
    return named(sandbox::EventKind::Refused, process, call_name);
  }
  EventBuilder limit(const std::string& name) { return named(sandbox::EventKind::Limit, 0, name); }
  /// Nothing can happen any more; a step waited for something else.
  void quiet(int step = 0) {
    add(sandbox::EventKind::Quiet, 0);
    outcome(step, StepOutcome::Kind::Stuck);
  }

  void outcome(int step, StepOutcome::Kind kind) {
    record_.steps.push_back({step, kind, static_cast<int>(record_.events.size())});
  }
  void output(const std::string& role, const std::string& stream, const std::string& bytes) {
    record_.outputs.push_back({role, stream, bytes, false});
  }
  void leftover(sandbox::Leftover what) { record_.leftovers.push_back(std::move(what)); }

  /// An event of any kind, for what has no word here.
  EventBuilder add(sandbox::EventKind kind, int process) {
    sandbox::Event new_event;
    new_event.kind = kind;
    new_event.time_us = now_us_ += 10;
    new_event.process = process;
    new_event.task = process > 0 ? first_task_[process] : 0;
    record_.events.push_back(std::move(new_event));
    return EventBuilder(*this, record_.events.size() - 1);
  }

  /// Time passes without events.
  void pass_us(std::int64_t microseconds) { now_us_ += microseconds; }

  /// The process's number as programs see it.
  std::int64_t pid(int process) const { return 100 + process; }
  const std::string& role(int process) { return roles_[process]; }
  sandbox::Event& event(std::size_t index) { return record_.events[index]; }
  Record& record() { return record_; }

  /// The index that stands for this line in Event::stack.
  int frame(SourceLocation location) {
    for (std::size_t i = 0; i < record_.locations.size(); ++i)
      if (record_.locations[i] == location) return static_cast<int>(i);
    record_.locations.push_back(std::move(location));
    return static_cast<int>(record_.locations.size()) - 1;
  }

 private:
  int new_process(const std::string& role) {
    int process = next_process_++;
    first_task_[process] = next_task_++;
    roles_[process] = role;
    return process;
  }
  EventBuilder named(sandbox::EventKind kind, int process, const std::string& name) {
    EventBuilder builder = add(kind, process);
    event(builder.event()).name = name;
    return builder;
  }

  Record record_;
  std::int64_t now_us_ = 0;
  int next_process_ = 1, next_task_ = 1;
  std::map<int, int> first_task_;
  std::map<int, std::string> roles_;
  std::map<int, EventBuilder> pending_forks_;
};

inline EventBuilder& EventBuilder::at(const std::string& file, int line, const std::string& function) {
  builder_->event(enter_).stack.push_back(builder_->frame({file, line, function}));
  return *this;
}

inline EventBuilder& EventBuilder::at(int line) {
  return at(builder_->role(builder_->event(enter_).process) + ".c", line);
}

inline EventBuilder& EventBuilder::in_task(int task) {
  builder_->event(event_).task = task;
  return *this;
}

inline EventBuilder& EventBuilder::returns(std::int64_t result) {
  sandbox::Event enter = builder_->event(enter_);
  EventBuilder exit = builder_->add(sandbox::EventKind::Exit, enter.process);
  sandbox::Event& event = builder_->event(exit.event());
  event.task = enter.task;
  event.name = enter.name;
  event.result = result;
  event_ = exit.event();
  return *this;
}

inline EventBuilder& EventBuilder::add(std::string_view field, sandbox::FieldValue value) {
  builder_->event(event_).fields.push_back({std::string(field), std::move(value)});
  return *this;
}

}  // namespace ipclab
