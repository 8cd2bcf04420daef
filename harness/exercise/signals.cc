// Names of signals.
#include <fmt/format.h>

#include <array>
#include <charconv>
#include <csignal>
#include <cstring>
#include <string_view>
#include <utility>

#include "harness/exercise/exercise.h"

namespace ipclab {
namespace {

constexpr int kLastOrdinary = 31;
/// Second names of signals.
constexpr std::array<std::pair<std::string_view, int>, 3> kAliases = {
    {{"IOT", SIGABRT}, {"CLD", SIGCHLD}, {"IO", SIGIO}}};

/// "RTMIN", "RTMIN+3"
std::optional<int> real_time(std::string_view name) {
  constexpr std::string_view kFirst = "RTMIN";
  if (!name.starts_with(kFirst)) return std::nullopt;
  name.remove_prefix(kFirst.size());
  if (name.empty()) return SIGRTMIN;
  int above = 0;
  const auto [end, error] = std::from_chars(name.data() + 1, name.data() + name.size(), above);
  const bool good = name.front() == '+' && error == std::errc() && end == name.data() + name.size();
  if (!good || above < 0 || above > SIGRTMAX - SIGRTMIN) return std::nullopt;
  return SIGRTMIN + above;
}

}  // namespace

std::optional<int> signal_number(const std::string& name) {
  std::string_view bare = name;
  if (bare.starts_with("SIG")) bare.remove_prefix(3);
  for (int number = 1; number <= kLastOrdinary; ++number) {
    const char* known = sigabbrev_np(number);
    if (known != nullptr && bare == known) return number;
  }
  for (const auto& [alias, number] : kAliases) {
    if (bare == alias) return number;
  }
  return real_time(bare);
}

std::string signal_name(int number) {
  if (number >= 1 && number <= kLastOrdinary) {
    if (const char* known = sigabbrev_np(number)) return std::string("SIG") + known;
  }
  if (number == SIGRTMIN) return "SIGRTMIN";
  if (number > SIGRTMIN && number <= SIGRTMAX) return fmt::format("SIGRTMIN+{}", number - SIGRTMIN);
  return fmt::format("signal {}", number);
}

}  // namespace ipclab
