// stream.partial-read, stream.partial-write: one call is taken for a whole message. stream.eof-ignored: the end of the
// data is taken for data.
//
// That a call moved only a part proves nothing yet: who calls again is right. A part is the cause only of something
// that went wrong in the same scenario (fold.cc drops the finding where nothing did), and only of a call after which
// the program did not call again. Where the scenario hands bytes on in pieces (Exit field "cut_short"), it went right
// without.
#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <map>
#include <optional>

#include "harness/checks/all.h"
#include "harness/checks/process_words.h"
#include "harness/checks/tell.h"

namespace ipclab {
namespace {

constexpr int kEndless = 100;  ///< reads in a row that returned 0: nobody asks so often by mistake of ours

bool reads(const Call& call) {
  return call.name == "read" || call.name == "recv";
}
bool writes(const Call& call) {
  return call.name == "write" || call.name == "send";
}
bool only_waits(const Call& call) {
  return call.name == "ppoll" || call.name == "pselect6" || call.name == "epoll_pwait" || call.name == "futex" ||
         call.name == "brk" || call.name.starts_with("rt_sig");
}

/// The stream that a transfer went through: an object; -1: it was none.
std::map<int, int> streams_of(const World& world, const Process& process, bool sockets_only = false) {
  std::map<int, int> found;
  for (const Flow& flow : world.flows) {
    if (flow.process != process.id || flow.object < 0) continue;
    const IpcObject& object = world.objects[static_cast<std::size_t>(flow.object)];
    const bool stream = object.kind == ObjectKind::Pipe || object.kind == ObjectKind::Fifo ||
                        (object.kind == ObjectKind::Socket && (object.family == "tcp" || object.family == "unix"));
    if (sockets_only && object.kind != ObjectKind::Socket) continue;
    if (stream && !object.grader && flow.fd >= 0) found[flow.fd] = flow.object;
  }
  return found;
}

std::string data_of(const World& world, const Call& call) {
  return (reads(call) ? world.event(call.exit) : world.enter(call)).text_or("data", "");
}

struct Part {
  int call = -1;  ///< the transfer that moved only a part: index into World::calls
  int next = -1;  ///< what the process did instead of going on with it; -1: nothing more
  bool cut = false;
  /// Nobody who waits for the rest does that: the part was answered or closed, or the rest of what was to be written
  /// left out. To pass on what is there, and then to read on, is right.
  bool taken_for_all = false;
};

/// Looks at one process, call by call.
class Transfers {
 public:
  Transfers(const World& world, const Process& process)
      : world_(world), process_(process), streams_(streams_of(world, process)) {}

  /// The first transfer whose part was taken for all; failing that, the first that was cut and not gone on with at
  /// once.
  std::optional<Part> part() const {
    std::optional<Part> other;
    for (std::size_t i = 0; i < process_.calls.size(); ++i) {
      const Call& call = at(i);
      if (!call.returned() || call.result <= 0 || world_.enter(call).stack.empty() || !is_part(call)) continue;
      const auto next = next_doing(i);
      if (next && goes_on(call, at(*next))) continue;
      Part part{process_.calls[i], next ? process_.calls[*next] : -1, is_cut(call), false};
      part.taken_for_all = writes(call) || (next && ends_message(call, at(*next)));
      if (part.taken_for_all) return part;
      if (part.cut && !other) other = part;
    }
    return other;
  }

 private:
  const Call& at(std::size_t i) const { return world_.calls[static_cast<std::size_t>(process_.calls[i])]; }
  std::int64_t fd_of(const Call& call) const { return world_.enter(call).number_or("fd", -1); }
  bool is_cut(const Call& call) const { return world_.event(call.exit).number_or("cut_short", 0) != 0; }

  bool is_part(const Call& call) const {
    if (!reads(call) && !writes(call)) return false;
    if (is_cut(call)) return true;
    if (!streams_.contains(static_cast<int>(fd_of(call)))) return false;
    if (call.result >= world_.enter(call).number_or("count", 0)) return false;
    // What is a part of a message nobody knows but the program; a line without its end is one.
    const std::string data = data_of(world_, call);
    if (writes(call)) return !nobody_read_on(call);
    return static_cast<std::int64_t>(data.size()) == call.result && data.back() != '\n' && !was_all(fd_of(call));
  }

