// pipe.end-left-open in a run that does not hang because of it (where it does, hang.cc tells it as part of that story).
//
// Not every forgotten close is worth a word: a child that ends at once takes its descriptors with it. Reported is an
// end that two other conditions make a danger: its holder keeps it until it ends without ever using it, and
//   - the reader of the pipe saw the end of file only when the holder was gone, or
//   - the holder itself uses the other end, so that it keeps itself from learning that its partner has gone, or
//   - the holder waits for the process at the other end, and both would wait for ever if that one waited for the end.
// A pipe that only one process uses is nobody's trap. What an executed program inherits is fd.leaked-into-exec.
#include "harness/checks/pipe_ends.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "harness/checks/all.h"
#include "harness/checks/hang.h"
#include "harness/checks/process_words.h"
#include "harness/checks/tell.h"

namespace ipclab {
namespace {

std::string_view end_text(bool writing) {
  return writing ? "writing end" : "reading end";
}

const Flow* flow_of(const World& world, int process, int object, bool writes) {
  const auto found = std::find_if(world.flows.begin(), world.flows.end(), [&](const Flow& flow) {
    return flow.process == process && flow.object == object && flow.writes == writes && flow.operations > 0;
  });
  return found == world.flows.end() ? nullptr : &*found;
}

/// Processes that read (or write) the object.
std::set<int> users(const World& world, int object, bool writes) {
  std::set<int> processes;
  for (const Flow& flow : world.flows)
    if (flow.object == object && flow.writes == writes && flow.operations > 0) processes.insert(flow.process);
  return processes;
}

/// The ends of pipes that the process still held when it ended and had never used.
std::vector<LeftEnd> unused_ends(const World& world, const Process& process) {
  std::map<std::pair<int, bool>, KeptEnd> ends;
  std::set<std::pair<int, bool>> used;
  for (const auto& [fd, descriptor] : process.fds) {
    const OpenFile& file = world.open_files[static_cast<std::size_t>(descriptor.open_file)];
    const IpcObject& object = world.objects[static_cast<std::size_t>(file.object)];
    if (object.kind != ObjectKind::Pipe || object.grader) continue;
    const std::pair<int, bool> key{object.id, file.writable};
    if (descriptor.used || flow_of(world, process.id, object.id, file.writable) != nullptr) used.insert(key);
    KeptEnd& end = ends[key];
    if (end.fds.empty()) end = {process.id, {}, file.writable, true, descriptor};
    end.fds.push_back(fd);
  }
  std::vector<LeftEnd> unused;
  for (auto& [key, end] : ends)
    if (used.count(key) == 0) unused.push_back({key.first, std::move(end), ""});
  return unused;
}

/// The reader whose last read began while `holder` lived, and came to the end of file only after it had ended; 0: none.
int kept_waiting(const World& world, const Process& holder, int object) {
  if (holder.end_event < 0) return 0;
  for (int other : users(world, object, true)) {
    const int last = flow_of(world, other, object, true)->last_call;
    if (other != holder.id && last >= 0 && world.calls[static_cast<std::size_t>(last)].enter > holder.end_event)
      return 0;
    const Process& writer = world.process(other);
    if (other != holder.id && (writer.end_event < 0 || writer.end_event > holder.end_event)) return 0;
  }
  for (const Call& call : world.calls) {
    if (call.name != "read" || call.process == holder.id || !call.returned() || call.result != 0) continue;
    const Flow* flow = flow_of(world, call.process, object, false);
    if (flow == nullptr || flow->fd != world.enter(call).number_or("fd", -1)) continue;
    if (call.enter < holder.end_event && call.exit > holder.end_event) return call.process;
  }
  return 0;
}

bool failed_to_execute(const World& world, const Process& process) {
  return std::any_of(process.calls.begin(), process.calls.end(), [&](int index) {
    const Call& call = world.calls[static_cast<std::size_t>(index)];
    return call.name == "execve" && call.failed() && call.image == static_cast<int>(process.images.size()) - 1;
  });
}

/// Made by the same line as others who use this end of a pipe that was made before all of them: one of several workers,
/// for whom there was nothing to do this time. (A pipe for each child comes from its line again after the first child.)
bool is_spare_worker(const World& world, const Process& holder, int object, const std::set<int>& users_of_end) {
  const SourceLocation made = where_called(world, world.object(object).created_by);
  const SourceLocation forked = where_called(world, holder.forked_by);
  if (made.line == 0 || forked.line == 0) return false;
  const auto is_sibling = [&](const Process& other) {
    return other.id > 0 && other.parent == holder.parent && where_called(world, other.forked_by) == forked;
  };
  const auto first = std::find_if(world.processes.begin(), world.processes.end(), is_sibling);
  const bool for_each = std::any_of(world.objects.begin(), world.objects.end(), [&](const IpcObject& other) {
    return other.created_by >= 0 && where_called(world, other.created_by) == made &&
           world.calls[static_cast<std::size_t>(other.created_by)].enter > first->begin;
  });
  return !for_each && std::any_of(users_of_end.begin(), users_of_end.end(),
                                  [&](int user) { return user != holder.id && is_sibling(world.process(user)); });
}

/// What the end did or could have done; empty: nothing worth a word.
std::string effect_of(const World& world, const Process& holder, const LeftEnd& left) {
  const std::string who = name_of(world, holder.id);
  const bool writing = left.end.writing;
  const std::set<int> same_side = users(world, left.object, writing);
  const std::set<int> other_side = users(world, left.object, !writing);
  // Where nobody uses this end, the holder may be the one that it is for, and have had nothing to say this time.
  if (same_side.empty()) return "";
  // Who both takes and gives needs both ends: the pipe holds tokens, and everybody who shares them has both.
  if (std::any_of(same_side.begin(), same_side.end(), [&](int user) { return other_side.contains(user); })) return "";
  if (!other_side.contains(holder.id) && is_spare_worker(world, holder, left.object, same_side)) return "";
  if (writing)
    if (const int reader = kept_waiting(world, holder, left.object); reader != 0)
      return fmt::format("{} saw the end of file only when {} had ended.", begin_with(name_of(world, reader)), who);
  if (other_side.count(holder.id) != 0) {
    return writing ? "As long as it holds this end it can never see the end of file on this pipe."
                   : "As long as it holds this end it is not told when nobody reads any more, and would wait for ever "
                     "for room.";
  }
  for (int other : other_side) {
    const int reaped = world.process(other).reaped_by;
    if (other == holder.id || reaped < 0 || world.calls[static_cast<std::size_t>(reaped)].process != holder.id)
      continue;
    return fmt::format("It waits for {} meanwhile; if that one waited for {}, both would wait for ever.",
                       name_of(world, other),
                       writing ? "the end of file" : "room in the pipe after the reader has gone");
  }
  return "";
}

SourceLocation location_of(const CheckInput& input, const LeftEnd& left) {
  const World& world = input.world;
  const Process& holder = world.process(left.end.process);
  if (!in_submission(holder)) {
    SourceLocation executed = where_called(world, last_exec(world, holder.id, holder.image().begin + 1));
    if (executed.line > 0) return executed;
  }
  const SourceLocation inherited = where_called(world, left.end.descriptor.inherited_by);
  return inherited.line > 0 ? inherited : where_called(world, left.end.descriptor.made_by);
}

void add_evidence(const CheckInput& input, const LeftEnd& left, Finding& finding) {
  const World& world = input.world;
  const auto add = [&](int call, const std::string& text) {
    if (call < 0) return;
    Evidence evidence = evidence_of(world, call, text);
    const bool there = std::any_of(finding.evidence.begin(), finding.evidence.end(), [&](const Evidence& other) {
      return other.call == evidence.call && other.location == evidence.location;
    });
    if (!there) finding.evidence.push_back(std::move(evidence));
  };
  const auto call_at = [&](int index) { return call_word(world, world.calls[static_cast<std::size_t>(index)]); };
  const int maker = world.objects[static_cast<std::size_t>(left.object)].created_by;
  if (maker >= 0) add(maker, fmt::format("{} made the pipe", call_at(maker)));
  const int fork = left.end.descriptor.inherited_by;
  if (fork >= 0)
    add(fork, fmt::format("{}: {} inherited {}", call_at(fork), name_of(world, left.end.process),
                          descriptors_text(left.end.fds)));
}

}  // namespace

Finding left_open(const CheckInput& input, Severity severity, const std::vector<LeftEnd>& ends) {
  const World& world = input.world;
  const int holder = ends[0].end.process;
  const std::string who = name_of(world, holder);
  Finding finding = new_finding(input, "pipe.end-left-open");
  finding.severity = severity;
  finding.process = short_name(world, holder);
  finding.location = location_of(input, ends[0]);
  finding.message = ends.size() == 1 ? fmt::format("{} keeps the {} of {} and never uses it", who,
                                                   end_text(ends[0].end.writing), object_text(world, ends[0].object))
                                     : fmt::format("{} keeps {} pipe ends that it never uses", who, ends.size());
  for (const LeftEnd& left : ends) {
    if (!finding.reason.empty()) finding.reason += ' ';
    const std::string fork = in_line(input, where_called(world, left.end.descriptor.inherited_by));
    finding.reason +=
        fmt::format("{} of {} {} the {} of {}{}. {}", capital(descriptors_text(left.end.fds)), who,
                    left.end.fds.size() == 1 ? "is" : "are", end_text(left.end.writing),
                    object_text(world, left.object), fork.empty() ? "" : ", inherited" + fork, left.effect);
    add_evidence(input, left, finding);
  }
  finding.hint = fmt::format("Look at which ends {} has {}, and which of them it needs. man 7 pipe", who,
                             in_submission(world.process(holder)) ? "after the fork" : "when it is executed");
  return finding;
}

std::vector<Finding> check_pipe_ends(const CheckInput& input) {
  const World& world = input.world;
  // A run that hangs is told as one story by check_hang.
  if (unfinished_step(input, StepOutcome::Kind::Stuck) != nullptr ||
      unfinished_step(input, StepOutcome::Kind::TimedOut) != nullptr)
    return {};
  std::vector<Finding> findings;
  std::set<std::tuple<std::string, int, std::string>> told;
  for (const Process& process : world.processes) {
    if (process.id == 0 || !in_submission(process) || is_fixture(world, process.id)) continue;
    if (failed_to_execute(world, process)) continue;  // the end was for the program that it did not become
    std::vector<LeftEnd> dangerous;
    for (LeftEnd& left : unused_ends(world, process)) {
      left.effect = effect_of(world, process, left);
      if (!left.effect.empty()) dangerous.push_back(std::move(left));
    }
    if (dangerous.empty()) continue;
    Finding finding = left_open(input, Severity::Warning, dangerous);
    // Children made by the same fork in a loop have the same mistake: it is told once.
    if (told.emplace(finding.location.file, finding.location.line, finding.message).second)
      findings.push_back(std::move(finding));
  }
  return findings;
}

}  // namespace ipclab
