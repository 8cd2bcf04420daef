#include "harness/checks/fold.h"

#include <algorithm>
#include <initializer_list>
#include <string_view>

namespace ipclab {
namespace {

/// Ids of findings. One that ends in ".*" stands for all that begin so.
using Ids = std::vector<std::string_view>;

struct Rule {
  std::string_view cause;
  Ids follows;
  bool same_process = false;   ///< only what is about the same process
  bool only_as_cause = false;  ///< no mistake by itself: dropped where nothing follows from it
};

Ids all(std::initializer_list<Ids> groups) {
  Ids together;
  for (const Ids& group : groups) together.insert(together.end(), group.begin(), group.end());
  return together;
}

/// Causes before what may follow from them, also among the causes: a finding goes under the first one that fits.
const std::vector<Rule>& rules() {
  static const Ids outcome = {"output.mismatch", "exit.status"};
  static const Ids left_behind = {"ipc.leak.*", "proc.orphan", "proc.zombie", "ipc.not-detached"};
  static const Ids descriptors = {"pipe.end-left-open", "fd.leaked-into-exec"};
  static const Ids way = {"topology.*"};
  static const Ids hang = {"hang.*"};
  static const Ids crash = {"exit.signal"};
  // Of a process that did not get to its own end.
  static const Ids in_buffer = {"output.lost-in-buffer", "output.copied-by-fork"};
  static const std::vector<Rule> table = {
      {"sandbox.violation", all({outcome, in_buffer, left_behind, crash, hang, way, {"syscall.unchecked"}})},
      {"proc.runaway-child", all({outcome,
                                  in_buffer,
                                  left_behind,
                                  descriptors,
                                  crash,
                                  hang,
                                  way,
                                  {"limit.*", "output.too-much", "cpu.busy-wait", "syscall.unchecked"}})},
      {"signal.eintr", all({outcome, in_buffer, left_behind, crash, hang, way, {"proc.zombie"}})},
      {"proc.shell", all({outcome, descriptors, hang, way, {"proc.orphan", "proc.zombie"}})},
      {"sock.one-client", all({outcome, left_behind, hang, way, {"limit.time"}})},
      {"sock.no-reuseaddr", all({outcome, left_behind, hang, way, {"syscall.unchecked"}})},
      // msgsnd then reads behind the message, which the checks of memory see, too.
      {"msg.size-includes-type", all({outcome, left_behind, crash, hang, way, {"memory.error", "syscall.unchecked"}})},
      {"ipc.permissions", all({outcome, left_behind, hang, way, {"syscall.unchecked"}})},
      {"signal.not-handled", all({outcome, in_buffer, left_behind, crash, hang, {"limit.time"}})},
      {"syscall.unchecked", all({outcome,
                                 in_buffer,
                                 left_behind,
                                 descriptors,
                                 crash,
                                 hang,
                                 way,
                                 {"limit.*", "output.too-much", "cpu.busy-wait", "memory.error"}})},
      {"memory.error", all({outcome, in_buffer, left_behind, descriptors, crash, hang, way, {"limit.memory"}})},
      {"stream.eof-ignored",
       all({outcome, in_buffer, left_behind, crash, hang, way, {"limit.*", "output.too-much", "cpu.busy-wait"}})},
      {"stream.partial-write", all({outcome, crash, hang, {"limit.time"}}), false, true},
      {"stream.partial-read", all({outcome, crash, hang, {"limit.time"}}), false, true},
      // A loop that looks at a shared variable until it changes: the wait is missing, and with it the order.
      {"cpu.busy-wait", all({outcome, left_behind, hang, way, {"race.data", "limit.time", "limit.cpu"}})},
      {"race.data",
       all({outcome, in_buffer, left_behind, crash, hang, {"limit.time", "limit.cpu", "output.too-much"}})},
      {"output.too-much", all({outcome, in_buffer, left_behind, descriptors, crash, hang, way, {"limit.*"}})},
      {"limit.processes", all({outcome, in_buffer, left_behind, descriptors, crash, hang, way, {"limit.*"}})},
      {"limit.memory", all({outcome, in_buffer, left_behind, descriptors, crash, hang, way})},
      {"limit.file-size", all({outcome, in_buffer, left_behind, descriptors, crash, hang, way})},
      {"limit.cpu", all({outcome, in_buffer, left_behind, descriptors, crash, hang, way, {"limit.time"}})},
      {"limit.time", all({outcome, in_buffer, left_behind, descriptors, crash, hang, way})},
      {"exit.signal", all({outcome, in_buffer, left_behind, descriptors, hang, way})},
      // An orphan's program has ended: what hangs now is what it left. Not the status: who lets a process go on alone
      // may take the right status from another one.
      {"proc.orphan", all({hang, way, {"output.mismatch", "ipc.leak.*", "proc.zombie"}})},
      // The story of a hang names the open end itself: the end is a part of it.
      {"hang.deadlock", all({outcome, in_buffer, left_behind, descriptors, way})},
      {"hang.timeout", all({outcome, in_buffer, left_behind, descriptors, way})},
      {"output.copied-by-fork", {"output.mismatch"}, true},
      {"output.lost-in-buffer", {"output.mismatch"}, true},
      // Several arrows of a picture go together: one way that is missing, and another one that was taken instead.
      {"topology.missing", all({outcome, way})},
      {"topology.extra", outcome},
      // Wrong status and wrong text of one program: mostly one failure that it does not notice.
      {"exit.status", {"output.mismatch"}, true},
      {"output.mismatch", {"output.mismatch"}, true},
      {"pipe.end-left-open", {"fd.leaked-into-exec"}, true},
  };
  return table;
}

bool matches(std::string_view pattern, std::string_view id) {
  if (pattern.ends_with(".*")) return id.starts_with(pattern.substr(0, pattern.size() - 1));
  return pattern == id;
}

/// The place of an id in the order of causes.
std::size_t rank(const Finding& finding) {
  const auto rule =
      std::find_if(rules().begin(), rules().end(), [&](const Rule& it) { return it.cause == finding.id; });
  return static_cast<std::size_t>(rule - rules().begin());
}

bool follows(const Finding& cause, const Finding& finding) {
  const std::size_t at = rank(cause);
  if (at == rules().size() || cause.scenario != finding.scenario) return false;
  const Rule& rule = rules()[at];
  if (rule.same_process && cause.process != finding.process) return false;
  return std::any_of(rule.follows.begin(), rule.follows.end(),
                     [&](std::string_view pattern) { return matches(pattern, finding.id); });
}

/// A hint for later, not something that went wrong: nothing follows from it.
bool without_effect(const Finding& finding) {
  return finding.severity != Severity::Error && finding.id != "pipe.end-left-open" && finding.id != "syscall.unchecked";
}

bool only_as_cause(const Finding& finding) {
  const std::size_t at = rank(finding);
  return at < rules().size() && rules()[at].only_as_cause;
}

bool causes_an_error(const Finding& cause, const std::vector<Finding>& findings) {
  return std::any_of(findings.begin(), findings.end(),
                     [&](const Finding& other) { return other.severity == Severity::Error && follows(cause, other); });
}

void add_consequence(Finding& cause, Finding finding) {
  cause.severity = std::max(cause.severity, finding.severity);
  std::vector<Finding> further = std::move(finding.consequences);
  finding.consequences.clear();
  cause.consequences.push_back(std::move(finding));
  for (Finding& one : further) cause.consequences.push_back(std::move(one));
}

}  // namespace

std::vector<Finding> fold(std::vector<Finding> findings) {
  std::stable_sort(findings.begin(), findings.end(),
                   [](const Finding& left, const Finding& right) { return rank(left) < rank(right); });
  std::erase_if(findings,
                [&](const Finding& cause) { return only_as_cause(cause) && !causes_an_error(cause, findings); });
  std::vector<Finding> causes;
  for (Finding& finding : findings) {
    const auto cause = std::find_if(causes.begin(), causes.end(),
                                    [&](const Finding& it) { return !without_effect(it) && follows(it, finding); });
    if (cause == causes.end()) {
      causes.push_back(std::move(finding));
    } else {
      add_consequence(*cause, std::move(finding));
    }
  }
  std::stable_sort(causes.begin(), causes.end(),
                   [](const Finding& left, const Finding& right) { return left.severity > right.severity; });
  return causes;
}

}  // namespace ipclab
