#include "harness/checks/tell.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

namespace ipclab {
namespace {

/// Length of the valid UTF-8 character at the start of `bytes` that may be shown as it is; 0 if there is none.
std::size_t printable_character(std::string_view bytes) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
  const unsigned char first = byte(0);
  if (first >= 0x20 && first < 0x7f) return 1;
  const std::size_t length = first >= 0xc2 && first <= 0xdf   ? 2
                             : first >= 0xe0 && first <= 0xef ? 3
                             : first >= 0xf0 && first <= 0xf4 ? 4
                                                              : 0;
  if (length == 0 || bytes.size() < length) return 0;
  std::uint32_t point = first & (0xffU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return 0;
    point = point << 6 | (byte(i) & 0x3fU);
  }
  const std::uint32_t smallest = length == 2 ? 0x80 : length == 3 ? 0x800 : 0x10000;
  const bool surrogate = point >= 0xd800 && point <= 0xdfff;
  const bool control = point < 0xa0;
  // Marks that change the direction of the text around them, and other characters without a shape of their own.
  const bool invisible = (point >= 0x200b && point <= 0x200f) || (point >= 0x2028 && point <= 0x202e) ||
                         (point >= 0x2060 && point <= 0x206f) || point == 0xfeff || point == 0xad || point == 0x61c;
  return point < smallest || surrogate || control || invisible || point > 0x10ffff ? 0 : length;
}

std::string escaped_byte(char byte) {
  switch (byte) {
    case '\n':
      return "\\n";
    case '\r':
      return "\\r";
    case '\t':
      return "\\t";
    case '\0':
      return "\\0";
    case '\\':
      return "\\\\";
    case '"':
      return "\\\"";
    default:
      return fmt::format("\\x{:02x}", static_cast<unsigned char>(byte));
  }
}

std::string_view kind_text(const IpcObject& object) {
  switch (object.kind) {
    case ObjectKind::Pipe:
      return "pipe";
    case ObjectKind::Fifo:
      return "FIFO";
    case ObjectKind::File:
      return "file";
    case ObjectKind::Folder:
      return "folder";
    case ObjectKind::Tty:
      return "terminal";
    case ObjectKind::Device:
      return "device";
    case ObjectKind::Socket:
      return "socket";
    case ObjectKind::MsgQueue:
      return "message queue";
    case ObjectKind::Shm:
      return "shared memory segment";
    case ObjectKind::Sem:
      return "semaphore";
    case ObjectKind::Mapping:
      return "shared mapping";
    case ObjectKind::Event:
      return "event descriptor";
    case ObjectKind::Signal:
      return "signal descriptor";
    case ObjectKind::Timer:
      return "timer";
    case ObjectKind::Epoll:
      return "epoll descriptor";
    case ObjectKind::Memory:
      return "memory file";
    case ObjectKind::Pid:
      return "process descriptor";
    case ObjectKind::Other:
      break;
  }
  return "object";
}

}  // namespace

std::string escaped(std::string_view bytes) {
  std::string text;
  while (!bytes.empty()) {
    std::size_t length = bytes[0] == '"' || bytes[0] == '\\' ? 0 : printable_character(bytes);
    if (length == 0) {
      text += escaped_byte(bytes[0]);
      length = 1;
    } else {
      text += bytes.substr(0, length);
    }
    bytes.remove_prefix(length);
  }
  return text;
}

std::string quote(std::string_view bytes, std::size_t limit) {
  const bool cut = bytes.size() > limit;
  return fmt::format("\"{}\"{}", escaped(bytes.substr(0, limit)), cut ? "…" : "");
}

std::string count(std::int64_t number, std::string_view thing) {
  return fmt::format("{} {}{}", number, thing, number == 1 ? "" : "s");
}

std::string octal(unsigned mode) {
  return fmt::format("{:04o}", mode & 07777U);
}

std::string signal_text(int signal) {
  return fmt::format("{} ({})", signal_name(signal), signal);
}

std::string error_text(std::int64_t result) {
  const int error = static_cast<int>(-result);
  const char* name = strerrorname_np(error);
  return name == nullptr ? fmt::format("error {}", error) : fmt::format("{} ({})", name, strerrordesc_np(error));
}

