// msg.size-includes-type: msgsnd or msgrcv is given the size of the whole struct, or of the text and a long.
//
// The size of the text is the exercise's (rules: message-bytes). What counts as proof:
//   - a size of exactly message-bytes and a long: sizeof the struct. A reader's own buffer may be larger than the
//   exercise's struct, but
//     not by chance by a long;
//   - msgsnd with the length of the text, its zero byte and a long, and that for each message that was sent from this
//   line.
// Any other size above message-bytes is a text that is too long, which is another mistake.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "harness/checks/all.h"
#include "harness/checks/process_words.h"
#include "harness/checks/tell.h"

namespace ipclab {
namespace {

constexpr std::int64_t kLong = 8;  ///< sizeof(long) on every machine that is graded on

enum class Proof { None, WholeStruct, TextAndLong };

/// The length of the text in the message with its zero byte; 0 where that byte is not among those seen.
std::int64_t text_length(const sandbox::Event& send) {
  const std::string data = send.text_or("data", "");
  const std::size_t end = data.find('\0');
  return end == std::string::npos ? 0 : static_cast<std::int64_t>(end) + 1;
}

Proof proof_of(const sandbox::Event& enter, std::int64_t message_bytes) {
  const std::int64_t size = enter.number_or("size", 0);
  if (size == message_bytes + kLong) return Proof::WholeStruct;
  const std::int64_t text = enter.name == "msgsnd" ? text_length(enter) : 0;
  const bool fits = text > 0 && text <= message_bytes && size != message_bytes;
  return fits && size == text + kLong ? Proof::TextAndLong : Proof::None;
}

Finding too_large(const CheckInput& input, int index, Proof proof, std::int64_t message_bytes) {
  const World& world = input.world;
  const Call& call = world.calls[static_cast<std::size_t>(index)];
  const std::int64_t size = world.enter(call).number_or("size", 0);
  Finding finding = new_finding(input, "msg.size-includes-type");
  finding.process = short_name(world, call.process);
  finding.location = where_called(world, index);
  finding.message = fmt::format("{} is given the size {}, which counts the type as well", call.name, size);
  if (proof == Proof::WholeStruct) {
    finding.reason = fmt::format(
        "The text has {} bytes; with the long in front of it they are {}. The size is that of the text alone.",
        message_bytes, size);
  } else {
    finding.reason = fmt::format(
        "The text sent has {} with its zero byte; the size is larger by a long. The size is that of the text alone.",
        count(text_length(world.enter(call)), "byte"));
  }
  if (call.name == "msgsnd") {
    finding.reason += " Bytes that do not belong to the text are sent along.";
  } else {
    finding.reason += " A long message would be written beyond the end of the struct.";
  }
  finding.hint = "Look at the third argument: which member of the struct is it about? man 2 msgsnd";
  finding.evidence.push_back(evidence_of(world, index, fmt::format("{}() with size {}", call.name, size)));
  return finding;
}

}  // namespace

std::vector<Finding> check_message_size(const CheckInput& input) {
  const World& world = input.world;
  if (!input.scenario.rules.message_bytes) return {};
  const std::int64_t message_bytes = *input.scenario.rules.message_bytes;

  // By the line that calls, or by the program where the line isn't known.
  struct Site {
    int first = -1;
    Proof proof = Proof::None;
    bool always = true;
  };
  std::map<std::pair<std::string, std::string>, Site> sites;
  for (std::size_t i = 0; i < world.calls.size(); ++i) {
    const Call& call = world.calls[i];
    if (call.name != "msgsnd" && call.name != "msgrcv") continue;
    const Process& process = world.process(call.process);
    if (is_fixture(world, process.id) || !process.images[static_cast<std::size_t>(call.image)].submission) continue;
    const SourceLocation location = where_called(world, static_cast<int>(i));
    Site& site = sites[{process.role + ' ' + call.name, fmt::format("{}:{}", location.file, location.line)}];
    const Proof proof = proof_of(world.enter(call), message_bytes);
    if (proof == Proof::None) site.always = false;
    if (proof != Proof::None && site.first < 0) site.first = static_cast<int>(i);
    site.proof = std::max(site.proof, proof, [](Proof left, Proof right) {
      return left != Proof::WholeStruct && right == Proof::WholeStruct;
    });
  }

  std::vector<Finding> findings;
  for (const auto& [key, site] : sites) {
    if (site.first < 0 || (site.proof == Proof::TextAndLong && !site.always)) continue;
    const Proof first = proof_of(world.enter(world.calls[static_cast<std::size_t>(site.first)]), message_bytes);
    findings.push_back(too_large(input, site.first, first, message_bytes));
  }
  return findings;
}

}  // namespace ipclab
