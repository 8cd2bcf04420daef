// signal.unsafe-handler: a handler calls a function that may just have been interrupted half way.
#include <fmt/format.h>

#include <set>
#include <utility>

#include "harness/checks/all.h"
#include "harness/checks/handlers.h"
#include "harness/checks/process_words.h"
#include "harness/checks/signal_safety.h"
#include "harness/checks/tell.h"

namespace ipclab {
namespace {

/// gcc makes puts and putchar of a printf without formats.
std::string as_written(const std::string& function) {
  if (function == "puts" || function == "putchar") return fmt::format("printf() or {}()", function);
  return escaped(function) + "()";
}

std::string why(const std::string& function) {
  if (function == "exit") {
    return "exit runs what atexit was told and empties stdio's buffers. When the signal comes in the middle of a "
           "printf, or of an exit, it finds these half changed.";
  }
  return "A signal can come at any moment, also while the program is within this very function or another one that "
         "uses the same data, such as stdio's buffers or malloc's lists. It is then entered a second time with its "
         "data half changed.";
}

}  // namespace

std::vector<Finding> check_unsafe_handler(const CheckInput& input) {
  const World& world = input.world;
  std::vector<Finding> findings;
  std::set<std::pair<int, std::string>> told;
  for (const Process& process : world.processes) {
    if (process.id == 0 || is_fixture(world, process.id)) continue;
    for (const HandlerCall& made : handler_calls(world, process)) {
      if (made.only_while_waiting || is_async_signal_safe(made.function)) continue;
      const SourceLocation location = where_called(world, made.call);
      if (!told.insert({location.line, made.function}).second) continue;
      const auto signal = static_cast<int>(world.event(made.delivery).number_or("signal", 0));
      Finding finding = new_finding(input, "signal.unsafe-handler");
      finding.process = short_name(world, process.id);
      finding.location = location;
      finding.message = fmt::format("the handler {}() calls {}, which is not safe there", escaped(made.handler),
                                    as_written(made.function));
      finding.reason = why(made.function);
      finding.hint =
          "Look at what the handler has to do itself, and what the main program can do when it learns that the signal "
          "came. man 7 signal-safety";
      finding.evidence.push_back(
          evidence_at(world, made.delivery, fmt::format("{} arrives here", signal_text(signal))));
      finding.evidence.push_back(
          evidence_of(world, made.call,
                      fmt::format("{} within the handler {}()", as_written(made.function), escaped(made.handler))));
      findings.push_back(std::move(finding));
    }
  }
  return findings;
}

}  // namespace ipclab