std::string short_name(const World& world, int process) {
  if (process <= 0 || static_cast<std::size_t>(process) >= world.processes.size()) return "the grader";
  const Process& it = world.process(process);
  if (!it.images.empty() && !it.image().submission && !it.image().name.empty()) return escaped(it.image().name);
  return it.role.empty() && !it.images.empty() ? escaped(it.image().name) : it.role;
}

std::string object_text(const World& world, int index) {
  if (index < 0 || static_cast<std::size_t>(index) >= world.objects.size()) return "an unknown object";
  const IpcObject& object = world.objects[static_cast<std::size_t>(index)];
  std::string text = fmt::format("the {}", kind_text(object));
  if (object.grader)
    return text + (object.grader_role.empty() ? "" : fmt::format(" that the grader gave to {}", object.grader_role));
  if (!object.name.empty()) return fmt::format("{} {}", text, path_text(object.name));
  const bool sysv =
      object.kind == ObjectKind::MsgQueue || object.kind == ObjectKind::Shm || object.kind == ObjectKind::Sem;
  if (sysv && !object.posix && object.key != 0) return fmt::format("{} with key {}", text, object.key);
  if (object.kind == ObjectKind::Socket && object.port > 0) return fmt::format("{} on port {}", text, object.port);
  const SourceLocation made = where_called(world, object.created_by);
  return made.line > 0 ? fmt::format("{} made in line {}", text, made.line) : text;
}

std::string path_text(std::string_view path) {
  constexpr std::string_view kWork = "/work/";
  if (path.substr(0, kWork.size()) == kWork && path.size() > kWork.size()) path.remove_prefix(kWork.size());
  return escaped(path);
}

SourceLocation where(const World& world, int event) {
  if (event < 0) return {};
  return world.location(event).value_or(SourceLocation{});
}

SourceLocation where_called(const World& world, int call) {
  if (call < 0) return {};
  return where(world, world.calls[static_cast<std::size_t>(call)].enter);
}

std::string in_line(const CheckInput& input, const SourceLocation& location) {
  if (location.line <= 0) return "";
  if (input.exercise.programs.size() > 1 && !location.file.empty()) {
    return fmt::format(" in line {} of {}", location.line, escaped(location.file));
  }
  return fmt::format(" in line {}", location.line);
}

Evidence evidence_at(const World& world, int event, std::string text) {
  Evidence evidence;
  evidence.call = std::move(text);
  if (event < 0) return evidence;
  evidence.process = short_name(world, world.event(event).process);
  evidence.time_us = world.event(event).time_us;
  evidence.location = where(world, event);
  return evidence;
}

Evidence evidence_of(const World& world, int call, std::string text) {
  return evidence_at(world, call < 0 ? -1 : world.calls[static_cast<std::size_t>(call)].enter, std::move(text));
}

Finding new_finding(const CheckInput& input, std::string_view id) {
  Finding finding;
  finding.id = id;
  if (const FindingInfo* info = finding_info(id)) finding.severity = info->severity;
  finding.scenario = input.scenario.name;
  return finding;
}

bool failed_by_plan(const World& world, const Call& call) {
  return call.failed() && world.event(call.exit).number_or("failed_by_plan", 0) != 0;
}

bool in_submission(const Process& process) {
  return !process.images.empty() && process.image().submission;
}

int scenario_over(const World& world) {
  const auto& events = world.record->events;
  const auto over = std::find_if(events.begin(), events.end(), [](const sandbox::Event& event) {
    return event.kind == sandbox::EventKind::Action && event.name == "kill-all";
  });
  return static_cast<int>(over - events.begin());
}

bool ended_in_time(const World& world, const Process& process) {
  return process.end && process.end_event >= 0 && process.end_event < scenario_over(world);
}

const StartStep* start_step(const Scenario& scenario, const std::string& role) {
  for (const Step& step : scenario.steps) {
    const auto* start = std::get_if<StartStep>(&step.action);
    if (start != nullptr && start->role == role) return start;
  }
  return nullptr;
}

}  // namespace ipclab
