// output.copied-by-fork: text that lay in stdio's buffer when fork copied the memory, and that more than one process
// then wrote. A copy that nobody writes (the child calls _exit or exec) harms nobody.
#include <fmt/format.h>

#include <algorithm>

#include "harness/checks/all.h"
#include "harness/checks/printed.h"
#include "harness/checks/process_words.h"
#include "harness/checks/tell.h"
#include "harness/checks/unwritten.h"
#include "harness/checks/written_by.h"

namespace ipclab {
namespace {

constexpr std::string_view kHint =
    "Look at what was printed before this fork, and whether it has left the buffer by then when the output is a pipe "
    "or a "
    "file. man 2 fork, man 3 setvbuf";

struct Copied {
  int fork = -1;  ///< the first call that copied it
  Unwritten text;
  std::vector<int> writes;  ///< the calls that wrote it, one a process, in the order of the writes
};

/// The forks of one process that copied the same text: between them it wrote nothing to that descriptor.
std::vector<Copied> copies_of(const World& world, const Process& parent) {
  std::vector<Copied> all;
  for (const int index : parent.calls) {
    const Call& call = world.calls[static_cast<std::size_t>(index)];
    if (call.name != "fork" || call.failed() || !parent.images[static_cast<std::size_t>(call.image)].submission)
      continue;
    const auto child = std::find_if(world.processes.begin(), world.processes.end(),
                                    [&](const Process& process) { return process.forked_by == index; });
    if (child == world.processes.end()) continue;
    for (const Unwritten& stream : unwritten_at(world, call.enter)) {
      auto group = std::find_if(all.rbegin(), all.rend(), [&](const Copied& it) { return it.text.fd == stream.fd; });
      const bool same =
          group != all.rend() && first_write(world, parent, call.image, stream.fd,
                                             world.calls[static_cast<std::size_t>(group->fork)].enter, call.enter) < 0;
      Copied& copied = same ? *group : all.emplace_back(Copied{index, stream, {}});
      const int written = first_write(world, *child, 0, stream.fd, child->begin, INT32_MAX);
      if (begins_with(world, written, copied.text)) copied.writes.push_back(written);
    }
  }
  for (Copied& copied : all) {
    const Call& fork = world.calls[static_cast<std::size_t>(copied.fork)];
    const int written = first_write(world, parent, fork.image, copied.text.fd, fork.enter, INT32_MAX);
    if (begins_with(world, written, copied.text)) copied.writes.push_back(written);
    std::sort(copied.writes.begin(), copied.writes.end(), [&](int left, int right) {
      return world.calls[static_cast<std::size_t>(left)].exit < world.calls[static_cast<std::size_t>(right)].exit;
    });
  }
  std::erase_if(all, [](const Copied& copied) { return copied.writes.size() < 2; });
  return all;
}

/// Whether the output of the program is as stated without the further copies, or differs from it first in one of them.
bool shows(const CheckInput& input, const StartStep& start, const std::string& stream, const Copied& copied) {
  const Printed output = printed(input, start, stream);
  if (output.truncated) return false;
  const auto found = difference_with(input, start, stream, output.bytes);
  if (!found) return false;
  std::string without = output.bytes;
  std::size_t at = 0, removed = 0;
  bool first = true;
  for (const int write : writes_of(input.world, start.role, stream)) {
    const auto length = static_cast<std::size_t>(input.world.calls[static_cast<std::size_t>(write)].result);
    if (std::find(copied.writes.begin(), copied.writes.end(), write) != copied.writes.end()) {
      const auto copy = std::min<std::size_t>(static_cast<std::size_t>(copied.text.bytes), length);
      if (!first && found->offset && *found->offset >= at && *found->offset < at + copy) return true;
      if (!first && at - removed <= without.size()) {
        without.erase(at - removed, copy);
        removed += copy;
      }
      first = false;
    }
    at += length;
  }
  return removed > 0 && !difference_with(input, start, stream, without);
}

Finding copied_finding(const CheckInput& input, const Process& parent, const Copied& copied) {
  const World& world = input.world;
  const std::string place = stream_name(copied.text.fd);
  Finding finding = new_finding(input, "output.copied-by-fork");
  finding.severity = Severity::Warning;
  finding.process = parent.role;
  if (const StartStep* start = start_step(input.scenario, parent.role)) {
    for (const char* stream : {"stdout", "stderr"}) {
      if (shows(input, *start, stream, copied)) finding.severity = Severity::Error;
    }
  }
  finding.location = where_called(world, copied.fork);
  finding.message = fmt::format("{} is printed {}: it was still in the buffer when fork() copied the process",
                                quote(copied.text.text, 40),
                                copied.writes.size() == 2 ? "twice" : fmt::format("{} times", copied.writes.size()));
  finding.reason = fmt::format(
      "printf and its like put text into a buffer of the process. {} of it for {} had not been written at fork(), "
      "which "
      "copies the memory with all that is in it. Each process then wrote its copy.",
      count(copied.text.bytes, "byte"), place);
  finding.hint = kHint;
  finding.evidence.push_back(evidence_of(world, copied.fork,
                                         fmt::format("fork() copies {} for {}: {}", count(copied.text.bytes, "byte"),
                                                     place, quote(copied.text.text, 40))));
  for (const int write : copied.writes) {
    const int writer = world.calls[static_cast<std::size_t>(write)].process;
    finding.evidence.push_back(evidence_of(world, write, fmt::format("{} writes it", name_of(world, writer))));
  }
  return finding;
}

}  // namespace

std::vector<Finding> check_copied_text(const CheckInput& input) {
  const World& world = input.world;
  std::vector<Finding> findings;
  for (const Process& parent : world.processes) {
    if (parent.id == 0 || is_fixture(world, parent.id)) continue;
    for (const Copied& copied : copies_of(world, parent)) {
      Finding finding = copied_finding(input, parent, copied);
      // Children that go through the same fork copy the same text further.
      const auto same = std::find_if(findings.begin(), findings.end(), [&](const Finding& other) {
        return other.location == finding.location && other.process == finding.process;
      });
      if (same == findings.end()) {
        findings.push_back(std::move(finding));
      } else {
        same->severity = std::max(same->severity, finding.severity);
      }
    }
  }
  return findings;
}

}  // namespace ipclab