  /// So little was taken since the last reader went away in the middle of it.
  bool nobody_read_on(const Call& call) const {
    for (std::size_t i = static_cast<std::size_t>(call.exit) + 1; i < world_.record->events.size(); ++i) {
      const sandbox::Event& event = world_.event(static_cast<int>(i));
      if (event.task != call.task) continue;
      if (event.kind == sandbox::EventKind::Signal && event.number_or("signal", 0) == SIGPIPE) return true;
      break;
    }
    return std::any_of(process_.calls.begin(), process_.calls.end(), [&](int index) {
      const Call& later = world_.calls[static_cast<std::size_t>(index)];
      return later.enter > call.enter && writes(later) && fd_of(later) == fd_of(call) && later.result == -EPIPE;
    });
  }

  /// Everything that the programs ever sent through this stream was read: no part of it was missing.
  bool was_all(std::int64_t fd) const {
    const int object = streams_.at(static_cast<int>(fd));
    const IpcObject& stream = world_.object(object);
    const int source = stream.kind == ObjectKind::Socket ? stream.peer : object;
    if (source < 0) return false;
    std::int64_t sent = 0, got = 0;
    for (const Flow& flow : world_.flows) {
      if (flow.object == source && flow.writes) sent += flow.bytes;
      if (flow.object == object && !flow.writes) got += flow.bytes;
    }
    return sent > 0 && got >= sent;
  }

  std::optional<std::size_t> next_doing(std::size_t i) const {
    const int task = at(i).task;
    for (++i; i < process_.calls.size(); ++i) {
      if (at(i).task == task && !only_waits(at(i))) return i;
    }
    return std::nullopt;
  }

  /// `call` read a line without its end, and `next` answers it all the same, or is the last of the connection.
  bool ends_message(const Call& call, const Call& next) const {
    if (next.name == "exit") return true;
    if (fd_of(next) != fd_of(call) || data_of(world_, call).ends_with('\n')) return false;
    if (next.name == "close" || next.name == "shutdown") return true;
    return writes(next) && data_of(world_, next).ends_with('\n');
  }

  /// `next` goes on with what `call` left over.
  bool goes_on(const Call& call, const Call& next) const {
    if (fd_of(next) != fd_of(call)) return false;
    if (reads(call)) return reads(next);
    if (!writes(next)) return false;
    const std::string rest = data_of(world_, call), then = data_of(world_, next);
    const auto done = static_cast<std::size_t>(call.result);
    if (done < rest.size()) {
      const std::size_t both = std::min(rest.size() - done, then.size());
      return rest.compare(done, both, then, 0, both) == 0;
    }
    return world_.enter(next).number_or("count", 0) <= world_.enter(call).number_or("count", 0) - call.result;
  }

