// ipc.leak.*: what is still there after the last process is dead, who made it and where.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "harness/checks/all.h"
#include "harness/checks/process_words.h"
#include "harness/checks/tell.h"

namespace ipclab {
namespace {

using sandbox::Leftover;

/// One kind of leftover: how exercises call it, what students call it, and what it is in the World.
struct LeakKind {
  Leftover::Kind kind;
  std::string_view word;  ///< in rules.may_stay; "ipc.leak." and the word is the finding's id
  std::string_view text;
  ObjectKind object;
  bool posix;
  std::string_view removal;  ///< the call that removes one; empty: unlinkat with its path
  std::string_view read;
};

constexpr auto kKinds = std::to_array<LeakKind>({
    {Leftover::Kind::MsgQueue, "msgqueue", "message queue", ObjectKind::MsgQueue, false, "msgctl", "man 2 msgctl"},
    {Leftover::Kind::Shm, "shm", "shared memory segment", ObjectKind::Shm, false, "shmctl", "man 2 shmctl"},
    {Leftover::Kind::Sem, "sem", "semaphore set", ObjectKind::Sem, false, "semctl", "man 2 semctl"},
    {Leftover::Kind::PosixShm, "posix-shm", "shared memory object", ObjectKind::Shm, true, "", "man 7 shm_overview"},
    {Leftover::Kind::PosixSem, "posix-sem", "named semaphore", ObjectKind::Sem, true, "", "man 7 sem_overview"},
    {Leftover::Kind::PosixMq, "posix-mq", "POSIX message queue", ObjectKind::MsgQueue, true, "", "man 7 mq_overview"},
    {Leftover::Kind::Fifo, "fifo", "FIFO", ObjectKind::Fifo, false, "", "man 2 unlink"},
    {Leftover::Kind::SocketFile, "socket-file", "socket's file", ObjectKind::Socket, false, "", "man 7 unix"},
    {Leftover::Kind::File, "file", "file", ObjectKind::File, false, "", "man 2 unlink"},
});

const LeakKind& kind_of(const Leftover& leftover) {
  return *std::find_if(kKinds.begin(), kKinds.end(), [&](const LeakKind& kind) { return kind.kind == leftover.kind; });
}

bool has_path(const Leftover& leftover) {
  return leftover.id < 0 && !leftover.name.empty();
}

/// A path in full, and without the prefix under which the kernel shows POSIX names.
std::string plain_name(std::string name) {
  for (const std::string_view prefix : {"/dev/shm/sem.", "/dev/shm/", "/dev/mqueue/", "/work/"}) {
    if (name.starts_with(prefix)) return name.substr(prefix.size());
  }
  return name;
}

bool same_name(const std::string& left, const std::string& right) {
  const auto bare = [](const std::string& name) {
    const std::string plain = plain_name(name);
    return plain.starts_with('/') && plain.find('/', 1) == std::string::npos ? plain.substr(1) : plain;
  };
  return bare(left) == bare(right);
}

bool may_stay(const CheckInput& input, const Leftover& leftover, const LeakKind& kind) {
  const auto& rules = input.scenario.rules.may_stay;
  const bool allowed = std::any_of(rules.begin(), rules.end(), [&](const std::string& rule) {
    if (rule == kind.word) return true;
    const std::string prefix = std::string(kind.word) + ":";
    return rule.starts_with(prefix) && same_name(rule.substr(prefix.size()), leftover.name);
  });
  if (allowed || !has_path(leftover)) return allowed;
  return std::any_of(input.scenario.expected_files.begin(), input.scenario.expected_files.end(),
                     [&](const ExpectedFile& file) { return same_name(file.path, leftover.name); });
}

/// A socket's file is made where it gets its name.
int named_by(const World& world, const IpcObject& socket) {
  const auto bind = std::find_if(world.calls.begin(), world.calls.end(), [&](const Call& call) {
    return call.name == "bind" && call.returned() && !call.failed() && call.object == socket.id;
  });
  return bind == world.calls.end() ? socket.created_by : static_cast<int>(bind - world.calls.begin());
}

/// The call that made it: an index into World::calls; -1: unknown. Of several of that name the last: the earlier ones
/// were removed.
int made_by(const World& world, const Leftover& leftover, const LeakKind& kind) {
  for (auto object = world.objects.rbegin(); object != world.objects.rend(); ++object) {
    if (object->created_by < 0 || object->posix != kind.posix) continue;
    const bool same_kind =
        object->kind == kind.object || (kind.object == ObjectKind::File && object->kind == ObjectKind::Folder);
    if (!same_kind) continue;
    const bool same = leftover.id >= 0 ? object->sysv_id == leftover.id : same_name(object->name, leftover.name);
    if (same) return leftover.kind == Leftover::Kind::SocketFile ? named_by(world, *object) : object->created_by;
  }
  return -1;
}

/// A removal of this object, or one with a wrong id, that failed after it had been made; -1: none.
int failed_removal(const World& world, const Leftover& leftover, const LeakKind& kind, int made) {
  for (auto i = static_cast<std::size_t>(made + 1); i < world.calls.size(); ++i) {
    const Call& call = world.calls[i];
    if (!call.failed()) continue;
    const sandbox::Event& enter = world.enter(call);
    if (!kind.removal.empty() && call.name == kind.removal && (enter.number_or("cmd", -1) & 0xff) == 0)
      return static_cast<int>(i);
    const bool unlinks = kind.removal.empty() && (call.name == "unlinkat" || call.name == "mq_unlink");
    if (unlinks && same_name(enter.text_or("path", ""), leftover.name)) return static_cast<int>(i);
  }
  return -1;
}

std::string leftover_text(const Leftover& leftover, const LeakKind& kind) {
  if (leftover.id >= 0) {
    return leftover.key == 0 ? fmt::format("a private {}", kind.text)
                             : fmt::format("the {} with key {}", kind.text, leftover.key);
  }
  return fmt::format("the {} {}", kind.text, escaped(has_path(leftover) ? plain_name(leftover.name) : leftover.name));
}

Finding leak(const CheckInput& input, const Leftover& leftover, const LeakKind& kind, int call) {
  const World& world = input.world;
  Finding finding = new_finding(input, fmt::format("ipc.leak.{}", kind.word));
  finding.message = fmt::format("{} is still there after the last program ended", leftover_text(leftover, kind));
  if (call >= 0) {
    const Call& creation = world.calls[static_cast<std::size_t>(call)];
    finding.process = short_name(world, creation.process);
    finding.location = where_called(world, call);
    finding.reason =
        fmt::format("It was made by {}{}.", name_of(world, creation.process), in_line(input, finding.location));
    finding.evidence.push_back(evidence_of(world, call, fmt::format("{} makes it", call_word(world, creation))));
  }
  const int removal = failed_removal(world, leftover, kind, call);
  if (removal >= 0) {
    const Call& failed = world.calls[static_cast<std::size_t>(removal)];
    finding.reason += fmt::format("{}A removal was tried and failed: {}.", finding.reason.empty() ? "" : " ",
                                  error_text(failed.result));
    finding.evidence.push_back(
        evidence_of(world, removal, fmt::format("{} fails: {}", call_word(world, failed), error_text(failed.result))));
  } else {
    finding.reason += finding.reason.empty() ? "Nobody removed it." : " Nobody removed it.";
  }
  if (leftover.kind == Leftover::Kind::MsgQueue && leftover.size > 0) {
    finding.reason += fmt::format(" {} left in it.",
                                  leftover.size == 1 ? "1 message is" : fmt::format("{} messages are", leftover.size));
  }
  finding.hint =
      fmt::format("Look at who is the last to use it, and at every path on which the programs end. {}", kind.read);
  return finding;
}

}  // namespace

std::vector<Finding> check_leaks(const CheckInput& input) {
  const World& world = input.world;
  std::vector<Finding> findings;
  std::vector<int> counts;
  for (const Leftover& leftover : input.record.leftovers) {
    const LeakKind& kind = kind_of(leftover);
    if (may_stay(input, leftover, kind)) continue;
    const int call = made_by(world, leftover, kind);
    Finding finding = leak(input, leftover, kind, call);
    // Several from the same line are one mistake.
    const auto same = std::find_if(findings.begin(), findings.end(), [&](const Finding& other) {
      return other.id == finding.id && other.process == finding.process && other.location == finding.location;
    });
    if (same == findings.end()) {
      findings.push_back(std::move(finding));
      counts.push_back(1);
      continue;
    }
    ++counts[static_cast<std::size_t>(same - findings.begin())];
    Evidence also = finding.evidence.empty() ? Evidence{} : finding.evidence.front();
    also.call = fmt::format("{} stays as well", leftover_text(leftover, kind));
    same->evidence.push_back(std::move(also));
  }
  for (std::size_t i = 0; i < findings.size(); ++i) {
    if (counts[i] > 1)
      findings[i].reason += fmt::format(" The same holds for {}.",
                                        counts[i] == 2 ? "another one" : fmt::format("{} others", counts[i] - 1));
  }
  return findings;
}

}  // namespace ipclab
