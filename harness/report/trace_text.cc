#include "harness/report/trace_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <string_view>

#include "harness/checks/process_words.h"
#include "harness/checks/tell.h"
#include "harness/report/layout.h"
#include "harness/report/utf8.h"

namespace ipclab {
namespace {

using sandbox::Event;
using sandbox::EventKind;
using sandbox::Field;

constexpr std::size_t kMostBytes = 32;    ///< shown of data
constexpr std::size_t kMostNumbers = 12;  ///< shown of a list

/// Calls of a foreign program that say what it has to do with the others.
constexpr auto kTelling = std::to_array<std::string_view>(
    {"execve", "exit", "fork", "wait4", "kill", "pipe2", "dup", "dup3", "connect", "accept4", "msgsnd", "msgrcv"});

template <typename Values, typename Function>
std::string list(const Values& values, Function text_of) {
  std::string text = "[";
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i > 0) text += ", ";
    if (i == kMostNumbers) return text + "…]";
    text += text_of(values[i]);
  }
  return text + "]";
}

std::string value_text(const Field& field) {
  if (const auto* number = std::get_if<std::int64_t>(&field.value)) {
    if (field.name == "mode") return octal(static_cast<unsigned>(*number));
    if (field.name == "signal") return *number == 0 ? "0" : signal_name(static_cast<int>(*number));
    if (field.name == "address" && *number > 0xffff) return fmt::format("{:#x}", *number);
    return std::to_string(*number);
  }
  if (const auto* text = std::get_if<std::string>(&field.value)) return quote(*text, kMostBytes);
  if (const auto* numbers = std::get_if<std::vector<std::int64_t>>(&field.value))
    return list(*numbers, [](std::int64_t number) { return std::to_string(number); });
  return list(std::get<std::vector<std::string>>(field.value),
              [](const std::string& text) { return quote(text, kMostBytes); });
}

/// What the tracer noted for the model, and no argument or result of the call; or what the call's name says already.
constexpr auto kUntold =
    std::to_array<std::string_view>({"function", "ino", "dev", "own", "process", "dup2", "group", "set", "vfork",
                                     "clone_flags", "shares_files", "shares_memory"});
/// Its value says what it is.
constexpr auto kNameless = std::to_array<std::string_view>({"signal", "path", "argv", "data", "fds", "text"});

bool is_told(const Field& field) {
  if (std::find(kUntold.begin(), kUntold.end(), field.name) != kUntold.end()) return false;
  if (const auto* number = std::get_if<std::int64_t>(&field.value)) {
    const bool nothing = (field.name == "timeout_us" && *number < 0) || (field.name == "thread" && *number == 0) ||
                         (field.name == "flags" && *number == 0);
    return !nothing;
  }
  if (const auto* text = std::get_if<std::string>(&field.value)) return !text->empty();
  return true;
}

std::string fields_text(const Event& event) {
  std::string text;
  for (const Field& field : event.fields) {
    if (!is_told(field)) continue;
    const bool nameless = std::find(kNameless.begin(), kNameless.end(), field.name) != kNameless.end();
    text += fmt::format("{}{}{}", text.empty() ? "" : ", ", nameless ? "" : field.name + " ", value_text(field));
  }
  return text;
}

/// Memory that a process gets for itself.
bool is_own_memory(const Event& enter) {
  constexpr std::int64_t kMapShared = 1;
  return enter.name == "brk" || (enter.name == "mmap" && (enter.number_or("flags", 0) & kMapShared) == 0);
}

class Trace {
 public:
  Trace(const World& world, const TextStyle& style) : world_(world), style_(style), paint_(style.colour) {
    constexpr int kWidestName = 28;
    for (const Process& process : world.processes) {
      if (process.id > 0) name_width_ = std::max(name_width_, width_of(name(process.id)));
    }
    name_width_ = std::min(name_width_, kWidestName);
    for (std::size_t i = 0; i < world.calls.size(); ++i) {
      const Call& call = world.calls[i];
      if (!is_shown(call)) continue;
      shown_[call.enter] = static_cast<int>(i);
      if (call.exit >= 0) returns_[call.exit] = static_cast<int>(i);
    }
  }

  std::string text() {
    const int count = static_cast<int>(world_.record->events.size());
    for (int i = 0; i < count; ++i) {
      const Event& event = world_.event(i);
      if (const auto at = shown_.find(i); at != shown_.end()) entered(at->second);
      if (const auto at = returns_.find(i); at != returns_.end()) returned(at->second);
      if (event.kind != EventKind::Enter && event.kind != EventKind::Exit) happened(i, event);
    }
    return text_;
  }

 private:
  std::string name(int process) const { return process == 0 ? "ipclab" : visible(world_.describe(process)); }

  bool is_shown(const Call& call) const {
    if (call.enter < 0) return false;
    if (style_.verbose) return true;
    if (is_own_memory(world_.enter(call))) return false;
    const Image& image = world_.process(call.process).images[static_cast<std::size_t>(call.image)];
    if (image.submission) return world_.location(call.enter).has_value() || call.name == "exit";
    const std::int64_t fd = world_.enter(call).number_or("fd", -1);
    if (call.name == "read" || call.name == "write") return fd >= 0 && fd <= 2;
    return std::find(kTelling.begin(), kTelling.end(), call.name) != kTelling.end();
  }