  const World& world_;
  const Process& process_;
  std::map<int, int> streams_;
};

Finding part_finding(const CheckInput& input, const Process& process, const Part& part) {
  const World& world = input.world;
  const Call& call = world.calls[static_cast<std::size_t>(part.call)];
  const std::string word = call_word(world, call);
  const std::int64_t asked = world.enter(call).number_or("count", 0);
  Finding finding = new_finding(input, reads(call) ? "stream.partial-read" : "stream.partial-write");
  finding.process = short_name(world, process.id);
  finding.location = where_called(world, part.call);
  std::string next = "It did nothing more with it.";
  if (part.next >= 0) {
    const Call& then = world.calls[static_cast<std::size_t>(part.next)];
    next = fmt::format("What the program did next was {}{}.", call_word(world, then),
                       in_line(input, where_called(world, part.next)));
  }
  const std::string_view pieces =
      part.cut ? " In this scenario the bytes are handed on in small pieces; all goes right when they come at once."
               : "";
  if (reads(call)) {
    finding.message = fmt::format("{} brought only a part of what was sent, and is taken for all of it", word);
    finding.reason = fmt::format(
        "It could have brought up to {} and returned {}: {}. Whether a message is complete, a stream "
        "does not tell. {}{}",
        count(asked, "byte"), call.result, quote(data_of(world, call), 30), next, pieces);
    finding.hint =
        "Look at how the program knows that it has the whole message, and at what happens until then. man 2 recv, man "
        "7 tcp";
  } else {
    finding.message = fmt::format("{} took only a part of the data, and is taken to have sent all of it", word);
    finding.reason = fmt::format("It was given {} and returned {}: so many were taken, the others were not. {}{}",
                                 count(asked, "byte"), call.result, next, pieces);
    finding.hint = "Look at whether the result is compared with the number asked for, and at the rest. man 2 write";
  }
  finding.evidence.push_back(
      evidence_of(world, part.call, fmt::format("{} of up to {} returns {}", word, count(asked, "byte"), call.result)));
  if (part.next >= 0)
    finding.evidence.push_back(
        evidence_of(world, part.next, call_word(world, world.calls[static_cast<std::size_t>(part.next)])));
  return finding;
}

/// The call with which a process began to read on after the end of the data, again and again; -1: it did not.
int endless(const World& world, const Process& process) {
  std::map<std::int64_t, int> in_a_row, first;
  const std::map<int, int> streams = streams_of(world, process);
  for (const int index : process.calls) {
    const Call& call = world.calls[static_cast<std::size_t>(index)];
    if (call.name == "nanosleep") in_a_row.clear();  // who asks from time to time may hope for another writer
    if (!reads(call) || !call.returned() || world.enter(call).number_or("count", 0) == 0) continue;
    const std::int64_t fd = world.enter(call).number_or("fd", -1);
    if (call.result != 0 || !streams.contains(static_cast<int>(fd))) {
      in_a_row.erase(fd);
      continue;
    }
    if (++in_a_row[fd] == 1) first[fd] = index;
    if (in_a_row[fd] >= kEndless) return first[fd];
  }
  return -1;
}

/// A program that had to tell a failure, ended with status 0 and whose last news was the end of a connection; -1: none.
int unnoticed_end(const CheckInput& input, const Process& process) {
  const World& world = input.world;
  const StartStep* start = process.parent == 0 ? start_step(input.scenario, process.role) : nullptr;
  if (start == nullptr || !start->status || !ended_in_time(world, process)) return -1;
  if (process.end->kind != ExitState::Kind::Code || process.end->value != 0) return -1;
  const auto& codes = start->status->codes;
  if (!start->status->non_zero && std::find(codes.begin(), codes.end(), 0) != codes.end()) return -1;
  const Output* error = input.record.output(process.role, "stderr");
  if (error != nullptr && !error->bytes.empty()) return -1;
  const std::map<int, int> streams = streams_of(world, process, true);
  int last = -1;
  for (const int index : process.calls) {
    const Call& call = world.calls[static_cast<std::size_t>(index)];
    if (reads(call) && call.returned() && streams.contains(static_cast<int>(world.enter(call).number_or("fd", -1))))
      last = index;
  }
  return last >= 0 && world.calls[static_cast<std::size_t>(last)].result == 0 ? last : -1;
}

std::optional<Finding> end_finding(const CheckInput& input, const Process& process) {
  const World& world = input.world;
  const int loop = endless(world, process), silent = loop < 0 ? unnoticed_end(input, process) : -1;
  const int index = std::max(loop, silent);
  if (index < 0) return std::nullopt;
  const std::string word = call_word(world, world.calls[static_cast<std::size_t>(index)]);
  Finding finding = new_finding(input, "stream.eof-ignored");
  finding.process = short_name(world, process.id);
  finding.location = where_called(world, index);
  finding.message =
      fmt::format("{} returned 0, the end of the data, and the program goes on as though data had come", word);
  finding.reason =
      loop >= 0 ? fmt::format("Nothing can come after the end. The program asked another {} times and got 0 each time.",
                              kEndless - 1)
                : "The other side had closed the connection before the program had what it was waiting for. Nothing "
                  "was said about "
                  "it, and the program ended with status 0.";
  finding.hint =
      "Look at the three kinds of result that this call has, and at the line that deals with each of them. man 2 recv "
      "(RETURN "
      "VALUE)";
  finding.evidence.push_back(evidence_of(world, index, fmt::format("{} returns 0: the other side has closed", word)));
  if (silent >= 0 && process.end_event >= 0)
    finding.evidence.push_back(evidence_at(world, process.end_event, "the program ends with status 0"));
  return finding;
}

}  // namespace

std::vector<Finding> check_streams(const CheckInput& input) {
  const World& world = input.world;
  std::vector<Finding> findings;
  std::optional<Part> first;
  for (const Process& process : world.processes) {
    if (process.id == 0 || !in_submission(process) || is_fixture(world, process.id)) continue;
    if (auto finding = end_finding(input, process)) findings.push_back(std::move(*finding));
    const auto part = Transfers(world, process).part();
    const bool better = part && (!first || (part->taken_for_all && !first->taken_for_all) ||
                                 (part->taken_for_all == first->taken_for_all && part->call < first->call));
    if (better) first = part;
  }
  if (first) {
    const Process& process = world.process(world.calls[static_cast<std::size_t>(first->call)].process);
    findings.push_back(part_finding(input, process, *first));
  }
  return findings;
}

}  // namespace ipclab
