// ipc.permissions: an object is created with another mode than the exercise states.
#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <string_view>

#include "harness/checks/all.h"
#include "harness/checks/process_words.h"
#include "harness/checks/tell.h"

namespace ipclab {
namespace {

std::string_view word(ObjectKind kind) {
  switch (kind) {
    case ObjectKind::MsgQueue:
      return "msgqueue";
    case ObjectKind::Shm:
      return "shm";
    case ObjectKind::Sem:
      return "sem";
    case ObjectKind::File:
      return "file";
    case ObjectKind::Fifo:
      return "fifo";
    default:
      return "";
  }
}

/// The permission bits of the stated mode if its digits were taken for a decimal number, as C does without the leading
/// 0.
unsigned taken_as_decimal(unsigned mode) {
  const std::string digits = fmt::format("{:o}", mode);
  unsigned number = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return number & 0777U;
}

/// The first call on such an object that the mode made fail: an index into World::calls; -1: none.
int refused_by_mode(const World& world, const IpcObject& object) {
  for (std::size_t i = 0; i < world.calls.size(); ++i) {
    const Call& call = world.calls[i];
    if (call.result != -EACCES || !call.returned()) continue;
    const sandbox::Event& enter = world.enter(call);
    const bool by_key = object.key != 0 && enter.number_or("key", 0) == object.key;
    const bool by_id = object.sysv_id >= 0 && enter.number("id") != nullptr && *enter.number("id") == object.sysv_id;
    const bool by_name = !object.name.empty() && enter.text_or("path", "") == object.name;
    if (by_key || by_id || by_name) return static_cast<int>(i);
  }
  return -1;
}

Finding wrong_mode(const CheckInput& input, const IpcObject& object, unsigned stated) {
  const World& world = input.world;
  const unsigned mode = object.mode & 0777U;
  const Call& creation = world.calls[static_cast<std::size_t>(object.created_by)];
  Finding finding = new_finding(input, "ipc.permissions");
  finding.process = short_name(world, creation.process);
  finding.location = where_called(world, object.created_by);
  finding.message = fmt::format("{} is created with mode {}; the exercise asks for {}", object_text(world, object.id),
                                octal(mode), octal(stated));
  if (mode == taken_as_decimal(stated)) {
    finding.reason =
        fmt::format("{} is what {:o} gives as a decimal number: a number in C is octal only with a leading 0.",
                    octal(mode), stated);
  } else if (mode == 0) {
    finding.reason = "No bit is set: nobody but root may use it.";
  } else if ((mode & stated) != stated) {
    finding.reason =
        fmt::format("The bits {} are missing, so that others are refused who should be let in.", octal(stated & ~mode));
  } else {
    finding.reason = fmt::format("The bits {} are too many, and let in others than are meant.", octal(mode & ~stated));
  }
  finding.hint = "Look at the mode that the creating call is given. man 7 sysvipc, man 2 open";
  finding.evidence.push_back(
      evidence_of(world, object.created_by, fmt::format("{} with mode {}", call_word(world, creation), octal(mode))));
  if (const int refused = refused_by_mode(world, object); refused >= 0) {
    finding.severity = Severity::Error;  // now it is the cause of what fails
    const Call& call = world.calls[static_cast<std::size_t>(refused)];
    finding.evidence.push_back(
        evidence_of(world, refused, fmt::format("{} is refused: EACCES", call_word(world, call))));
  }
  return finding;
}

}  // namespace

std::vector<Finding> check_permissions(const CheckInput& input) {
  const World& world = input.world;
  std::vector<Finding> findings;
  for (const IpcObject& object : world.objects) {
    const auto stated = input.scenario.rules.modes.find(std::string(word(object.kind)));
    if (object.created_by < 0 || stated == input.scenario.rules.modes.end()) continue;
    const Call& creation = world.calls[static_cast<std::size_t>(object.created_by)];
    const Process& process = world.process(creation.process);
    const bool own = process.images[static_cast<std::size_t>(creation.image)].submission;
    if (!own || is_fixture(world, process.id) || (object.mode & 0777U) == stated->second) continue;
    Finding finding = wrong_mode(input, object, stated->second);
    const bool known = std::any_of(findings.begin(), findings.end(), [&](const Finding& other) {
      return other.location == finding.location && other.process == finding.process && other.message == finding.message;
    });
    if (!known) findings.push_back(std::move(finding));
  }
  return findings;
}

}  // namespace ipclab
