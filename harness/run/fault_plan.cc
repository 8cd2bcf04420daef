#include "harness/run/fault_plan.h"

#include <sys/mman.h>

#include <array>

namespace ipclab {
namespace {

using sandbox::AtCall;
using sandbox::Fault;

constexpr std::int64_t kPipeBuffer = 4096;  ///< PIPE_BUF: so much goes into a pipe as a whole

/// Small enough to cut any message, large enough from time to time for a long one to get through.
constexpr auto kPieces = std::to_array<std::int64_t>({3, 1, 7, 2, 1000});

std::int64_t number_of(const AtCall& call, std::string_view field) {
  if (call.arguments == nullptr) return 0;
  for (const sandbox::Field& one : *call.arguments) {
    if (one.name != field) continue;
    if (const auto* value = std::get_if<std::int64_t>(&one.value)) return *value;
  }
  return 0;
}

/// "fork" is about processes, not threads, and "mmap" about memory that is shared.
bool is_about(const FaultSpec& fault, const AtCall& call) {
  if (call.call != fault.call) return false;
  if (!fault.program.empty() && call.program != "/lab/" + fault.program) return false;
  if (call.call == "fork") return number_of(call, "thread") == 0;
  if (call.call == "mmap") return (number_of(call, "flags") & MAP_SHARED) != 0;
  return true;
}

}  // namespace

std::optional<Fault> ScenarioFaults::at(const AtCall& call) {
  if (!call.own_code) return std::nullopt;
  for (Counted& one : faults_) {
    if (!is_about(one.fault, call)) continue;
    ++one.seen;
    if (one.fault.time == 0 || one.fault.time == one.seen) return Fault{one.fault.error, std::nullopt};
  }
  if (pieces_) {
    if (const auto most = most_of(call)) return Fault{std::nullopt, *most};
  }
  return std::nullopt;
}

std::optional<std::int64_t> ScenarioFaults::most_of(const AtCall& call) {
  if (!call.may_fall_short || call.carrier == AtCall::Carrier::Other) return std::nullopt;
  if (call.carrier == AtCall::Carrier::Pipe) return kPipeBuffer;
  std::size_t& before = transfers_[{call.process, number_of(call, "fd")}];
  return kPieces[before++ % kPieces.size()];
}

}  // namespace ipclab
