#include "harness/exercise/rules.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/exercise/suggest.h"

namespace ipclab {
namespace {

constexpr std::int64_t kHighestMode = 0777;
constexpr std::int64_t kMostMessageBytes = std::int64_t{1024} * 1024;
constexpr std::int64_t kMostSchedules = 100000;
constexpr double kMostSeconds = 3600;

std::vector<PictureEdge> read_edges(const TomlValue& value) {
  std::vector<PictureEdge> edges;
  for (const TomlValue& element : value.list()) {
    const std::string text = element.bytes();
    try {
      edges.push_back(parse_picture_edge(text));
    } catch (const std::invalid_argument& error) {
      element.fail(fmt::format("the edge {} can't be read: {}", in_quotes(text), error.what()));
    }
  }
  return edges;
}

/// Whether the programs of a run see a time of their own.
bool read_clock(const TomlValue& value) {
  const std::string word = value.bytes();
  if (word == "virtual") return true;
  if (word == "real") return false;
  value.fail(fmt::format("{} is {}, and must be \"virtual\" or \"real\"", value.name(), in_quotes(word)));
}

/// Programs as they are executed: without a folder.
std::vector<std::string> read_executed(const TomlValue& value) {
  std::vector<std::string> names;
  for (const TomlValue& element : value.list()) {
    names.push_back(element.label());
    if (names.back().find('/') != std::string::npos) {
      element.fail(fmt::format("{} must be the name of a program without its folder", in_quotes(names.back())));
    }
  }
  return names;
}

std::vector<int> read_signals(const TomlValue& value) {
  std::vector<int> signals;
  for (const TomlValue& element : value.list()) {
    const std::string name = element.bytes();
    const auto number = signal_number(name);
    if (!number) element.fail(fmt::format("unknown signal {}: signals are written as in 'SIGTERM'", in_quotes(name)));
    signals.push_back(*number);
  }
  return signals;
}

std::map<std::string, unsigned> read_modes(const TomlValue& value) {
  std::map<std::string, unsigned> modes;
  TomlTable table = value.table("'modes'");
  for (const char* kind : {"msgqueue", "shm", "sem", "file", "fifo"}) {
    if (const auto mode = table.find(kind)) modes[kind] = static_cast<unsigned>(mode->integer(0, kHighestMode));
  }
  table.refuse_others();
  return modes;
}

/// "msgqueue", or one of a name: "file:dest".
std::vector<std::string> read_leftovers(const TomlValue& value) {
  static const std::vector<std::string> kKinds = {"msgqueue", "shm",  "sem",         "posix-shm", "posix-sem",
                                                  "posix-mq", "fifo", "socket-file", "file"};
  std::vector<std::string> leftovers;
  for (const TomlValue& element : value.list()) {
    const std::string leftover = element.text();
    const std::size_t colon = leftover.find(':');
    const std::string kind = leftover.substr(0, colon);
    if (std::find(kKinds.begin(), kKinds.end(), kind) == kKinds.end()) {
      element.fail(fmt::format("unknown kind of leftover {}{}", in_quotes(kind), did_you_mean(kind, kKinds)));
    }
    if (colon == leftover.size() - 1)
      element.fail(fmt::format("{} names nothing after its colon", in_quotes(leftover)));
    const bool nameless = kind == "msgqueue" || kind == "shm" || kind == "sem";
    if (nameless && colon != std::string::npos) {
      element.fail(fmt::format("a System V object has no name: write {}", in_quotes(kind)));
    }
    leftovers.push_back(leftover);
  }
  return leftovers;
}

}  // namespace

Rules read_rules(const TomlValue& value, Rules rules) {
  TomlTable table = value.table("the rules");
  if (const auto edges = table.find("picture")) rules.picture = read_edges(*edges);
  if (const auto edges = table.find("forbidden")) rules.forbidden = read_edges(*edges);
  if (const auto names = table.find("must-run")) rules.must_run = read_executed(*names);
  if (const auto names = table.find("must-not-run")) rules.must_not_run = read_executed(*names);
  if (const auto signals = table.find("must-handle")) rules.must_handle = read_signals(*signals);
  if (const auto modes = table.find("modes")) rules.modes = read_modes(*modes);
  if (const auto bytes = table.find("message-bytes")) rules.message_bytes = bytes->integer(1, kMostMessageBytes);
  if (const auto kinds = table.find("may-stay")) rules.may_stay = read_leftovers(*kinds);
  const auto flag = [&](const char* key, bool& member) {
    if (const auto given = table.find(key)) member = given->truth();
  };
  flag("shell-forbidden", rules.shell_forbidden);
  flag("tokens-only", rules.tokens_only);
  flag("busy-wait-forbidden", rules.busy_wait_forbidden);
  flag("zombies-allowed", rules.zombies_allowed);
  table.refuse_others();
  return rules;
}

LimitSpec read_limits(const TomlValue& value, LimitSpec limits) {
  TomlTable table = value.table("the limits");
  if (const auto seconds = table.find("wall-seconds")) limits.wall_seconds = seconds->number(0.1, kMostSeconds);
  const auto number = [&](const char* key, std::int64_t& member, std::int64_t least, std::int64_t most) {
    if (const auto given = table.find(key)) member = given->integer(least, most);
  };
  number("cpu-seconds", limits.cpu_seconds, 1, static_cast<std::int64_t>(kMostSeconds));
  number("memory-mib", limits.memory_mib, 16, 65536);
  number("processes", limits.processes, 1, 4096);
  number("file-size-mib", limits.file_size_mib, 1, 1024);
  number("schedules", limits.schedules, 0, kMostSchedules);
  if (const auto clock = table.find("clock")) limits.virtual_time = read_clock(*clock);
  if (const auto output = table.find("output-mib")) limits.output_mib = output->number(0.01, 1024);
  table.refuse_others();
  return limits;
}

}  // namespace ipclab
