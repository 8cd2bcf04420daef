// output.lost-in-buffer: text that was printed through stdio and lay in the process's buffer when it was killed, called
// _exit or executed another program.
//
// What a process inherited through fork is not its own to print: a child that leaves with _exit for that very reason
// does it right. Nor is text lost for this reason that could not be written (the last write to the descriptor failed).
#include <fmt/format.h>

#include <algorithm>
#include <csignal>

#include "harness/checks/all.h"
#include "harness/checks/printed.h"
#include "harness/checks/process_words.h"
#include "harness/checks/tell.h"
#include "harness/checks/unwritten.h"
#include "harness/checks/written_by.h"

namespace ipclab {
namespace {

using sandbox::Event;
using sandbox::EventKind;

constexpr std::string_view kHint =
    "Look at when stdio writes its buffer if the output is a pipe or a file, and at which ways to end a process do not "
    "write it. man 3 setvbuf, man 2 _exit";

/// How a process went without writing what was in its buffers.
struct Departure {
  const Process* process = nullptr;
  int event = -1;                ///< tells of the unwritten text
  int line_event = -1;           ///< whose line is to be named
  const FdTable* fds = nullptr;  ///< what was open then
  std::string how;               ///< goes on after "before": "it called _exit()"
  bool by_grader = false;        ///< the scenario killed it: none of the program's doing
  int killer = -1;               ///< call of another process of the run that killed it
};

/// The last kill() of the run that sent the signal to the process; -1: none.
int kill_call(const World& world, const Process& process, int signal) {
  for (std::size_t i = world.calls.size(); i-- > 0;) {
    const Event& enter = world.enter(world.calls[i]);
    if (enter.name == "kill" && world.calls[i].enter < process.end_event &&
        enter.number_or("process", 0) == process.id && enter.number_or("signal", 0) == signal)
      return static_cast<int>(i);
  }
  return -1;
}

/// Signals that the kernel sends for what the process did itself.
bool own_making(int signal) {
  constexpr int kOwn[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGALRM, SIGVTALRM, SIGPROF, SIGTRAP, SIGSYS};
  return std::find(std::begin(kOwn), std::end(kOwn), signal) != std::end(kOwn);
}

std::optional<Departure> death(const World& world, const Process& process) {
  if (!ended_in_time(world, process) || !in_submission(process)) return std::nullopt;
  Departure found;
  found.process = &process;
  found.fds = &process.fds;
  if (process.end->kind == ExitState::Kind::Code) {
    for (auto index = process.calls.rbegin(); index != process.calls.rend(); ++index) {
      const Call& call = world.calls[static_cast<std::size_t>(*index)];
      if (call.name != "exit") continue;
      // One thread of several goes, and the memory stays.
      if (world.enter(call).number_or("group", 1) == 0 && process.tasks.size() > 1) return std::nullopt;
      found.event = found.line_event = call.enter;
      found.how = "it called _exit()";
      return found;
    }
    return std::nullopt;
  }
  const int signal = process.end->value;
  if (process.end->kind != ExitState::Kind::Signal || signal == SIGPIPE) return std::nullopt;
  found.event = found.line_event = process.end_event;
  for (int i = process.end_event - 1; i >= process.begin && signal != SIGKILL; --i) {
    const Event& event = world.event(i);
    if (event.process != process.id || event.kind != EventKind::Signal || event.number_or("signal", 0) != signal)
      continue;
    found.event = found.line_event = i;
    break;
  }
  found.how = fmt::format("{} killed it", signal_text(signal));
  found.killer = kill_call(world, process, signal);
  found.by_grader =
      found.killer < 0 && !own_making(signal) && world.event(found.event).number_or("from_process", 0) == 0;
  return found;
}

std::vector<Departure> departures(const World& world) {
  std::vector<Departure> all;
  const int over = scenario_over(world);
  for (const Call& call : world.calls) {
    if (call.name != "execve" || !call.returned() || call.failed() || call.exit >= over) continue;
    const Process& process = world.process(call.process);
    const auto next = static_cast<std::size_t>(call.image) + 1;
    if (!process.images[static_cast<std::size_t>(call.image)].submission || next >= process.images.size()) continue;
    Departure found;
    found.process = &process;
    found.event = found.line_event = call.enter;
    found.fds = &process.images[next].at_start;
    found.how = fmt::format("it executed {}", escaped(process.images[next].name));
    all.push_back(std::move(found));
  }
  for (const Process& process : world.processes) {
    if (process.id == 0 || is_fixture(world, process.id)) continue;
    if (auto found = death(world, process)) all.push_back(std::move(*found));
  }
  return all;
}

/// The process's last write to the descriptor before it went was refused, or was still going on.
bool could_not_write(const World& world, const Departure& went, int fd) {
  for (auto index = went.process->calls.rbegin(); index != went.process->calls.rend(); ++index) {
    const Call& call = world.calls[static_cast<std::size_t>(*index)];
    if (call.name != "write" || call.enter > went.event || world.enter(call).number_or("fd", -1) != fd) continue;
    return !call.returned() || call.exit > went.event || call.failed();
  }
  return false;
}

/// Takes from the front of `text` what `other` is, if it begins with it.
void strip(Unwritten* text, const Unwritten& other) {
  const std::size_t shared = std::min(text->text.size(), other.text.size());
  if (text->text.compare(0, shared, other.text, 0, shared) != 0) return;
  text->bytes = std::max<std::int64_t>(text->bytes - other.bytes, 0);
  text->text.erase(0, static_cast<std::size_t>(std::min<std::int64_t>(static_cast<std::int64_t>(shared), other.bytes)));
}

/// What is lost of it: not what the parent still has, nor what a child has written in this process's stead.
Unwritten own_part(const World& world, const Departure& went, Unwritten text) {
  const Process& process = *went.process;
  const bool first_image = process.images.size() < 2 || process.images[1].begin >= went.event;
  if (first_image && first_write(world, process, 0, text.fd, process.begin, went.event) < 0) {
    if (const auto inherited = inherited_text(world, process, text.fd)) strip(&text, *inherited);
  }
  for (const Process& child : world.processes) {
    if (child.parent != process.id || child.begin > went.event || child.id == 0) continue;
    const auto shared = inherited_text(world, child, text.fd);
    if (!shared) continue;
    const int image = world.calls[static_cast<std::size_t>(child.forked_by)].image;
    if (first_write(world, process, image, text.fd, child.begin, went.event) >= 0) continue;
    const int written = first_write(world, child, 0, text.fd, child.begin, INT32_MAX);
    if (begins_with(world, written, *shared)) {
      strip(&text, *shared);
      break;
    }
  }
  return text;
}

/// The beginning of a line for a connection: who is told to end need not answer what is not yet asked.
bool unfinished_answer(const World& world, const Departure& went, int object, const std::string& text) {
  return world.object(object).kind == ObjectKind::Socket && text.find('\n') == std::string::npos && went.process->end &&
         went.process->end->kind == ExitState::Kind::Signal && !own_making(went.process->end->value);
}

struct Lost {
  Departure went;
  Unwritten text;
  Destination to;
  bool shows = false;  ///< it is missing from an output that the exercise states
};

std::vector<Lost> lost_texts(const World& world) {
  std::vector<Lost> all;
  for (const Departure& went : departures(world)) {
    if (in_parents_memory(world, *went.process, went.event)) continue;
    for (const Unwritten& stream : unwritten_at(world, went.event)) {
      Lost lost{went, own_part(world, went, stream), destination(world, *went.fds, stream.fd), false};
      if (lost.text.bytes == 0 || lost.to.object < 0 || could_not_write(world, went, stream.fd)) continue;
      if (world.objects[static_cast<std::size_t>(lost.to.object)].kind == ObjectKind::Device) continue;
      if (unfinished_answer(world, went, lost.to.object, lost.text.text)) continue;
      all.push_back(std::move(lost));
    }
  }
  std::stable_sort(all.begin(), all.end(),
                   [](const Lost& left, const Lost& right) { return left.went.event < right.went.event; });
  return all;
}

/// Whether the output is as stated once the text is put in between two of the writes.
bool is_mended_by(const CheckInput& input, const StartStep& start, const std::string& stream, const std::string& text) {
  constexpr std::size_t kMostPlaces = 64, kMostBytes = 1 << 20;
  const std::string bytes = printed(input, start, stream).bytes;
  if (bytes.size() > kMostBytes) return false;
  std::vector<std::size_t> places = {bytes.size()};
  if (start.stdout_kind == StdoutKind::Pipe) {
    std::size_t at = 0;
    for (const int write : writes_of(input.world, start.role, stream)) {
      if (places.size() >= kMostPlaces) break;
      places.push_back(at);
      at += static_cast<std::size_t>(input.world.calls[static_cast<std::size_t>(write)].result);
    }
  }
  return std::any_of(places.begin(), places.end(), [&](std::size_t place) {
    return !difference_with(input, start, stream, std::string(bytes).insert(place, text));
  });
}

/// Marks the texts that an output lacks.
void find_what_shows(const CheckInput& input, std::vector<Lost>* all) {
  for (const Step& step : input.scenario.steps) {
    const auto* start = std::get_if<StartStep>(&step.action);
    if (start == nullptr) continue;
    for (const char* stream : {"stdout", "stderr"}) {
      std::string together;
      for (const Lost& lost : *all) {
        if (lost.to.role == start->role && lost.to.stream == stream) together += lost.text.text;
      }
      const Printed output = printed(input, *start, stream);
      if (together.empty() || output.truncated) continue;
      const auto found = difference_with(input, *start, stream, output.bytes);
      if (!found) continue;
      // Something that was printed and is wrong is not explained by what was not, unless all is right with it.
      const bool shows = !found->offset || is_mended_by(input, *start, stream, together);
      for (Lost& lost : *all) {
        if (lost.to.role == start->role && lost.to.stream == stream) lost.shows = shows;
      }
    }
  }
}

Finding lost_finding(const CheckInput& input, const Lost& lost) {
  const World& world = input.world;
  const Process& process = *lost.went.process;
  const std::string name = name_in_submission(world, process.id);
  Finding finding = new_finding(input, "output.lost-in-buffer");
  finding.severity = lost.shows ? Severity::Error : Severity::Warning;
  finding.process = lost.to.role.empty() ? process.role : lost.to.role;
  finding.location = where(world, lost.went.line_event);
  finding.message = fmt::format("{} printed {}, and it is lost: {} before it was written", name,
                                quote(lost.text.text, 40), lost.went.how);
  finding.reason = fmt::format(
      "printf and its like put text into a buffer of the process. {} of it for {} were still there, and went with the "
      "process's memory.",
      count(lost.text.bytes, "byte"), stream_name(lost.text.fd));
  finding.hint = kHint;
  if (lost.went.killer >= 0) {
    const Call& call = world.calls[static_cast<std::size_t>(lost.went.killer)];
    const SourceLocation line = where_called(world, lost.went.killer);
    if (!line.file.empty() && call.process != process.id) finding.location = line;
    finding.evidence.push_back(evidence_of(
        world, lost.went.killer, fmt::format("kill() sends {} to {}", signal_text(process.end->value), name)));
  }
  finding.evidence.push_back(
      evidence_at(world, lost.went.event,
                  fmt::format("{}: {} for {} not yet written: {}", lost.went.how, count(lost.text.bytes, "byte"),
                              stream_name(lost.text.fd), quote(lost.text.text, 40))));
  return finding;
}

}  // namespace

std::vector<Finding> check_lost_text(const CheckInput& input) {
  std::vector<Lost> all = lost_texts(input.world);
  find_what_shows(input, &all);
  std::vector<Finding> findings;
  for (const Lost& lost : all) {
    if (lost.went.by_grader && !lost.shows) continue;
    Finding finding = lost_finding(input, lost);
    const auto same = std::find_if(findings.begin(), findings.end(), [&](const Finding& other) {
      return other.location == finding.location && other.process == finding.process;
    });
    if (same == findings.end()) {
      findings.push_back(std::move(finding));
    } else {
      same->severity = std::max(same->severity, finding.severity);
      same->evidence.push_back(std::move(finding.evidence.back()));
    }
  }
  return findings;
}

}  // namespace ipclab
