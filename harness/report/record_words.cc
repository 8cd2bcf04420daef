#include "harness/report/record_words.h"

#include <array>
#include <utility>

namespace ipclab {
namespace {

using Kind = StepOutcome::Kind;

constexpr std::array<std::pair<Kind, std::string_view>, 4> kOutcomes{{
    {Kind::Done, "done"},
    {Kind::Stuck, "stuck"},
    {Kind::TimedOut, "timed-out"},
    {Kind::NotReached, "not-reached"},
}};

}  // namespace

std::string_view word_of(StepOutcome::Kind kind) {
  for (const auto& [outcome, word] : kOutcomes) {
    if (outcome == kind) return word;
  }
  return "not-reached";
}

std::optional<StepOutcome::Kind> step_outcome(std::string_view word) {
  for (const auto& [outcome, its_word] : kOutcomes) {
    if (its_word == word) return outcome;
  }
  return std::nullopt;
}

}  // namespace ipclab