  /// Nothing else that is shown happened while the call was made.
  bool at_once(const Call& call) const {
    if (call.exit < 0) return false;
    for (int i = call.enter + 1; i < call.exit; ++i) {
      const Event& event = world_.event(i);
      if (event.process != call.process || event.kind == EventKind::Signal) return false;
    }
    return true;
  }

  void line(int event, std::string_view what) {
    const Event& at = world_.event(event);
    const auto place =
        at.kind == EventKind::Enter || at.kind == EventKind::Signal ? world_.location(event) : std::nullopt;
    const std::string source = place && place->line > 0 ? fmt::format("{}:{}", visible(place->file), place->line) : "";
    text_ += fmt::format("{:>10.2f}  {}  {}  {}\n", static_cast<double>(at.time_us) / 1000,
                         paint_.bold(padded(cut(name(at.process), name_width_), name_width_)),
                         paint_.dim(padded(source, kPlaceWidth)), what);
  }

  /// The call with its arguments.
  std::string call_text(const Call& call) const {
    std::string word = call_word(world_, call);
    if (word.ends_with("()")) word.resize(word.size() - 2);
    if (call.name == "futex") word = "futex";
    return fmt::format("{}({})", word, fields_text(world_.enter(call)));
  }

  std::string result_text(const Call& call) const {
    constexpr std::int64_t kAgain = -512;
    const Event& exit = world_.event(call.exit);
    if (exit.kind == EventKind::Exec) return "succeeded";
    if (call.result == kAgain) return "interrupted by a handler, to be made again";
    if (call.result < 0) return paint_.red(error_text(call.result));
    std::string text = call.name == "fork" || call.name == "wait4" ? process_result(call) : std::to_string(call.result);
    if (const std::string more = fields_text(exit); !more.empty()) text += fmt::format("  ({})", more);
    return text;
  }

  /// Of fork and wait: which process it is about.
  std::string process_result(const Call& call) const {
    for (const Process& process : world_.processes) {
      const bool meant = call.name == "fork" ? process.forked_by >= 0 && same(process.forked_by, call)
                                             : process.reaped_by >= 0 && same(process.reaped_by, call);
      if (meant) return name(process.id);
    }
    return std::to_string(call.result);
  }
  bool same(int index, const Call& call) const { return &world_.calls[static_cast<std::size_t>(index)] == &call; }

  void entered(int index) {
    const Call& call = world_.calls[static_cast<std::size_t>(index)];
    if (call.name == "exit") return line(call.enter, call_text(call));
    if (at_once(call)) return line(call.enter, fmt::format("{} = {}", call_text(call), result_text(call)));
    line(call.enter, fmt::format("{} …{}", call_text(call), call.exit < 0 ? paint_.yellow(" never returns") : ""));
  }

  void returned(int index) {
    const Call& call = world_.calls[static_cast<std::size_t>(index)];
    if (at_once(call) || world_.event(call.exit).kind == EventKind::Exec) return;
    line(call.exit, fmt::format("… {} = {}", call_word(world_, call), result_text(call)));
  }

  void happened(int index, const Event& event) {
    const auto signal = [&] { return signal_text(static_cast<int>(event.number_or("signal", 0))); };
    switch (event.kind) {
      case EventKind::Start:
      case EventKind::Exec:
        return line(index, fmt::format("executes {}", fields_text_of(event, "argv")));
      case EventKind::Signal:
        return line(index, fmt::format("{} arrives: {}", signal(), action_text(event)));
      case EventKind::Stop:
        return line(index, "is stopped by " + signal());
      case EventKind::Continue:
        return line(index, "goes on");
      case EventKind::End:
        if (event.number_or("last", 1) == 0) return;
        return line(index, event.number("signal") != nullptr
                               ? paint_.red("is killed by " + signal())
                               : fmt::format("ends with status {}", event.number_or("code", 0)));
      case EventKind::Refused:
        return line(index, paint_.red(fmt::format("{}() is refused by the sandbox", visible(event.name))));
      case EventKind::Action:
        return action(index, event);
      case EventKind::Limit:
        return line(index, fmt::format("ends the run: the limit \"{}\" is reached", event.name));
      case EventKind::Quiet:
        return line(index, "nothing more can happen");
      default:
        return;
    }
  }

  static std::string fields_text_of(const Event& event, std::string_view name) {
    for (const Field& field : event.fields) {
      if (field.name == name) return value_text(field);
    }
    return {};
  }

  static std::string action_text(const Event& event) {
    const std::string action = event.text_or("action", "");
    return action == "handler" ? "its handler runs" : action == "ignore" ? "it is ignored" : "its default effect";
  }

  /// What the scenario did, told of the process that it did it to.
  void action(int index, const Event& event) {
    if (event.name == "step") return;
    if (event.name == "kill-all") return line(index, "the scenario is over: what still runs is killed");
    line(index, fmt::format("(the scenario: {}{}{})", event.name, event.fields.empty() ? "" : " ", fields_text(event)));
  }

  static constexpr int kPlaceWidth = 16;

  const World& world_;
  TextStyle style_;
  Paint paint_;
  int name_width_ = 6;
  std::map<int, int> shown_, returns_;  ///< event -> call
  std::string text_;
};

}  // namespace

std::string trace_text(const World& world, const TextStyle& style) {
  return Trace(world, style).text();
}

}  // namespace ipclab
